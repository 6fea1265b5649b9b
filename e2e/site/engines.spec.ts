/** Which engine answers: ours, checked against the reference on the device, and the reference wherever ours may not. */
import type { Page } from '@playwright/test'
import type {} from '../../src/ui/public-api.ts'
import { example, python } from '../support/files.ts'
import { test } from '../support/test.ts'
import { eventually as expect, Visitor } from '../support/visitor.ts'

const OURS = 'Whatsit’s own'
const REFERENCE = 'onnxruntime-web'
const CHECKED = 'Checked against onnxruntime-web'
const NEXT_VISIT = 'not yet: your next visit fetches it for that'
const REFERENCE_FILES = /\/ort-[^/]*\.(wasm|mjs|js)$/

/** A line of About, once it reads so: the comparison with the reference waits until nothing else goes on. */
async function expectAbout(visitor: Visitor, name: string, value: string | RegExp): Promise<void> {
  await expect.poll(async () => (await visitor.about())[name]).toMatch(value)
}

/** Of all classes, in their order. */
function scoresOfCat(page: Page): Promise<readonly number[]> {
  return page.evaluate(async () => {
    const picture = await (await fetch('pictures/cat.jpg')).blob()
    const { predictions } = await window.whatsit.classify(picture, { topK: 1000 })
    return [...predictions].sort((a, b) => a.index - b.index).map(({ score }) => score)
  })
}

test('a first visit brings nothing of the reference, however long it stays; the second one does, and compares once', async ({
  page,
  openSite,
}) => {
  const site = await openSite()
  await page.clock.install()
  const visitor = await Visitor.open(page, site.url)
  await visitor.choose(example('cat.jpg'))
  await visitor.expectHeadline('Cat')
  await visitor.expectReadyOffline()
  // The tab comes back into view after hours, and asks for a new version.
  await page.clock.fastForward('03:00:00')
  const asked = site.times(/service-worker\.js$/)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect.poll(() => site.times(/service-worker\.js$/)).toBeGreaterThan(asked)
  const about = await visitor.about()
  expect([about['Engine'], about[CHECKED]]).toEqual([expect.stringMatching(OURS), NEXT_VISIT])
  expect(site.times(REFERENCE_FILES)).toBe(0)

  let release = (): void => {}
  site.fail(REFERENCE_FILES, {
    after: new Promise<void>((resolve) => {
      release = resolve
    }),
  })
  await page.reload()
  await visitor.choose(example('cat.jpg'))
  await visitor.expectHeadline('Cat')
  expect((await visitor.about())[CHECKED]).toBe('not yet: once it is here and nothing else goes on')
  release()
  await expectAbout(visitor, CHECKED, /^largest difference 0\.0000\d$/)
  const fetched = site.times(REFERENCE_FILES)
  expect(fetched).toBeGreaterThan(0)

  // Once for each model and build.
  await page.reload()
  await visitor.expectReady()
  expect((await visitor.about())[CHECKED]).toMatch(/^largest difference 0\.0000\d$/)
  expect(site.times(REFERENCE_FILES)).toBe(fetched)
})

test('on Save-Data the reference stays away', async ({ page, openSite }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: Object.assign(new EventTarget(), { saveData: true }) })
  })
  const site = await openSite()
  await page.goto(site.url)
  const visitor = new Visitor(page)
  await page.getByRole('button', { name: 'Download' }).click()
  await visitor.expectReady()
  await visitor.expectReadyOffline()
  await visitor.choose(example('cat.jpg'))
  await visitor.expectHeadline('Cat')
  expect((await visitor.about())[CHECKED]).toBe('no: your browser is set to save data')
  expect(site.times(REFERENCE_FILES)).toBe(0)
})

test.describe('either engine can be forced', () => {
  test('by the address, for one visit', async ({ page, openSite }) => {
    const site = await openSite()
    const visitor = await Visitor.open(page, `${site.url}?engine=ort`)
    expect((await visitor.about())['Engine']).toMatch(REFERENCE)
    const scores = await scoresOfCat(page)
    const wanted = python('public/pictures/cat.jpg').scores
    expect(scores.filter((score, index) => !(Math.abs(score - (wanted[index] ?? 0)) < 0.002))).toEqual([])
    await page.goto(site.url)
    await visitor.expectReady()
    expect((await visitor.about())['Engine']).toMatch(OURS)
  })

  test('under About, for good, while pictures are answered', async ({ page, openSite }) => {
    const site = await openSite()
    const visitor = await Visitor.open(page, site.url)
    await visitor.choose(example('espresso.jpg'), example('cat.jpg'))
    await chooseEngine(page, REFERENCE)
    for (const [at, name] of ['Espresso', 'Cat'].entries()) {
      await expect(visitor.earlier.nth(at)).toHaveAccessibleName(new RegExp(`: ${name}, \\d+ % sure$`))
    }
    await expectAbout(visitor, 'Engine', REFERENCE)
    await page.reload()
    await visitor.expectReady()
    expect((await visitor.about())['Engine']).toMatch(REFERENCE)
    await chooseEngine(page, 'The fastest that is right here')
    await expectAbout(visitor, 'Engine', OURS)
  })

  async function chooseEngine(page: Page, name: string): Promise<void> {
    await page.getByRole('button', { name: 'About' }).click()
    const dialog = page.getByRole('dialog', { name: 'About this device' })
    await dialog.getByLabel('Engine').selectOption(name)
    await dialog.getByRole('button', { name: 'Close' }).click()
  }
})

test('a device on which the two differ goes over to the reference, and says so', async ({ page, openSite }) => {
  const site = await openSite()
  // The worker tells another number of the reference than it computed.
  const shift = `{
    const send = self.postMessage.bind(self);
    self.postMessage = (message, ...others) => {
      if (message?.value?.engine === 'ort') message.value.testLogits[0] += 0.5;
      send(message, ...others);
    };
  }`
  site.fail(/assets\/main-.*\.js$/, { body: (honest) => shift + honest.toString() })
  const visitor = await Visitor.open(page, site.url)
  await visitor.expectReadyOffline()
  await page.reload()
  await visitor.expectReady()
  expect((await visitor.about())['Engine']).toMatch(OURS)
  await expectAbout(visitor, CHECKED, /^largest difference 0\.5\d+: too much, so it answers here$/)
  await expectAbout(visitor, 'Engine', REFERENCE)
  await visitor.choose(example('cat.jpg'))
  await visitor.expectHeadline('Cat')
  await page.reload()
  await visitor.expectReady()
  expect((await visitor.about())['Engine']).toMatch(REFERENCE)
})

test('a worker that is blocked where it starts its threads: the model answers on one, and About says why', async ({
  page,
  openSite,
}) => {
  const site = await openSite()
  // As in Firefox with its developer tools open, now and then: the call never returns, and nothing in the worker can tell.
  const block = `globalThis.Worker = function () {
    const told = new XMLHttpRequest()
    told.open('GET', 'blocked', false)
    told.send()
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  };`
  site.fail(/assets\/main-.*\.js$/, { body: (honest) => block + honest.toString() })
  await page.clock.install()
  const blocked = page.waitForRequest(/blocked$/)
  await page.goto(site.url)
  const visitor = new Visitor(page)
  await visitor.choose(example('cat.jpg'))
  await blocked
  await page.clock.fastForward(30_000)
  await visitor.expectHeadline('Cat')
  const about = await visitor.about()
  const failed = /[2-4] threads: failed \(RuntimeFailed: not ready within 30000 ms\)/
  expect(about['Tried (1)']).toMatch(failed)
  expect(about['Tried (2)']).toMatch(new RegExp(`${OURS}, 1 thread: passed`))
  expect(about['Chosen']).toBe(`${OURS}, 1 thread: more threads failed here`)
})

test('a thread that stops in the middle: its picture is answered on the next setting', async ({ page, openSite }) => {
  test.setTimeout(120_000)
  const site = await openSite()
  // Past the self-test and the first picture, the thread waits for ever.
  const stop = `{
    const { Instance } = WebAssembly;
    WebAssembly.Instance = function (module, imports) {
      const { exports } = new Instance(module, imports);
      let runs = 0;
      const begin = (...sync) => {
        runs += 1;
        if (runs > 2) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        return exports.begin(...sync);
      };
      return { exports: { ...exports, begin } };
    };
  }`
  site.fail(/assets\/engine-thread-.*\.js$/, { body: (honest) => stop + honest.toString() })
  const visitor = await Visitor.open(page, site.url)
  await visitor.choose(example('espresso.jpg'))
  await visitor.expectHeadline('Espresso')
  await visitor.choose(example('cat.jpg'))
  await visitor.expectHeadline('Cat')
  const about = await visitor.about()
  expect(about['Tried (1)']).toMatch(new RegExp(`${OURS}, [2-4] threads: passed`))
  expect(about['Worker lost (1)']).toBe('a thread did not come to the end of its share')
  expect(about['Tried (2)']).toMatch(new RegExp(`${OURS}, [2-4] threads: failed \\(RunFailed: a thread did not come`))
  expect(about['Tried (3)']).toMatch(new RegExp(`${OURS}, 1 thread: passed`))
  expect(about['Chosen']).toBe(`${OURS}, 1 thread: more threads failed here`)
})
