import { html, LitElement, nothing } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { answerLine } from '../client/answer-text.ts'
import type { Dropped } from '../client/dropped-files.ts'
import { messageFor, type NoteCode, notes } from '../client/messages.ts'
import { Announcements } from './announcements.ts'
import { appLayout } from './app-layout.ts'
import { DropTarget } from './drop-target.ts'
import { look } from './look.ts'
import { ModelChoices } from './model-choices.ts'
import { type OverlaySettings, recallOverlay, rememberOverlay } from './overlay-settings.ts'
import { canReadClipboard, PasteTarget, readClipboard } from './paste.ts'
import { type Picture, type PictureSource, Pictures } from './pictures.ts'
import type { Surroundings } from './surroundings.ts'
import './about-dialog.ts'
import './answer-view.ts'
import './app-header.ts'
import './camera-dialog.ts'
import './drop-veil.ts'
import './drop-zone.ts'
import './earlier-pictures.ts'
import './error-note.ts'
import './example-pictures.ts'
import './model-dialog.ts'
import './model-progress.ts'
import './picture-buttons.ts'
import './picture-view.ts'
import './update-bar.ts'
import type { EngineChoice } from '../client/engine-choice.ts'
import type { AboutDialog } from './about-dialog.ts'
import type { CameraDialog } from './camera-dialog.ts'
import type { ExamplePicture } from './example-pictures.ts'
import type { ModelDialog } from './model-dialog.ts'

/** The page. The one element with state of its own: which pictures there are, and what was said about the last attempt. */
@customElement('classifier-app')
export class ClassifierApp extends LitElement {
  /** Set once, before the element is connected. */
  @property({ attribute: false }) surroundings!: Surroundings

  /** What went wrong before there was a picture. */
  @state() private note: NoteCode | undefined
  /** What lies over the pictures. */
  @state() private overlay = recallOverlay(() => localStorage)

  @query('about-dialog') private about!: AboutDialog
  @query('camera-dialog') private camera!: CameraDialog
  @query('model-dialog') private models!: ModelDialog

  readonly #dropTarget = new DropTarget(this, (dropped) => this.#take(dropped))
  readonly #announcements = new Announcements()
  #pictures!: Pictures
  #choices!: ModelChoices

  static override styles = [look, appLayout]

  constructor() {
    super()
    new PasteTarget(this, (dropped) => this.#take(dropped))
  }

  /** A reload now would take something from the person: pictures, a model on its way, or the dialog that they have open. */
  get isBusy(): boolean {
    const dialogs = this.hasUpdated ? [this.camera, this.about, this.models] : []
    return this.#pictures.list.length > 0 || this.#choices.coming !== undefined || dialogs.some(({ isOpen }) => isOpen)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    const { client, updates, network } = this.surroundings
    const update = () => this.requestUpdate()
    this.#pictures = new Pictures(this.surroundings)
    this.#pictures.addEventListener('change', update)
    this.#pictures.addEventListener('settled', (event) => this.#announce((event as CustomEvent<Picture>).detail))
    this.#choices = new ModelChoices(this.surroundings)
    this.#choices.addEventListener('change', update)
    client.addEventListener('model-state', () => {
      update()
      void this.#pictures.answerAnew()
    })
    updates.addEventListener('change', update)
    network.addEventListener('change', update)
    this.#add(new URL(location.href).searchParams.getAll('url').map((address) => this.#fetched(address)))
  }

  override render() {
    const { client, network, updates, version } = this.surroundings
    const { chosen, list } = this.#pictures
    const model = client.modelState.stage === 'ready' ? client.modelState.model : undefined
    const waiting = chosen?.state.stage === 'waiting' && !model
    return html`<app-header
        .offline=${!network.online}
        .offlineReady=${updates.offlineReady}
        .model=${this.#choices.currentName}
        @model-asked=${() => this.models.open()}
        @about-asked=${() => this.about.open()}
      ></app-header>
      <main class="${chosen ? '' : 'empty'} ${waiting ? 'waiting' : ''}">
        <div class="stage">
          ${chosen ? this.#picture(chosen) : html`<drop-zone></drop-zone>`}
          <picture-buttons
            .paste=${canReadClipboard}
            .compact=${chosen !== undefined}
            @files-chosen=${(event: CustomEvent<readonly File[]>) => this.#addFiles(event.detail)}
            @camera-asked=${() => this.camera.open()}
            @paste-asked=${async () => this.#take(await readClipboard(navigator.clipboard))}
          ></picture-buttons>
        </div>
        <div class="panel">${chosen ? this.#result(chosen) : this.#examples()}</div>
        <model-progress
          .state=${client.modelState}
          .coming=${this.#choices.coming}
          @download-allowed=${() => client.allowDownload()}
          @retry-asked=${() => client.retry()}
          @reload-asked=${() => updates.reload()}
        ></model-progress>
        ${chosen ? this.#earlier(list, chosen) : nothing}
      </main>
      <div class="bars">
        ${this.note ? this.#note(this.note) : nothing}${this.#notUsed()}${updates.updateReady ? this.#update() : nothing}
      </div>
      <div aria-live="polite">
        ${repeat(
          this.#announcements.list,
          ({ id }) => id,
          ({ text }) => html`<p class="unseen">${text}</p>`,
        )}
      </div>
      ${this.#dropTarget.active ? html`<drop-veil aria-hidden="true"></drop-veil>` : nothing}
      <camera-dialog @picture-taken=${(event: CustomEvent<File>) => this.#addFiles([event.detail])}></camera-dialog>
      <model-dialog .choices=${this.#choices}></model-dialog>
      <about-dialog
        .report=${() => client.deviceReport()}
        .version=${version}
        .model=${model}
        .engine=${client.engineChoice}
        .chooseEngine=${async (choice: EngineChoice) => {
          await client.chooseEngine(choice)
          return client.modelState.stage === 'ready' ? client.modelState.model.engine : undefined
        }}
      ></about-dialog>`
  }

  #picture(chosen: Picture) {
    const change = ({ detail }: CustomEvent<OverlaySettings>) => {
      this.overlay = detail
      rememberOverlay(() => localStorage, detail)
    }
    return html`<picture-view .picture=${chosen} .overlay=${this.overlay} @overlay-changed=${change}></picture-view>`
  }

  #result({ state, prediction }: Picture) {
    if (state.stage === 'failed') return html`<error-note .message=${messageFor(state.error)}></error-note>`
    const { stage } = this.surroundings.client.modelState
    const waitingFor = stage === 'ready' ? 'Waiting for its turn' : 'Waiting for the model'
    const by = state.stage === 'answered' ? this.#choices.answererOf(state.classification.model) : ''
    return html`<answer-view
      .state=${state}
      .waitingFor=${waitingFor}
      .by=${by}
      .lookedAt=${this.overlay.looked ? prediction : -1}
      @prediction-chosen=${({ detail }: CustomEvent<number>) => this.#pictures.choosePrediction(detail)}
    ></answer-view>`
  }

  #examples() {
    const choose = async ({ detail }: CustomEvent<ExamplePicture>) => {
      this.#add([this.#fetched(detail.address)])
      await this.updateComplete
      // The button that had the focus is gone; the answer takes its place.
      this.renderRoot.querySelector<HTMLElement>('answer-view')?.focus()
    }
    return html`<example-pictures @example-chosen=${choose}></example-pictures>`
  }

  #earlier(list: readonly Picture[], chosen: Picture) {
    const clear = async () => {
      this.#pictures.clear()
      this.#announcements.clear()
      await this.updateComplete
      this.renderRoot.querySelector<HTMLElement>('picture-buttons')?.focus()
    }
    return html`<earlier-pictures
      .pictures=${list}
      .chosen=${chosen.id}
      @picture-chosen=${(event: CustomEvent<number>) => this.#pictures.choose(event.detail)}
      @clear-asked=${clear}
    ></earlier-pictures>`
  }

  #note(code: NoteCode) {
    const dismiss = () => {
      this.note = undefined
    }
    return html`<error-note .message=${notes[code]} .action=${'Dismiss'} @action=${dismiss}></error-note>`
  }

  /** A model that was chosen and is not used; the dialog says so itself while it is open. */
  #notUsed() {
    const { notUsed } = this.#choices
    if (!notUsed || (this.hasUpdated && this.models.isOpen)) return nothing
    return html`<error-note .message=${notUsed} .action=${'Dismiss'} @action=${() => this.#choices.cancel()}></error-note>`
  }

  #update() {
    return html`<update-bar @reload-asked=${() => this.surroundings.updates.reload()}></update-bar>`
  }

  #fetched(address: string): PictureSource {
    const name = address.split(/[?#]/)[0]?.split('/').pop()
    return { name: name || address, image: (signal) => this.surroundings.fetchPicture(address, signal) }
  }

  #take({ files, note }: Dropped): void {
    this.#addFiles(files)
    this.note = note
  }

  #addFiles(files: readonly File[]): void {
    this.#add(files.map((file) => ({ name: file.name, image: file })))
  }

  #add(sources: readonly PictureSource[]): void {
    if (sources.length === 0) return
    this.note = undefined
    void this.#pictures.add(sources)
  }

  #announce({ name, state, id }: Picture): void {
    if (state.stage === 'answered') this.#announcements.add(`${name}: ${answerLine(state.classification.answer)}`)
    // The note of the picture on show is read out by itself.
    else if (state.stage === 'failed' && id !== this.#pictures.chosen?.id)
      this.#announcements.add(`${name}: ${messageFor(state.error).title}`)
    this.requestUpdate()
  }
}
