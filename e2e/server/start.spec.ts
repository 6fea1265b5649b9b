/** What a person meets in the terminal: the address, a busy port, a wrong one, Ctrl-C. */

import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from '@playwright/test'
import { answering, freePort, startNode } from './running-server.ts'

const SERVER = ['dist-node/server.js']

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`prints its address, and ${signal} ends it cleanly, downloads and idle connections notwithstanding`, async () => {
    const port = await freePort()
    const server = await answering(startNode(SERVER, { PORT: String(port) }))
    expect(server.output()).toBe(`Whatsit is at http://127.0.0.1:${port} (Ctrl-C ends it)\n`)
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
