/** The built server with the real model, for the length of a test file. */
import { freePort, type RunningServer, startNode } from '../server/running-server.ts'

const SERVER = 'dist-node/server.js'

interface StartOptions {
  /** As `npm start -- ...` passes them on. */
  readonly flags?: readonly string[]
  /** Node's own. */
  readonly node?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Waits until the server has said so, `times` times. */
export async function saying(server: RunningServer, text: string, times = 1): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (server.output().split(text).length > times) resolve()
    }
    server.child.stdout?.on('data', look)
    server.child.once('close', () => reject(new Error(`the server ended: ${server.output()}`)))
    look()
  })
}

export async function answeringServer({ flags = [], node = [], env = {} }: StartOptions = {}): Promise<RunningServer> {
  const server = startNode([...node, SERVER, ...flags], { ...env, PORT: String(await freePort()) })
  await saying(server, 'Model Loaded!\n')
  return server
}
