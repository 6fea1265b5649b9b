/** `<whatsit-classifier>` in the plain example's page, as its visitor meets it, under our own strict headers unless told otherwise. */
import { readFileSync } from 'node:fs'
import { example, fixture, inRepository } from '../support/files.ts'
import { test as base } from '../support/test.ts'
import type { TestSite } from '../support/test-site.ts'
import { eventually as expect } from '../support/visitor.ts'
import { EmbeddedPage, NO_HEADERS, plainSite } from './embedded-page.ts'

interface Embedding {
  site: TestSite
  embedded: EmbeddedPage
}

const test = base.extend<Embedding>({
  site: async ({ openSite }, use) => use(await openSite(plainSite)),
  embedded: async ({ page, site }, use) => {
    const refused: string[] = []
    page.on('console', (message) => {
      if (/Content[ -]Security[ -]Policy/i.test(message.text())) refused.push(message.text())
    })
    await page.goto(site.url)
    await use(new EmbeddedPage(page))
    expect(refused, 'what the page’s policy forbids').toEqual([])
  },
})

test('a picture that is chosen is shown and answered, and the page hears of it', async ({ embedded }) => {
  await embedded.choose(example('cat.jpg'))
  await expect(embedded.picture).toHaveAccessibleName('Your picture, cat.jpg')
  await expect(embedded.answer).toContainText('Cat')
  await expect(embedded.answer).toContainText(/\d\d % sure/)
  await expect(embedded.predictions).toHaveText([/cat.* \d+ %\s*$/, / %\s*$/, / %\s*$/])
  const { length } = readFileSync(example('cat.jpg'))
  await expect(embedded.heard).toHaveText(`The page heard: cat (${length} bytes)`)
})

test('a picture that is dropped on it is answered', async ({ embedded }) => {
  await embedded.give('drop', example('espresso.jpg'))
  await expect(embedded.answer).toContainText('Espresso')
})

test('a picture is taken from the clipboard while the element has the focus, and only then', async ({ embedded }) => {
  await embedded.give('paste', example('espresso.jpg'))
  await embedded.input.focus()
  await embedded.give('paste', example('cat.jpg'))
  await expect(embedded.picture).toHaveAccessibleName('Your picture, cat.jpg')
  await expect(embedded.heard).toHaveText(/^The page heard: cat/)
})

for (const [what, how, sentence] of [
  ['a drop', 'drop', 'Drop a picture file here.'],
  ['a paste', 'paste', 'Copy a picture first, then paste it here.'],
] as const) {
  test(`${what} without a picture says what to do`, async ({ embedded }) => {
    await embedded.input.focus()
    await embedded.give(how)
    await expect(embedded.alert).toContainText(sentence)
    await embedded.give(how, example('cat.jpg'))
    await expect(embedded.answer).toContainText('Cat')
  })
}

test('works by keyboard alone', async ({ embedded, page }) => {
  // First: the browser is to be told to leave the dialog to the test, and has heard of it by the time of the key.
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.press('Tab')
  await expect(embedded.input).toBeFocused()
  await page.keyboard.press('Enter')
  await (await chooser).setFiles(example('cat.jpg'))
  await expect(embedded.answer).toContainText('Cat')
})

test('a file that is no picture gives a sentence, and its code to the page', async ({ embedded }) => {
  await embedded.choose(fixture('text.jpg'))
  await expect(embedded.alert).toContainText('This is not a picture Whatsit can read')
  await expect(embedded.alert).toContainText('Choose a JPEG, PNG, WebP, GIF, AVIF or BMP.')
  await expect(embedded.heard).toHaveText('The page heard: ImageUnsupported')
  await embedded.choose(example('cat.jpg'))
  await expect(embedded.answer).toContainText('Cat')
  await expect(embedded.alert).toHaveCount(0)
})

test('classifying asks nothing of any server', async ({ embedded, page, site }) => {
  await expect(embedded.model).toHaveText('Ready, nothing is uploaded')
  const booked: string[] = []
  site.asked.length = 0
  page.context().on('request', (request) => booked.push(request.url()))
  for (const [picture, name] of [
    ['cat.jpg', 'Cat'],
    ['espresso.jpg', 'Espresso'],
  ] as const) {
    await embedded.choose(example(picture))
    await expect(embedded.answer).toContainText(name)
  }
  expect(booked.filter((address) => !address.startsWith('blob:'))).toEqual([])
  expect(site.asked).toEqual([])
})

test('the next visit has the model already', async ({ embedded, page, site }) => {
  await expect(embedded.model).toHaveText(/^Ready/)
  const models = () => site.times(/model\.onnx$/)
  expect(models()).toBe(1)
  await page.reload()
  await embedded.choose(example('cat.jpg'))
  await expect(embedded.answer).toContainText('Cat')
  expect(models()).toBe(1)
})

test('custom properties and parts change how it looks', async ({ embedded, page }) => {
  const colour = () => embedded.style('button', 'background-color')
  expect(await colour()).toBe('rgb(11, 107, 96)')
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await colour()).toBe('rgb(99, 210, 191)')
  await embedded.element.evaluate((element) => element.style.setProperty('--whatsit-accent', 'rgb(120, 0, 120)'))
  expect(await colour()).toBe('rgb(120, 0, 120)')
  await embedded.choose(example('cat.jpg'))
  await expect(embedded.answer).toContainText('Cat')
  // examples/plain/page.css says so.
  expect(await embedded.style('name', 'letter-spacing')).not.toBe('normal')
})

test('a model that does not come is told of, and tried again', async ({ openSite, page }) => {
  const site = await openSite(plainSite)
  let chosen = (): void => {}
  const after = new Promise<void>((resolve) => {
    chosen = resolve
  })
  site.fail(/model\.onnx$/, { status: 404, after })
  await page.goto(site.url)
  const embedded = new EmbeddedPage(page)
  const told = page.evaluate(() => {
    const codes: string[] = []
    document.addEventListener('whatsit-error', ({ detail }) => codes.push(detail.name))
    return new Promise<string[]>((resolve) => {
      document.addEventListener('whatsit-answer', () => resolve(codes))
    })
  })
  await embedded.choose(example('cat.jpg'))
  await expect(embedded.answer).toContainText('Waiting for the model')
  chosen()
  await expect(embedded.alert).toContainText('The model could not be downloaded')
  site.recover()
  await embedded.element.getByRole('button', { name: 'Try again' }).click()
  await expect(embedded.answer).toContainText('Cat')
  await expect(embedded.alert).toHaveCount(0)
  expect(await told, 'once, though a picture and the model failed').toEqual(['ModelUnreachable'])
})

test('a model that does not come while there is no picture is told of, and tried again', async ({ openSite, page }) => {
  const site = await openSite(plainSite)
  site.fail(/model\.onnx$/, { status: 404 })
  await page.goto(site.url)
  const embedded = new EmbeddedPage(page)
  await expect(embedded.alert).toContainText('The model could not be downloaded This site does not have it.')
  await expect(embedded.heard).toHaveText('The page heard: ModelUnreachable')
  site.recover()
  await embedded.element.getByRole('button', { name: 'Try again' }).click()
  await expect(embedded.model).toHaveText(/^Ready/)
  await expect(embedded.alert).toHaveCount(0)
})

test('files on another origin are refused, with the code', async ({ embedded, openSite }) => {
  const elsewhere = await openSite(plainSite)
  await embedded.element.evaluate(
    (element, url) => element.setAttribute('assets-url', url),
    new URL('whatsit/', elsewhere.url).href,
  )
  await expect(embedded.alert).toContainText('The classifier’s files are on another site')
  await expect(embedded.heard).toHaveText('The page heard: AssetsElsewhere')
  await expect(embedded.element.getByRole('button', { name: 'Try again' })).toHaveCount(0)
  expect(elsewhere.asked).toEqual([])
  await embedded.element.evaluate((element) => element.removeAttribute('assets-url'))
  await expect(embedded.model).toHaveText(/^Ready/)
  await expect(embedded.alert).toHaveCount(0)
})

test('another model, of one’s own, answers what is on show anew', async ({ embedded, page }) => {
  await embedded.choose(example('cat.jpg'))
  await expect(embedded.answer).toContainText('Cat')
  const answered = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener('whatsit-answer', ({ detail }) => resolve(detail.model), { once: true })
      }),
  )
  await embedded.element.evaluate((element) => element.setAttribute('model', '/own-models/efficientnet-lite2/'))
  expect(await answered).toBe('efficientnet-lite2')
})

test('elements that want the same share one worker, which ends with the last of them', async ({ openSite, page }) => {
  const site = await openSite({ ...plainSite, ...NO_HEADERS })
  await page.goto(site.url)
  const embedded = new EmbeddedPage(page)
  await page.evaluate(() => document.querySelector('main')?.append(document.createElement('whatsit-classifier')))
  await expect(page.getByRole('status', { name: 'Model' })).toHaveText([/^Ready/, /^Ready/])
  // One, and its thread that prepares pictures.
  await expect.poll(() => page.workers().length).toBe(2)
  const workers = page.workers()

  await page
    .locator('whatsit-classifier')
    .last()
    .evaluate((element) => element.remove())
  // Moved, not removed: it keeps its worker.
  await embedded.element.evaluate((element) => document.body.prepend(element))
  await embedded.choose(example('cat.jpg'))
  await expect(embedded.answer).toContainText('Cat')
  expect(page.workers()).toEqual(workers)

  const removed = await embedded.element.evaluateHandle((element) => {
    element.remove()
    return element
  })
  await expect.poll(() => page.workers()).toEqual([])

  await page.evaluate((element) => document.body.append(element), removed)
  await expect(embedded.picture).toHaveAccessibleName('Your picture, cat.jpg')
  await expect(embedded.answer).toContainText('Cat')
  await embedded.choose(example('espresso.jpg'))
  await expect(embedded.answer).toContainText('Espresso')
})

test('lets go of its picture when it leaves the page, and shows it again when it is back', async ({
  embedded,
  page,
}) => {
  await embedded.choose(example('cat.jpg'))
  await expect(embedded.answer).toContainText('Cat')
  const shown = await embedded.picture.getAttribute('src')
  const removed = await embedded.element.evaluateHandle((element) => element)
  const released = await removed.evaluate(
    (element) =>
      new Promise((resolve) => {
        const revoke = URL.revokeObjectURL
        URL.revokeObjectURL = (url) => {
          URL.revokeObjectURL = revoke
          revoke(url)
          resolve(url)
        }
        element.remove()
      }),
  )
  expect(released).toBe(shown)
  await page.evaluate((element) => document.body.append(element), removed)
  await expect(embedded.picture).toHaveAccessibleName('Your picture, cat.jpg')
  await expect(embedded.answer).toContainText('Cat')
})

test('scripts give it pictures: before it is in a page, one after the other, and none', async ({ embedded, page }) => {
  const bytes = [...readFileSync(example('cat.jpg'))]
  const outcome = await page.evaluate(async (bytes) => {
    const cat = new Blob([Uint8Array.from(bytes)])
    const element = document.createElement('whatsit-classifier')
    element.top = 1
    const before = element.classify(cat)
    document.body.append(element)
    const replaced = before.then(
      () => 'answered',
      (error: Error) => error.name,
    )
    const { answer, predictions } = await element.classify(cat)
    const shown = element.classification?.answer.name
    element.picture = null
    return [await replaced, answer.name, predictions.length, shown, element.classification, element.picture]
  }, bytes)
  expect(outcome).toEqual(['Cancelled', 'cat', 1, 'cat', undefined, null])
  await expect(embedded.heard).toHaveText(/^The page heard: cat/)
})

test('its attributes are those that editors are told of', async ({ embedded, page }) => {
  const manifest = JSON.parse(readFileSync(inRepository('dist-lib/custom-elements.json'), 'utf8')) as {
    readonly modules: readonly [
      { readonly declarations: readonly [{ readonly attributes: readonly { readonly name: string }[] }] },
    ]
  }
  const [{ attributes }] = manifest.modules[0].declarations
  await expect(embedded.element).toBeVisible()
  const observed = await page.evaluate(() => {
    const element = customElements.get('whatsit-classifier') as unknown as { observedAttributes: string[] } | undefined
    return element?.observedAttributes
  })
  expect(observed?.sort()).toEqual(attributes.map(({ name }) => name).sort())
})
