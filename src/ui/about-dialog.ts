import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { type DeviceReport, modelCredit } from '../client/device-report.ts'
import type { EngineChoice } from '../client/engine-choice.ts'
import type { EngineName, LoadedModel } from '../worker/api.ts'
import type { EngineSetting } from './engine-setting.ts'
import { dialogLook, look } from './look.ts'
import './engine-setting.ts'

// As text: kept offline is what answers need, and a link that leads nowhere on a train is worse than none.
const WORDNET_LICENSE = 'models/imagenet-1k/WORDNET-LICENSE.txt'

/** "About this device": what the classifier runs on here, the promise of privacy, the licences. */
@customElement('about-dialog')
export class AboutDialog extends LitElement {
  /** Asked each time the dialog opens, since storage and threads change. */
  @property({ attribute: false }) report: () => Promise<DeviceReport> = async () => ({ rows: [] })
  @property() version = ''
  /** The one that answers; undefined until it is ready. */
  @property({ attribute: false }) model: Pick<LoadedModel, 'name' | 'license' | 'engine'> | undefined

  @property({ attribute: false }) engine: EngineChoice = 'auto'
  /** Goes over to another engine; once that is over, gives the one that answers, if one does. */
  @property({ attribute: false }) chooseEngine: (choice: EngineChoice) => Promise<EngineName | undefined> = async () =>
    undefined

  @state() private rows: DeviceReport['rows'] = []
  @state() private copied = ''
  /** Changes of engine that are under way: the rows are those of the one before. */
  @state() private changes = 0

  @query('dialog') private dialog!: HTMLDialogElement
  @query('engine-setting') private setting!: EngineSetting

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

      .copy {
        display: flex;
        align-items: center;
        gap: 1rem;
        margin-block: 0.5rem 1rem;
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
    this.setting.forget()
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
      <dl aria-busy=${this.changes > 0}>
        ${this.rows.map(
          ({ name, value }) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
      <engine-setting
        .engine=${this.engine}
        .answering=${this.model?.engine}
        .choose=${this.#change}
      ></engine-setting>
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

  readonly #change = async (choice: EngineChoice): Promise<EngineName | undefined> => {
    this.changes += 1
    const answering = await this.chooseEngine(choice)
    if (this.isOpen) await this.#ask()
    this.changes -= 1
    return answering
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
