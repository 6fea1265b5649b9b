import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { wholeMegabytes } from '../client/figures.ts'
import { messageFor } from '../client/messages.ts'
import type { ModelState } from '../client/model-state.ts'
import type { ErrorCode, WhatsitError } from '../core/errors.ts'
import { type Loading, loadingText } from './load-bar.ts'
import { look } from './look.ts'
import './error-note.ts'
import './load-bar.ts'

// Another version of the page is there, or is needed: trying again with this one cannot help.
const NEEDS_RELOAD: ReadonlySet<ErrorCode> = new Set(['VersionMismatch', 'ModelUnsupported'])

/** How the classifier stands. Fires `download-allowed`, `retry-asked` and `reload-asked`. */
@customElement('model-progress')
export class ModelProgress extends LitElement {
  @property({ attribute: false }) state: ModelState = { stage: 'downloading', loaded: 0, total: 0 }

  /** The model that is to take over from the one that answers. */
  @property({ attribute: false }) coming: (Loading & { readonly name: string }) | undefined

  static override styles = [
    look,
    css`
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 0 1rem;
        color: var(--quiet);
        font-size: 0.875rem;
        font-variant-numeric: tabular-nums;
      }

      .ready::before {
        content: "";
        display: inline-block;
        inline-size: 0.5rem;
        block-size: 0.5rem;
        margin-inline-end: 0.5rem;
        border-radius: 50%;
        background: var(--accent);
        forced-color-adjust: none;
      }

      /* On a repeat visit the model is there before anyone could read this. */
      .late {
        animation: appear 0s 150ms both;
      }

      @keyframes appear {
        from {
          visibility: hidden;
        }
      }

      .ask {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.75rem 1rem;
        margin-block-start: 0.25rem;
      }

      error-note {
        margin-block-start: 0.5rem;
      }

      @media (forced-colors: active) {
        .ready::before {
          background: CanvasText;
        }
      }
    `,
  ]

  override render() {
    const { state, coming } = this
    const loading = state.stage === 'downloading' || state.stage === 'starting'
    // The one that is coming is told of only beside one that answers.
    const change = state.stage === 'ready' ? coming : undefined
    const under = loading ? state : change
    return html`<div class="line ${loading ? 'late' : ''}">
        <p role="status" aria-label="Model" class=${state.stage}>${this.#status()}</p>
        ${under && loadingText(under) ? html`<span>${loadingText(under)}</span>` : nothing}
      </div>
      ${under ? this.#bar(under, change ? `Loading ${change.name}` : 'Loading model') : nothing}
      ${state.stage === 'asking' ? this.#question(state.bytes) : nothing}
      ${state.stage === 'failed' ? this.#failure(state.error) : nothing}`
  }

  #failure(error: WhatsitError) {
    const reload = NEEDS_RELOAD.has(error.name)
    return html`<error-note
      .message=${messageFor(error)}
      .action=${reload ? 'Reload' : 'Try again'}
      @action=${() => this.dispatchEvent(new Event(reload ? 'reload-asked' : 'retry-asked'))}
    ></error-note>`
  }

  // Only changes of stage are read out; the bytes would be read out ten times a second.
  #status(): string {
    switch (this.state.stage) {
      case 'asking':
        return 'The model is not here yet'
      case 'downloading':
        return 'Loading the model'
      case 'starting':
        // The ellipsis matters: a text that ends in "ready" says that it can answer.
        return 'Getting ready…'
      case 'ready':
        return `${this.state.model.name} ready`
      case 'failed':
        return 'The model is not loaded'
    }
  }

  #bar(loading: Loading, label: string) {
    return html`<load-bar class="late" .loading=${loading} .label=${label}></load-bar>`
  }

  #question(bytes: number) {
    return html`<div class="ask">
      <p>Whatsit needs ${wholeMegabytes(bytes)} once. Download?</p>
      <button type="button" class="main-action" @click=${() => this.dispatchEvent(new Event('download-allowed'))}>
        Download
      </button>
    </div>`
  }
}
