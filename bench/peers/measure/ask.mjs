/** Asks a page, ours or a peer's, for answers: the same steps for each, timed in the page from the Blob to the labels. */

/** @typedef {import('../../browser/page.mjs').Page} Page */
/** @typedef {{index: number, score: number}} Prediction  of one class */

/**
 * Gives the page `benchAsk`, which is `whatsit.classify` or what the peer has in its place. Files come from
 * `givePictures`.
 *
 * @param {Page} page
 */
export async function prepareToAsk(page) {
  await page.evaluate(() => {
    const { whatsit, benchPeer } = /** @type {any} */ (globalThis)
    const ours = {
      one: async (/** @type {Blob} */ image, /** @type {number} */ topK) =>
        (await whatsit.classify(image, { topK })).predictions,
      // The page keeps a queue; whoever has many pictures hands them all over.
      all: (/** @type {Blob[]} */ images) => Promise.all(images.map((image) => ours.one(image, 5))),
    }
    const peer = {
      one: (/** @type {Blob} */ image, /** @type {number} */ topK) => benchPeer.classify(image, topK),
      all: (/** @type {Blob[]} */ images) => benchPeer.classifyAll(images),
    }
    Reflect.set(globalThis, 'benchAsk', whatsit ? ours : peer)
  })
}

/**
 * @param {Page} page
 * @param {number} picture  index of those given
 * @param {number} times  one after the other
 * @returns {Promise<{first: number, ms: number[]}>}  first: class of the first prediction
 */
export function answerTimes(page, picture, times) {
  return page.evaluate(
    async (picture, times) => {
      const { benchAsk, benchInput } = /** @type {any} */ (globalThis)
      const ms = []
      let first = -1
      for (let i = 0; i < times; i++) {
        const started = performance.now()
        const predictions = await benchAsk.one(benchInput.files[picture], 5)
        ms.push(performance.now() - started)
        first = predictions[0].index
      }
      return { first, ms }
    },
    picture,
    times,
  )
}

/**
 * All pictures given, in the way that the page's own interface suggests for many.
 *
 * @param {Page} page
 * @param {number} from  index of the first
 * @param {number} count
 * @returns {Promise<number>}  milliseconds until the last answer
 */
export function timeOfMany(page, from, count) {
  return page.evaluate(
    async (from, count) => {
      const { benchAsk, benchInput } = /** @type {any} */ (globalThis)
      const images = [...benchInput.files].slice(from, from + count)
      const started = performance.now()
      const answers = await benchAsk.all(images)
      const ms = performance.now() - started
      for (const predictions of answers) if (!(predictions[0].score > 0)) throw new Error('a picture has no answer')
      if (answers.length !== images.length) throw new Error(`${images.length} pictures, ${answers.length} answers`)
      return ms
    },
    from,
    count,
  )
}

/**
 * The same pictures decoded and thrown away: what nobody who lets the browser decode can be faster than.
 *
 * @param {Page} page
 * @param {number} from
 * @param {number} count
 * @returns {Promise<number>}  milliseconds
 */
export function timeOfDecoding(page, from, count) {
  return page.evaluate(
    async (from, count) => {
      const AT_ONCE = 4
      const images = [.../** @type {any} */ (globalThis).benchInput.files].slice(from, from + count)
      const started = performance.now()
      const lane = async () => {
        for (let image = images.pop(); image; image = images.pop()) (await createImageBitmap(image)).close()
      }
      await Promise.all(Array.from({ length: AT_ONCE }, lane))
      return performance.now() - started
    },
    from,
    count,
  )
}

/** Scores of all classes. @param {Page} page @param {number} picture @returns {Promise<Prediction[]>} */
export function allScores(page, picture) {
  return page.evaluate(async (picture) => {
    const { benchAsk, benchInput } = /** @type {any} */ (globalThis)
    const predictions = await benchAsk.one(benchInput.files[picture], 1000)
    return predictions.map((/** @type {Prediction} */ { index, score }) => ({ index, score }))
  }, picture)
}
