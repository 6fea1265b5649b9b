import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WhatsitError } from '../../core/errors.ts'
import { scriptedOutside } from '../testing/scripted-outside.ts'
import { program } from './program.ts'
import { serve } from './serve.ts'

const folders = { models: 'models', site: join(import.meta.dirname, '..', '..', '..', 'public') }

test('serves until it is told to end, whoever reads its log, with flags before the environment, and ends the threads', async () => {
  const outside = scriptedOutside({ folders, env: { PORT: 'nonsense', WHATSIT_QUIET: '1' } })
  let address = ''
  const listening = new Promise<void>((resolve) => {
    const { write } = outside.out
    outside.out.write = async (text) => {
      await write.call(outside.out, text)
      address = /http:\S+/.exec(outside.out.text)?.[0] ?? ''
      if (outside.out.text.includes('Model Loaded!')) resolve()
    }
  })
  const code = program(['serve', '--port', '0', '--no-color'], [serve], outside)
  await listening
  outside.loseReader()
  const answer = await fetch(`${address}/predict`, { method: 'POST', body: new Uint8Array([7]) })
  expect(await answer.json()).toMatchObject({ answer: { name: 'group 7' } })
  expect(outside.interrupted.aborted).toBe(false)
  outside.interrupt('SIGINT')
  expect(await code).toBe(0)
  expect(outside.pool.isEnded).toBe(true)
})

test.each([
  [[], 0, 'The model could not be loaded, the page is served: '],
  [['--api-only'], 1, 'The model could not be loaded: '],
] as const)('without a model it serves the page, if there is one: %j', async (flags, expected, sentence) => {
  const outside = scriptedOutside({ folders })
  outside.pool.ready = Promise.reject(new WhatsitError('ModelCorrupt', 'scripted'))
  const told = new Promise<void>((resolve) => {
    const { write } = outside.err
    outside.err.write = async (text) => {
      await write.call(outside.err, text)
      resolve()
    }
  })
  const code = program(['serve', '--port', '0', ...flags], [serve], outside)
  await told
  expect(outside.err.text).toContain(sentence)
  if (expected === 0) outside.interrupt('SIGTERM')
  expect(await code).toBe(expected)
})

test('told to end while the model is loading, it says nothing of the model', async () => {
  const outside = scriptedOutside({ folders })
  let cancel = (_: Error): void => {}
  outside.pool.ready = new Promise((_, reject) => {
    cancel = reject
  })
  outside.pool.terminate = async () => cancel(new WhatsitError('Cancelled', 'The pool was ended'))
  const code = program(['serve', '--port', '0'], [serve], outside)
  outside.interrupt('SIGINT')
  expect(await code).toBe(0)
  expect(outside.err.text).toBe('')
})

test('a port that is taken is a sentence with another', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  const outside = scriptedOutside({ folders })
  expect(await program(['serve', '--port', String(port)], [serve], outside)).toBe(1)
  expect(outside.err.text).toBe(
    `whatsit: Port ${port} on 127.0.0.1 is in use. End what uses it, or choose another: PORT=${port + 1} whatsit serve\n`,
  )
  other.close()
})
