/** How long the page's own thread was busy at a stretch, from a trace, in time on the processor: what people feel as a freeze. */

/** @typedef {import('../browser/page.mjs').Page} Page */
/** @typedef {import('../browser/chromium.mjs').Fields} Fields */

/** A task is what the thread's loop runs between two looks at its queue; user timings tell which thread it is. */
const TASK = 'ThreadControllerImpl::RunTask'
const CATEGORIES = ['toplevel', 'blink.user_timing']
const END = 'bench-end'
/** Room for a dozen pages in one trace: what does not fit is lost without a word, marks included. */
const BUFFER_KB = 500_000

/**
 * Milliseconds of the longest task: on the processor, and by the clock, which also counts what other programs took.
 *
 * @typedef {{cpu: number, wall: number}} Longest
 */

/**
 * @param {readonly Fields[]} events
 * @param {{begin?: string, end?: string}} marks  user timings between which it is looked for; `begin` may have been set on
 *   another thread, `end` tells which one is meant
 * @returns {Longest}
 */
export function longestTask(events, { begin, end: endName = END } = {}) {
  const end = events.findLast(({ name }) => name === endName)
  const from = begin === undefined ? { ts: Number.NEGATIVE_INFINITY } : events.find(({ name }) => name === begin)
  if (!end || !from) throw new Error('the trace has lost its mark')
  const tasks = events.filter(
    ({ name, pid, tid, ts }) =>
      name === TASK && pid === end['pid'] && tid === end['tid'] && ts >= from['ts'] && ts <= end['ts'],
  )
  const longest = (/** @type {'dur' | 'tdur'} */ field) =>
    tasks.reduce((most, task) => Math.max(most, (task[field] ?? 0) / 1000), 0)
  if (tasks.every((task) => task['tdur'] === undefined)) throw new Error('this Chromium traces no processor time')
  return { cpu: longest('tdur'), wall: longest('dur') }
}

/**
 * Traces all of the browser while a step runs.
 *
 * @param {Page['browser']} browser
 * @param {() => Promise<unknown>} step
 * @returns {Promise<Fields[]>}
 */
export async function traceDuring(browser, step) {
  /** @type {Fields[]} */
  const events = []
  /** @type {() => void} */
  let complete = () => {}
  const completed = new Promise((resolve) => {
    complete = () => resolve(undefined)
  })
  const stop = browser.listen((method, params) => {
    if (method === 'Tracing.dataCollected') events.push(...params['value'])
    if (method === 'Tracing.tracingComplete') complete()
  })
  try {
    const traceConfig = { includedCategories: CATEGORIES, excludedCategories: ['*'], traceBufferSizeInKb: BUFFER_KB }
    await browser.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig })
    await step()
    await browser.send('Tracing.end')
    await completed
  } finally {
    stop()
  }
  return events
}

/** @param {Page} page @param {string} name */
export function mark(page, name) {
  return page.evaluate((name) => {
    performance.mark(name)
  }, name)
}

/**
 * @param {Page} page
 * @param {() => Promise<unknown>} step  what to watch; it may go to another address
 */
export async function longestTaskDuring(page, step) {
  const events = await traceDuring(page.browser, async () => {
    await step()
    await mark(page, END)
  })
  return longestTask(events)
}

/**
 * Chooses a file as a person does and waits until the page shows its answer.
 *
 * @param {Page} page
 * @param {string} path
 */
export async function showPicture(page, path) {
  /** Everything below, through the elements' own trees. */
  const findInput = () => {
    /** @type {(root: Document | ShadowRoot) => HTMLInputElement | undefined} */
    const find = (root) => {
      for (const element of root.querySelectorAll('*')) {
        if (element instanceof HTMLInputElement && element.type === 'file') return element
        const found = element.shadowRoot && find(element.shadowRoot)
        if (found) return found
      }
      return undefined
    }
    const input = find(document)
    if (!input) throw new Error('the page has no file input')
    return input
  }
  await page.choose(findInput, [path])
  await page.evaluate(async () => {
    /** @type {(root: Document | ShadowRoot) => boolean} */
    const answered = (root) =>
      [...root.querySelectorAll('*')].some(
        (element) =>
          element.matches('section[aria-label="Answer"] li, ol[aria-label="Predictions"] li') ||
          (element.shadowRoot !== null && answered(element.shadowRoot)),
      )
    while (!answered(document)) await new Promise((resume) => setTimeout(resume, 20))
    // The picture is drawn a frame or two after its answer.
    await new Promise((resume) => setTimeout(resume, 500))
  })
}
