/** Where to listen, from the environment, and what to say when that does not work. */
import type { ListenOptions } from './listen.ts'

/** Where nothing is asked for. */
export const defaultAddress: ListenOptions = { host: '127.0.0.1', port: 8082 }

/** @throws RangeError  with a sentence for people, where PORT is no port */
export function startAddress(env: Readonly<Record<string, string | undefined>>): ListenOptions {
  const port = env['PORT'] || String(defaultAddress.port)
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new RangeError(`PORT is "${port}", and should be a number from 0 to 65535.`)
  }
  return { host: env['HOST'] || defaultAddress.host, port: Number(port) }
}

/**
 * What happened and what to do, for an error of listening; undefined where it is none that a person can put right.
 *
 * @param command  what was typed to start it
 */
export function startProblem(error: unknown, { host, port }: ListenOptions, command = 'npm start'): string | undefined {
  if (error instanceof RangeError) return error.message
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use. End what uses it, or choose another: PORT=${port + 1} ${command}`
    case 'EACCES':
      return `Port ${port} is reserved for administrators. Choose one above 1023: PORT=8082 ${command}`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `This machine has no address "${host}". HOST=127.0.0.1 serves this machine alone, HOST=0.0.0.0 the network.`
    case 'ENOENT':
      return 'The site is not built yet: npm run build'
    default:
      return undefined
  }
}
