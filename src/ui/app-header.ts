import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { look } from './look.ts'

/** The name, a quiet mark for being offline or ready for it, and the way to "About". Fires `about-asked`. */
@customElement('app-header')
export class AppHeader extends LitElement {
  @property({ type: Boolean }) offline = false
  @property({ type: Boolean }) offlineReady = false

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

      h1 {
        flex: 1;
        font-size: 1.25rem;
        font-weight: 750;
        letter-spacing: -0.02em;
      }

      button {
        flex: none;
        /* its words end where the page does */
        margin-inline-end: -1rem;
      }

      .mark {
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
      <h1>Whatsit</h1>
      ${this.#mark()}
      <button type="button" class="plain" aria-haspopup="dialog" @click=${() => this.dispatchEvent(new Event('about-asked'))}>
        About
      </button>
    </header>`
  }

  #mark() {
    if (this.offline) return html`<span class="mark offline">offline</span>`
    return this.offlineReady ? html`<span class="mark">ready offline</span>` : nothing
  }
}
