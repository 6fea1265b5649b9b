/**
 * A proxy through which all of a browser's traffic goes, whatever part of it sends: page, worker, service worker, the
 * browser itself. Plain http is passed on; anything else is counted and refused.
 */
import { createServer, type Server, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'

export class CountingProxy {
  /** Addresses that the browser asked for, in order; for what is no plain http, host and port. */
  readonly asked: string[] = []
  readonly #server: Server

  private constructor() {
    this.#server = createServer((incoming, outgoing) => {
      this.asked.push(incoming.url ?? '')
      const onward = send(
        incoming.url ?? '',
        { method: incoming.method ?? 'GET', headers: incoming.headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(outgoing)
        },
      )
      onward.on('error', () => outgoing.destroy())
      incoming.pipe(onward)
    })
    this.#server.on('connect', (request, socket) => {
      this.asked.push(request.url ?? '')
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    })
  }

  static async open(): Promise<CountingProxy> {
    const proxy = new CountingProxy()
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  /** Switches that send Chromium through it, this machine's own addresses included. */
  get switches(): readonly string[] {
    const { port } = this.#server.address() as AddressInfo
    return [`--proxy-server=http://127.0.0.1:${port}`, '--proxy-bypass-list=<-loopback>']
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }
}
