/** The servers live on without whoever reads their log, and end in time where nobody reads it. */
import { once } from 'node:events'
import { expect, test } from '@playwright/test'
import { answering, freePort, startNode } from './running-server.ts'

/** Lines of a kilobyte: more of them than a pipe holds, which is 64 KiB on Linux and less elsewhere. */
const REQUESTS = 200
const PATH = `/${'x'.repeat(1000)}`

for (const program of [['dist-node/server.js'], ['dist-node/whatsit.js', 'serve']]) {
  const name = program.join(' ')

  test(`${name}: a reader that goes away ends nothing`, async () => {
    const server = await answering(startNode(program, { PORT: String(await freePort()) }))
    server.child.stdout?.destroy()
    server.child.stderr?.destroy()
    for (let count = 0; count < 5; count++) expect((await fetch(`${server.address}/healthz`)).status).toBe(200)
    expect(await server.end()).toBe(0)
  })

  test(`${name}: a reader that does not read keeps nothing`, async () => {
    const server = await answering(startNode(program, { PORT: String(await freePort()) }))
    server.child.stdout?.pause()
    for (let count = 0; count < REQUESTS; count++) {
      const response = await fetch(server.address + PATH)
      await response.text()
    }
    // Not its pipes' end, which comes after what lies in them has been read.
    const ended = once(server.child, 'exit')
    server.child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })
}
