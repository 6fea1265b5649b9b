import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WhatsitError } from '../../core/errors.ts'
import type { PoolOptions } from '../pool/api.ts'
import { ScriptedPool, scriptedOutside } from '../testing/scripted-outside.ts'
import { bench } from './bench.ts'
import { program } from './program.ts'

let folder = ''
let picture = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whatsit-bench-'))
  picture = join(folder, 'cat.jpg')
  writeFileSync(picture, new Uint8Array([7]))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Milliseconds that each engine takes; `native` is not installed. */
const TIMES: Partial<Record<string, number>> = { whatsit: 10, ort: 25 }

/** @param most  pictures that are answered before Ctrl-C */
async function runUntil(most: number, ...args: string[]) {
  let now = 0
  const turns: string[] = []
  const pools: ScriptedPool[] = []
  const outside = scriptedOutside({
    now: () => now,
    createPool: ({ engine, concurrency }: PoolOptions) => {
      expect(concurrency).toBe(1)
      const pool = new ScriptedPool()
      pools.push(pool)
      const ms = TIMES[engine]
      if (ms === undefined) {
        pool.ready = Promise.reject(new WhatsitError('RuntimeFailed', 'onnxruntime-node is not installed'))
        pool.ready.catch(() => {})
      }
      pool.before = () => {
        turns.push(engine)
        if (turns.length === most) outside.interrupt('SIGINT')
        now += ms ?? 0
        return Promise.resolve()
      }
      return Promise.resolve(pool)
    },
  })
  const code = await program(['bench', ...args], [bench], outside)
  expect(pools.every(({ isEnded }) => isEnded)).toBe(true)
  return { code, out: outside.out.text, err: outside.err.text, turns }
}

const run = (...args: string[]) => runUntil(Infinity, ...args)

test('engines take turns, and every other round begins with the other one', async () => {
  const { code, turns } = await run('--rounds', '2', picture)
  expect(code).toBe(0)
  expect(turns.slice(-4)).toEqual(['whatsit', 'ort', 'ort', 'whatsit'])
  expect(turns.filter((engine) => engine === 'ort')).toHaveLength(turns.length / 2)
})

test('a table: times, and the ratio to the first', async () => {
  const { out, err } = await run('--rounds', '3', picture)
  expect(out.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['engine', 'a picture', 'fastest', 'slowest', 'network alone', 'ratio'],
    ['whatsit', '10.0', '10.0', '10.0', '3.00', '1.00'],
    ['ort', '25.0', '25.0', '25.0', '3.00', '2.50'],
    [''],
  ])
  expect(err).toBe('native is left out: onnxruntime-node is not installed\n')
})

test('--json: every round', async () => {
  const { out } = await run('--rounds', '2', '--json', picture)
  expect(JSON.parse(out)).toEqual({
    file: picture,
    engines: [
      { engine: 'whatsit', whole: [10, 10], run: [3, 3] },
      { engine: 'ort', whole: [25, 25], run: [3, 3] },
    ],
  })
})

test('a picture that is not there is a sentence', async () => {
  const { code, err } = await run(join(folder, 'none.jpg'))
  expect(code).toBe(1)
  expect(err).toBe(`whatsit: ${join(folder, 'none.jpg')}: There is no such file.\n`)
})

test('Ctrl-C ends it with the rounds until then, and with nothing where there was none', async () => {
  const early = await runUntil(1, picture)
  expect(early).toMatchObject({ code: 130, out: '' })
  const { turns } = await run('--rounds', '1', picture)
  const late = await runUntil(turns.length + 1, '--json', '--rounds', '10', picture)
  expect(late.code).toBe(130)
  expect(JSON.parse(late.out).engines).toMatchObject([{ run: [3, 3] }, { run: [3, 3] }])
})
