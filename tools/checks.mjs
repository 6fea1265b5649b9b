/** Counts what holds and what does not, and goes on. */

let passed = 0
let failed = 0

/** @param {string} what @param {() => void | Promise<void>} check  throws where it does not hold */
export async function test(what, check) {
  try {
    await check()
    passed++
    console.log(`ok      ${what}`)
  } catch (error) {
    failed++
    console.log(`FAILED  ${what}\n${error instanceof Error ? error.message : error}`)
  }
}

/** @param {unknown} actual @param {unknown} expected */
export function same(actual, expected) {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (one !== other) throw new Error(`        ${one} should be ${other}`)
}

export const failures = () => failed

/** What no check has caught. @param {unknown} error */
export function fail(error) {
  failed++
  console.log(error instanceof Error ? error.stack : error)
}

/** The last line, and the program's exit code. */
export function conclude() {
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1
}
