import { css, html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { bytesText } from '../client/figures.ts'
import { look } from './look.ts'

/** A load that is under way; its bytes, while it downloads. `total` 0 = not known yet. */
export type Loading =
  | { readonly stage: 'downloading'; readonly loaded: number; readonly total: number }
  | { readonly stage: 'starting' }

/** "3.1 of 5.0 MB", or nothing where there are no bytes to tell of. */
export function loadingText(loading: Loading): string {
  return loading.stage === 'starting' ? '' : bytesText(loading.loaded, loading.total)
}

/** How far a model is: determinate as soon as its size is known. */
@customElement('load-bar')
export class LoadBar extends LitElement {
  @property({ attribute: false }) loading: Loading = { stage: 'downloading', loaded: 0, total: 0 }
  /** Its accessible name. */
  @property({ attribute: false }) label = ''

  static override styles = [
    look,
    css`
      progress {
        appearance: none;
        display: block;
        inline-size: 100%;
        block-size: 0.375rem;
        margin-block-start: 0.375rem;
        border: 0;
        border-radius: 1rem;
        background: var(--well);
        overflow: hidden;
        forced-color-adjust: none;
      }

      progress::-webkit-progress-bar {
        background: var(--well);
      }

      progress::-webkit-progress-value {
        border-radius: 1rem;
        background: var(--accent);
      }

      progress::-moz-progress-bar {
        border-radius: 1rem;
        background: var(--accent);
      }

      /* Firefox would fill all of it. */
      progress:indeterminate::-moz-progress-bar {
        background: transparent;
      }

      @media (forced-colors: active) {
        progress {
          border: 1px solid CanvasText;
        }

        progress,
        progress::-webkit-progress-bar {
          background: Canvas;
        }

        progress::-webkit-progress-value {
          background: CanvasText;
        }

        progress::-moz-progress-bar {
          background: CanvasText;
        }
      }
    `,
  ]

  override render() {
    const { loading, label } = this
    // Indeterminate, without figures: how much there is to come is not known yet.
    if (loading.stage === 'downloading' && loading.total === 0) return html`<progress aria-label=${label}></progress>`
    const [share, text] =
      loading.stage === 'starting' ? [1, 'getting ready'] : [loading.loaded / loading.total, loadingText(loading)]
    return html`<progress aria-label=${label} aria-valuetext=${text} max="1" .value=${share}></progress>`
  }
}
