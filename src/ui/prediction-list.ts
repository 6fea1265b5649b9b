import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { sentence } from '../client/answer-text.ts'
import { percent } from '../client/figures.ts'
import type { Prediction } from '../core/classification.ts'
import { look } from './look.ts'

/**
 * The top predictions, best first, as words with bars. Reads "tiger cat (striped) 43 %"; a press unfolds what that is.
 * Fires `prediction-chosen` with the place in the list, 0 is the best.
 */
@customElement('prediction-list')
export class PredictionList extends LitElement {
  @property({ attribute: false }) predictions: readonly Prediction[] = []
  /** Whose heat map lies over the picture, 0 is the best; -1 where none does. */
  @property({ type: Number }) lookedAt = -1

  /** Whose definition is on show. */
  @state() private unfolded: Prediction | undefined

  static override styles = [
    look,
    css`
      button {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        column-gap: 1rem;
        align-content: center;
        align-items: baseline;
        inline-size: 100%;
        padding: 0.25rem 0;
        border: 0;
        border-radius: 0.25rem;
        background: none;
        font-weight: 400;
        line-height: 1.35;
        text-align: start;
      }

      button[aria-current] .label {
        color: var(--accent-strong);
        font-weight: 650;
      }

      .definition {
        padding-block: 0.25rem 0.625rem;
        color: var(--quiet);
        font-size: 0.9375rem;
        line-height: 1.4;
      }

      .score {
        color: var(--quiet);
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }

      .label {
        overflow-wrap: break-word;
        font-size: 0.9375rem;
      }

      meter {
        grid-column: 1 / -1;
        appearance: none;
        display: block;
        inline-size: 100%;
        block-size: 0.375rem;
        margin-block-start: 0.1875rem;
        border: 0;
        border-radius: 1rem;
        background: var(--well);
        overflow: hidden;
        forced-color-adjust: none;
      }

      meter::-webkit-meter-inner-element {
        display: block;
        position: relative;
        block-size: 100%;
      }

      /* Browsers give the bar half of the height; out of the flow it takes all of it. */
      meter::-webkit-meter-bar {
        position: absolute;
        inset: 0;
        block-size: 100%;
        border: 0;
        border-radius: 1rem;
        background: var(--well);
      }

      meter::-webkit-meter-optimum-value {
        block-size: 100%;
        border-radius: 1rem;
        background: var(--accent);
      }

      meter::-moz-meter-bar {
        border-radius: 1rem;
        background: var(--accent);
      }

      @media (min-width: 62rem) {
        button {
          padding-block: 0.4375rem;
        }

        .label {
          font-size: 1rem;
        }
      }

      @media (forced-colors: active) {
        meter {
          border: 1px solid CanvasText;
        }

        meter,
        meter::-webkit-meter-bar {
          background: Canvas;
        }

        meter::-webkit-meter-optimum-value {
          background: CanvasText;
        }

        meter::-moz-meter-bar {
          background: CanvasText;
        }
      }
    `,
  ]

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('predictions')) this.unfolded = undefined
  }

  override render() {
    return html`<ol aria-label="Predictions">
      ${this.predictions.map((prediction, at) => this.#item(prediction, at))}
    </ol>`
  }

  #item(prediction: Prediction, at: number) {
    const unfolded = prediction === this.unfolded
    const choose = () => {
      this.unfolded = unfolded || prediction.definition === undefined ? undefined : prediction
      this.dispatchEvent(new CustomEvent<number>('prediction-chosen', { detail: at, bubbles: true, composed: true }))
    }
    // The bar repeats the number beside it, so a screen reader is spared it.
    return html`<li>
      <button
        type="button"
        aria-expanded=${prediction.definition === undefined ? nothing : unfolded}
        aria-current=${at === this.lookedAt ? 'true' : nothing}
        @click=${choose}
      >
        <span class="label">${prediction.label}</span> <span class="score">${percent(prediction.score)}</span>
        <meter min="0" max="1" .value=${prediction.score} aria-hidden="true"></meter>
      </button>
      ${unfolded ? this.#definition(prediction) : nothing}
    </li>`
  }

  #definition({ label, definition = '', synonyms = [] }: Prediction) {
    const others = synonyms.filter((synonym) => synonym !== label)
    return html`<p class="definition">
      ${sentence(definition)}${others.length > 0 ? html` <span>Also: ${others.join(', ')}.</span>` : nothing}
    </p>`
  }
}
