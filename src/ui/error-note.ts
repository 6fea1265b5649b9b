import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Message } from '../client/messages.ts'
import { alarmIcon } from './icons.ts'
import { look } from './look.ts'

/** What happened and what to do next, read out at once. Fires `action` when its one button, if it has one, is pressed. */
@customElement('error-note')
export class ErrorNote extends LitElement {
  @property({ attribute: false }) message: Message | undefined
  /** The button's words; no button without them. */
  @property({ attribute: false }) action = ''

  static override styles = [
    look,
    css`
      .note {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0.25rem 0.75rem;
        align-items: start;
        padding: 1rem;
        border: 1px solid color-mix(in srgb, var(--alarm) 35%, transparent);
        border-radius: var(--radius);
        background: var(--alarm-soft);
        overflow-wrap: break-word;
        hyphens: auto;
      }

      svg {
        inline-size: 1.5rem;
        block-size: 1.5rem;
        color: var(--alarm);
      }

      h2 {
        color: var(--alarm);
        font-size: 1.0625rem;
        font-weight: 650;
        line-height: 1.4;
      }

      p,
      button {
        grid-column: 2;
      }

      button {
        justify-self: start;
        margin-block-start: 0.75rem;
      }
    `,
  ]

  override render() {
    return this.message
      ? html`<div class="note">
          ${alarmIcon}
          <div role="alert">
            <h2>${this.message.title}</h2>
            <p>${this.message.advice}</p>
          </div>
          ${
            this.action
              ? html`<button type="button" @click=${() => this.dispatchEvent(new Event('action'))}>${this.action}</button>`
              : nothing
          }
        </div>`
      : nothing
  }
}
