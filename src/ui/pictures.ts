/**
 * This visit's pictures and how each one stands, in memory only. They are answered one after the other; one that fails
 * leaves the others alone.
 */
import type { Classification } from '../core/classification.ts'
import { toWhatsitError, type WhatsitError } from '../core/errors.ts'
import type { Surroundings } from './surroundings.ts'

export type PictureState =
  /** In the queue, or the model is not ready yet. */
  | { readonly stage: 'waiting' }
  /** Its turn has come. */
  | { readonly stage: 'working' }
  | { readonly stage: 'answered'; readonly classification: Classification }
  | { readonly stage: 'failed'; readonly error: WhatsitError }

/** Replaced, never changed, so that elements see by identity what is new. */
export interface Picture {
  readonly id: number
  /** The file's name, or what it was: "Pasted picture". */
  readonly name: string
  readonly state: PictureState
  /** A `blob:` address of its bytes, absent until they are there. */
  readonly preview?: string
  /** Which of its predictions the page tells more of; 0 is the best. */
  readonly prediction: number
  /** The EXIF orientation by which the preview must still be turned, 1 to 8. */
  readonly orientation: number
}

/** A picture to come: its bytes, or how to get them. */
export interface PictureSource {
  readonly name: string
  /** The signal fires when the picture is no longer wanted. */
  readonly image: Blob | ((signal: AbortSignal) => Promise<Blob>)
}

/** Fires `change` whenever {@link list} or {@link chosen} changed, and `settled` with the picture once it has its result. */
export class Pictures extends EventTarget {
  /** Oldest first. */
  list: readonly Picture[] = []
  /** The one on show; undefined only while there are none. */
  chosen: Picture | undefined

  readonly #client: Pick<Surroundings['client'], 'classify' | 'modelState'>
  readonly #orientationOf: Surroundings['previewOrientation']
  #lastId = 0
  #visit = new AbortController()
  /** Bytes of the answered ones, by reference, by id. */
  readonly #images = new Map<number, Blob>()
  /** Those that are being answered anew. */
  readonly #anew = new Set<number>()

  constructor({ client, previewOrientation }: Pick<Surroundings, 'client' | 'previewOrientation'>) {
    super()
    this.#client = client
    this.#orientationOf = previewOrientation
  }

  /** Queues the pictures and shows the first of them. Resolves when each has its result; never rejects. */
  async add(sources: readonly PictureSource[]): Promise<void> {
    const added = sources.map(({ name }): Picture => {
      this.#lastId += 1
      return { id: this.#lastId, name, state: { stage: 'waiting' }, prediction: 0, orientation: 1 }
    })
    const [first] = added
    if (first === undefined) return
    this.list = [...this.list, ...added]
    this.chosen = first
    this.#changed()
    const { signal } = this.#visit
    await Promise.all(sources.map(({ image }, at) => this.#answer(added[at]?.id ?? 0, image, signal)))
  }

  choose(id: number): void {
    this.chosen = this.#find(id) ?? this.chosen
    this.#changed()
    void this.answerAnew()
  }

  /**
   * Has the picture on show answered by the model that answers now, if another one did; the others keep what they have
   * until they are on show. The old answer stays until the new one is there, and for good if there is none.
   */
  async answerAnew(): Promise<void> {
    const { chosen } = this
    const { modelState } = this.#client
    if (chosen?.state.stage !== 'answered' || modelState.stage !== 'ready') return
    const image = this.#images.get(chosen.id)
    if (!image || chosen.state.classification.model === modelState.model.id || this.#anew.has(chosen.id)) return
    const { id } = chosen
    this.#anew.add(id)
    try {
      const classification = await this.#client.classify(image, { signal: this.#visit.signal })
      this.#anew.delete(id)
      this.#settle(id, { stage: 'answered', classification })
      // Once more, if the model changed meanwhile.
      void this.answerAnew()
    } catch {
      // What the other model answered is still true of it.
    } finally {
      this.#anew.delete(id)
    }
  }

  /** Tells more of one prediction of the picture on show. */
  choosePrediction(at: number): void {
    if (this.chosen) this.#change(this.chosen.id, { prediction: at })
  }

  /** Forgets every picture, takes the waiting ones off the queue and stops those that are being fetched. */
  clear(): void {
    this.#visit.abort()
    this.#visit = new AbortController()
    for (const { preview } of this.list) if (preview !== undefined) URL.revokeObjectURL(preview)
    this.list = []
    this.chosen = undefined
    this.#images.clear()
    this.#changed()
  }

  async #answer(id: number, source: PictureSource['image'], signal: AbortSignal): Promise<void> {
    try {
      const image = typeof source === 'function' ? await source(signal) : source
      if (signal.aborted) return
      this.#images.set(id, image)
      this.#change(id, { preview: URL.createObjectURL(image) })
      void this.#turn(id, image)
      const onStart = () => this.#change(id, { state: { stage: 'working' } })
      const classification = await this.#client.classify(image, { signal, onStart })
      this.#settle(id, { stage: 'answered', classification })
    } catch (error) {
      this.#settle(id, { stage: 'failed', error: toWhatsitError(error) })
    }
  }

  async #turn(id: number, image: Blob): Promise<void> {
    // A picture whose header cannot be read has its own error from the classifier; the preview then stays as it is.
    const orientation = await this.#orientationOf(image).catch(() => 1)
    if (orientation !== 1) this.#change(id, { orientation })
  }

  #settle(id: number, state: PictureState): void {
    this.#change(id, { state })
    const picture = this.#find(id)
    if (picture) this.dispatchEvent(new CustomEvent<Picture>('settled', { detail: picture }))
  }

  /** Does nothing for a picture that was cleared meanwhile. */
  #change(id: number, change: Partial<Picture>): void {
    const before = this.#find(id)
    if (!before) return
    const after = { ...before, ...change }
    this.list = this.list.map((picture) => (picture === before ? after : picture))
    if (this.chosen === before) this.chosen = after
    this.#changed()
  }

  #find(id: number): Picture | undefined {
    return this.list.find((picture) => picture.id === id)
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'))
  }
}
