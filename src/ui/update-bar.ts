import { css, html, LitElement } from 'lit'
import { customElement } from 'lit/decorators.js'
import { look } from './look.ts'

/** Says that a newer build waits; it takes over only when the person says so. Fires `reload-asked`. */
@customElement('update-bar')
export class UpdateBar extends LitElement {
  static override styles = [
    look,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.25rem 1rem;
        padding: 0.5rem 0.5rem 0.5rem 1rem;
        padding-inline: 1rem 0.5rem;
        border: 1px solid var(--line);
        border-radius: calc(var(--radius) * 1.5);
        background: var(--surface);
        box-shadow: var(--shadow);
      }
    `,
  ]

  override render() {
    return html`<div>
      <p role="status" aria-label="Update">A new version is ready</p>
      <button type="button" @click=${() => this.dispatchEvent(new Event('reload-asked'))}>Reload</button>
    </div>`
  }
}
