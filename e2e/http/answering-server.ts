/** The built server with the real model, for the length of a test file. */
import { freePort, type RunningServer, startNode } from '../server/running-server.ts'

/** @param flags  as `npm start -- ...` passes them on */
export async function answeringServer(...flags: readonly string[]): Promise<RunningServer> {
  const server = startNode(['dist-node/server.js', ...flags], { PORT: String(await freePort()) })
  await new Promise<void>((resolve, reject) => {
    server.child.stdout?.on('data', () => {
      if (server.output().includes('Model Loaded!')) resolve()
    })
    server.child.once('close', () => reject(new Error(`the server ended: ${server.output()}`)))
  })
  return server
}
