/**
 * A site that offers a folder as on the Hugging Face Hub, with the manifest that its build derives: labels without groups,
 * another filter, an open batch. tools/model-folders/tiny/make.py made the folder and says what Python answers.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {} from '../../src/ui/public-api.ts'
import { deriveManifest } from '../../tools/model-folders/derive.ts'
import { readFolder } from '../../tools/model-folders/folder-files.ts'
import { example } from '../support/files.ts'
import { test } from '../support/test.ts'
import type { TestSite } from '../support/test-site.ts'
import { eventually as expect, Visitor } from '../support/visitor.ts'

const ID = 'tiny-mobilenet'
const goldens = join(import.meta.dirname, '../../tools/model-folders/goldens')
const { pictures } = JSON.parse(readFileSync(join(goldens, `${ID}.json`), 'utf8')) as {
  pictures: Record<string, { logits: number[]; scores: number[] }>
}

async function offer(site: TestSite): Promise<void> {
  const files = await readFolder(join(goldens, ID), ID)
  site.add('/models/index.json', JSON.stringify({ format: 1, default: ID, models: [ID] }))
  site.add(`/models/${ID}/manifest.json`, JSON.stringify(await deriveManifest(files)))
  site.add(`/models/${ID}/config.json`, files.config)
  site.add(`/models/${ID}/onnx/model.onnx`, files.model)
}

test('the best label where it is likely enough, else "Not sure"', async ({ page, openSite }) => {
  const site = await openSite()
  await offer(site)
  const visitor = await Visitor.open(page, site.url)
  await visitor.choose(example('rocket.jpg'))
  await visitor.expectHeadline('Fern')
  await expect(visitor.predictions).toHaveCount(5)
  // "amber, fossil resin" is a name and a synonym.
  await expect(visitor.predictions.nth(1)).toHaveText(/^\s*amber\s+\d+ %\s*$/)
  await visitor.choose(example('cat.jpg'))
  await visitor.expectHeadline('Not sure')
})

test('scores as in Python', async ({ page, openSite }) => {
  const site = await openSite()
  await offer(site)
  await Visitor.open(page, site.url)
  // rocket.jpg carries a profile, which each implementation converts in its own way.
  for (const name of ['cat.jpg', 'espresso.jpg']) {
    const found = await page.evaluate(async (name) => {
      const { answer, predictions, model } = await window.whatsit.classify(`pictures/${name}`, { topK: 10 })
      const scores = [...predictions].sort((a, b) => a.index - b.index).map(({ score }) => score)
      return { answer, model, scores }
    }, name)
    const wanted = pictures[name]?.scores ?? []
    expect(found.model).toBe(ID)
    expect(found.scores).toHaveLength(10)
    expect(wanted.filter((score, at) => !(Math.abs(score - (found.scores[at] ?? Number.NaN)) <= 0.002))).toEqual([])
    expect(found.answer).toEqual({ name: 'Not sure', score: Math.max(...found.scores), kind: 'unsure' })
  }
})

test('the self-test passes, and "About" names the model without a licence', async ({ page, openSite }) => {
  const site = await openSite()
  await offer(site)
  const about = await (await Visitor.open(page, site.url)).about()
  expect(about['Tried (1)']).toMatch(/passed its self-test \(largest difference 0\.000\d\d\)/)
  expect(about['Model']).toBe(ID)
})
