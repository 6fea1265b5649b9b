import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { property, state } from 'lit/decorators.js'
import { type Message, messageFor } from '../client/messages.ts'
import { previewOrientation } from '../client/preview-orientation.ts'
import type { Classification } from '../core/classification.ts'
import { type ErrorCode, toWhatsitError, WhatsitError } from '../core/errors.ts'
import type { PictureAnswer, WhatsitClassifierElement } from './api.ts'
import { elementLook } from './element-look.ts'
import { answerPart, errorPart, modelPart, waitPart } from './element-parts.ts'
import type { LibraryClassifier } from './library-classifier.ts'
import { mustBeBlob } from './must-be-blob.ts'
import { openClassifier } from './open-classifier.ts'
import { PictureTaker } from './picture-taker.ts'
import { SharedClassifiers } from './shared-classifiers.ts'

type Outcome =
  | { readonly stage: 'none' | 'working' }
  | { readonly stage: 'answered'; readonly classification: Classification }
  | { readonly stage: 'refused'; readonly message: Message }

const MOST_PREDICTIONS = 20
const USUAL_PREDICTIONS = 5

// Another version of the page's files is needed: trying again with these cannot help.
const LASTING: ReadonlySet<ErrorCode> = new Set(['AssetsElsewhere', 'VersionMismatch', 'ModelUnsupported'])

const classifiers = new SharedClassifiers(openClassifier)

/** The element itself; {@link WhatsitClassifierElement} says what it promises. */
export class WhatsitClassifier extends LitElement implements WhatsitClassifierElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true }
  static override styles = elementLook

  @property() model: string | null = null
  @property({ type: Number }) top = USUAL_PREDICTIONS
  @property({ attribute: 'assets-url' }) assetsUrl: string | null = null

  @state() private outcome: Outcome = { stage: 'none' }
  @state() private preview: { readonly url: string; readonly orientation: number } | undefined

  #picture: Blob | null = null
  #classifier: LibraryClassifier | undefined
  /** Why there is no classifier. */
  #refusal: WhatsitError | undefined
  #turn = new AbortController()
  /** The turn whose picture has gone to a classifier. */
  #asked: AbortSignal | undefined
  readonly #taker = new PictureTaker(this, (taken) => {
    if (taken instanceof Blob) this.picture = taken
    else {
      this.#clear()
      this.outcome = { stage: 'refused', message: taken }
    }
  })

  get picture(): Blob | null {
    return this.#picture
  }

  set picture(picture: Blob | null) {
    // A page without types may leave it undefined.
    if ((picture ?? null) === null) {
      this.#clear()
      return
    }
    mustBeBlob(picture)
    // What goes wrong is told by the event.
    void this.classify(picture).catch(() => {})
  }

  get classification(): Classification | undefined {
    return this.outcome.stage === 'answered' ? this.outcome.classification : undefined
  }

  async classify(picture: Blob): Promise<Classification> {
    mustBeBlob(picture)
    this.#clear()
    const { signal } = this.#turn
    this.#picture = picture
    this.outcome = { stage: 'working' }
    void this.#show(picture)
    try {
      // Attributes that were set in this turn count, and an element that is in no page yet waits for one.
      await this.updateComplete
      if (!this.#classifier) throw this.#refusal ?? new WhatsitError('Cancelled', 'the element is in no page')
      this.#asked = signal
      const classification = await this.#classifier.classify(picture, { topK: this.#count, signal })
      this.outcome = { stage: 'answered', classification }
      this.#tell<PictureAnswer>('whatsit-answer', { ...classification, picture })
      return classification
    } catch (thrown) {
      const error = toWhatsitError(thrown)
      if (!signal.aborted) this.#refuse(error)
      throw error
    }
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (!this.hasUpdated || this.#classifier) return
    this.#attach()
    // It was taken out of the page before its answer came.
    if (this.outcome.stage === 'working') this.picture = this.#picture
    else if (this.#picture) void this.#show(this.#picture)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    // One that is only moved is back before that.
    queueMicrotask(() => {
      if (this.isConnected) return
      if (this.#classifier) this.#turn.abort()
      this.#detach()
      // The document keeps what an address names, and an element may never come back.
      this.#hide()
    })
  }

  override updated(changed: PropertyValues<this>): void {
    const first = !this.#classifier && !this.#refusal
    if (!this.isConnected || !(first || changed.has('model') || changed.has('assetsUrl'))) return
    // A picture that no classifier has yet goes to the new one by itself.
    const isAnew = !first && this.#asked === this.#turn.signal
    if (isAnew) this.#turn.abort()
    this.#attach()
    if (!this.#picture) return
    if (isAnew) this.picture = this.#picture
    // It was given before there was a page to show it in.
    else if (first && this.#classifier && !this.preview) void this.#show(this.#picture)
  }

  get #count(): number {
    const { top } = this
    return top >= 1 ? Math.min(Math.floor(top), MOST_PREDICTIONS) : USUAL_PREDICTIONS
  }

  #attach(): void {
    this.#detach()
    this.#refusal = undefined
    if (!this.#picture) this.outcome = { stage: 'none' }
    const { connection } = navigator as { connection?: { saveData?: boolean } }
    try {
      this.#classifier = classifiers.take({
        assetsUrl: this.assetsUrl ?? undefined,
        model: this.model ?? undefined,
        saveData: connection?.saveData === true,
      })
    } catch (thrown) {
      this.#refusal = toWhatsitError(thrown)
      if (this.outcome.stage !== 'working') this.#refuse(this.#refusal)
      return
    }
    this.#classifier.addEventListener('model-state', this.#modelChanged)
    this.#classifier.start()
  }

  #detach(): void {
    if (!this.#classifier) return
    this.#classifier.removeEventListener('model-state', this.#modelChanged)
    classifiers.release(this.#classifier)
    this.#classifier = undefined
  }

  readonly #modelChanged = (): void => {
    this.requestUpdate()
    const state = this.#classifier?.modelState
    // A picture that waits for the model is refused with the same error, and tells of it.
    if (state?.stage === 'failed' && this.outcome.stage !== 'working') this.#tell('whatsit-error', state.error)
  }

  #refuse(error: WhatsitError): void {
    this.outcome = { stage: 'refused', message: messageFor(error) }
    this.#tell('whatsit-error', error)
  }

  #tell<T>(type: string, detail: T): void {
    this.dispatchEvent(new CustomEvent<T>(type, { detail, bubbles: true, composed: true }))
  }

  #clear(): void {
    this.#turn.abort()
    this.#turn = new AbortController()
    this.#picture = null
    this.outcome = { stage: 'none' }
    this.#hide()
  }

  async #show(picture: Blob): Promise<void> {
    const orientation = await previewOrientation(picture)
    if (this.#picture !== picture || !this.isConnected) return
    this.#hide()
    this.preview = { url: URL.createObjectURL(picture), orientation }
  }

  #hide(): void {
    if (this.preview) URL.revokeObjectURL(this.preview.url)
    this.preview = undefined
  }

  #chosen({ currentTarget }: Event & { currentTarget: HTMLInputElement }): void {
    const [file] = currentTarget.files ?? []
    // Choosing the same file again should fire again.
    currentTarget.value = ''
    if (file) this.picture = file
  }

  readonly #again = (): void => {
    if (this.#picture) this.picture = this.#picture
    else this.#classifier?.start()
  }

  override render() {
    const { over, leave, drop, dragged } = this.#taker
    return html`<div class="outer"><div class="inner" @dragover=${over} @dragleave=${leave} @drop=${drop}>
      <div part="zone" class="zone ${dragged ? 'active' : ''} ${this.preview ? 'full' : ''}">${this.#zone()}</div>
      <div class="row">
        <label part="button">Choose a picture<input type="file" accept="image/*" @change=${this.#chosen} /></label>
        ${modelPart(this.#classifier?.modelState, () => this.#classifier?.allowDownload())}
      </div>
      ${this.#result()}
    </div></div>`
  }

  #zone() {
    const { preview } = this
    if (!preview) {
      return html`<div part="prompt">
        <p class="prompt">What’s in your picture?</p>
        <p class="small"><span class="drop">Drop it here. </span>It never leaves this device.</p>
      </div>`
    }
    const name = this.#picture instanceof File && this.#picture.name ? `, ${this.#picture.name}` : ''
    const class_ = `o${preview.orientation}`
    return html`<img part="picture" class=${class_} src=${preview.url} alt="Your picture${name}" @error=${this.#hide} />`
  }

  #result() {
    const { outcome } = this
    const model = this.#classifier?.modelState
    if (model?.stage === 'failed' && outcome.stage !== 'answered') {
      return errorPart(messageFor(model.error), LASTING.has(model.error.name) ? undefined : this.#again)
    }
    if (outcome.stage === 'refused') return errorPart(outcome.message)
    if (outcome.stage === 'answered') return answerPart(outcome.classification)
    if (outcome.stage === 'none') return nothing
    return waitPart(model?.stage === 'ready' ? 'Looking' : 'Waiting for the model', this.#count)
  }
}
