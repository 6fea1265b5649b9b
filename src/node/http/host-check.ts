/**
 * Which Host a request may name. A page of another site can have its own name point at 127.0.0.1 (DNS rebinding) and would
 * then be of the same origin as this server; the Host header still has that name.
 */
import { isIPv4 } from 'node:net'

/** As URL gives it: an IPv6 one in its brackets. */
const isAddress = (name: string): boolean => isIPv4(name) || name.startsWith('[')

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || (isIPv4(name) && name.startsWith('127.'))

/** The name without its port, lower case; undefined for what is no Host. */
function nameOf(host: string): string | undefined {
  try {
    const { hostname, pathname, username } = new URL(`http://${host}`)
    return pathname === '/' && username === '' ? hostname : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether a Host header's value may be answered. Where only this machine can connect, only its own names; on the network any
 * name, since nobody here knows what it is called there. Names that are given narrow or widen that: they and the
 * machine's own are answered, and on the network every address, by which probes ask: rebinding needs a name.
 *
 * @param bound  what the server listens on
 * @param allowed  names without port
 */
export function hostCheck(bound: string, allowed: readonly string[]): (host: string | undefined) => boolean {
  const names = new Set(allowed.map((name) => nameOf(name)))
  const address = bound.includes(':') ? `[${bound}]` : bound
  const isOnNetwork = !isLoopback(address)
  const isOpen = (name: string): boolean => isOnNetwork && (allowed.length === 0 || isAddress(name))
  return (host) => {
    const name = host === undefined ? undefined : nameOf(host)
    return name !== undefined && (isOpen(name) || isLoopback(name) || names.has(name))
  }
}
