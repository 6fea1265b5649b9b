/**
 * `npm test`: everything that can be checked on this machine, in steps; `npm test -- unit e2e` runs only those (and what
 * they need). The last line is `N passed, N failed`.
 *
 * What needs nginx, buildah or further browsers is left out where those are missing, and says so; with
 * WHATSIT_REQUIRE_ALL=1, as in .ci/run, that is a failure.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram, giveUp, node, root } from './command.mjs'
import { findBrowser } from './find-browser.mjs'
import { freePort } from './free-port.mjs'
import { installIfMissing } from './install.mjs'

/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {number} [skipped]
 * @property {string} output
 */
/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} [needs]  steps that must have passed
 * @property {readonly string[]} [after]  steps that must have ended: what measures time has the machine to itself
 * @property {boolean} [shown]  its output is of interest even when all is well
 * @property {() => string | undefined} [missing]  what this machine lacks for it
 * @property {() => Promise<Result>} run
 */

/** Steps at a time. The end-to-end tests use two workers of their own, and only light steps run beside them. */
const LANES = 2
const MINUTE_MS = 60_000
const RESULTS = join(root, '.cache', 'test')
const requireAll = process.env['WHATSIT_REQUIRE_ALL'] === '1'

/** @param {string} name @returns {string}  of a program in node_modules */
const installed = (name) => join(root, 'node_modules', name)

/** @param {...string} programs */
const lacking = (...programs) => {
  const absent = programs.filter((program) => findProgram(program) === undefined)
  return absent.length > 0 ? `${absent.join(', ')} not installed` : undefined
}

/** A program that passes or fails as a whole. @param {readonly string[]} args @returns {Promise<Result>} */
async function asOne(args) {
  const { code, output } = await node(args, { quiet: true, timeoutMs: 10 * MINUTE_MS })
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output }
}

/**
 * Numbers that a program wrote down; a program that failed without a failed test, or that found no test, has failed.
 *
 * @param {{code: number, output: string}} outcome
 * @param {() => {passed: number, failed: number, skipped?: number}} read  throws where nothing was written
 * @returns {Result}
 */
function counted({ code, output }, read) {
  try {
    const counts = read()
    if (counts.failed === 0 && code !== 0) return { ...counts, failed: 1, output: `${output}\nended with code ${code}` }
    if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, output: `${output}\nno test was run` }
    return { ...counts, output }
  } catch (error) {
    return { passed: 0, failed: 1, output: `${output}\nended with code ${code} and without a result: ${error}` }
  }
}

/**
 * @param {readonly string[]} args  of a program whose last line is `N passed, N failed`
 * @param {Record<string, string>} [env]
 * @returns {Promise<Result>}
 */
async function lastLine(args, env = {}) {
  const outcome = await node(args, { quiet: true, timeoutMs: 15 * MINUTE_MS, env })
  return counted(outcome, () => {
    const [, passed, failed] =
      /^(\d+) passed, (\d+) failed\s*$/.exec(outcome.output.trim().split('\n').at(-1) ?? '') ?? []
    if (passed === undefined) throw new Error('its last line is not "N passed, N failed"')
    return { passed: Number(passed), failed: Number(failed) }
  })
}

async function unit() {
  const file = join(RESULTS, 'unit.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const args = [installed('vitest/vitest.mjs'), 'run', ...reporters]
  const outcome = await node(args, { quiet: true, timeoutMs: 10 * MINUTE_MS, env: { NO_COLOR: '1' } })
  return counted(outcome, () => {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(file, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests }
  })
}

/** @param {string} name @param {readonly string[]} args @param {Record<string, string>} env @returns {Promise<Result>} */
async function playwright(name, args, env) {
  const file = join(RESULTS, `${name}.json`)
  const outcome = await node([installed('@playwright/test/cli.js'), 'test', ...args], {
    quiet: true,
    timeoutMs: 40 * MINUTE_MS,
    env: {
      WHATSIT_E2E_RESULTS: file,
      WHATSIT_E2E_OUTPUT: join('test-results', name),
      NO_COLOR: '1',
      ...env,
    },
  })
  return counted(outcome, () => {
    const { stats, errors } = JSON.parse(readFileSync(file, 'utf8'))
    // A test that passes the second time only has failed; an error outside of any test counts as one.
    const failed = stats.unexpected + stats.flaky + (stats.unexpected === 0 ? errors.length : 0)
    return { passed: stats.expected, failed, skipped: stats.skipped }
  })
}

/** The tests that any server of the site must pass, behind nginx. @param {Record<string, string>} env */
async function behindNginx(env) {
  const address = `http://127.0.0.1:${await freePort()}`
  const nginx = spawn(process.execPath, ['tools/nginx.mjs', new URL(address).port], { cwd: root })
  let said = ''
  nginx.stderr.on('data', (chunk) => {
    said += chunk
  })
  const end = () => nginx.kill('SIGTERM')
  process.once('exit', end)
  try {
    for (let tries = 0; tries < 100 && nginx.exitCode === null; tries++) {
      const there = await fetch(address).catch(() => undefined)
      if (there?.ok) break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const result = await playwright('nginx', ['--grep', '@site'], { ...env, BASE_URL: address })
    return { ...result, output: said + result.output }
  } finally {
    process.off('exit', end)
    end()
  }
}

/** @param {Record<string, string>} env  for Playwright @returns {Step[]} */
function allSteps(env) {
  return [
    { name: 'build', shown: true, run: () => asOne(['tools/build.mjs']) },
    { name: 'types', run: () => asOne([installed('typescript/bin/tsc'), '-b']) },
    { name: 'lint', run: () => asOne([installed('@biomejs/biome/bin/biome'), 'check', '.']) },
    { name: 'unit', run: unit },
    {
      name: 'e2e',
      needs: ['build'],
      after: ['types', 'lint', 'unit'],
      run: async () => playwright('e2e', [], { ...env, WHATSIT_E2E_PORT: String(await freePort()) }),
    },
    {
      name: 'nginx',
      needs: ['build'],
      after: ['e2e'],
      missing: () => lacking('nginx'),
      run: () => behindNginx(env),
    },
    {
      name: 'package',
      needs: ['build'],
      after: ['e2e'],
      run: () => lastLine(['tools/package.mjs', '--no-build']),
    },
    {
      name: 'proxy',
      needs: ['build'],
      after: ['e2e'],
      missing: () => lacking('nginx', 'curl'),
      run: () => lastLine(['tools/proxy.mjs']),
    },
    {
      name: 'browsers',
      needs: ['build'],
      // Alone: what they wait for is a browser's threads, beside which a build of the container leaves no core.
      after: ['nginx', 'proxy', 'container', 'package'],
      shown: true,
      // It says itself which browsers it does not find.
      run: () => lastLine(['tools/browsers.mjs', '--no-build'], env),
    },
    {
      name: 'container',
      after: ['e2e'],
      shown: true,
      missing: () =>
        lacking('buildah', 'busybox', 'nginx', 'curl') ??
        (process.getuid?.() === 0 ? undefined : 'only root can make the stand-in container'),
      run: () => lastLine(['tools/container.mjs']),
    },
  ]
}

/** The chosen steps with those they need, or all. @param {readonly Step[]} steps @param {readonly string[]} names */
function choose(steps, names) {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name))
  if (unknown.length > 0) {
    giveUp(`There is no step "${unknown.join('", "')}"; there are: ${steps.map((step) => step.name).join(', ')}`)
  }
  const chosen = new Set(names.length > 0 ? names : steps.map((step) => step.name))
  for (const name of chosen) {
    for (const need of steps.find((step) => step.name === name)?.needs ?? []) chosen.add(need)
  }
  return steps.filter((step) => chosen.has(step.name))
}

/** @param {Step} step @param {ReadonlyMap<string, Result>} results @returns {Promise<Result>} */
async function runOne(step, results) {
  const broken = step.needs?.find((name) => results.get(name)?.failed)
  if (broken !== undefined) return { passed: 0, failed: 1, output: `not run: ${broken} failed` }
  const lack = step.missing?.()
  if (lack !== undefined) {
    return requireAll
      ? { passed: 0, failed: 1, output: `not run: ${lack}` }
      : { passed: 0, failed: 0, output: `not run and not counted: ${lack}` }
  }
  try {
    return await step.run()
  } catch (error) {
    return { passed: 0, failed: 1, output: error instanceof Error ? (error.stack ?? '') : String(error) }
  }
}

/** @param {Step} step @param {Result} result @param {number} ms */
function tell({ name, shown }, { passed, failed, skipped, output }, ms) {
  const left = skipped ? `, ${skipped} skipped` : ''
  const ran = passed + failed > 0
  console.log(
    `${name.padEnd(10)} ${ran ? `${passed} passed, ${failed} failed${left} (${Math.round(ms / 1000)} s)` : output}`,
  )
  if (failed > 0 || (ran && shown)) console.log(`${output.trim().replace(/^/gm, '    ')}\n`)
}

/** @param {readonly Step[]} steps @returns {Promise<ReadonlyMap<string, Result>>} */
async function runAll(steps) {
  /** @type {Map<string, Result>} */
  const results = new Map()
  const waiting = new Set(steps)
  /** @type {Set<Promise<void>>} */
  const running = new Set()
  const isReady = (/** @type {Step} */ step) =>
    [...(step.needs ?? []), ...(step.after ?? [])].every(
      (name) => results.has(name) || !steps.some((s) => s.name === name),
    )
  while (waiting.size > 0 || running.size > 0) {
    for (const step of waiting) {
      if (running.size >= LANES || !isReady(step)) continue
      waiting.delete(step)
      const start = performance.now()
      const one = runOne(step, results).then((result) => {
        results.set(step.name, result)
        running.delete(one)
        tell(step, result, performance.now() - start)
      })
      running.add(one)
    }
    await Promise.race(running)
  }
  return results
}

// Steps are in groups of their own, which Ctrl-C does not reach: leaving ends them.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(130))

await installIfMissing()
process.chdir(root)
rmSync(RESULTS, { recursive: true, force: true })
mkdirSync(RESULTS, { recursive: true })
const names = process.argv.slice(2)
const needsBrowser = choose(allSteps({}), names).some(({ name }) => name === 'e2e' || name === 'nginx')
const steps = choose(allSteps(needsBrowser ? { WHATSIT_CHROMIUM: await findBrowser() } : {}), names)
console.log(`running ${steps.map((step) => step.name).join(', ')}`)
const results = [...(await runAll(steps)).values()]
const passed = results.reduce((sum, result) => sum + result.passed, 0)
const failed = results.reduce((sum, result) => sum + result.failed, 0)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
