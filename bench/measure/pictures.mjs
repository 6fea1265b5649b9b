/** Classifying a file from disk in the page, timed from the Blob to the labels. */

/** @typedef {import('../browser/page.mjs').Page} Page */

/**
 * Milliseconds.
 *
 * @typedef {object} Answered
 * @property {number} whole  from the page's call with the Blob until it has the labels
 * @property {number} decode
 * @property {number} preprocess
 * @property {number} run
 */

/**
 * Gives the page its pictures, as files of an input of our own, which the browser reads from disk when it needs them.
 *
 * @param {Page} page
 * @param {readonly string[]} paths
 */
export async function givePictures(page, paths) {
  const makeInput = () => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = true
    Reflect.set(globalThis, 'benchInput', input)
    return input
  }
  await page.choose(makeInput, paths)
}

/**
 * @param {Page} page
 * @param {number} picture  index of those given
 * @param {number} times  one after the other
 * @param {string} expected  the answer's name; another one means that something else was measured
 * @returns {Promise<Answered[]>}
 */
export async function classify(page, picture, times, expected) {
  const answers = await page.evaluate(
    async (picture, times) => {
      const { whatsit, benchInput } = /** @type {any} */ (globalThis)
      const results = []
      for (let i = 0; i < times; i++) {
        const started = performance.now()
        const { answer, timing } = await whatsit.classify(benchInput.files[picture])
        results.push({ name: answer.name, whole: performance.now() - started, ...timing })
      }
      return results
    },
    picture,
    times,
  )
  return answers.map(({ name, whole, decode, preprocess, run }) => {
    if (name.toLowerCase() !== expected) throw new Error(`the picture of a ${expected} was answered "${name}"`)
    return { whole, decode, preprocess, run }
  })
}
