import { css, html, LitElement } from 'lit'
import { customElement } from 'lit/decorators.js'
import { pictureIcon } from './icons.ts'
import { look } from './look.ts'

/** What fills the picture's place while there is none. The page as a whole takes the drop. */
@customElement('drop-zone')
export class DropZone extends LitElement {
  static override styles = [
    look,
    css`
      :host {
        display: grid;
        place-content: center;
        justify-items: center;
        padding: 1rem;
        text-align: center;
      }

      svg {
        inline-size: 3.5rem;
        block-size: 3.5rem;
        margin-block-end: 0.75rem;
        color: var(--accent);
        stroke-width: 1.1;
      }

      h2 {
        font-size: clamp(1.5rem, 1.1rem + 1.6vw, 2.125rem);
        font-weight: 700;
        letter-spacing: -0.015em;
        line-height: 1.2;
        text-wrap: balance;
      }

      p {
        margin-block-start: 0.5rem;
        color: var(--quiet);
        text-wrap: balance;
      }

      /* A finger cannot drop a file. */
      @media (pointer: coarse) {
        .drop {
          display: none;
        }
      }
    `,
  ]

  override render() {
    return html`${pictureIcon}
      <h2>What’s in your picture?</h2>
      <p><span class="drop">Drop it anywhere on this page. </span>It never leaves this device.</p>`
  }
}
