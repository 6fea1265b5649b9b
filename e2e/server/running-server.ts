/** Starts one of the site's servers on a free port, for the length of a test file. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = join(import.meta.dirname, '..', '..')

export interface RunningServer {
  readonly address: string
  readonly child: ChildProcess
  /** Everything it said so far. */
  output(): string
  /** Asks it to end and waits; the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  server.close()
  if (bound === null || typeof bound === 'string') throw new Error('no port')
  return bound.port
}

/** Starts `node <args>`; does not wait for it to answer. */
export function startNode(args: readonly string[], env: Record<string, string> = {}): RunningServer {
  // Node warns where both are set, in the output that tests compare.
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env
  const child = spawn(process.execPath, args, { cwd: root, env: { ...inherited, ...env } })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const closed = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null))
  return {
    address: `http://127.0.0.1:${env['PORT']}`,
    child,
    output: () => said,
    end: (signal = 'SIGTERM') => {
      child.kill(signal)
      return closed
    },
  }
}

/** Waits until the server answers at all. */
export async function answering(server: RunningServer): Promise<RunningServer> {
  for (let tries = 0; tries < 300; tries++) {
    if (server.child.exitCode !== null) break
    try {
      await fetch(server.address, { method: 'HEAD' })
      return server
    } catch {
      await sleep(50)
    }
  }
  await server.end('SIGKILL')
  throw new Error(`${server.address} does not answer:\n${server.output()}`)
}
