/** One answer, whichever way it is asked for: the page, the command line and HTTP, side by side on the same files. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { type APIRequestContext, expect, type Page } from '@playwright/test'
import type { Classification, Prediction } from '../../src/core/classification.ts'
import type {} from '../../src/ui/public-api.ts'
import { goldenPictures, inRepository } from '../support/files.ts'
import { test } from '../support/test.ts'

/** Promised for files that decode to the same bytes everywhere, and for those where decoders differ. */
const LOSSLESS_APART = 0.002
const LOSSY_APART = 0.02
// libheif turns YUV into RGB with another rounding than Chromium's decoder, and premultiplies transparency.
const AVIF_APART = 0.05
const ALL_CLASSES = 1000

/** A refusal by its code. */
type Reply = Classification | string

// Browsers read these two kinds, and sharp does not.
const PAGE_ALONE = /\.(bmp|ico)$/
const LITE2_FILES = ['public/pictures/cat.jpg', 'public/pictures/rocket.jpg', 'e2e/pictures/cat.png']

async function byPage(page: Page, file: string): Promise<Reply> {
  const bytes = (await readFile(inRepository(file))).toString('base64')
  return page.evaluate(
    async ({ bytes, topK }) => {
      const blob = new Blob([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))])
      return window.whatsit.classify(blob, { topK }).catch((error: Error) => error.name)
    },
    { bytes, topK: ALL_CLASSES },
  )
}

async function byHttp(request: APIRequestContext, file: string, model: string): Promise<Reply> {
  const response = await request.post('predict', {
    params: { top: ALL_CLASSES, model, maps: 1 },
    multipart: { image: { name: file, mimeType: 'image/unknown', buffer: await readFile(inRepository(file)) } },
  })
  const answer = (await response.json()) as Classification & { readonly code?: string }
  return answer.code ?? answer
}

async function byCommandLine(files: readonly string[], model: string): Promise<readonly Reply[]> {
  const flags = ['classify', '--json', '--top', String(ALL_CLASSES), '--model', model]
  const { stdout } = await promisify(execFile)(process.execPath, ['dist-node/whatsit.js', ...flags, ...files], {
    cwd: inRepository('.'),
    maxBuffer: 2 ** 28,
  }).catch((error: { readonly stdout: string }) => error)
  const rows = stdout
    .trim()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as {
          readonly file: string
          readonly classification?: Classification
          readonly error?: { readonly code: string }
        },
    )
  expect(rows.map(({ file }) => file)).toEqual(files)
  return rows.map(({ classification, error }) => classification ?? error?.code ?? 'neither')
}

const scoresOf = (predictions: readonly Prediction[]): ReadonlyMap<number, number> =>
  new Map(predictions.map(({ index, score }) => [index, score]))

const mostApart = (file: string, lossless: boolean): number =>
  file.endsWith('.avif') ? AVIF_APART : lossless ? LOSSLESS_APART : LOSSY_APART

/** What is not as promised; empty where all is. */
function differences(one: Classification, other: Classification, lossless: boolean, most: number): string[] {
  const found: string[] = []
  const labels = ({ predictions }: Classification, count: number): string =>
    predictions
      .slice(0, count)
      .map(({ label }) => label)
      .join(', ')
  const compared = lossless ? 5 : 1
  if (labels(one, compared) !== labels(other, compared)) found.push(`${labels(one, 5)} is not ${labels(other, 5)}`)
  const scores = scoresOf(other.predictions)
  const apart = Math.max(...one.predictions.map(({ index, score }) => Math.abs(score - (scores.get(index) ?? 1))))
  if (!(apart <= most)) found.push(`a score is ${apart} apart`)
  if (lossless && one.answer.name !== other.answer.name) found.push(`${one.answer.name} is not ${other.answer.name}`)
  return found
}

async function compare(page: Page, request: APIRequestContext, files: ReadonlyMap<string, boolean>, model: string) {
  const names = [...files.keys()]
  const onCommandLine = await byCommandLine(names, model)
  const faults: string[] = []
  for (const [at, [file, lossless]] of [...files].entries()) {
    const inPage = await byPage(page, file)
    const programs = { 'command line': onCommandLine[at] ?? 'none', HTTP: await byHttp(request, file, model) }
    for (const [way, reply] of Object.entries(programs)) {
      if (typeof inPage === 'string') faults.push(`${file}: the page says ${inPage}`)
      else if (PAGE_ALONE.test(file)) expect(`${way}: ${reply}`).toBe(`${way}: ImageUnsupported`)
      else if (typeof reply === 'string') faults.push(`${file}, ${way}: ${reply}`)
      else {
        const found = differences(inPage, reply, lossless, mostApart(file, lossless))
        faults.push(...found.map((what) => `${file}, ${way}: ${what}`))
      }
    }
  }
  expect(faults).toEqual([])
}

test.beforeEach(async ({ page, request }) => {
  await page.goto('./')
  await page.evaluate(() => window.whatsit.ready)
  await expect.poll(async () => (await request.get('readyz')).status(), { timeout: 40_000 }).toBe(200)
})

test('page, command line and HTTP agree on every picture', async ({ page, request }) => {
  test.setTimeout(240_000)
  const pictures = goldenPictures()
  expect(pictures.length).toBeGreaterThan(60)
  await compare(page, request, new Map(pictures.map(({ file, lossless }) => [file, lossless])), 'efficientnet-lite0')
})

test('and on the other model', async ({ page, request }) => {
  await page.evaluate(async () => {
    await window.whatsit.use('efficientnet-lite2')
  })
  await expect.poll(() => page.evaluate(() => window.whatsit.model), { timeout: 40_000 }).toBe('efficientnet-lite2')
  await compare(page, request, new Map(LITE2_FILES.map((file) => [file, file.endsWith('.png')])), 'efficientnet-lite2')
})
