/** Stands before the site and changes which model it offers first: a new visitor's page answers with that one. */
import { Agent, createServer, request } from 'node:http'

const LIST = '/models/index.json'

/**
 * @param {string} upstream  address of the site's server
 * @param {string} model
 */
export async function withDefaultModel(upstream, model) {
  const agent = new Agent({ keepAlive: true })
  const list = await (await fetch(new URL(LIST, upstream))).json()
  const changed = Buffer.from(JSON.stringify({ ...list, default: model }))
  const server = createServer((incoming, outgoing) => {
    const options = { method: incoming.method ?? 'GET', headers: incoming.headers, agent }
    const forward = request(new URL(incoming.url ?? '/', upstream), options, (answer) => {
      if (incoming.url !== LIST) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
        answer.pipe(outgoing)
        return
      }
      answer.resume()
      for (const name of ['cross-origin-embedder-policy', 'cross-origin-resource-policy']) {
        outgoing.setHeader(name, answer.headers[name] ?? '')
      }
      outgoing.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(changed)
    })
    forward.once('error', () => outgoing.destroy())
    outgoing.once('close', () => forward.destroy())
    incoming.pipe(forward)
  })
  /** @type {number} */
  const port = await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  return {
    // A name of its own: nothing of another model's visit is stored there.
    address: `http://${model}.localhost:${port}/`,
    close() {
      server.close()
      server.closeAllConnections()
      agent.destroy()
    },
  }
}
