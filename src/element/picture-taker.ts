/** Takes a picture that is dropped on the element, or pasted while it has the focus; of several the first. */
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { droppedFiles, type Transfer } from '../client/dropped-files.ts'
import { type Message, notes } from '../client/messages.ts'

export class PictureTaker implements ReactiveController {
  /** Something is being dragged over the element. */
  dragged = false
  readonly #host: ReactiveControllerHost & Element
  readonly #taken: (picture: File | Message) => void

  /** @param taken  called with the picture, or with what to say where there is none */
  constructor(host: ReactiveControllerHost & Element, taken: (picture: File | Message) => void) {
    this.#host = host
    this.#taken = taken
    host.addController(this)
  }

  // Browsers fire `paste` where the text cursor is, which need not be where the focus is.
  hostConnected(): void {
    document.addEventListener('paste', this.#paste)
  }

  hostDisconnected(): void {
    document.removeEventListener('paste', this.#paste)
  }

  readonly over = (event: DragEvent): void => {
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
    this.#show(true)
  }

  readonly leave = ({ currentTarget, relatedTarget }: DragEvent): void => {
    const [zone, to] = [currentTarget, relatedTarget]
    if (!(zone instanceof Node && to instanceof Node && zone.contains(to))) this.#show(false)
  }

  readonly drop = (event: DragEvent): void => {
    event.preventDefault()
    this.#show(false)
    if (event.dataTransfer) this.#take(event.dataTransfer, notes.DropNothing)
  }

  readonly #paste = ({ clipboardData }: ClipboardEvent): void => {
    if (clipboardData && this.#host.matches(':focus-within')) this.#take(clipboardData, notes.PasteNothing)
  }

  /** @param otherwise  what is said where there is nothing at all */
  #take(transfer: Transfer, otherwise: Message): void {
    const { files, note } = droppedFiles(transfer)
    const [file] = files
    const says = note === 'DropFolder' || (note === 'DropElsewhere' && otherwise === notes.DropNothing)
    this.#taken(file ?? (note && says ? notes[note] : otherwise))
  }

  #show(dragged: boolean): void {
    if (this.dragged === dragged) return
    this.dragged = dragged
    this.#host.requestUpdate()
  }
}
