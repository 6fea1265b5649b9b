/** What a visitor does and sees: the page by the roles and names that a screen reader meets, and by nothing else. */
import { expect, type Locator, type Page, type Worker } from '@playwright/test'

/** Waits as long as a busy machine may need; a state that does not come fails the test, however long it takes. */
export const eventually = expect.configure({ timeout: 40_000 })

export class Visitor {
  readonly page: Page
  /** "Loading the model", and at the end "... ready". */
  readonly modelStatus: Locator
  readonly loading: Locator
  readonly answer: Locator
  readonly headline: Locator
  readonly predictions: Locator
  readonly alert: Locator
  readonly tryAgain: Locator
  /** The buttons of this visit's pictures. */
  readonly earlier: Locator
  readonly readyOffline: Locator

  constructor(page: Page) {
    this.page = page
    this.modelStatus = page.getByRole('status', { name: 'Model' })
    this.loading = page.getByRole('progressbar', { name: 'Loading model' })
    this.answer = page.getByRole('region', { name: 'Answer' })
    this.headline = this.answer.getByRole('heading')
    this.predictions = page.getByRole('list', { name: 'Predictions' }).getByRole('listitem')
    this.alert = page.getByRole('alert')
    this.tryAgain = page.getByRole('button', { name: 'Try again' })
    this.earlier = page.getByRole('region', { name: 'Earlier' }).getByRole('listitem').getByRole('button')
    this.readyOffline = page.getByText(/^ready offline$/i)
  }

  /** Opens the page and waits until it can answer. */
  static async open(page: Page, address = './'): Promise<Visitor> {
    await page.goto(address)
    const visitor = new Visitor(page)
    await visitor.expectReady()
    return visitor
  }

  /** The page's one worker of ours; those that come after it are the runtime's threads. */
  get classifier(): Worker {
    const [worker] = this.page.workers()
    if (worker === undefined) throw new Error('the page has no worker')
    return worker
  }

  async choose(...paths: readonly string[]): Promise<void> {
    await this.page.getByLabel('Choose pictures').setInputFiles(paths)
  }

  async expectReady(): Promise<void> {
    await eventually(this.modelStatus).toHaveText(/ready$/)
  }

  /** Everything is stored, and nothing more is asked of the server by itself. */
  async expectReadyOffline(): Promise<void> {
    await eventually(this.readyOffline).toBeVisible()
  }

  async expectHeadline(name: string): Promise<void> {
    await eventually(this.headline).toHaveText(name)
  }

  async expectAlert(title: string | RegExp): Promise<void> {
    await eventually(this.alert).toContainText(title)
  }

  /** Our own engine has been compared with the reference: nothing more is fetched when there is time. */
  async expectChecked(): Promise<void> {
    await eventually
      .poll(async () => (await this.about())['Checked against onnxruntime-web'])
      .toMatch(/^largest difference/)
  }

  /** The lines of "About this device"; closed again afterwards. */
  async about(): Promise<Record<string, string>> {
    await this.page.getByRole('button', { name: 'About' }).click()
    const dialog = this.page.getByRole('dialog', { name: 'About this device' })
    await expect(dialog.getByRole('term').first()).toBeVisible()
    const names = await dialog.getByRole('term').allTextContents()
    const values = await dialog.getByRole('definition').allTextContents()
    await dialog.getByRole('button', { name: 'Close' }).click()
    return Object.fromEntries(names.map((name, at) => [name.trim(), (values[at] ?? '').trim()]))
  }
}
