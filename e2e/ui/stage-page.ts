/**
 * The page's states, one at a time: the real elements and styles under the real headers, built apart with a scripted
 * classifier and served from memory, so that none of it is ever part of the site.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test as base, type Page } from '@playwright/test'
import { build, type Rolldown } from 'vite'
import type { Shelf } from '../../src/client/model-shelf.ts'
import type { Classification } from '../../src/core/classification.ts'
import { siteHeaders } from '../../src/node/site/headers.ts'
import type { LoadedModel } from '../../src/worker/api.ts'
import type {} from './stage/stage.ts'

const ROOT = join(import.meta.dirname, '../..')
// Answered by the route below; nothing listens there. A loopback address is a secure context.
export const STAGE = 'http://127.0.0.1:8339/'

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
}

type Files = ReadonlyMap<string, string | Uint8Array>

async function buildStage(): Promise<Files> {
  const built = (await build({
    configFile: false,
    root: join(ROOT, 'e2e/ui/stage'),
    base: './',
    publicDir: false,
    logLevel: 'error',
    define: { __BUILD__: '"stage"', __VERSION__: '"0.1.0"' },
    build: {
      write: false,
      target: 'es2022',
      assetsInlineLimit: 0,
      rolldownOptions: { input: join(ROOT, 'e2e/ui/stage/stage.html') },
    },
  })) as Rolldown.RolldownOutput
  return new Map(built.output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]))
}

async function serve(page: Page, files: Files): Promise<void> {
  await page.route(`${STAGE}**`, async (route) => {
    const path = decodeURIComponent(new URL(route.request().url()).pathname.slice(1))
    const known = /^(pictures|icons)\/[\w.-]+$/.test(path)
    const body =
      files.get(path) ?? (known ? await readFile(join(ROOT, 'public', path)).catch(() => undefined) : undefined)
    if (body === undefined) return route.fulfill({ status: 404, headers: siteHeaders, body: 'Not found' })
    const type = TYPES[path.split('.').pop() ?? ''] ?? 'application/octet-stream'
    return route.fulfill({ headers: { ...siteHeaders, 'Content-Type': type }, body: Buffer.from(body) })
  })
}

/** The strings of the stage, pulled from a test. */
export class Stage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async open(search = ''): Promise<void> {
    await this.page.goto(`${STAGE}stage.html${search}`)
    await this.page.getByRole('heading', { name: 'Whatsit', exact: true }).waitFor()
  }

  async ready(): Promise<void> {
    await this.readyWith(MODEL)
  }

  async readyWith(model: LoadedModel): Promise<void> {
    await this.page.evaluate((model) => window.stage.client.setModel({ stage: 'ready', model }), model)
  }

  /** Opens the stage with the model ready. */
  async openReady(): Promise<void> {
    await this.open()
    await this.ready()
  }

  /** Opens the picker, with or without the models that are not here. */
  async openPicker(models: readonly number[] = [0, 1]): Promise<void> {
    const shelf = { ...SHELF, models: SHELF.models.filter((_, at) => models.includes(at)) }
    await this.page.evaluate((shelf) => {
      window.stage.client.offered = shelf
      window.stage.client.speeds = { 'efficientnet-lite0': 23.4, 'mobilenet-v2': 31 }
    }, shelf)
    await this.page.getByRole('button', { name: /^Model/ }).click()
    await this.page.getByRole('radio').first().waitFor()
  }

  async choose(...names: string[]): Promise<void> {
    const before = await this.page.evaluate(() => window.stage.client.count)
    await this.page.getByLabel('Choose pictures').setInputFiles(names.map((name) => picturePath(name)))
    await this.page.waitForFunction((count) => window.stage.client.count === count, before + names.length)
  }

  async begin(at: number): Promise<void> {
    await this.page.evaluate((at) => window.stage.client.begin(at), at)
  }

  async answer(at: number, classification: Classification): Promise<void> {
    await this.page.evaluate(([at, classification]) => window.stage.client.answer(at, classification), [
      at,
      classification,
    ] as const)
  }
}

export function picturePath(name: string): string {
  return join(ROOT, 'public/pictures', name)
}

export const test = base.extend<{ stage: Stage }, { stageFiles: Files }>({
  // A camera that every machine has.
  launchOptions: [
    async ({ launchOptions }, use) => {
      const fake = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...fake] })
    },
    { scope: 'worker' },
  ],
  stageFiles: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this parameter
    async ({}, use) => {
      await use(await buildStage())
    },
    { scope: 'worker' },
  ],
  stage: async ({ page, stageFiles }, use) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.location().url.startsWith('blob:')) errors.push(message.text())
    })
    await serve(page, stageFiles)
    await use(new Stage(page))
    // Also catches anything that the Content Security Policy refused.
    test.expect(errors, 'errors in the console').toEqual([])
  },
})

export const { expect } = test

/** What the picker lists: one in use, one on this device, one to download, one that is out of reach. */
export const SHELF: Shelf = {
  models: [
    {
      folder: 'efficientnet-lite0',
      description: {
        id: 'efficientnet-lite0',
        name: 'EfficientNet-Lite0',
        bytes: 5_140_512,
        missing: 0,
        publishedAccuracy: 0.751,
      },
    },
    {
      folder: 'efficientnet-lite2',
      description: {
        id: 'efficientnet-lite2',
        name: 'EfficientNet-Lite2',
        bytes: 6_726_566,
        missing: 6_606_889,
        publishedAccuracy: 0.776,
      },
    },
    {
      folder: 'mobilenet-v2',
      description: { id: 'mobilenet-v2', name: 'MobileNetV2', bytes: 14_084_248, missing: 0, publishedAccuracy: 0.718 },
    },
    { folder: 'far-away', name: 'Far-Away' },
  ],
  storedBytes: 19_105_083,
}

export const MODEL = {
  id: 'efficientnet-lite0',
  name: 'EfficientNet-Lite0',
  sha256: 'a1',
  bytes: 13_000_000,
  license: 'Apache-2.0',
  publishedAccuracy: 0.749,
  inputSize: { width: 224, height: 224 },
  engine: 'ort',
  threads: 4,
  kept: 'stored',
  downloaded: 0,
  timing: { fetch: 40, start: 80, selfTest: 30 },
  testLogits: [1, 2],
} as const

/** Of cat.jpg, whose shorter edge of 300 becomes 256. */
const about = {
  timing: { decode: 3.1, preprocess: 1.9, run: 12.8 },
  model: 'efficientnet-lite0',
  size: { width: 451, height: 300 },
  crop: { left: 93.96, top: 18.75, width: 263.08, height: 262.5 },
}

/** For each class one spot of four cells on a faint ground. */
function maps(...spots: readonly (readonly [index: number, column: number, row: number])[]) {
  const near = (at: number, first: number): boolean => at === first || at === first + 1
  return spots.map(([index, column, row]) => ({
    index,
    width: 7,
    height: 7,
    values: Array.from({ length: 49 }, (_, at) => (near(at % 7, column) && near(Math.floor(at / 7), row) ? 12 : 2)),
  }))
}

/** Real answers, as the model gave them; the maps are drawn. */
export const CAT: Classification = {
  ...about,
  answer: { name: 'cat', score: 0.967, kind: 'group' },
  path: [
    { name: 'cat', score: 0.967 },
    { name: 'cat-like animal', score: 0.979 },
    { name: 'mammal', score: 0.986 },
    { name: 'animal', score: 0.988 },
  ],
  predictions: [
    {
      index: 282,
      label: 'tiger cat (striped)',
      score: 0.4336,
      definition: 'a cat having a striped coat',
      synonyms: ['tiger cat'],
    },
    { index: 285, label: 'Egyptian cat', score: 0.3533, definition: 'a domestic cat of Egypt' },
    {
      index: 281,
      label: 'tabby cat',
      score: 0.1802,
      definition: 'a cat with a grey or tawny coat mottled with black',
      synonyms: ['tabby'],
    },
    {
      index: 287,
      label: 'lynx',
      score: 0.0105,
      definition: 'short-tailed wildcats with usually tufted ears',
      synonyms: ['catamount'],
    },
    {
      index: 904,
      label: 'window screen',
      score: 0.0006,
      definition: 'screen to keep insects from entering a building through the open window',
    },
  ],
  activationMaps: maps([282, 0, 0], [285, 5, 5], [281, 2, 3], [287, 5, 0], [904, 0, 5]),
}

export const UNSURE: Classification = {
  ...about,
  answer: { name: 'Not sure', score: 0.213, kind: 'unsure' },
  path: [],
  predictions: [
    { index: 622, label: 'lens cap', score: 0.213 },
    { index: 818, label: 'spotlight', score: 0.148 },
    { index: 971, label: 'soap bubble', score: 0.0911 },
    { index: 845, label: 'syringe', score: 0.06 },
    { index: 499, label: 'cleaver', score: 0.0404 },
  ],
}

/** The longest names there are. */
export const LONGEST: Classification = {
  ...about,
  answer: { name: 'American Staffordshire terrier', score: 0.9996, kind: 'class' },
  path: [
    { name: 'American Staffordshire terrier', score: 0.9996 },
    { name: 'bullterrier', score: 0.9997 },
    { name: 'terrier', score: 0.9998 },
    { name: 'dog', score: 0.9999 },
    { name: 'dog-like animal', score: 0.9999 },
    { name: 'mammal', score: 1 },
    { name: 'animal', score: 1 },
  ],
  predictions: [
    {
      index: 180,
      label: 'American Staffordshire terrier',
      score: 0.9996,
      definition: 'American breed of muscular terriers with a short close-lying stiff coat',
      synonyms: ['Staffordshire terrier', 'American pit bull terrier', 'pit bull terrier'],
    },
    { index: 224, label: 'Groenendael (Belgian sheepdog)', score: 0.0001 },
    { index: 156, label: 'Blenheim spaniel (King Charles)', score: 0.0001 },
    { index: 996, label: 'hen-of-the-woods (mushroom)', score: 0.0001 },
    { index: 72, label: 'black and gold garden spider', score: 0.0001 },
  ],
}
