/**
 * Stands between the browser and the site's own server: counts what goes out, and can leave out the headers that give a
 * page shared memory, as plain static hosting does, or those that forbid what other people's libraries do. Everything
 * measured goes through it, with and without those headers, so it adds the same to all.
 */
import { Agent, createServer, request } from 'node:http'

/** Without these no threads: Cross-Origin-Opener-Policy and -Embedder-Policy. */
const ISOLATION = ['cross-origin-opener-policy', 'cross-origin-embedder-policy']
/** With it a library may start no script from a Blob, which some do. */
const POLICY = 'content-security-policy'

/**
 * @typedef {object} Sent
 * @property {string} url  path and query
 * @property {number} status
 * @property {number} bytes  that left the socket for this answer, headers included
 */

/** @param {readonly string[]} raw  names and values in turn @param {ReadonlySet<string>} names @returns {string[]} */
function without(raw, names) {
  return raw.filter((_, index) => !names.has(String(raw[index - (index % 2)]).toLowerCase()))
}

/**
 * @param {string} upstream  address of the site's server
 * @param {{isolated: boolean, policy?: boolean}} options  which headers of the site's go out
 */
export async function openGateway(upstream, { isolated, policy = true }) {
  const leftOut = new Set([...(isolated ? [] : ISOLATION), ...(policy ? [] : [POLICY])])
  const agent = new Agent({ keepAlive: true })
  /** @type {Sent[]} */
  const sent = []
  const server = createServer((incoming, outgoing) => {
    const { socket } = incoming
    const before = socket.bytesWritten
    const url = incoming.url ?? '/'
    let counted = false
    const count = () => {
      if (counted) return
      counted = true
      sent.push({ url, status: outgoing.statusCode, bytes: socket.bytesWritten - before })
    }
    outgoing.once('finish', count).once('close', count)
    const options = { method: incoming.method ?? 'GET', headers: incoming.headers, agent }
    const forward = request(new URL(url, upstream), options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, without(answer.rawHeaders, leftOut))
      answer.pipe(outgoing)
    })
    forward.once('error', () => outgoing.destroy())
    outgoing.once('close', () => forward.destroy())
    incoming.pipe(forward)
  })
  const port = await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' ? address?.port : undefined)
    })
  })
  return {
    /** @type {number} */
    port,
    /** Everything sent since the last call. */
    take: () => sent.splice(0),
    close() {
      server.close()
      server.closeAllConnections()
      agent.destroy()
    },
  }
}
