/** Lasting storage is asked for when there is something to keep and a reason to keep it: once, after the first answer. */
import type { Page } from '@playwright/test'
import { example } from '../support/files.ts'
import { test } from '../support/test.ts'
import { eventually as expect, Visitor } from '../support/visitor.ts'

/** Stands in for the browser's question and counts how often it is asked. Where the context has no storage, it gets one. */
async function countQuestions(page: Page): Promise<() => Promise<number>> {
  let questions = 0
  await page.exposeFunction('countQuestion', () => {
    questions++
  })
  await page.addInitScript(() => {
    const { countQuestion } = globalThis as unknown as { countQuestion: () => Promise<void> }
    const { storage = {} } = navigator as { storage?: object }
    Object.assign(storage, {
      persisted: async () => false,
      persist: async () => {
        await countQuestion()
        return false
      },
    })
    Object.defineProperty(navigator, 'storage', { value: storage, configurable: true })
  })
  return async () => {
    // What the page calls is told in order, so that a call of ours comes after all of its own.
    await page.evaluate(() => (globalThis as unknown as { countQuestion: () => Promise<void> }).countQuestion())
    return --questions
  }
}

async function answerTwo(visitor: Visitor): Promise<void> {
  await visitor.choose(example('cat.jpg'))
  await visitor.expectHeadline('Cat')
  await visitor.choose(example('espresso.jpg'))
  await visitor.expectHeadline('Espresso')
}

test('not before the first answer, and once in all', async ({ page }) => {
  const questions = await countQuestions(page)
  const visitor = await Visitor.open(page)
  await visitor.expectReadyOffline()
  expect(await questions()).toBe(0)
  await answerTwo(visitor)
  expect(await questions()).toBe(1)
})

test('not at all for a model that is kept in memory only', async ({ openSite, openBrowser }) => {
  const site = await openSite()
  const page = await openBrowser(['--host-resolver-rules=MAP whatsit.lan 127.0.0.1'])
  const questions = await countQuestions(page)
  // Plain http on a local network: no caches, so nothing is stored.
  const visitor = await Visitor.open(page, `http://whatsit.lan:${site.port}/`)
  await answerTwo(visitor)
  expect((await visitor.about())['Model file']).toContain('in memory only')
  expect(await questions()).toBe(0)
})
