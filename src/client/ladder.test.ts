import { describe, expect, test } from 'vitest'
import { type ErrorCode, WhatsitError } from '../core/errors.ts'
import type { EngineSetting, LoadedModel } from '../worker/api.ts'
import { Ladder } from './ladder.ts'
import { type EngineReasons, ladderRows } from './ladder-report.ts'

const fast: EngineSetting = { engine: 'whatsit', threads: 2 }
const threaded: EngineSetting = { engine: 'ort', threads: 2 }
const sure: EngineSetting = { engine: 'ort', threads: 1 }

const started = { model: { largestDifference: 0.00002 } as LoadedModel }

/** Climbs once; each setting fails with the code given for it. @returns the settings that were tried, and what came out */
async function climb(ladder: Ladder, codes: readonly (ErrorCode | undefined)[], folder = 'tiny') {
  const tried: EngineSetting[] = []
  const outcome = await ladder
    .climb(folder, async (setting, starting) => {
      starting()
      const code = codes[tried.length]
      tried.push(setting)
      if (code) throw new WhatsitError(code, 'scripted')
      return started
    })
    .catch((error: Error) => error.name)
  return { tried, outcome }
}

describe('the ladder', () => {
  test.each([
    // what each try ends with -> how many are tried, what comes out
    [[undefined], 1, started],
    [['SelfTestFailed'], 2, started],
    [['RuntimeFailed', 'OutOfMemory'], 3, started],
    [['SelfTestFailed', 'WorkerLost', 'SelfTestFailed'], 3, 'SelfTestFailed'],
    // Another engine may run what this one cannot, other threads will not.
    [['ModelUnsupported'], 2, started],
    [['ModelUnsupported', 'ModelUnsupported'], 2, 'ModelUnsupported'],
    // Nothing that another setting could mend.
    [['ModelUnreachable'], 1, 'ModelUnreachable'],
    [['ModelCorrupt'], 1, 'ModelCorrupt'],
    [['Cancelled'], 1, 'Cancelled'],
  ] as const)('after %j', async (codes, count, outcome) => {
    const result = await climb(new Ladder([fast, threaded, sure]), codes)
    expect(result.tried).toEqual([fast, threaded, sure].slice(0, count))
    expect(result.outcome).toBe(outcome)
  })

  test('what failed with a model is not tried with it again, until that is asked for', async () => {
    const ladder = new Ladder([fast, threaded, sure])
    await climb(ladder, ['SelfTestFailed'])
    expect((await climb(ladder, [])).tried).toEqual([threaded])
    expect((await climb(ladder, [], 'large')).tried).toEqual([fast])
    ladder.forgive('tiny')
    expect((await climb(ladder, [])).tried).toEqual([fast])
  })

  test('a runtime that does not start is not tried with another model either', async () => {
    const ladder = new Ladder([threaded, sure])
    await climb(ladder, ['RuntimeFailed'])
    expect((await climb(ladder, [], 'large')).tried).toEqual([sure])
  })

  test('where all failed, all are tried again rather than none', async () => {
    const ladder = new Ladder([threaded, sure])
    await climb(ladder, ['RuntimeFailed', 'RuntimeFailed'])
    expect((await climb(ladder, [])).tried).toEqual([threaded])
  })
})

describe('its report', () => {
  const auto = { choice: 'auto', distrusted: false } as const
  const rows = (ladder: Ladder, answering: EngineReasons | undefined = auto) =>
    ladderRows(ladder.attempts, answering).map(({ name, value }) => `${name}: ${value.replace(/\d+ ms$/, 'n ms')}`)

  test('says what was tried, what was chosen, and why', async () => {
    const ladder = new Ladder([threaded, sure])
    await climb(ladder, [])
    expect(rows(ladder)).toEqual([
      'Tried (1): tiny on onnxruntime-web, 2 threads: passed its self-test (largest difference 0.00002) in n ms',
      'Chosen: onnxruntime-web, 2 threads: the fastest that this page may use, and it passed',
    ])
    await climb(ladder, ['SelfTestFailed'], 'large')
    expect(rows(ladder).slice(1)).toEqual([
      'Tried (2): large on onnxruntime-web, 2 threads: failed (SelfTestFailed: scripted) in n ms',
      'Tried (3): large on onnxruntime-web, 1 thread: passed its self-test (largest difference 0.00002) in n ms',
      'Chosen: onnxruntime-web, 1 thread: more threads failed here',
    ])
    expect(ladderRows(ladder.attempts, undefined).filter(({ name }) => name === 'Chosen')).toEqual([])
  })

  test.each([
    [auto, 'the fastest that this page may use, and it passed'],
    [{ choice: 'ort', distrusted: false }, 'you chose this engine'],
    [{ choice: 'auto', distrusted: true }, 'Whatsit’s own gave other numbers here'],
  ] as const)('with %j, tells why it is the reference', async (answering, why) => {
    const ladder = new Ladder([sure])
    await climb(ladder, [])
    expect(rows(ladder, answering).at(-1)).toBe(`Chosen: onnxruntime-web, 1 thread: ${why}`)
  })

  test('tells of a setting that failed later, at a picture', async () => {
    const ladder = new Ladder([threaded, sure])
    await climb(ladder, [])
    ladder.ruleOut('tiny', new WhatsitError('RunFailed', 'a thread stopped'))
    expect((await climb(ladder, [])).tried).toEqual([sure])
    expect(rows(ladder).slice(1)).toEqual([
      'Tried (2): tiny on onnxruntime-web, 2 threads: failed (RunFailed: a thread stopped) in n ms',
      'Tried (3): tiny on onnxruntime-web, 1 thread: passed its self-test (largest difference 0.00002) in n ms',
      'Chosen: onnxruntime-web, 1 thread: more threads failed here',
    ])
  })

  test('a model that an engine cannot run goes to the next engine, not to fewer threads', async () => {
    const ours = [2, 1].map((threads) => ({ engine: 'whatsit', threads }) as const)
    const ladder = new Ladder([...ours, threaded, sure])
    expect((await climb(ladder, ['ModelUnsupported'])).tried).toEqual([ours[0], threaded])
    expect(rows(ladder).at(-1)).toBe(
      'Chosen: onnxruntime-web, 2 threads: what comes before onnxruntime-web failed here',
    )
  })

  test('what was chosen stays so when another model fails', async () => {
    const ladder = new Ladder([sure])
    await climb(ladder, [])
    await climb(ladder, ['SelfTestFailed'], 'large')
    expect(rows(ladder).at(-1)).toBe(
      'Chosen: onnxruntime-web, 1 thread: the fastest that this page may use, and it passed',
    )
  })

  test('names nothing as chosen where all failed, and keeps the latest of many', async () => {
    const ladder = new Ladder([sure])
    for (let time = 0; time < 20; time++) await climb(ladder, ['OutOfMemory'])
    expect(rows(ladder)).toHaveLength(12)
    expect(rows(ladder).at(-1)).toBe(
      'Tried (12): tiny on onnxruntime-web, 1 thread: failed (OutOfMemory: scripted) in n ms',
    )
  })
})
