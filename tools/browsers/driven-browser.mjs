/**
 * One page of one browser, driven from outside: what `puppeteer.mjs` and `webkit.mjs` both give.
 *
 * @typedef {object} DrivenBrowser
 * @property {string} version
 * @property {(address: string) => Promise<void>} open
 * @property {() => Promise<void>} reload
 * @property {<Args extends readonly (string | number)[], Result>(
 *   code: (...args: Args) => Result | Promise<Result>, ...args: Args) => Promise<Result>} run
 *   runs a function of `in-page.mjs` in the page
 * @property {(path: string) => Promise<void>} choose  a file, through the input "Choose pictures"
 * @property {() => Promise<void>} close
 */
export {}
