import { css, html, LitElement, nothing, unsafeCSS } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { answerLine } from '../client/answer-text.ts'
import { messageFor } from '../client/messages.ts'
import { orientationLook } from '../client/orientation-look.ts'
import { look } from './look.ts'
import type { Picture, PictureState } from './pictures.ts'

const MARKS: Readonly<Record<PictureState['stage'], string>> = {
  waiting: '…',
  working: '…',
  answered: '',
  failed: '!',
}

/** This visit's pictures, each with its state. Fires `picture-chosen` (its id) and `clear-asked`. */
@customElement('earlier-pictures')
export class EarlierPictures extends LitElement {
  @property({ attribute: false }) pictures: readonly Picture[] = []
  @property({ type: Number }) chosen = 0

  static override styles = [
    look,
    unsafeCSS(orientationLook),
    css`
      section {
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: center;
        gap: 0 1rem;
      }

      h2 {
        font-size: 1rem;
        font-weight: 600;
      }

      .plain {
        /* its word ends where the page does */
        margin-inline-end: -1rem;
      }

      ul {
        grid-column: 1 / -1;
        display: flex;
        gap: 0.75rem;
        /* room for the focus ring and the ring around the chosen one, which the strip would cut */
        margin-inline: -0.5rem;
        padding: 0.5rem;
        overflow-x: auto;
        overscroll-behavior-x: contain;
        scrollbar-width: thin;
      }

      li {
        flex: none;
      }

      li button {
        position: relative;
        display: block;
        inline-size: 4.5rem;
        block-size: 4.5rem;
        padding: 0;
        border-radius: var(--radius);
        background: var(--well);
        overflow: hidden;
      }

      li button[aria-current] {
        box-shadow: 0 0 0 0.1875rem var(--accent);
      }

      img {
        display: block;
        inline-size: 100%;
        block-size: 100%;
        object-fit: cover;
      }

      .mark {
        position: absolute;
        inset-block-start: 0.25rem;
        inset-inline-end: 0.25rem;
        display: grid;
        place-content: center;
        inline-size: 1.375rem;
        block-size: 1.375rem;
        border-radius: 50%;
        background: var(--surface);
        color: var(--text);
        font-size: 0.9375rem;
        font-weight: 700;
        line-height: 1;
      }

      .failed {
        background: var(--alarm);
        color: var(--alarm-soft);
      }

      @media (forced-colors: active) {
        li button[aria-current] {
          outline: 0.25rem solid Highlight;
        }
      }
    `,
  ]

  override render() {
    return html`<section aria-labelledby="title">
      <h2 id="title">Earlier</h2>
      <button type="button" class="plain" @click=${() => this.dispatchEvent(new Event('clear-asked'))}>Clear</button>
      <ul>
        ${repeat(
          this.pictures,
          (picture) => picture.id,
          (picture) => this.#item(picture),
        )}
      </ul>
    </section>`
  }

  #item({ id, name, state, preview, orientation }: Picture) {
    const choose = () => this.dispatchEvent(new CustomEvent<number>('picture-chosen', { detail: id }))
    const mark = MARKS[state.stage]
    return html`<li>
      <button
        type="button"
        aria-label="${name}: ${outcome(state)}"
        aria-current=${id === this.chosen ? 'true' : nothing}
        title=${name}
        @click=${choose}
      >
        ${this.#thumbnail(state, preview, orientation)}
        ${mark ? html`<span class="mark ${state.stage}" aria-hidden="true">${mark}</span>` : nothing}
      </button>
    </li>`
  }

  // A refused file may be anything, and a refused picture may be huge: neither is painted here.
  #thumbnail({ stage }: PictureState, preview: string | undefined, orientation: number) {
    if (preview === undefined || stage === 'failed') return nothing
    return html`<img class="o${orientation}" src=${preview} alt="" loading="lazy" decoding="async" draggable="false" />`
  }
}

function outcome(state: PictureState): string {
  switch (state.stage) {
    case 'waiting':
      return 'waiting'
    case 'working':
      return 'looking'
    case 'answered':
      return answerLine(state.classification.answer)
    case 'failed':
      return messageFor(state.error).title
  }
}
