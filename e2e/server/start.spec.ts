/** What a person meets in the terminal: the address, a busy port, a wrong one, Ctrl-C. */

import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from '@playwright/test'
import { saying } from '../http/answering-server.ts'
import { answering, freePort, startNode } from './running-server.ts'

const SERVER = ['dist-node/server.js']

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`prints its address, and ${signal} ends it cleanly, downloads and idle connections notwithstanding`, async () => {
    const port = await freePort()
    const server = await answering(startNode([...SERVER, '--quiet'], { PORT: String(port) }))
    await saying(server, 'Model Loaded!\n')
    expect(server.output()).toBe(`Whatsit is at http://127.0.0.1:${port} (Ctrl-C ends it)\nModel Loaded!\n`)
    const slow = await fetch(`${server.address}/models/efficientnet-lite0/onnx/model.onnx`)
    expect(await server.end(signal)).toBe(0)
    await slow.body?.cancel().catch(() => undefined)
  })
}

test('a busy port is said in a sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const bound = other.address()
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0
  const server = startNode(SERVER, { PORT: String(port) })
  await once(server.child, 'close')
  other.close()
  expect(server.child.exitCode).toBe(1)
  expect(server.output()).toBe(
    `Port ${port} on 127.0.0.1 is in use. End what uses it, or choose another: PORT=${port + 1} npm start\n`,
  )
})

test('an empty PORT is none: the sentence names the port that was tried', async () => {
  // Where something else has the port already it is just as busy.
  const other = createServer().on('error', () => undefined)
  other.listen(8082, '127.0.0.1')
  await Promise.race([once(other, 'listening'), once(other, 'error')])
  const server = startNode(SERVER, { PORT: '', HOST: '' })
  await once(server.child, 'close')
  other.close()
  expect(server.output()).toBe(
    'Port 8082 on 127.0.0.1 is in use. End what uses it, or choose another: PORT=8083 npm start\n',
  )
})

test('a line of JSON for each request', async () => {
  const server = await answering(startNode(SERVER, { PORT: String(await freePort()) }))
  await saying(server, '"path":"/"')
  await server.end()
  const line = server.output().match(/^\{.*\}$/m)?.[0] ?? ''
  expect(JSON.parse(line)).toMatchObject({ method: 'HEAD', path: '/', status: 200 })
})

test('without a model that can be loaded the page is there, and the reason is said', async () => {
  const server = await answering(
    startNode([...SERVER, '--models', 'docs', '--quiet'], { PORT: String(await freePort()) }),
  )
  await saying(server, 'The model could not be loaded')
  expect(server.output()).toMatch(/The model could not be loaded, the page is served: ModelUnreachable: /)
  expect((await fetch(server.address)).status).toBe(200)
  const refused = await fetch(`${server.address}/predict`, { method: 'POST', body: 'picture' })
  expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'ModelUnreachable' })])
  expect(await server.end()).toBe(0)
})

test('without a model and without a page it ends, and says why', async () => {
  const server = startNode([...SERVER, '--api-only', '--models', 'docs', '--quiet'], { PORT: '0' })
  await once(server.child, 'close')
  expect(server.child.exitCode).toBe(1)
  expect(server.output()).toMatch(/The model could not be loaded: ModelUnreachable: /)
})

for (const [flags, sentence] of [
  [['--queue', 'many'], '--queue (WHATSIT_QUEUE) is "many", and should be a whole number from 0.\n'],
  [['--quite'], 'There is no flag --quite. --help lists them all.\n'],
] as const) {
  test(`${flags.join(' ')} is said in a sentence`, async () => {
    const server = startNode([...SERVER, ...flags], { PORT: '0' })
    await once(server.child, 'close')
    expect(server.child.exitCode).toBe(1)
    expect(server.output()).toBe(sentence)
  })
}

for (const [env, sentence] of [
  [{ PORT: 'eighty' }, 'PORT is "eighty", and should be a number from 0 to 65535.\n'],
  // 192.0.2.0/24 is kept for examples: no machine has such an address.
  [
    { HOST: '192.0.2.1', PORT: '0' },
    'This machine has no address "192.0.2.1". HOST=127.0.0.1 serves this machine alone, HOST=0.0.0.0 the network.\n',
  ],
] as const) {
  test(`${JSON.stringify(env)} is said in a sentence`, async () => {
    const server = startNode(SERVER, env)
    await once(server.child, 'close')
    expect(server.child.exitCode).toBe(1)
    expect(server.output()).toBe(sentence)
  })
}
