/** Styles that every element shares: buttons, focus, text that only a screen reader needs. Colours come from page.css. */
import { css } from 'lit'

export const look = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  :host {
    display: block;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  h1,
  h2,
  p,
  ol,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }

  ol,
  ul {
    list-style: none;
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    min-block-size: var(--target);
    min-inline-size: var(--target);
    padding: 0.5rem 1rem;
    border: 1px solid var(--line);
    border-radius: calc(var(--target) / 2);
    background: var(--surface);
    color: var(--text);
    font: inherit;
    font-weight: 550;
    line-height: 1.2;
    text-align: center;
    cursor: pointer;
  }

  button:hover,
  .button:hover {
    border-color: var(--accent);
    color: var(--accent-strong);
  }

  .main-action {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }

  .main-action:hover {
    background: var(--accent-strong);
    border-color: var(--accent-strong);
    color: var(--on-accent);
  }

  .plain {
    border-color: transparent;
    background: none;
    color: var(--quiet);
  }

  .plain:hover {
    background: var(--well);
    border-color: transparent;
  }

  :focus-visible {
    outline: var(--focus);
    outline-offset: 0.1875rem;
  }

  svg {
    flex: none;
    inline-size: 1.25rem;
    block-size: 1.25rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    padding: 0;
    border: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`

/** Every dialog: in the middle, the whole window on a narrow phone. */
export const dialogLook = css`
  dialog {
    inline-size: min(40rem, 100vw - 2rem);
    max-inline-size: none;
    max-block-size: calc(100vh - 2rem);
    max-block-size: calc(100svh - 2rem);
    padding: clamp(0.75rem, 4vw, 1.25rem);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    box-shadow: var(--shadow);
  }

  dialog::backdrop {
    background: rgb(10 12 14 / 60%);
  }

  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 1rem;
    margin-block-end: 0.75rem;
  }

  .title button {
    flex: none;
    /* its word ends where the dialog's text does */
    margin-inline-end: -1rem;
  }

  .title h2 {
    font-size: 1.25rem;
    line-height: 1.3;
  }
`
