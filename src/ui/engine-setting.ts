import { css, html, LitElement } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { type EngineChoice, isEngineChoice } from '../client/engine-choice.ts'
import { ENGINE_NAMES } from '../client/engine-settings.ts'
import type { EngineName } from '../worker/api.ts'
import { look } from './look.ts'

const CHOICES: readonly (readonly [EngineChoice, string])[] = [
  ['auto', 'The fastest that is right here'],
  ['whatsit', ENGINE_NAMES.whatsit],
  ['ort', ENGINE_NAMES.ort],
]

/** Which engine the person wants. A change takes seconds, and more where files are to come first: it says so, and who answers then. */
@customElement('engine-setting')
export class EngineSetting extends LitElement {
  @property({ attribute: false }) engine: EngineChoice = 'auto'
  /** The one that answers; undefined while none does. */
  @property({ attribute: false }) answering: EngineName | undefined
  /** Goes over to another; once that is over, gives the one that answers, if one does. */
  @property({ attribute: false }) choose: (choice: EngineChoice) => Promise<EngineName | undefined> = async () =>
    undefined

  @state() private said = ''
  /** Under way; a later one takes the place of those before. */
  #changes = 0

  static override styles = [
    look,
    css`
      p:first-child {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem 1rem;
        margin-block-start: 1rem;
      }

      label {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--target);
      }

      select {
        min-block-size: var(--target);
        padding-inline: 0.75rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--text);
        font: inherit;
      }

      /* Its place is kept, so that nothing below moves when it speaks. */
      [role="status"] {
        min-block-size: 1.5em;
        margin-block-start: 0.25rem;
        color: var(--quiet);
        font-size: 0.875rem;
      }
    `,
  ]

  override render() {
    return html`<p>
        <label for="engine">Engine</label>
        <select id="engine" @change=${this.#chosen}>
          ${CHOICES.map(([choice, name]) => html`<option value=${choice} ?selected=${choice === this.engine}>${name}</option>`)}
        </select>
      </p>
      <p role="status" aria-label="Change">${this.said}</p>`
  }

  /** What it said of a change that is over. */
  forget(): void {
    if (this.#changes === 0) this.said = ''
  }

  async #chosen({ currentTarget }: Event & { currentTarget: HTMLSelectElement }): Promise<void> {
    const { value } = currentTarget
    if (!isEngineChoice(value)) return
    const before = this.answering
    this.#changes += 1
    this.said = 'Changing the engine…'
    const now = await this.choose(value)
    this.#changes -= 1
    if (this.#changes === 0) this.said = outcome(before, now)
  }
}

function outcome(before: EngineName | undefined, now: EngineName | undefined): string {
  if (now === undefined) return 'The model is not loaded'
  return now === before ? `${ENGINE_NAMES[now]} goes on answering` : `${ENGINE_NAMES[now]} answers now`
}
