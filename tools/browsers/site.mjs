/** The built site behind its real server, with a count of what is asked of it. */
import { request as ask, createServer } from 'node:http'
import { join } from 'node:path'
import { root } from '../command.mjs'
import { onEnd, start } from './endings.mjs'
import { until, within } from './within.mjs'

const START_MS = 20_000

/**
 * @typedef {object} Site
 * @property {string} address  ends in a slash
 * @property {string[]} asked  the path of every request so far, service workers' included
 * @property {(cut: boolean) => void} cutNetwork  true: every connection breaks, as without a network
 */

/**
 * Browsers talk to a port that passes everything on to the server and notes it: the only count that no cache, worker or
 * service worker of any browser can hide from.
 *
 * @returns {Promise<Site>}
 */
export async function startSite() {
  const server = start(process.execPath, [join(root, 'dist-node', 'server.js')], {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: '0',
  })
  const port = () => Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(server.output())?.[1])
  const started = until(START_MS, 'the server starts', async () => port(), Boolean)
  const upstream = await Promise.race([started, server.ended])

  /** @type {string[]} */
  const asked = []
  let cut = false
  const front = createServer((request, response) => {
    if (cut) {
      request.socket.destroy()
      return
    }
    const { method, headers, url: path = '/' } = request
    asked.push(path)
    const passed = ask({ host: '127.0.0.1', port: upstream, method, headers, path }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', () => response.destroy())
    response.on('close', () => passed.destroy())
    request.pipe(passed)
  })
  onEnd(() => {
    front.close()
    front.closeAllConnections()
  })
  /** @type {Promise<void>} */
  const listening = new Promise((resolve, reject) => {
    front.on('error', reject)
    front.listen(0, '127.0.0.1', resolve)
  })
  await within(START_MS, 'the front listens', listening)
  const address = front.address()
  if (typeof address !== 'object' || address === null) throw new Error('the front has no port')
  return {
    address: `http://127.0.0.1:${address.port}/`,
    asked,
    cutNetwork(yes) {
      cut = yes
      if (yes) front.closeAllConnections()
    },
  }
}
