/** The picker: one entry below the other, its facts below its name, what can be done with it at its side. */
import { css } from 'lit'

export const modelDialogLook = css`
  fieldset {
    display: grid;
    gap: 0.5rem;
    /* two entries: the dialog should not grow under the pointer when they arrive */
    min-block-size: 11.5rem;
    align-content: start;
    margin: 0;
    padding: 0;
    border: 0;
  }

  .entry {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    padding: 0.5rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }

  .picked {
    border-color: var(--accent);
  }

  label {
    flex: 1 1 14rem;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0 0.75rem;
    align-items: center;
    min-inline-size: var(--target);
    min-block-size: var(--target);
    padding: 0.25rem;
    cursor: pointer;
    overflow-wrap: anywhere;
  }

  input {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    margin: 0;
    accent-color: var(--accent);
  }

  .name {
    font-weight: 600;
  }

  .facts,
  .place {
    grid-column: 2;
    color: var(--quiet);
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }

  .remove {
    margin-inline-start: auto;
  }

  .below {
    display: grid;
    gap: 0.75rem;
    align-content: start;
    min-block-size: 5.5rem;
    margin-block: 1rem;
  }

  .action {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1rem;
  }

  .action span,
  .action p {
    font-variant-numeric: tabular-nums;
  }

  button:disabled {
    border-color: var(--line);
    background: var(--well);
    color: var(--quiet);
    cursor: default;
  }

  .small {
    padding-block-start: 0.75rem;
    border-block-start: 1px solid var(--line);
    color: var(--quiet);
    font-size: 0.875rem;
  }
`
