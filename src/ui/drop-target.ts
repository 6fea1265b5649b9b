/** Makes the whole page a place to drop pictures on, and keeps a drop from navigating away from what the person has. */
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { type Dropped, droppedFiles } from '../client/dropped-files.ts'

// While something is dragged over the page browsers fire `dragover` at least every 350 ms; `dragleave` is told apart from
// moving between elements in no way that all of them share.
const SILENCE_MS = 500

export class DropTarget implements ReactiveController {
  /** Something is being dragged over the page. */
  active = false

  readonly #host: ReactiveControllerHost
  readonly #onDrop: (dropped: Dropped) => void
  #silence: ReturnType<typeof setTimeout> | undefined

  constructor(host: ReactiveControllerHost, onDrop: (dropped: Dropped) => void) {
    this.#host = host
    this.#onDrop = onDrop
    host.addController(this)
  }

  hostConnected(): void {
    window.addEventListener('dragover', this.#over)
    window.addEventListener('drop', this.#drop)
  }

  hostDisconnected(): void {
    window.removeEventListener('dragover', this.#over)
    window.removeEventListener('drop', this.#drop)
    clearTimeout(this.#silence)
  }

  readonly #over = (event: DragEvent): void => {
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#show(false), SILENCE_MS)
    this.#show(true)
  }

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault()
    clearTimeout(this.#silence)
    this.#show(false)
    if (event.dataTransfer) this.#onDrop(droppedFiles(event.dataTransfer))
  }

  #show(active: boolean): void {
    if (this.active === active) return
    this.active = active
    this.#host.requestUpdate()
  }
}
