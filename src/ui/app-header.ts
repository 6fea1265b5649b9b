import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { openIcon } from './icons.ts'
import { look } from './look.ts'
import { shortName } from './short-name.ts'

/**
 * The name, a quiet mark for being offline or ready for it, the model that answers, and the way to "About". Fires
 * `model-asked` and `about-asked`.
 */
@customElement('app-header')
export class AppHeader extends LitElement {
  @property({ type: Boolean }) offline = false
  @property({ type: Boolean }) offlineReady = false
  /** Name of the model that answers; empty until one does. */
  @property() model = ''

  static override styles = [
    look,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.625rem;
        min-block-size: 3.5rem;
      }

      /* On a phone the mark stands below the name, beside it where there is room. */
      .title {
        flex: 1;
        display: grid;
        line-height: 1.2;
      }

      h1 {
        font-size: 1.25rem;
        font-weight: 750;
        letter-spacing: -0.02em;
      }

      button {
        flex: none;
        max-inline-size: 100%;
      }

      .about {
        /* its words end where the page does */
        margin-inline-end: -1rem;
      }

      .model {
        overflow-wrap: anywhere;
      }

      .model svg {
        inline-size: 0.875rem;
        block-size: 0.875rem;
        margin-inline-end: -0.25rem;
      }

      .whole {
        display: none;
      }

      @media (min-width: 40rem) {
        .title {
          display: flex;
          align-items: center;
          justify-content: space-between;
          gap: 0.75rem;
        }

        .short {
          display: none;
        }

        .whole {
          display: inline;
        }
      }

      .mark {
        justify-self: start;
        color: var(--quiet);
        font-size: 0.875rem;
        white-space: nowrap;
      }

      .offline {
        padding: 0.125rem 0.625rem;
        border: 1px solid var(--line);
        border-radius: 1rem;
        color: var(--text);
      }
    `,
  ]

  override render() {
    return html`<header>
      <img src="icons/icon.svg" alt="" width="28" height="28" />
      <div class="title">
        <h1>Whatsit</h1>
        ${this.#mark()}
      </div>
      <button
        type="button"
        class="model"
        aria-haspopup="dialog"
        aria-label=${this.model ? `Model: ${this.model}` : 'Model'}
        @click=${() => this.dispatchEvent(new Event('model-asked'))}
      >
        <span class="short">${shortName(this.model) || 'Model'}</span>
        <span class="whole">${this.model || 'Model'}</span>
        ${openIcon}
      </button>
      <button
        type="button"
        class="plain about"
        aria-haspopup="dialog"
        @click=${() => this.dispatchEvent(new Event('about-asked'))}
      >
        About
      </button>
    </header>`
  }

  #mark() {
    if (this.offline) return html`<span class="mark offline">offline</span>`
    return this.offlineReady ? html`<span class="mark">ready offline</span>` : nothing
  }
}
