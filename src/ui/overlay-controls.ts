import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { look } from './look.ts'
import { MIN_STRENGTH, OVERLAY_OFF, type OverlaySettings } from './overlay-settings.ts'

/** Switches what lies over the picture on and off. Fires `overlay-changed` with the new settings. */
@customElement('overlay-controls')
export class OverlayControls extends LitElement {
  @property({ attribute: false }) settings = OVERLAY_OFF
  /** Whether there is a heat map to show. */
  @property({ type: Boolean }) mapped = false
  /** What lies over the picture, in words; read out when it changes. */
  @property({ attribute: false }) words = ''

  static override styles = [
    look,
    css`
      :host {
        container-type: inline-size;
      }

      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
      }

      button,
      label {
        font-size: 0.9375rem;
      }

      button[aria-pressed="true"] {
        border-color: var(--accent);
        background: var(--well);
        color: var(--accent-strong);
        box-shadow: inset 0 0 0 1px var(--accent);
      }

      label {
        flex: 0 1 15rem;
        display: flex;
        align-items: center;
        gap: 0.625rem;
        min-block-size: var(--target);
        margin-inline-start: 0.5rem;
        color: var(--quiet);
      }

      input {
        flex: 1;
        min-inline-size: 0;
        block-size: var(--target);
        margin: 0;
        accent-color: var(--accent);
        cursor: pointer;
      }

      /* A live region that only now appears is not read out, so it is there while the controls are not. */
      p {
        visibility: visible;
      }

      /* On a phone all three share one row; what the slider is for is plain beside its button. */
      @container (max-width: 27rem) {
        button {
          padding-inline: 0.6875rem;
          font-size: 0.875rem;
        }

        label {
          flex: 1 1 4.25rem;
          margin-inline-start: 0;
        }

        label span {
          position: absolute;
          inline-size: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
      }

      @media (forced-colors: active) {
        button[aria-pressed="true"] {
          border-color: Highlight;
          background: Highlight;
          color: HighlightText;
          forced-color-adjust: none;
        }
      }
    `,
  ]

  override render() {
    const { saw, looked } = this.settings
    return html`<div>
        <button type="button" aria-pressed=${saw} @click=${() => this.#change({ saw: !saw })}>What it saw</button>
        ${this.mapped ? this.#looked(looked) : nothing}
      </div>
      <p class="unseen" aria-live="polite">${this.words}</p>`
  }

  #looked(looked: boolean) {
    const toggle = () => this.#change({ looked: !looked })
    return html`<button type="button" aria-pressed=${looked} @click=${toggle}>Where it looked</button>
      ${looked ? this.#strength() : nothing}`
  }

  #strength() {
    const change = ({ currentTarget }: Event & { currentTarget: HTMLInputElement }) =>
      this.#change({ strength: currentTarget.valueAsNumber })
    return html`<label
      ><span>Strength</span>
      <input
        type="range"
        min=${MIN_STRENGTH}
        max="1"
        step="0.05"
        aria-valuetext="${Math.round(this.settings.strength * 100)} %"
        .value=${String(this.settings.strength)}
        @input=${change}
      />
    </label>`
  }

  #change(change: Partial<OverlaySettings>): void {
    const settings = { ...this.settings, ...change }
    this.dispatchEvent(
      new CustomEvent<OverlaySettings>('overlay-changed', { detail: settings, bubbles: true, composed: true }),
    )
  }
}
