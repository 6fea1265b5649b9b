import { css, html, LitElement, nothing, type PropertyValues, unsafeCSS } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { orientationLook } from '../client/orientation-look.ts'
import type { Classification } from '../core/classification.ts'
import { MAX_PIXELS } from '../core/limits.ts'
import { pictureIcon } from './icons.ts'
import { look } from './look.ts'
import { OVERLAY_OFF } from './overlay-settings.ts'
import { overlayText } from './overlay-text.ts'
import type { Picture } from './pictures.ts'
import './overlay-controls.ts'
import './picture-overlay.ts'

/**
 * The picture itself, upright, as large as there is room, with a quiet mark while it is being looked at; below it what can
 * be laid over it. `overlay-changed` comes from there.
 */
@customElement('picture-view')
export class PictureView extends LitElement {
  @property({ attribute: false }) picture: Picture | undefined
  @property({ attribute: false }) overlay = OVERLAY_OFF

  @state() private shown: 'not yet' | 'yes' | 'cannot' = 'not yet'

  static override styles = [
    look,
    unsafeCSS(orientationLook),
    css`
      figure {
        position: relative;
        container-type: size;
        block-size: var(--picture);
        margin: 0;
        border-radius: var(--radius);
        background: var(--well);
        overflow: hidden;
      }

      /* Browsers know a picture's size from its header and decode it only to paint it: hidden is not decoded. */
      img {
        visibility: hidden;
        position: absolute;
        left: 50%;
        top: 50%;
        translate: -50% -50%;
        width: 100cqw;
        height: 100cqh;
        object-fit: contain;
      }

      .shown {
        visibility: visible;
      }

      overlay-controls {
        margin-block-start: 0.5rem;
      }

      /* Their room is kept from the start, so that nothing moves when the answer comes. */
      .not-yet {
        visibility: hidden;
      }

      .o5,
      .o6,
      .o7,
      .o8 {
        width: 100cqh;
        height: 100cqw;
      }

      .none {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: 0.5rem;
        block-size: 100%;
        padding: 1rem;
        color: var(--quiet);
        text-align: center;
        overflow-wrap: anywhere;
      }

      .none svg {
        inline-size: 3rem;
        block-size: 3rem;
        stroke-width: 1;
      }

      .busy {
        position: absolute;
        inset-block-end: 0;
        inset-inline: 0;
        block-size: 0.25rem;
        background: linear-gradient(90deg, transparent, var(--accent), transparent);
        animation:
          appear 0s 150ms both,
          pass 1.2s 150ms linear infinite;
      }

      @keyframes appear {
        from {
          visibility: hidden;
        }
      }

      @keyframes pass {
        from {
          transform: translateX(-100%);
        }
        to {
          transform: translateX(100%);
        }
      }

      @media (prefers-reduced-motion: reduce) {
        .busy {
          background: var(--accent);
          animation: appear 0s 150ms both;
        }
      }
    `,
  ]

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('picture') && changed.get('picture')?.preview !== this.picture?.preview) this.shown = 'not yet'
  }

  override render() {
    const { picture } = this
    if (!picture) return nothing
    const { state, prediction } = picture
    const answered = state.stage === 'answered' && this.shown === 'yes' ? state.classification : undefined
    return html`<figure>
        ${this.shown === 'cannot' ? this.#noPreview(picture) : this.#image(picture)}
        ${answered ? this.#overlay(answered, prediction) : nothing}
        ${state.stage === 'working' ? html`<div class="busy"></div>` : nothing}
      </figure>
      ${this.#controls(answered, prediction)}`
  }

  #overlay(classification: Classification, prediction: number) {
    return html`<picture-overlay
      .classification=${classification}
      .prediction=${prediction}
      .settings=${this.overlay}
    ></picture-overlay>`
  }

  #controls(answered: Classification | undefined, prediction: number) {
    return html`<overlay-controls
      class=${answered ? '' : 'not-yet'}
      .settings=${this.overlay}
      .mapped=${!answered || answered.activationMaps !== undefined}
      .words=${answered ? overlayText(answered, prediction, this.overlay) : ''}
    ></overlay-controls>`
  }

  #image({ name, preview, orientation }: Picture) {
    if (preview === undefined) return nothing
    return html`<img
      class="o${orientation} ${this.shown === 'yes' ? 'shown' : ''}"
      src=${preview}
      alt="Your picture, ${name}"
      decoding="async"
      draggable="false"
      @load=${this.#loaded}
      @error=${this.#failed}
    />`
  }

  #noPreview({ name }: Picture) {
    return html`<div class="none">${pictureIcon}<span>${name}</span></div>`
  }

  #loaded({ currentTarget }: Event & { currentTarget: HTMLImageElement }): void {
    const { naturalWidth, naturalHeight } = currentTarget
    // The worker refuses a larger one, and painting it could exhaust the page.
    this.shown = naturalWidth * naturalHeight > MAX_PIXELS ? 'cannot' : 'yes'
  }

  #failed(): void {
    this.shown = 'cannot'
  }
}
