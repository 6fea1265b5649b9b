/**
 * Two hundred hostile requests, twice, with a good one between every two of them: each is told what is wrong, nobody else
 * notices, and the second round leaves no more memory taken than the first.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import type { Classification } from '../../src/core/classification.ts'
import type { RunningServer } from '../server/running-server.ts'
import { example } from '../support/files.ts'
import { answeringServer, saying } from './answering-server.ts'
import { hostileRequests, MAX_BODY_BYTES, MAX_PIXELS } from './hostile-requests.ts'

const TIMES = 5
const cat = readFileSync(example('cat.jpg'))

let server: RunningServer

test.beforeAll(async () => {
  server = await answeringServer({
    flags: ['--max-body-bytes', String(MAX_BODY_BYTES), '--max-pixels', String(MAX_PIXELS), '--concurrency', '2'],
    node: ['--expose-gc', '--import', './e2e/http/collect-garbage.mjs'],
    // Else glibc keeps what was freed for each thread by itself, now more and now less of it.
    env: { MALLOC_ARENA_MAX: '2' },
  })
})
test.afterAll(() => server.end())

async function goodRequest(): Promise<string> {
  const response = await fetch(`${server.address}/predict`, { method: 'POST', body: cat })
  return ((await response.json()) as Classification).answer.name
}

let collected = 0

/** Of the whole process, in bytes, without garbage. */
async function memory(): Promise<number> {
  server.child.kill('SIGUSR2')
  await saying(server, 'collected\n', ++collected)
  const metrics = await (await fetch(`${server.address}/metrics`)).text()
  return Number(/^process_resident_memory_bytes (\d+)$/m.exec(metrics)?.[1])
}

async function round(): Promise<number> {
  const told: { name: string; status: number }[] = []
  const late: Promise<unknown>[] = []
  const wanted: { name: string; status: number }[] = []
  for (let time = 0; time < TIMES; time++) {
    for (const { name, status, send } of hostileRequests()) {
      const { answer, later } = await send(server.address)
      wanted.push({ name, status })
      const index = wanted.length - 1
      const noted = answer.then((one) => {
        told[index] = { name, status: one }
      })
      if (later) late.push(noted)
      else await noted
      expect(await goodRequest(), `after ${name}`).toBe('cat')
    }
  }
  await Promise.all(late)
  expect(told).toEqual(wanted)
  expect(wanted).toHaveLength(200)
  return memory()
}

test('each is told what is wrong, and nothing of it stays', async () => {
  test.setTimeout(180_000)
  const first = await round()
  const second = await round()
  expect(second).toBeLessThan(first * 1.1)
  const metrics = await (await fetch(`${server.address}/metrics`)).text()
  expect(metrics).toContain('\nwhatsit_held_bytes 0\n')
  expect(metrics).toContain('\nwhatsit_queue_waiting 0\n')
  expect(metrics).toContain('\nwhatsit_threads_replaced_total 0\n')
  expect(server.output()).not.toMatch(/Error|Warning/)
})
