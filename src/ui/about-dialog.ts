import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { type DeviceReport, modelCredit } from '../client/device-report.ts'
import { type EngineChoice, isEngineChoice } from '../client/engine-choice.ts'
import { ENGINE_NAMES } from '../client/engine-settings.ts'
import type { LoadedModel } from '../worker/api.ts'
import { dialogLook, look } from './look.ts'

// As text: kept offline is what answers need, and a link that leads nowhere on a train is worse than none.
const WORDNET_LICENSE = 'models/imagenet-1k/WORDNET-LICENSE.txt'

const ENGINES: readonly (readonly [EngineChoice, string])[] = [
  ['auto', 'The fastest that is right here'],
  ['whatsit', ENGINE_NAMES.whatsit],
  ['ort', ENGINE_NAMES.ort],
]

/** "About this device": what the classifier runs on here, the promise of privacy, the licences. Fires `engine-chosen`. */
@customElement('about-dialog')
export class AboutDialog extends LitElement {
  /** Asked each time the dialog opens, since storage and threads change. */
  @property({ attribute: false }) report: () => Promise<DeviceReport> = async () => ({ rows: [] })
  @property() version = ''
  /** The one that answers; undefined until it is ready. */
  @property({ attribute: false }) model: Pick<LoadedModel, 'name' | 'license'> | undefined

  @property({ attribute: false }) engine: EngineChoice = 'auto'

  @state() private rows: DeviceReport['rows'] = []
  @state() private copied = ''

  @query('dialog') private dialog!: HTMLDialogElement

  static override styles = [
    look,
    dialogLook,
    css`
      dl {
        display: grid;
        grid-template-columns: minmax(8rem, auto) 1fr;
        gap: 0.25rem 1.25rem;
        /* about ten rows; the dialog should not grow under the pointer when they arrive */
        min-block-size: 15rem;
        align-content: start;
      }

      dt {
        color: var(--quiet);
      }

      dd {
        overflow-wrap: anywhere;
        font-variant-numeric: tabular-nums;
      }

      .engine {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem 1rem;
        margin-block-start: 1rem;
      }

      .engine label {
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

      .copy {
        display: flex;
        align-items: center;
        gap: 1rem;
        margin-block: 1rem;
      }

      .small {
        padding-block-start: 0.75rem;
        border-block-start: 1px solid var(--line);
        color: var(--quiet);
        font-size: 0.875rem;
      }

      .small + .small {
        padding-block-start: 0.5rem;
        border: 0;
      }

      .path {
        overflow-wrap: anywhere;
      }

      @media (max-width: 30rem) {
        dl {
          grid-template-columns: 1fr;
          gap: 0;
        }

        dd {
          margin-block-end: 0.5rem;
        }
      }
    `,
  ]

  get isOpen(): boolean {
    return this.dialog.open
  }

  open(): void {
    this.copied = ''
    // What was so the last time may not be so any more.
    this.rows = []
    this.dialog.showModal()
    void this.#ask()
  }

  override render() {
    return html`<dialog aria-labelledby="title">
      <div class="title">
        <h2 id="title">About this device</h2>
        <button type="button" class="plain" @click=${() => this.dialog.close()}>Close</button>
      </div>
      <dl>
        ${this.rows.map(
          ({ name, value }) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
      <p class="engine">
        <label for="engine">Engine</label>
        <select id="engine" @change=${this.#choose}>
          ${ENGINES.map(([choice, name]) => html`<option value=${choice} ?selected=${choice === this.engine}>${name}</option>`)}
        </select>
      </p>
      <div class="copy">
        ${navigator.clipboard ? html`<button type="button" @click=${this.#copy}>Copy</button>` : nothing}
        <span role="status" aria-label="Copied">${this.copied}</span>
      </div>
      <p class="small">
        Your pictures never leave this device: this page looks at them by itself and sends them nowhere. It forgets them
        when you close or reload it.
      </p>
      <p class="small">
        Whatsit ${this.version}, Apache-2.0.
        ${this.model ? `Model: ${modelCredit(this.model)}.` : nothing} Names: WordNet 3.0, under the licence
        in this site’s <span class="path">${WORDNET_LICENSE}</span>. It contains ONNX Runtime, MIT.
      </p>
    </dialog>`
  }

  #choose({ currentTarget }: Event & { currentTarget: HTMLSelectElement }): void {
    const { value } = currentTarget
    if (isEngineChoice(value)) this.dispatchEvent(new CustomEvent<EngineChoice>('engine-chosen', { detail: value }))
  }

  /** The rows anew, while it is open. */
  refresh(): void {
    if (this.isOpen) void this.#ask()
  }

  async #ask(): Promise<void> {
    try {
      this.rows = (await this.report()).rows
    } catch (error) {
      this.rows = [{ name: 'Report', value: `not available (${error instanceof Error ? error.message : error})` }]
    }
  }

  async #copy(): Promise<void> {
    const text = this.rows.map(({ name, value }) => `${name}: ${value}`).join('\n')
    try {
      await navigator.clipboard.writeText(text)
      this.copied = 'Copied'
    } catch {
      this.copied = 'Your browser did not allow it. Select the lines above instead.'
    }
  }
}
