import { css, html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Prediction } from '../core/classification.ts'
import { percent } from './figures.ts'
import { look } from './look.ts'

/** The top predictions, best first, as words with bars. Reads "tiger cat (striped) 43 %". */
@customElement('prediction-list')
export class PredictionList extends LitElement {
  @property({ attribute: false }) predictions: readonly Prediction[] = []

  static override styles = [
    look,
    css`
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        column-gap: 1rem;
        align-items: baseline;
        padding-block: 0.25rem;
        line-height: 1.35;
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
        li {
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

  override render() {
    return html`<ol aria-label="Predictions">
      ${this.predictions.map(({ label, score }) => this.#item(label, score))}
    </ol>`
  }

  // The bar repeats the number beside it, so a screen reader is spared it.
  #item(label: string, score: number) {
    return html`<li>
      <span class="label">${label}</span> <span class="score">${percent(score)}</span>
      <meter min="0" max="1" .value=${score} aria-hidden="true"></meter>
    </li>`
  }
}
