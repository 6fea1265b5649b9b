import { css, html, LitElement } from 'lit'
import { customElement } from 'lit/decorators.js'
import { look } from './look.ts'

/** Covers the page while something is dragged over it, to show that it may be dropped anywhere. */
@customElement('drop-veil')
export class DropVeil extends LitElement {
  static override styles = [
    look,
    css`
      :host {
        position: fixed;
        inset: 0;
        z-index: 2;
        display: grid;
        place-content: center;
        padding: 2rem;
        background: color-mix(in srgb, var(--page) 82%, transparent);
        pointer-events: none;
      }

      :host::before {
        content: "";
        position: absolute;
        inset: 0.75rem;
        border: 0.1875rem dashed var(--accent);
        border-radius: calc(var(--radius) * 1.5);
      }

      p {
        padding: 0.75rem 1.5rem;
        border-radius: 2rem;
        background: var(--accent);
        color: var(--on-accent);
        font-size: 1.25rem;
        font-weight: 600;
      }
    `,
  ]

  override render() {
    return html`<p>Drop it here</p>`
  }
}
