/** An empty tab with in-page.ts in it. */
import { join } from 'node:path'
import { Page } from '../browser/page.mjs'
import { givePictures } from '../measure/pictures.mjs'

/** @returns {Promise<string>}  one script, without imports */
async function bundle() {
  const { build } = await import('vite')
  const entry = join(import.meta.dirname, 'in-page.ts')
  const result = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: { write: false, minify: false, target: 'es2022', lib: { entry, formats: ['iife'], name: 'bench' } },
  })
  const [output] = Array.isArray(result) ? result : [result]
  const chunk = output && 'output' in output ? output.output[0] : undefined
  if (!chunk) throw new Error('in-page.ts gave no script')
  return chunk.code
}

/** @typedef {Awaited<ReturnType<typeof openPixelsTab>>} PixelsTab */

/** @param {import('../browser/chromium.mjs').Chromium} browser */
export async function openPixelsTab(browser) {
  const page = await Page.open(browser)
  const { exceptionDetails } = await page.send('Runtime.evaluate', { expression: await bundle() })
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
  return {
    /** @param {string} path  of a small picture @returns {Promise<Buffer>}  a JPEG file of 12 megapixels */
    async makePhotograph(path) {
      await givePictures(page, [path])
      const base64 = await page.evaluate(() => {
        const { benchPixels, benchInput } = /** @type {any} */ (globalThis)
        return benchPixels.makePhotograph(benchInput.files[0])
      })
      return Buffer.from(base64, 'base64')
    },
    /**
     * @param {string} path  of a picture
     * @param {unknown} config  the manifest's `preprocess`
     * @param {{warmUp: number, times: number}} options
     * @returns {Promise<{script: number[], simd: number[]}>}  milliseconds
     */
    async timePreprocess(path, config, options) {
      await givePictures(page, [path])
      return page.evaluate(
        (config, options) => {
          const { benchPixels, benchInput } = /** @type {any} */ (globalThis)
          return benchPixels.timePreprocess(benchInput.files[0], config, options)
        },
        config,
        options,
      )
    },
    close: () => page.close(),
  }
}
