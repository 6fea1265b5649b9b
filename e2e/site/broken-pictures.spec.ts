/** No file, however broken or huge, stops the page: each gets its own sentence, and the next picture is answered. */
import { example, fixture } from '../support/files.ts'
import { test } from '../support/test.ts'
import { eventually as expect, Visitor } from '../support/visitor.ts'

const BROKEN = [
  ['text.jpg', 'This is not a picture Whatsit can read', 'Choose a JPEG, PNG'],
  ['page.png', 'This is not a picture Whatsit can read', 'Choose a JPEG, PNG'],
  ['truncated.jpg', 'This picture is damaged', 'Try the original'],
  ['empty.jpg', 'This file is empty', 'choose it again'],
  ['drawing.svg', 'This is an SVG drawing', 'Save it as PNG'],
  ['drawing-with-script.svg', 'This is an SVG drawing', 'Save it as PNG'],
  ['claims-30000x30000.png', 'This picture is too large', 'Save a smaller copy'],
  ['photo.heic', 'This is an iPhone HEIC picture', 'Share it as JPEG'],
  ['film.mp4', 'This is a video', 'take a screenshot'],
  ['document.pdf', 'This is a PDF document', 'Take a screenshot'],
] as const

for (const [name, title, advice] of BROKEN) {
  test(`${name}: "${title}", and the next picture is answered`, async ({ page }) => {
    const crashes: Error[] = []
    page.on('pageerror', (error) => crashes.push(error))
    const visitor = await Visitor.open(page)
    await visitor.choose(example('espresso.jpg'))
    await visitor.expectHeadline('Espresso')

    await visitor.choose(fixture(name))
    await visitor.expectAlert(title)
    await visitor.expectAlert(advice)
    await expect(visitor.answer).toHaveCount(0)

    await visitor.choose(example('cat.jpg'))
    await visitor.expectHeadline('Cat')
    await expect(visitor.alert).toHaveCount(0)

    // Nothing that was there is lost.
    await expect(visitor.earlier).toHaveCount(3)
    await expect(visitor.earlier.nth(0)).toHaveAccessibleName('espresso.jpg: Espresso, 99 % sure')
    await expect(visitor.earlier.nth(1)).toHaveAccessibleName(`${name}: ${title}`)
    await visitor.earlier.nth(0).click()
    await visitor.expectHeadline('Espresso')
    expect(crashes).toEqual([])
  })
}

test('a picture of 50 megapixels is answered, with the page as it was', async ({ page }) => {
  const visitor = await Visitor.open(page)
  await visitor.choose(example('espresso.jpg'), fixture('cat-50-megapixels.jpg'), example('cat.jpg'))
  for (const [at, name] of ['Espresso', 'Cat', 'Cat'].entries()) {
    await expect(visitor.earlier.nth(at)).toHaveAccessibleName(new RegExp(`: ${name}, \\d+ % sure$`))
  }
})

test('every broken file at once, and one good picture among them', async ({ page }) => {
  const visitor = await Visitor.open(page)
  const paths = BROKEN.map(([name]) => fixture(name))
  await visitor.choose(...paths.slice(0, 5), example('cat.jpg'), ...paths.slice(5))
  await expect(visitor.earlier).toHaveCount(BROKEN.length + 1)
  const titles = BROKEN.map(([name, title]) => `${name}: ${title}`)
  for (const [at, name] of [...titles.slice(0, 5), 'cat.jpg: Cat, 97 % sure', ...titles.slice(5)].entries()) {
    await expect(visitor.earlier.nth(at)).toHaveAccessibleName(name)
  }
})

test('an SVG that would run a script does not', async ({ page }) => {
  const visitor = await Visitor.open(page)
  await visitor.choose(fixture('drawing-with-script.svg'))
  await visitor.expectAlert('This is an SVG drawing')
  // Its preview is on show: as an image, which runs nothing.
  expect(await page.evaluate(() => 'scriptRan' in globalThis)).toBe(false)
})
