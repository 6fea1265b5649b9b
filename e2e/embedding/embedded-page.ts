/** Another person's page with the package in it: what its server has, and what a visitor does and sees there. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { builtSite, inRepository } from '../support/files.ts'
import type { TestSiteOptions } from '../support/test-site.ts'

export const plainSite: TestSiteOptions = {
  folders: [
    ['/whatsit/', inRepository('dist-lib')],
    // A model of one's own lies where its owner wants it.
    ['/own-models/', `${builtSite}/models`],
    ['/', inRepository('examples/plain')],
  ],
}

// Just served, by a host that sends no headers of ours: no shared memory, so one thread.
export const NO_HEADERS = { headers: {} }

export class EmbeddedPage {
  readonly page: Page
  readonly element: Locator
  readonly input: Locator
  readonly model: Locator
  readonly answer: Locator
  readonly predictions: Locator
  readonly picture: Locator
  readonly alert: Locator
  /** What the page's own script heard of the element's events. */
  readonly heard: Locator

  constructor(page: Page) {
    this.page = page
    this.element = page.locator('whatsit-classifier').first()
    this.input = this.element.getByLabel('Choose a picture')
    this.model = this.element.getByRole('status', { name: 'Model' })
    this.answer = this.element.getByRole('group', { name: 'Answer' })
    this.predictions = this.element.getByRole('list', { name: 'Predictions' }).getByRole('listitem')
    this.picture = this.element.getByRole('img')
    this.alert = this.element.getByRole('alert')
    this.heard = page.getByText(/^The page heard: /)
  }

  async choose(path: string): Promise<void> {
    await this.input.setInputFiles(path)
  }

  /**
   * Dispatches what a browser does when a file is dropped on the element, or pasted while something has the focus.
   *
   * @param path  of the file; a word of text is given if absent
   */
  async give(how: 'dragover' | 'drop' | 'paste', path?: string): Promise<void> {
    const bytes = path === undefined ? [] : [...readFileSync(path)]
    await this.page.evaluate(
      ({ how, bytes, name }) => {
        const transfer = new DataTransfer()
        if (name === undefined) transfer.setData('text/plain', 'cat')
        else transfer.items.add(new File([Uint8Array.from(bytes)], name, { type: 'image/jpeg' }))
        const bubbling = { bubbles: true, cancelable: true, composed: true }
        if (how === 'paste') {
          document.body.dispatchEvent(new ClipboardEvent('paste', { ...bubbling, clipboardData: transfer }))
          return
        }
        const zone = document.querySelector('whatsit-classifier')?.shadowRoot?.querySelector('[part=zone]')
        for (const type of how === 'drop' ? ['dragover', 'drop'] : [how]) {
          zone?.dispatchEvent(new DragEvent(type, { ...bubbling, dataTransfer: transfer }))
        }
      },
      { how, bytes, name: path === undefined ? path : basename(path) },
    )
  }

  /** Computed, of an element inside by its part's name. */
  style(part: string, property: string): Promise<string> {
    return this.element.evaluate(
      (element, { part, property }) => {
        const found = element.shadowRoot?.querySelector(`[part=${part}]`)
        return found ? getComputedStyle(found).getPropertyValue(property) : 'no such part'
      },
      { part, property },
    )
  }
}
