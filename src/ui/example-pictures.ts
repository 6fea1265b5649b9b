import { css, html, LitElement } from 'lit'
import { customElement } from 'lit/decorators.js'
import { look } from './look.ts'

/** A picture that comes with the page; `address` is relative to it, and fetched only when chosen. */
export interface ExamplePicture {
  readonly name: string
  readonly address: string
  readonly thumbnail: string
}

const EXAMPLES: readonly ExamplePicture[] = ['Cat', 'Espresso', 'Rocket'].map((name) => ({
  name,
  address: `pictures/${name.toLowerCase()}.jpg`,
  // Made by tools/thumbnails.py, at most 15 kB each.
  thumbnail: `pictures/${name.toLowerCase()}-small.webp`,
}))

/** Three pictures to try at once. Fires `example-chosen` with the {@link ExamplePicture}. */
@customElement('example-pictures')
export class ExamplePictures extends LitElement {
  static override styles = [
    look,
    css`
      h2 {
        margin-block-end: 0.75rem;
        font-size: 1rem;
        font-weight: 600;
      }

      ul {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 0.75rem;
        max-inline-size: 28rem;
      }

      button {
        display: grid;
        gap: 0;
        inline-size: 100%;
        padding: 0;
        border-radius: var(--radius);
        overflow: hidden;
      }

      img {
        display: block;
        inline-size: 100%;
        block-size: auto;
        aspect-ratio: 1;
        object-fit: cover;
      }

      span {
        padding: 0.625rem 0.25rem;
        font-size: 0.9375rem;
      }
    `,
  ]

  override render() {
    return html`<section aria-labelledby="title">
      <h2 id="title">Or try one of these</h2>
      <ul>
        ${EXAMPLES.map((example) => this.#item(example))}
      </ul>
    </section>`
  }

  #item(example: ExamplePicture) {
    const choose = () => this.dispatchEvent(new CustomEvent<ExamplePicture>('example-chosen', { detail: example }))
    return html`<li>
      <button type="button" @click=${choose}>
        <img src=${example.thumbnail} alt="" width="240" height="240" draggable="false" />
        <span>${example.name}</span>
      </button>
    </li>`
  }
}
