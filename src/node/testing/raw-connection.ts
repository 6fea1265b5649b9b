/** A connection on which a test writes what no HTTP client would, and reads what comes back. */
import { connect, type Socket } from 'node:net'

export interface RawConnection {
  readonly socket: Socket
  write(text: string | Uint8Array): void
  /** Settles once what has come so far holds `text`; rejects when the connection ends without it. */
  until(text: string): Promise<string>
  /** Everything, once the server has closed the connection. */
  toTheEnd(): Promise<string>
  destroy(): void
}

export function rawConnection(address: string): RawConnection {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  let said = ''
  let isOver = false
  let changed = (): void => undefined
  socket.on('data', (chunk: Buffer) => {
    said += chunk.toString('latin1')
    changed()
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    isOver = true
    changed()
  })
  const when = async (isEnough: () => boolean): Promise<void> => {
    while (!isEnough()) {
      await new Promise<void>((resolve) => {
        changed = resolve
      })
    }
  }
  return {
    socket,
    write: (text) => socket.write(text),
    until: async (text) => {
      await when(() => said.includes(text) || isOver)
      if (!said.includes(text)) throw new Error(`the connection ended before "${text}": ${said}`)
      return said
    },
    toTheEnd: async () => {
      await when(() => isOver)
      return said
    },
    destroy: () => socket.destroy(),
  }
}
