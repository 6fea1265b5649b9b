import { html, LitElement, nothing } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { megabytes } from '../client/figures.ts'
import type { OfferedModel } from '../client/model-shelf.ts'
import { loadingText } from './load-bar.ts'
import { dialogLook, look } from './look.ts'
import type { ModelChoices } from './model-choices.ts'
import { modelDialogLook } from './model-dialog-look.ts'
import { modelFacts, modelPlace, useText } from './model-facts.ts'
import './error-note.ts'
import './load-bar.ts'

/** "Model": which one answers, and what others there are. Nothing is downloaded before its size was read and the button pressed. */
@customElement('model-dialog')
export class ModelDialog extends LitElement {
  @property({ attribute: false }) choices!: ModelChoices

  /** The folder of the entry that is marked; the one in use as long as nobody marked another. */
  @state() private marked: string | undefined
  @state() private said = ''

  @query('dialog') private dialog!: HTMLDialogElement

  static override styles = [look, dialogLook, modelDialogLook]

  readonly #update = (): void => this.requestUpdate()

  override connectedCallback(): void {
    super.connectedCallback()
    this.choices.addEventListener('change', this.#update)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.choices.removeEventListener('change', this.#update)
  }

  get isOpen(): boolean {
    return this.dialog.open
  }

  open(): void {
    this.marked = this.choices.coming?.folder
    this.said = ''
    this.dialog.showModal()
    void this.choices.look()
  }

  override render() {
    const { shelf, message, coming } = this.choices
    return html`<dialog aria-labelledby="title" @close=${this.#closed}>
      <div class="title">
        <h2 id="title">Model</h2>
        <button type="button" class="plain" @click=${() => this.dialog.close()}>Close</button>
      </div>
      <fieldset aria-labelledby="title" ?disabled=${coming !== undefined}>
        ${repeat(
          shelf?.models ?? [],
          ({ folder }) => folder,
          (model) => this.#entry(model),
        )}
      </fieldset>
      <div class="below">
        ${message && !coming ? html`<error-note .message=${message}></error-note>` : nothing} ${this.#action()}
      </div>
      <p class="small">
        ${shelf ? `Models take ${megabytes(shelf.storedBytes)} MB on this device. ` : nothing}“Right first time” is what
        each model’s authors measured on ImageNet’s photographs; “here” is the time of one run, measured on this device.
      </p>
    </dialog>`
  }

  #entry(model: OfferedModel) {
    const { folder, description } = model
    const current = folder === this.choices.current
    const mark = () => {
      this.marked = folder
    }
    return html`<div class="entry ${folder === this.#picked ? 'picked' : ''}">
      <label>
        <input type="radio" name="model" value=${folder} .checked=${folder === this.#picked} @change=${mark} />
        <span class="name">${this.choices.nameOf(folder)}</span>
        <span class="facts">${modelFacts(model, this.choices.speedOf(model))}</span>
        <span class="place">${modelPlace(model, current, this.choices.online)}</span>
      </label>
      ${description?.missing === 0 && !current ? this.#removeButton(folder) : nothing}
    </div>`
  }

  #removeButton(folder: string) {
    const name = this.choices.nameOf(folder)
    const remove = async () => {
      if (!(await this.choices.remove(folder))) return
      this.said = `${name} removed`
      // The button is gone; its entry is the nearest place.
      this.renderRoot.querySelector<HTMLElement>(`input[value="${folder}"]`)?.focus()
    }
    return html`<button type="button" class="plain remove" aria-label="Remove ${name}" @click=${remove}>Remove</button>`
  }

  /** One button for both, so that the focus stays where it is. */
  #action() {
    const { coming, shelf } = this.choices
    const model = shelf?.models.find(({ folder }) => folder === this.#picked)
    const current = model?.folder === this.choices.current
    const press = (event: MouseEvent) => {
      // The second click of a double click is not meant for "Cancel".
      if (event.detail > 1) return
      if (coming) this.choices.cancel()
      else if (model) void this.#use(model)
    }
    const text = coming ? 'Cancel' : model && !current ? useText(model) : ''
    return html`<div class="line">
        <p role="status" aria-label="Change">${coming ? this.#stage(coming.stage) : this.said}</p>
        ${coming && loadingText(coming) ? html`<span>${loadingText(coming)}</span>` : nothing}
      </div>
      ${coming ? html`<load-bar .loading=${coming} .label=${`Loading ${coming.name}`}></load-bar>` : nothing}
      ${text ? html`<button type="button" class=${coming ? '' : 'main-action'} @click=${press}>${text}</button>` : nothing}`
  }

  #stage(stage: 'downloading' | 'starting'): string {
    return stage === 'downloading' ? `Loading ${this.choices.coming?.name}` : 'Getting ready…'
  }

  async #use({ folder }: OfferedModel): Promise<void> {
    this.said = ''
    // While none answers, the page itself shows how the new one comes; else this dialog does, and goes when it is there.
    if (this.choices.current === undefined) this.dialog.close()
    if (await this.choices.use(folder)) this.dialog.close()
  }

  get #picked(): string | undefined {
    return this.choices.coming?.folder ?? this.marked ?? this.choices.current
  }

  #closed(): void {
    // It was read here; the page need not say it once more.
    if (!this.choices.coming) this.choices.cancel()
  }
}
