/** What can happen to a page in the middle of its work: a worker that dies or hangs, a reload, a second tab, a huge picture. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page, TestInfo, Worker } from '@playwright/test'
import { builtSite, example, fixture } from '../support/files.ts'
import { test } from '../support/test.ts'
import { mainThreadTasks } from '../support/trace.ts'
import { eventually as expect, Visitor } from '../support/visitor.ts'

/** What a trace needs to hold for mainThreadTasks(). */
const TRACED = ['toplevel', 'disabled-by-default-devtools.timeline']

/** The worker ends itself without a word, as when the browser ends it for want of memory. */
async function kill(worker: Worker): Promise<void> {
  const gone = worker.waitForEvent('close')
  // It cannot answer any more once it is closed.
  await worker.evaluate(() => close()).catch(() => {})
  await gone
}

/** The same, at the very moment when it begins to decode the next picture, in whichever way. */
async function killWhenDecoding(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    const end = () => {
      close()
      return new Promise<never>(() => {})
    }
    self.createImageBitmap = end
    ImageDecoder.prototype.decode = end
  })
}

test('a worker that dies in the middle: its picture is answered by another one', async ({ page }) => {
  const visitor = await Visitor.open(page)
  await visitor.choose(example('espresso.jpg'))
  await visitor.expectHeadline('Espresso')
  const first = visitor.classifier
  const gone = first.waitForEvent('close')
  await killWhenDecoding(first)
  await visitor.choose(fixture('cat-50-megapixels.jpg'), example('cat.jpg'))
  await gone
  await visitor.expectHeadline('Cat')
  await expect(visitor.earlier.nth(0)).toHaveAccessibleName(/Espresso, \d+ % sure$/)
  await expect(visitor.earlier.nth(1)).toHaveAccessibleName(/Cat, \d+ % sure$/)
  await expect(visitor.earlier.nth(2)).toHaveAccessibleName(/Cat, \d+ % sure$/)
  const about = await visitor.about()
  expect(Object.keys(about).filter((name) => name.startsWith('Worker lost'))).toHaveLength(1)
})

test('a worker that dies while nothing is going on is replaced before the next picture', async ({ page }) => {
  const visitor = await Visitor.open(page)
  const next = page.waitForEvent('worker')
  await kill(visitor.classifier)
  await next
  await visitor.expectReady()
  await visitor.choose(example('cat.jpg'))
  await visitor.expectHeadline('Cat')
})

test('a worker that hangs is given up: another one answers its picture, and the next', async ({ page }) => {
  await page.clock.install()
  const visitor = await Visitor.open(page)
  await visitor.choose(example('espresso.jpg'))
  await visitor.expectHeadline('Espresso')
  await visitor.classifier.evaluate(() => {
    const hang = () => {
      for (;;);
    }
    self.createImageBitmap = hang
    ImageDecoder.prototype.decode = hang
  })
  await visitor.choose(example('rocket.jpg'), example('cat.jpg'))
  await expect(visitor.headline).toHaveText('Looking')
  await page.clock.fastForward(61_000)
  await expect(visitor.earlier.nth(1)).toHaveAccessibleName(/^rocket\.jpg: (?!looking|waiting)/)
  await expect(visitor.alert).toHaveCount(0)
  await expect(visitor.earlier.nth(2)).toHaveAccessibleName('cat.jpg: Cat, 97 % sure')
  await expect(visitor.earlier.nth(0)).toHaveAccessibleName(/Espresso, \d+ % sure$/)
})

test('a reload in the middle: the page is as new and answers', async ({ page }) => {
  const visitor = await Visitor.open(page)
  await visitor.choose(fixture('cat-50-megapixels.jpg'))
  await page.reload()
  await visitor.choose(example('cat.jpg'))
  await visitor.expectHeadline('Cat')
  await expect(visitor.earlier).toHaveCount(1)
})

test('two tabs at once both answer', async ({ context }) => {
  const visitors = await Promise.all([1, 2].map(async () => Visitor.open(await context.newPage())))
  await Promise.all(
    visitors.map((visitor) =>
      visitor.choose(fixture('cat-50-megapixels.jpg'), example('espresso.jpg'), example('cat.jpg')),
    ),
  )
  for (const visitor of visitors) {
    for (const [at, name] of ['Cat', 'Espresso', 'Cat'].entries()) {
      await expect(visitor.earlier.nth(at)).toHaveAccessibleName(new RegExp(`: ${name}, \\d+ % sure$`))
    }
  }
})

test('cleared in the middle: nothing comes after, and the next picture is answered', async ({ page }) => {
  const visitor = await Visitor.open(page)
  await visitor.choose(...Array.from({ length: 4 }, () => fixture('cat-50-megapixels.jpg')))
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await visitor.choose(example('espresso.jpg'))
  await visitor.expectHeadline('Espresso')
  await expect(visitor.earlier).toHaveCount(1)
})

/** Makes every worker of a site tell the page, by its own name, what it decodes. */
const TELLING = `{
  const told = new BroadcastChannel('decoded');
  const { decode } = ImageDecoder.prototype;
  ImageDecoder.prototype.decode = function () {
    told.postMessage(self.name);
    return decode.call(this);
  };
  const original = self.createImageBitmap;
  self.createImageBitmap = (image, options) => {
    told.postMessage(self.name);
    return original(image, options);
  };
}`

/** How many decodings each worker has told of. */
async function countDecodings(page: Page): Promise<() => Promise<Record<string, number>>> {
  await page.evaluate(() => {
    const counts: Record<string, number> = {}
    new BroadcastChannel('decoded').onmessage = ({ data }) => {
      counts[data] = (counts[data] ?? 0) + 1
    }
    Object.assign(globalThis, { counts })
  })
  return () => page.evaluate(() => (globalThis as unknown as { counts: Record<string, number> }).counts)
}

const BATCH = [
  [example('cat.jpg'), /: Cat, \d+ % sure$/],
  [fixture('text.jpg'), 'text.jpg: This is not a picture Whatsit can read'],
  [example('espresso.jpg'), /: Espresso, \d+ % sure$/],
  [fixture('cat-50-megapixels.jpg'), /: Cat, \d+ % sure$/],
  [fixture('truncated.jpg'), 'truncated.jpg: This picture is damaged'],
  [fixture('cat.png'), /: Cat, \d+ % sure$/],
  [example('espresso.jpg'), /: Espresso, \d+ % sure$/],
] as const

async function expectBatch(visitor: Visitor): Promise<void> {
  await visitor.choose(...BATCH.map(([path]) => path))
  for (const [at, [, name]] of BATCH.entries()) await expect(visitor.earlier.nth(at)).toHaveAccessibleName(name)
}

test('a batch: each picture has its own answer or sentence, and all but the first are decoded ahead, once', async ({
  page,
  openSite,
}) => {
  const site = await openSite()
  site.fail(/assets\/(main|ahead-thread)-.*\.js$/, { body: (honest) => TELLING + honest.toString() })
  const visitor = await Visitor.open(page, site.url)
  const decodings = await countDecodings(page)
  await visitor.choose(...[1, 2, 3, 4].flatMap(() => [example('cat.jpg'), example('espresso.jpg')]))
  for (const at of [0, 2, 4, 6]) await expect(visitor.earlier.nth(at)).toHaveAccessibleName(/: Cat, \d+ % sure$/)
  for (const at of [1, 3, 5, 7]) await expect(visitor.earlier.nth(at)).toHaveAccessibleName(/: Espresso, \d+ % sure$/)
  // Each way to pixels is proved once in each worker, on a picture of its own.
  await expect.poll(decodings).toEqual({ whatsit: 1 + 1, 'whatsit-ahead': 7 + 1 })
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await expectBatch(visitor)
})

test('a batch is answered where the thread that decodes ahead does not start', async ({ page, openSite }) => {
  const site = await openSite()
  site.fail(/assets\/ahead-thread-.*\.js$/, { status: 404 })
  await expectBatch(await Visitor.open(page, site.url))
})

test('a batch is answered where that thread fails in the middle', async ({ page, openSite }) => {
  const site = await openSite()
  const failing = `{
    const told = new BroadcastChannel('decoded');
    let heard = 0;
    addEventListener('message', (event) => {
      heard += 1;
      if (heard < 3) return;
      event.stopImmediatePropagation();
      // Others may be on their way until it is ended.
      if (heard === 3) told.postMessage('failed');
      throw new Error('in the middle');
    });
  }`
  site.fail(/assets\/ahead-thread-.*\.js$/, { body: (honest) => failing + honest.toString() })
  const visitor = await Visitor.open(page, site.url)
  const told = await countDecodings(page)
  await expectBatch(visitor)
  await expect.poll(told).toEqual({ failed: 1 })
})

test('a batch is answered where that thread never says a word', async ({ page, openSite }) => {
  const site = await openSite()
  site.fail(/assets\/ahead-thread-.*\.js$/, { after: new Promise(() => {}) })
  await expectBatch(await Visitor.open(page, site.url))
})

test('no task of the main thread takes 50 ms of CPU while a 12-megapixel picture is answered and explained', async ({
  page,
  browser,
}, testInfo) => {
  const visitor = await Visitor.open(page)
  await visitor.expectReadyOffline()
  const photograph = testInfo.outputPath('photograph.jpg')
  writeFileSync(photograph, await enlarged(page, 4000, 3000))

  await browser.startTracing(page, { categories: TRACED })
  await visitor.choose(photograph)
  await visitor.expectHeadline('Cat')
  await expect(visitor.predictions).toHaveCount(5)
  await page.getByRole('button', { name: 'Where it looked' }).click()
  await expect(page.getByRole('img', { name: /^Where it looked/ })).toBeVisible()
  expectShortTasks(await browser.stopTracing(), testInfo)
})

test('nor while the page starts on a repeat visit', async ({ page, browser }, testInfo) => {
  const visitor = await Visitor.open(page)
  await visitor.expectReadyOffline()

  await browser.startTracing(page, { categories: TRACED })
  await page.reload()
  await visitor.expectReady()
  await visitor.expectReadyOffline()
  expectShortTasks(await browser.stopTracing(), testInfo)
})

test("the page's own script holds no decoding, no preprocessing and no engine; the worker's do", () => {
  const scripts = readdirSync(join(builtSite, 'assets')).filter((name) => name.endsWith('.js'))
  const content = (start: string): string => {
    const [name, ...others] = scripts.filter((name) => name.startsWith(start))
    expect(others).toEqual([])
    return readFileSync(join(builtSite, 'assets', name ?? ''), 'utf8')
  }
  // What decoding, preprocessing and the engines cannot do without, under any minifier.
  const ofWorker = ['getImageData', 'Float32Array', 'Uint8ClampedArray', 'ImageUndecodable', 'WebAssembly.Memory']
  const ofReference = ['wasmPaths', 'numThreads']
  const found = (script: string): string[] => [...ofWorker, ...ofReference].filter((word) => script.includes(word))
  expect(found(content('main-'))).toEqual(ofWorker)
  expect(found(content('ort-start-'))).toEqual(expect.arrayContaining(ofReference))
  // The codes of errors have their sentences in the page.
  expect(found(content('index-'))).toEqual(['ImageUndecodable'])
})

function expectShortTasks(trace: Buffer, testInfo: TestInfo): void {
  const tasks = mainThreadTasks(trace)
  // An empty trace would be short, too.
  expect(tasks.length).toBeGreaterThan(20)
  const longest = Math.max(...tasks)
  testInfo.annotations.push({ type: 'longest task, ms of CPU', description: longest.toFixed(1) })
  expect(longest).toBeLessThan(50)
}

/** The cat as a photograph of so many pixels, as JPEG. */
async function enlarged(page: Page, width: number, height: number): Promise<Buffer> {
  const text = await page.evaluate(
    async ({ width, height }) => {
      const picture = await createImageBitmap(await (await fetch('pictures/cat.jpg')).blob())
      const canvas = new OffscreenCanvas(width, height)
      canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height)
      const reader = new FileReader()
      const read = new Promise((resolve) => reader.addEventListener('load', resolve))
      reader.readAsDataURL(await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 }))
      await read
      return String(reader.result)
    },
    { width, height },
  )
  return Buffer.from(text.slice(text.indexOf(',') + 1), 'base64')
}
