import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { WhatsitError } from '../../core/errors.ts'
import { PartMissing } from '../part-missing.ts'
import type { PoolOptions } from '../pool/api.ts'
import { DAMAGED, type ScriptedOutside, scriptedOutside } from '../testing/scripted-outside.ts'
import { READ_AHEAD } from './answer-all.ts'
import { classify } from './classify.ts'
import { program } from './program.ts'

let folder = ''
const path = (name: string): string => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whatsit-classify-'))
  for (let n = 0; n < 6; n++) writeFileSync(path(`${n}.jpg`), new Uint8Array([n]))
  writeFileSync(path('damaged.jpg'), new Uint8Array([DAMAGED]))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let outside: ScriptedOutside
beforeEach(() => {
  outside = scriptedOutside()
})

const run = (...args: string[]): Promise<number> => program(['classify', ...args], [classify], outside)
const rows = (): { file: string; classification?: { predictions: unknown[] }; error?: { code: string } }[] =>
  outside.out.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

/** Settles with the `count`th picture that the pool is asked. */
function begun(count: number, letGo: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    let asked = 0
    outside.pool.before = () => {
      if (++asked === count) resolve()
      return letGo
    }
  })
}

test('one picture: the answer and its guesses', async () => {
  expect(await run(path('3.jpg'))).toBe(0)
  expect(outside.out.text.split('\n')).toEqual([
    `${path('3.jpg').padEnd(Math.min(48, path('3.jpg').length))}  Group 3, 97 %`,
    '    50 %  class 3',
    '    25 %  class 4',
    '    17 %  class 5',
    '    13 %  class 6',
    '    10 %  class 7',
    '',
  ])
  expect(outside.err.text).toBe('')
  expect(outside.pool.isEnded).toBe(true)
})

test('several: a line each', async () => {
  expect(await run(path('0.jpg'), path('1.jpg'))).toBe(0)
  expect(outside.out.text).toMatch(/^.*0\.jpg {2}Group 0, 97 %\n.*1\.jpg {2}Group 1, 97 %\n$/)
})

test('the order of the answers is that of the pictures, with many at a time too', async () => {
  outside.pool.before = (first) =>
    new Promise((resolve) => setImmediate(first % 2 === 0 ? () => setImmediate(resolve) : resolve))
  expect(await run('--json', '--jobs', '3', folder)).toBe(1)
  expect(rows().map(({ file }) => file)).toEqual([
    ...[0, 1, 2, 3, 4, 5].map((n) => path(`${n}.jpg`)),
    path('damaged.jpg'),
  ])
})

test('the pool is given a few more than its threads can take, and no more', async () => {
  let letGo = (): void => {}
  const wait = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const atWork = begun(2 + READ_AHEAD, wait)
  const code = run('--jobs', '2', folder)
  await atWork
  letGo()
  await code
  expect(outside.pool.mostRunning).toBe(2 + READ_AHEAD)
})

test('what fails is told, and the rest goes on', async () => {
  expect(await run(path('0.jpg'), path('damaged.jpg'), path('none.jpg'), path('1.jpg'))).toBe(1)
  expect(outside.out.text).toMatch(/0\.jpg.*\n.*1\.jpg.*\n$/)
  expect(outside.err.text.split('\n')).toEqual([
    `${path('damaged.jpg')}: It is damaged: it starts like a picture, and not all of it can be read.`,
    `${path('none.jpg')}: There is no such file.`,
    '2 of 4 pictures were not answered.',
    '',
  ])
})

test('--json: a line each, with the answer or the error, without the maps', async () => {
  expect(await run('--json', '--top', '2', path('1.jpg'), path('damaged.jpg'))).toBe(1)
  const [one, two] = rows()
  expect(one?.classification?.predictions).toHaveLength(2)
  expect(one?.classification).not.toHaveProperty('activationMaps')
  expect(two?.error).toEqual({ code: 'ImageUndecodable', message: expect.stringContaining('damaged') })
})

test('--csv: a heading and a line each', async () => {
  expect(await run('--csv', '-k1', path('1.jpg'), path('damaged.jpg'))).toBe(1)
  const [heading, one, two] = outside.out.text.split('\r\n')
  expect(heading).toBe('file,answer,kind,score,label1,score1,error')
  expect(one).toBe(`${path('1.jpg')},group 1,group,0.970000,class 1,0.500000,`)
  expect(two).toMatch(/,,,,,,"?It is damaged/)
})

test('- is stdin', async () => {
  outside = scriptedOutside({
    stdin: (async function* () {
      yield new Uint8Array([9])
    })(),
  })
  expect(await run('-')).toBe(0)
  expect(outside.out.text).toMatch(/^- {2}Group 9/)
})

describe('Ctrl-C', () => {
  test('prints whole what was begun, says how many of how many, and ends with 130', async () => {
    let letGo = (): void => {}
    const wait = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const atWork = begun(1 + READ_AHEAD, wait)
    const files = [0, 1, 2, 3, 4, 5].map((n) => path(`${n}.jpg`))
    const code = run('--json', '--jobs', '1', ...files)
    await atWork
    outside.interrupt('SIGINT')
    letGo()
    expect(await code).toBe(130)
    expect(rows().map(({ file }) => file)).toEqual(files.slice(0, 3))
    expect(outside.err.text).toBe('Stopped: 3 of 6 pictures answered.\n')
    expect(outside.pool.isEnded).toBe(true)
  })

  test('while stdin gives nothing ends too', async () => {
    let asked = (): void => {}
    const reading = new Promise<void>((resolve) => {
      asked = resolve
    })
    outside = scriptedOutside({
      stdin: (async function* () {
        asked()
        await new Promise(() => {})
        yield new Uint8Array()
      })(),
    })
    const code = run('-')
    await reading
    outside.interrupt('SIGINT')
    expect(await code).toBe(130)
    expect(outside.err.text).toBe('Stopped: 0 of 1 pictures answered.\n')
  })
})

test('a reader that has gone ends it without a word', async () => {
  outside.pool.before = (first) => {
    if (first === 1) outside.interrupt('reader gone')
    return Promise.resolve()
  }
  expect(await run('--jobs', '1', folder)).toBe(0)
  expect(outside.err.text).toBe('')
})

describe('what the pool is asked', () => {
  test.each([
    [[], ['.'], { engine: 'auto', concurrency: 2, queueLength: 2 + READ_AHEAD, models: 'models' }],
    [['--jobs', '5'], ['.'], { concurrency: 5, queueLength: 5 + READ_AHEAD }],
    [['--jobs', '5'], ['*.jpg'], { concurrency: 5 }],
    // No more threads than there are pictures.
    [['--jobs', '5'], ['0.jpg', '1.jpg'], { concurrency: 2 }],
    [['--jobs', '1'], ['0.jpg', '1.jpg'], { concurrency: 1 }],
    [['--engine=ort', '--models', 'mine'], ['0.jpg'], { engine: 'ort', models: 'mine', concurrency: 1 }],
  ])('%j %j', async (flags, words, expected) => {
    let asked: PoolOptions | undefined
    const { pool } = outside
    outside = scriptedOutside({
      createPool: (options) => {
        asked = options
        return Promise.resolve(pool)
      },
    })
    await run(...flags, ...words.map(path))
    expect(asked).toMatchObject(expected)
  })

  test('--model and --top go with every picture', async () => {
    expect(await run('-m', 'large', '--top', '7', path('0.jpg'))).toBe(0)
    expect(outside.pool.requests).toEqual([{ model: 'large', topK: 7 }])
  })
})

test.each([
  [[], 'Which pictures? Name files, folders, patterns or addresses, or - for stdin.'],
  [['-', '-'], 'There is one stdin: give - once.'],
  [['--tpo', '3', 'a.jpg'], 'There is no flag --tpo. Did you mean --top?'],
  [['--loud', 'a.jpg'], 'There is no flag --loud. whatsit classify --help lists them all.'],
  [['--top', '0', 'a.jpg'], '--top is "0", and should be a whole number from 1 to 1000.'],
  [['--top', '--json', 'a.jpg'], '--top needs a value: --top <n>.'],
  [['a.jpg', '--jobs'], '--jobs needs a value: --jobs <n>.'],
  [['--jobs', 'many', 'a.jpg'], '--jobs is "many", and should be a whole number from 1 to 256.'],
  [['--json=yes', 'a.jpg'], '--json takes no value, and was given "yes".'],
  [['--json', '--csv', 'a.jpg'], '--json and --csv are one or the other.'],
  [['--engine', 'cuda', 'a.jpg'], '--engine is "cuda", and should be one of auto, whatsit, ort, native.'],
  [['--model', 'lrge', 'a.jpg'], 'There is no model "lrge". Did you mean large?'],
  [['--model', 'none', 'a.jpg'], 'There is no model "none". There are: small, large.'],
])('%j makes no sense: 2, and %s', async (args, sentence) => {
  expect(await run(...args)).toBe(2)
  expect(outside.err.text).toBe(`whatsit: ${sentence}\n`)
  expect(outside.out.text).toBe('')
})

test('what begins with a dash is a picture behind --', async () => {
  expect(await run('--json', '--', '-x.jpg')).toBe(1)
  expect(rows()).toEqual([{ file: '-x.jpg', error: { code: 'ImageUnreadable', message: 'There is no such file.' } }])
})

test('an engine that does not start is one sentence, and no error for every picture', async () => {
  outside.pool.ready = Promise.reject(new WhatsitError('RuntimeFailed', 'onnxruntime-node is not installed'))
  // As the pool's own is, whether anybody waits for it or not.
  outside.pool.ready.catch(() => {})
  expect(await run('--engine', 'native', folder)).toBe(1)
  expect(outside.err.text).toBe(
    'whatsit: The engine could not start. Try another --engine. (onnxruntime-node is not installed)\n',
  )
  expect(outside.pool.isEnded).toBe(true)
})

test('an installation without sharp is one sentence, which advises no other engine', async () => {
  outside = scriptedOutside({ createPool: () => Promise.reject(new PartMissing('sharp does not load')) })
  expect(await run(path('0.jpg'))).toBe(1)
  expect(outside.err.text).toBe('whatsit: A part of Whatsit is missing. Install it again. (sharp does not load)\n')
})

test('a current folder that was deleted is told as that', async () => {
  const cwd = vi.spyOn(process, 'cwd').mockImplementation(() => {
    throw new Error('ENOENT: uv_cwd')
  })
  const code = await run(path('0.jpg')).finally(() => cwd.mockRestore())
  expect(code).toBe(1)
  expect(outside.err.text).toBe('whatsit: The folder that you are in has been deleted. Change to another one.\n')
})

test('an engine that was passed over is told', async () => {
  outside.pool.ready = Promise.resolve({ engine: 'ort', refused: [{ engine: 'whatsit', reason: 'no SIMD' }] })
  expect(await run(path('0.jpg'))).toBe(0)
  expect(outside.err.text).toBe('whatsit is not used: no SIMD; ort is.\n')
})
