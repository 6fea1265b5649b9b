import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { certainty, headline } from '../client/answer-text.ts'
import { duration } from '../client/figures.ts'
import type { Classification } from '../core/classification.ts'
import { look } from './look.ts'
import type { PictureState } from './pictures.ts'
import './answer-path.ts'
import './prediction-list.ts'

/**
 * What the picture shows, or that it waits. Takes the same room before and after the answer, so that nothing jumps.
 * `prediction-chosen` comes from its list.
 */
@customElement('answer-view')
export class AnswerView extends LitElement {
  @property({ attribute: false }) state: PictureState = { stage: 'waiting' }
  /** Which prediction's heat map lies over the picture, 0 is the best; -1 where none does. */
  @property({ type: Number }) lookedAt = -1
  /** Said while the picture waits. */
  @property({ attribute: false }) waitingFor = ''
  /** Name of the model that answered, where that is not plain. */
  @property({ attribute: false }) by = ''

  static override styles = [
    look,
    css`
      section {
        /* two lines of headline, the path, five predictions, the time: what the longest answer needs */
        min-block-size: 25rem;
      }

      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 0 1rem;
      }

      h2 {
        font-size: clamp(1.75rem, 0.6rem + 2.2vw, 2.5rem);
        flex: 0 1 auto;
        min-inline-size: 0;
        font-weight: 700;
        letter-spacing: -0.015em;
        line-height: 1.15;
        overflow-wrap: break-word;
      }

      /* Focused by the page after a click, it needs no ring; the keyboard always sees where it is. */
      section:focus:not(:focus-visible) {
        outline: none;
      }

      .certainty {
        color: var(--accent-strong);
        font-size: 1.125rem;
        font-weight: 600;
      }

      .unsure .certainty,
      .time {
        color: var(--quiet);
        font-weight: 400;
      }

      .time {
        margin-block-start: 0.5rem;
        font-size: 0.875rem;
      }

      .no-path {
        block-size: 0.625rem;
      }

      @media (min-width: 800px) {
        section {
          min-block-size: 26.5rem;
        }

        .head {
          display: block;
        }
      }

      /* Two narrow columns: the longest labels take two lines. */
      @media (min-width: 800px) and (max-width: 62rem) {
        section {
          min-block-size: 32rem;
        }
      }

      /* An answer usually takes less than this; only a longer wait is worth a word. */
      .wait {
        color: var(--quiet);
        font-size: 1.25rem;
        font-weight: 500;
        letter-spacing: 0;
        animation: appear 0s 150ms both;
      }

      @keyframes appear {
        from {
          visibility: hidden;
        }
      }
    `,
  ]

  /** Puts a screen reader and the keyboard where the answer is. */
  override async focus(): Promise<void> {
    await this.updateComplete
    this.renderRoot.querySelector('section')?.focus({ preventScroll: true })
  }

  override render() {
    return html`<section aria-label="Answer" tabindex="-1">
      ${this.state.stage === 'answered' ? this.#answer(this.state.classification) : this.#wait()}
    </section>`
  }

  #wait() {
    const text = this.state.stage === 'working' ? 'Looking' : this.waitingFor
    return text ? html`<h2 class="wait">${text}</h2>` : nothing
  }

  #answer({ answer, path, predictions, activationMaps, timing }: Classification) {
    const ms = timing.decode + timing.preprocess + timing.run
    const by = this.by ? ` by ${this.by}` : ''
    return html`<div class=${answer.kind}>
      <div class="head">
        <h2>${headline(answer)}</h2>
        <p class="certainty">${certainty(answer)}</p>
      </div>
      ${path.length > 1 ? html`<answer-path .path=${path}></answer-path>` : html`<div class="no-path"></div>`}
      <prediction-list .predictions=${predictions} .lookedAt=${activationMaps ? this.lookedAt : -1}></prediction-list>
      <p class="time">${duration(ms)} here${by}, nothing uploaded</p>
    </div>`
  }
}
