import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { capitalised } from '../client/answer-text.ts'
import { percent } from '../client/figures.ts'
import type { PathLevel } from '../core/classification.ts'
import { look } from './look.ts'

/** The way up from the answer, "Cat < Cat-like animal < Mammal < Animal"; each name shows its share on request. */
@customElement('answer-path')
export class AnswerPath extends LitElement {
  @property({ attribute: false }) path: readonly PathLevel[] = []

  /** Which of them shows its share. */
  @state() private open: PathLevel | undefined

  static override styles = [
    look,
    css`
      /* One line, however long: it scrolls, and fades where it goes on. */
      ol {
        display: flex;
        align-items: center;
        padding-inline-end: 1.5rem;
        overflow-x: auto;
        overscroll-behavior-x: contain;
        scrollbar-width: none;
        color: var(--quiet);
        font-size: 0.875rem;
        white-space: nowrap;
        -webkit-mask-image: linear-gradient(to right, #000000 calc(100% - 1.5rem), transparent);
        mask-image: linear-gradient(to right, #000000 calc(100% - 1.5rem), transparent);
      }

      li {
        flex: none;
        display: flex;
        align-items: center;
      }

      /* Stands within the target before it, which may be wider than its word. */
      li:not(:last-child)::after {
        content: "<";
        content: "<" / "";
        inline-size: 1.25rem;
        margin-inline-start: -1.25rem;
        text-align: center;
        pointer-events: none;
      }

      li:not(:last-child) button {
        padding-inline-end: 1.25rem;
      }

      /* Its share belongs to it, however short its word is. */
      .open button {
        min-inline-size: 0;
      }

      .open:not(:last-child) button {
        padding-inline-end: 0;
      }

      .open:not(:last-child)::after {
        margin-inline-start: 0;
      }

      button {
        justify-content: start;
        padding-inline: 0;
        border: 0;
        border-radius: 0.25rem;
        background: none;
        color: inherit;
        font-weight: 400;
      }

      button:hover {
        text-decoration: underline;
      }

      /* Within, since the line cuts what is beyond it. */
      button:focus-visible {
        outline-offset: -0.25rem;
      }

      .share {
        padding-inline-start: 0.375rem;
        color: var(--accent-strong);
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
    `,
  ]

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('path')) this.open = undefined
  }

  override render() {
    return html`<ol aria-label="Path">
      ${this.path.map((level) => this.#level(level))}
    </ol>`
  }

  #level(level: PathLevel) {
    const open = level === this.open
    const toggle = async ({ currentTarget }: Event & { currentTarget: HTMLElement }) => {
      this.open = open ? undefined : level
      await this.updateComplete
      currentTarget.parentElement?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    }
    return html`<li class=${open ? 'open' : ''}>
      <button type="button" aria-expanded=${open} @click=${toggle}>${capitalised(level.name)}</button>
      ${open ? html`<span class="share">${percent(level.score)}</span>` : nothing}
    </li>`
  }
}
