import { css, html, LitElement, nothing } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import { type NoteCode, notes } from '../client/messages.ts'
import { CameraError, nextCamera, openCamera, stopCamera, takePicture } from './camera.ts'
import { switchIcon } from './icons.ts'
import { dialogLook, look } from './look.ts'
import './error-note.ts'

/**
 * The live preview and its shutter. The camera is on only while the dialog is open and the page is in view. Fires
 * `picture-taken` with the file.
 */
@customElement('camera-dialog')
export class CameraDialog extends LitElement {
  @state() private note: NoteCode | undefined
  @state() private live = false
  /** What the other camera is, if there is one. */
  @state() private other: MediaTrackConstraints | undefined
  /** The camera faces the person, who expects a mirror. */
  @state() private mirrored = false

  @query('dialog') private dialog!: HTMLDialogElement
  @query('video') private video!: HTMLVideoElement

  #stream: MediaStream | undefined
  /** Counts openings, so that a camera that comes late, after closing, is switched off again. */
  #opening = 0

  static override styles = [
    look,
    dialogLook,
    css`
      .preview {
        aspect-ratio: 4 / 3;
        inline-size: 100%;
        max-block-size: min(60vh, 100vh - 12rem);
        border-radius: var(--radius);
        background: #000;
        overflow: hidden;
      }

      video {
        display: block;
        inline-size: 100%;
        block-size: 100%;
        object-fit: contain;
      }

      .mirrored {
        transform: scaleX(-1);
      }

      .actions {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
        align-items: center;
        gap: 0.5rem;
        margin-block-start: 1rem;
      }

      .shutter {
        grid-column: 2;
        min-block-size: 3.25rem;
        padding-inline: 1.5rem;
        border-radius: 2rem;
      }

      .shutter:disabled {
        opacity: 0.5;
        cursor: default;
      }

      .switch {
        justify-self: end;
      }

      @media (max-width: 30rem) {
        .switch span {
          position: absolute;
          clip-path: inset(50%);
        }
      }
    `,
  ]

  override connectedCallback(): void {
    super.connectedCallback()
    document.addEventListener('visibilitychange', this.#hidden)
    window.addEventListener('pagehide', this.close)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    document.removeEventListener('visibilitychange', this.#hidden)
    window.removeEventListener('pagehide', this.close)
    this.#stop()
  }

  get isOpen(): boolean {
    return this.dialog.open
  }

  open(): void {
    this.dialog.showModal()
    void this.#start()
  }

  readonly close = (): void => {
    this.dialog.close()
    // Not left to the dialog's `close` event, which comes too late when the page is going away.
    this.#stop()
  }

  override render() {
    return html`<dialog aria-labelledby="title" @close=${this.#stop}>
      <div class="title">
        <h2 id="title">Camera</h2>
        <button type="button" class="plain" @click=${this.close}>Close</button>
      </div>
      ${this.note ? html`<error-note .message=${notes[this.note]}></error-note>` : nothing}
      <div class="preview" ?hidden=${this.note !== undefined}>
        <video class=${this.mirrored ? 'mirrored' : ''} playsinline muted aria-label="Camera preview"></video>
      </div>
      <div class="actions" ?hidden=${this.note !== undefined}>
        <button type="button" class="shutter main-action" ?disabled=${!this.live} @click=${this.#take}>Take picture</button>
        ${this.other ? this.#switchButton(this.other) : nothing}
      </div>
    </dialog>`
  }

  #switchButton(other: MediaTrackConstraints) {
    return html`<button type="button" class="switch" @click=${() => this.#start(other)}>
      ${switchIcon}<span>Switch camera</span>
    </button>`
  }

  async #start(which?: MediaTrackConstraints): Promise<void> {
    this.#stop()
    const opening = this.#opening
    this.note = undefined
    try {
      const stream = await openCamera(which)
      if (opening !== this.#opening) return stopCamera(stream)
      this.#stream = stream
      const [track] = stream.getVideoTracks()
      track?.addEventListener('ended', () => this.#fail(opening, new CameraError('CameraLost')))
      const settings = track?.getSettings() ?? {}
      this.mirrored = settings.facingMode === 'user'
      this.video.srcObject = stream
      await this.video.play()
      const other = await nextCamera(settings)
      if (opening !== this.#opening) return
      this.live = true
      this.other = other
    } catch (error) {
      this.#fail(opening, error)
    }
  }

  #fail(opening: number, error: unknown): void {
    // play() is cut short by closing; that is no failure.
    if (opening !== this.#opening) return
    this.#stop()
    this.note = error instanceof CameraError ? error.note : 'CameraLost'
  }

  readonly #stop = (): void => {
    this.#opening += 1
    this.live = false
    this.other = undefined
    if (this.#stream) stopCamera(this.#stream)
    this.#stream = undefined
    if (this.hasUpdated) this.video.srcObject = null
  }

  readonly #hidden = (): void => {
    if (document.hidden && this.dialog.open) this.close()
  }

  async #take(): Promise<void> {
    // Before the first wait, and not by the button alone, which is disabled only once Lit has rendered: a double click is
    // one picture.
    if (!this.live) return
    this.live = false
    const opening = this.#opening
    try {
      const picture = await takePicture(this.video)
      this.close()
      this.dispatchEvent(new CustomEvent<File>('picture-taken', { detail: picture }))
    } catch (error) {
      this.#fail(opening, error)
    }
  }
}
