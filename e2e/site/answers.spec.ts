/** Every way in gives the right answer, with Python's scores. Runs against any server: `BASE_URL=... --grep @site`. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type {} from '../../src/ui/public-api.ts'
import { example, fixture, inRepository, labels, python } from '../support/files.ts'
import { test } from '../support/test.ts'
import { eventually as expect, Visitor } from '../support/visitor.ts'

const CATS = labels(281, 282, 285)

async function expectCat(visitor: Visitor): Promise<void> {
  await visitor.expectHeadline('Cat')
  await expect(visitor.predictions).toHaveCount(5)
  const lines = await visitor.predictions.allTextContents()
  const found = lines.map((line) => CATS.find((label) => line.trim().startsWith(label)))
  expect(CATS).toContain(found[0])
  expect(found.filter((label) => label !== undefined).sort()).toEqual([...CATS].sort())
  for (const line of lines) expect(line.trim()).toMatch(/^\S.* (< 1|\d+) %$/s)
}

/** The file as a page gets it from a drag or the clipboard. */
async function fire(page: Page, kind: 'drop' | 'paste', path: string): Promise<void> {
  const bytes = [...readFileSync(path)]
  await page.evaluate(
    ({ kind, bytes }) => {
      const given = new DataTransfer()
      given.items.add(new File([new Uint8Array(bytes)], 'cat.jpg', { type: 'image/jpeg' }))
      const common = { bubbles: true, cancelable: true, composed: true }
      const target = document.querySelector('body') ?? document
      if (kind === 'paste') {
        target.dispatchEvent(new ClipboardEvent('paste', { ...common, clipboardData: given }))
        return
      }
      for (const type of ['dragenter', 'dragover', 'drop']) {
        target.dispatchEvent(new DragEvent(type, { ...common, dataTransfer: given }))
      }
    },
    { kind, bytes },
  )
}

/**
 * A film of a patient cat: Motion JPEG is JPEG files one after the other, and one will do. Chromium's fake camera takes
 * only an even number of pixels either way.
 */
async function filmedFrame(page: Page): Promise<Buffer> {
  await page.goto('./')
  const bytes = await page.evaluate(async () => {
    const picture = await createImageBitmap(await (await fetch('pictures/cat.jpg')).blob())
    const canvas = new OffscreenCanvas(640, 426)
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer())]
  })
  return Buffer.from(bytes)
}

test.describe('a picture of a cat is a cat', { tag: '@site' }, () => {
  test('chosen', async ({ page }) => {
    const visitor = await Visitor.open(page)
    await visitor.choose(example('cat.jpg'))
    await expectCat(visitor)
    await expect(visitor.answer).toContainText('97 % sure')
    await expect(visitor.answer).toContainText(/\d+ m?s here, nothing uploaded/)
  })

  test('chosen before the model is there', async ({ page }) => {
    await page.goto('./')
    const visitor = new Visitor(page)
    await visitor.choose(example('cat.jpg'))
    await expectCat(visitor)
  })

  for (const kind of ['drop', 'paste'] as const) {
    test(`by ${kind}`, async ({ page }) => {
      const visitor = await Visitor.open(page)
      await fire(page, kind, example('cat.jpg'))
      await expectCat(visitor)
    })
  }

  test('by the Paste button', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const visitor = await Visitor.open(page)
    await page.evaluate(async () => {
      const picture = await createImageBitmap(await (await fetch('pictures/cat.jpg')).blob())
      const canvas = new OffscreenCanvas(picture.width, picture.height)
      canvas.getContext('2d')?.drawImage(picture, 0, 0)
      // Clipboards hold PNG; browsers write no JPEG.
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': await canvas.convertToBlob() })])
    })
    await page.getByRole('button', { name: 'Paste' }).click()
    await expectCat(visitor)
  })

  test('by the camera', async ({ page: studio, openBrowser }, testInfo) => {
    const film = testInfo.outputPath('cat.mjpeg')
    writeFileSync(film, await filmedFrame(studio))
    const camera = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]
    const page = await openBrowser(camera, { permissions: ['camera'] })
    const visitor = await Visitor.open(page)
    await page.getByRole('button', { name: 'Camera' }).click()
    await page.getByRole('button', { name: 'Take picture' }).click()
    await expectCat(visitor)
    await expect(page.getByRole('dialog', { name: 'Camera' })).toBeHidden()
  })

  test('as one of the examples', async ({ page }) => {
    const visitor = await Visitor.open(page)
    for (const name of ['Espresso', 'Rocket', 'Cat']) {
      await page.getByRole('button', { name, exact: true }).click()
      if (name === 'Cat') await expectCat(visitor)
      else await expect(visitor.predictions).toHaveCount(5)
      await page.getByRole('button', { name: 'Clear', exact: true }).click()
    }
  })

  test('by its address', async ({ page }) => {
    await expectCat(await Visitor.open(page, './?url=pictures/cat.jpg'))
  })
})

test.describe('an address that gives no picture has its sentence', { tag: '@site' }, () => {
  for (const [address, title] of [
    ['https://elsewhere.example/x.jpg', 'That picture is on another site'],
    ['//elsewhere.example/x.jpg', 'That picture is on another site'],
    ['data:image/png;base64,AAAA', 'That picture is on another site'],
    ['pictures/gone.jpg', 'There is no picture at that address'],
    ['index.html', 'There is no picture at that address'],
  ] as const) {
    test(address, async ({ page }) => {
      const visitor = await Visitor.open(page, `./?url=${encodeURIComponent(address)}`)
      await visitor.expectAlert(title)
      await visitor.choose(example('cat.jpg'))
      await expectCat(visitor)
      await expect(visitor.earlier).toHaveCount(2)
    })
  }
})

test.describe('many pictures', { tag: '@site' }, () => {
  const ten = [
    [example('cat.jpg'), 'Cat, 97 % sure'],
    [fixture('text.jpg'), 'This is not a picture Whatsit can read'],
    [example('espresso.jpg'), 'Espresso, 99 % sure'],
    [fixture('truncated.jpg'), 'This picture is damaged'],
    [fixture('cat.png'), /^cat.png: Cat, \d+ % sure$/],
    [fixture('empty.jpg'), 'This file is empty'],
    [fixture('cat-lossy.webp'), /^cat-lossy.webp: Cat, \d+ % sure$/],
    [fixture('drawing.svg'), 'This is an SVG drawing'],
    [fixture('cat-animated.gif'), /^cat-animated.gif: Cat, \d+ % sure$/],
    [fixture('cat.avif'), /^cat.avif: Cat, \d+ % sure$/],
  ] as const

  test('ten at once: each its own answer or its own sentence', async ({ page }) => {
    const visitor = await Visitor.open(page)
    await visitor.choose(...ten.map(([path]) => path))
    await expect(visitor.earlier).toHaveCount(ten.length)
    for (const [at, [path, outcome]] of ten.entries()) {
      const name = typeof outcome === 'string' ? `${path.split('/').pop()}: ${outcome}` : outcome
      await expect(visitor.earlier.nth(at)).toHaveAccessibleName(name)
    }
    // Each can be looked at again.
    await visitor.earlier.nth(2).click()
    await visitor.expectHeadline('Espresso')
    await visitor.earlier.nth(5).click()
    await visitor.expectAlert('This file is empty')
    await visitor.earlier.nth(0).click()
    await expectCat(visitor)
  })

  test('they are answered one after the other, in the order in which they came', async ({ page }) => {
    await Visitor.open(page)
    const order = await page.evaluate(async () => {
      const names = ['rocket', 'cat', 'espresso', 'cat', 'rocket', 'espresso']
      const pictures = await Promise.all(names.map(async (name) => (await fetch(`pictures/${name}.jpg`)).blob()))
      const order: number[] = []
      await Promise.all(pictures.map((picture, at) => window.whatsit.classify(picture).then(() => order.push(at))))
      return order
    })
    expect(order).toEqual([0, 1, 2, 3, 4, 5])
  })
})

test.describe('scores are those of Python', { tag: '@site' }, () => {
  /** The largest difference from Python of any class's score, and whether the first class is Python's. */
  async function furthest(page: Page, file: string): Promise<{ largest: number; sameTop: boolean }> {
    const base64 = readFileSync(inRepository(file)).toString('base64')
    const predictions = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      return (await window.whatsit.classify(new Blob([bytes]), { topK: 1000 })).predictions
    }, base64)
    const { scores, top } = python(file)
    expect(predictions).toHaveLength(scores.length)
    expect(predictions.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5)
    const largest = Math.max(...predictions.map(({ index, score }) => Math.abs((scores[index] ?? Number.NaN) - score)))
    test.info().annotations.push({ type: 'furthest from Python', description: `${file}: ${largest.toFixed(5)}` })
    return { largest, sameTop: predictions[0]?.index === top[0]?.[0] }
  }

  for (const [name, tolerance] of [
    ['cat.jpg', 0.002],
    ['espresso.jpg', 0.002],
    // Carries an Adobe RGB profile, which each implementation converts in its own way.
    ['rocket.jpg', 0.02],
  ] as const) {
    test(`${name}, to ${tolerance}`, async ({ page }) => {
      await Visitor.open(page)
      const { largest, sameTop } = await furthest(page, `public/pictures/${name}`)
      expect(largest).toBeLessThanOrEqual(tolerance)
      expect(sameTop).toBe(true)
    })
  }

  test('one lossless picture of each kind, to 0.002', async ({ page }) => {
    await Visitor.open(page)
    // All there are: npm run bench:parity.
    for (const name of [
      'photo-cat-face.png',
      'text-black-on-white.png',
      'noise-colours.png',
      'turned-7.png',
      'turned-6.webp',
      'alpha-oval.png',
      'alpha-oval.webp',
      'deep-colour.png',
      'grey-8.png',
      'palette.gif',
      'palette-8.bmp',
      'size-1x400.png',
      'size-30-megapixels.png',
    ]) {
      const { largest, sameTop } = await furthest(page, `bench/parity/pictures/${name}`)
      expect([name, sameTop, largest <= 0.002]).toEqual([name, true, true])
    }
  })
})

test.describe('window.whatsit', { tag: '@site' }, () => {
  test('answers a Blob, an untyped Blob, an address and a URL alike', async ({ page }) => {
    await page.goto('./')
    const tops = await page.evaluate(async () => {
      await window.whatsit.ready
      const blob = await (await fetch('pictures/cat.jpg')).blob()
      const untyped = new Blob([await blob.arrayBuffer()])
      const mistyped = new Blob([blob], { type: 'text/plain' })
      const address = new URL('pictures/cat.jpg', document.baseURI)
      const answers: { name: string; label: string | undefined }[] = []
      for (const image of [blob, untyped, mistyped, 'pictures/cat.jpg', address.href, address]) {
        const { answer, predictions } = await window.whatsit.classify(image)
        answers.push({ name: answer.name, label: predictions[0]?.label })
      }
      return answers
    })
    expect(tops).toHaveLength(6)
    for (const top of tops) expect(top).toEqual({ name: 'cat', label: labels(282)[0] })
  })

  test('gives as many predictions as asked for, five if not', async ({ page }) => {
    await Visitor.open(page)
    const counts = await page.evaluate(async () => {
      const count = async (options?: { topK?: number }): Promise<number> =>
        (await window.whatsit.classify('pictures/cat.jpg', options)).predictions.length
      return [await count(), await count({ topK: 1 }), await count({ topK: 10 }), await count({ topK: 1000 })]
    })
    expect(counts).toEqual([5, 1, 10, 1000])
  })

  test('names its errors', async ({ page }) => {
    await Visitor.open(page)
    const names = await page.evaluate(async () => {
      const failure = (image: Blob | string): Promise<string> =>
        window.whatsit.classify(image).then(
          () => 'no error',
          (error: Error) => error.name,
        )
      return [
        await failure(new Blob([])),
        await failure(new Blob(['only text'])),
        await failure('https://elsewhere.example/cat.jpg'),
        await failure('pictures/gone.jpg'),
        await failure('http://['),
      ]
    })
    expect(names).toEqual(['ImageEmpty', 'ImageUnsupported', 'ImageElsewhere', 'ImageUnreachable', 'ImageUnreachable'])
  })

  test('cancels before, while waiting and while working, and goes on', async ({ page }) => {
    await Visitor.open(page)
    const outcomes = await page.evaluate(async () => {
      const picture = await (await fetch('pictures/cat.jpg')).blob()
      const outcome = (signal?: AbortSignal): Promise<string> =>
        window.whatsit.classify(picture, signal ? { signal } : {}).then(
          ({ answer }) => answer.name,
          (error: Error) => error.name,
        )
      const [working, waiting] = [new AbortController(), new AbortController()]
      const all = [outcome(working.signal), outcome(waiting.signal), outcome(AbortSignal.abort()), outcome()]
      working.abort()
      waiting.abort()
      return Promise.all(all)
    })
    expect(outcomes).toEqual(['Cancelled', 'Cancelled', 'Cancelled', 'cat'])
  })

  test('tells its models and its version', async ({ page }) => {
    await Visitor.open(page)
    const told = await page.evaluate(() => ({ models: window.whatsit.models, version: window.whatsit.version }))
    expect(told.models).toContain('efficientnet-lite0')
    expect(told.version).toMatch(/^\d+\.\d+\.\d+/)
  })
})
