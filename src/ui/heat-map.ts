import { css, html, LitElement, type PropertyValues } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { paintHeat } from '../core/activation-map.ts'
import type { ActivationMap } from '../core/classification.ts'

// The browser stretches it to its place: already smooth, it stays so on the largest screen.
const SIDE_PIXELS = 256

/** An activation map in colours, stretched over whatever room it gets. */
@customElement('heat-map')
export class HeatMap extends LitElement {
  @property({ attribute: false }) map: ActivationMap | undefined
  /** What it shows, in words. */
  @property({ attribute: false }) words = ''

  @query('canvas') private canvas!: HTMLCanvasElement

  static override styles = css`
    :host,
    canvas {
      display: block;
      inline-size: 100%;
      block-size: 100%;
    }
  `

  override render() {
    return html`<canvas role="img" aria-label=${this.words} width=${SIDE_PIXELS} height=${SIDE_PIXELS}></canvas>`
  }

  override updated(changed: PropertyValues<this>): void {
    const context = changed.has('map') && this.canvas.getContext('2d')
    if (!context || !this.map) return
    const pixels = context.createImageData(SIDE_PIXELS, SIDE_PIXELS)
    paintHeat(this.map, pixels)
    context.putImageData(pixels, 0, 0)
  }
}
