import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Classification } from '../core/classification.ts'
import { OVERLAY_OFF } from './overlay-settings.ts'
import { lookedText, mapOf } from './overlay-text.ts'
import './heat-map.ts'

const percentOf = (part: number, whole: number): string => `${(100 * part) / whole}%`

/**
 * Lies over a picture that is shown as large as there is room: the frame of what the network saw, and within it the heat
 * map. All by the style sheet, from the picture's own proportions, so that it fits at every size.
 */
@customElement('picture-overlay')
export class PictureOverlay extends LitElement {
  @property({ attribute: false }) classification: Classification | undefined
  /** Which prediction the heat map is of, 0 is the best. */
  @property({ type: Number }) prediction = 0
  @property({ attribute: false }) settings = OVERLAY_OFF

  static override styles = css`
    :host {
      position: absolute;
      inset: 0;
      container-type: size;
      pointer-events: none;
    }

    /* As object-fit: contain places the picture. */
    .upright {
      position: absolute;
      inset: 0;
      inline-size: min(100cqw, 100cqh * var(--width) / var(--height));
      block-size: min(100cqh, 100cqw * var(--height) / var(--width));
      margin: auto;
      overflow: hidden;
    }

    .crop {
      position: absolute;
    }

    /* Light within dark, to be seen on any picture; the rest of the picture steps back. */
    .saw::after {
      content: "";
      position: absolute;
      inset: 0;
      box-sizing: border-box;
      border: 2px solid #ffffff;
      box-shadow:
        inset 0 0 0 1px rgb(0 0 0 / 50%),
        0 0 0 1px rgb(0 0 0 / 50%),
        0 0 0 200vmax rgb(0 0 0 / 65%);
      forced-color-adjust: none;
    }
  `

  override render() {
    if (!this.classification) return nothing
    const { size, crop } = this.classification
    const place =
      `left: ${percentOf(crop.left, size.width)}; width: ${percentOf(crop.width, size.width)};` +
      `top: ${percentOf(crop.top, size.height)}; height: ${percentOf(crop.height, size.height)}`
    return html`<div class="upright" .style=${`--width: ${size.width}; --height: ${size.height}`}>
      <div class="crop ${this.settings.saw ? 'saw' : ''}" .style=${place}>
        ${this.settings.looked ? this.#heat(this.classification) : nothing}
      </div>
    </div>`
  }

  #heat(classification: Classification) {
    const map = mapOf(classification, this.prediction)
    if (!map) return nothing
    return html`<heat-map
      .map=${map}
      .words=${lookedText(classification, this.prediction)}
      .style=${`opacity: ${this.settings.strength}`}
    ></heat-map>`
  }
}
