/**
 * What runs in the page, in every browser the same. Each function is sent there as text: it may use nothing from outside
 * itself. What is looked for is named by role and accessible name, as a screen reader meets it, through shadow roots.
 */

/**
 * @typedef {object} Seen
 * @property {string} model  text of the `status` named "Model"
 * @property {string} heading  in the region "Answer"
 * @property {string[]} predictions  the items of the list "Predictions"
 * @property {string[]} alerts  texts of every `alert`
 * @property {Record<string, string>} device  the rows of "About this device"
 *
 * @typedef {object} Page  the part of the page's `window` that is used here
 * @property {{ready: Promise<void>, classify(image: Blob): Promise<import('../../src/core/classification.ts').Classification>}} whatsit
 */

/** @returns {Seen} */
export function look() {
  /** @type {Element[]} */
  const all = []
  const gather = (/** @type {Document | ShadowRoot} */ root) => {
    for (const element of root.querySelectorAll('*')) {
      all.push(element)
      if (element.shadowRoot) gather(element.shadowRoot)
    }
  }
  gather(document)
  const text = (/** @type {Element | null | undefined} */ element) =>
    (element?.textContent ?? '').replace(/\s+/g, ' ').trim()
  const named = (/** @type {string} */ selector, /** @type {string} */ name) =>
    all.filter((element) => element.matches(selector) && element.getAttribute('aria-label') === name)
  /** Descendants, also in the shadow roots below. @type {(of: Element | undefined, selector: string) => Element[]} */
  const below = (of, selector) =>
    all.filter((element) => {
      if (!element.matches(selector)) return false
      for (let at = /** @type {Node | null} */ (element); at; ) {
        if (at === of) return true
        at = at.parentNode ?? (at instanceof ShadowRoot ? at.host : null)
      }
      return false
    })
  const answer = named('section, [role=region]', 'Answer')[0]
  const rows = all.filter((element) => element.matches('dialog[open] dt'))
  return {
    model: text(named('[role=status]', 'Model')[0]),
    heading: text(below(answer, 'h1, h2, h3')[0]),
    predictions: below(named('ol, ul', 'Predictions')[0], 'li').map(text),
    alerts: all.filter((element) => element.matches('[role=alert]')).map(text),
    device: Object.fromEntries(rows.map((row) => [text(row), text(row.nextElementSibling)])),
  }
}

/** The input that is labelled "Choose pictures". @returns {HTMLInputElement | null} */
export function pictureInput() {
  /** @type {(root: Document | ShadowRoot) => HTMLInputElement | null} */
  const find = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (
        element instanceof HTMLInputElement &&
        element.type === 'file' &&
        (element.ariaLabel ?? element.labels?.[0]?.textContent)?.trim() === 'Choose pictures'
      )
        return element
      const found = element.shadowRoot && find(element.shadowRoot)
      if (found) return found
    }
    return null
  }
  return find(document)
}

/** Presses a button by its name, in the open dialog if there is one. @param {string} name */
export function press(name) {
  /** @type {HTMLElement[]} */
  const buttons = []
  const gather = (/** @type {Document | ShadowRoot} */ root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element instanceof HTMLButtonElement && element.textContent?.trim() === name) buttons.push(element)
      if (element.shadowRoot) gather(element.shadowRoot)
    }
  }
  gather(document)
  const button = buttons.find((one) => one.closest('dialog[open]')) ?? buttons.find((one) => !one.closest('dialog'))
  if (!button) throw new Error(`There is no button "${name}"`)
  button.click()
}

/** @returns {Promise<boolean>}  once `window.whatsit` says that it can answer */
export async function ready() {
  while (!('whatsit' in window)) await new Promise((resolve) => setTimeout(resolve, 20))
  await /** @type {Page} */ (/** @type {unknown} */ (window)).whatsit.ready
  return self.crossOriginIsolated
}

/** What the self-test's picture gave, [classes]: the page shows what it knows of its model under "About this device". @returns {number[]} */
export function testLogits() {
  const app = /** @type {any} */ (document.querySelector('classifier-app'))
  return app.surroundings.client.modelState.model.testLogits
}

/** How the site's service worker stands: "activated" once it serves the page without a network. @returns {Promise<string>} */
export async function shellState() {
  const registration = await navigator.serviceWorker.getRegistration()
  return registration?.active?.state ?? 'none'
}

/**
 * Classifies a file without the page's own way in, for its numbers.
 *
 * @param {string} base64  its bytes
 * @param {number} times
 */
export async function classify(base64, times) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const { whatsit } = /** @type {Page} */ (/** @type {unknown} */ (window))
  const all = []
  for (let time = 0; time < times; time++) all.push(await whatsit.classify(new Blob([bytes])))
  const [first] = all
  if (!first) throw new Error('classified nothing')
  const { predictions, size } = first
  return { predictions, size, timings: all.map(({ timing }) => timing) }
}
