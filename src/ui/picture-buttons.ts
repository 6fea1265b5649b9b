import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { cameraIcon, pasteIcon, pictureIcon } from './icons.ts'
import { look } from './look.ts'

/** Fires `files-chosen` (the files), `camera-asked` and `paste-asked`. */
@customElement('picture-buttons')
export class PictureButtons extends LitElement {
  @property({ type: Boolean }) paste = false
  /** Takes one row on a phone. */
  @property({ type: Boolean, reflect: true }) compact = false

  static override styles = [
    look,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
      }

      label {
        position: relative;
        min-inline-size: 0;
      }

      label:focus-within {
        outline: var(--focus);
        outline-offset: 0.1875rem;
      }

      /* The whole label is the input, so that it takes clicks, keys and drops by itself. */
      input {
        position: absolute;
        inset: 0;
        inline-size: 100%;
        block-size: 100%;
        opacity: 0;
        cursor: pointer;
        font-size: 0;
      }

      /* Below a picture one row has to do: on a phone, and where two columns are narrow. */
      @media (max-width: 30rem), (min-width: 800px) and (max-width: 62rem) {
        /* With a row of its own where the letters are large. */
        :host([compact]) label {
          flex: 1 1 max-content;
          max-inline-size: 100%;
          gap: 0.25rem;
          padding-inline: 0.375rem;
        }

        :host([compact]) button span {
          position: absolute;
          inline-size: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }

        :host([compact]) button {
          position: relative;
          padding: 0;
        }
      }
    `,
  ]

  /** Puts the keyboard on "Choose pictures". */
  override focus(): void {
    this.renderRoot.querySelector('input')?.focus()
  }

  override render() {
    return html`<label class="button main-action">
        ${pictureIcon}<span>Choose pictures</span>
        <input type="file" accept="image/*" multiple aria-label="Choose pictures" @change=${this.#chosen} />
      </label>
      <button type="button" @click=${() => this.dispatchEvent(new Event('camera-asked'))}>${cameraIcon}<span>Camera</span></button>
      ${
        this.paste
          ? html`<button type="button" @click=${() => this.dispatchEvent(new Event('paste-asked'))}>${pasteIcon}<span>Paste</span></button>`
          : nothing
      }`
  }

  #chosen({ currentTarget }: Event & { currentTarget: HTMLInputElement }): void {
    const files = Array.from(currentTarget.files ?? [])
    // Choosing the same file again should fire again.
    currentTarget.value = ''
    this.dispatchEvent(new CustomEvent<readonly File[]>('files-chosen', { detail: files }))
  }
}
