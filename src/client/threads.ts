/** How many threads the runtime may have on this page, and why no more. */

// onnxruntime-web gains little beyond four, and phones slow down when all their cores are taken.
const MOST_THREADS = 4

// WebKit's Linux port calls a page isolated and still has no shared memory.
const hasSharedMemory = (): boolean => typeof SharedArrayBuffer !== 'undefined'

export function maxThreads(): number {
  if (!globalThis.crossOriginIsolated || !hasSharedMemory()) return 1
  return Math.max(1, Math.min(MOST_THREADS, navigator.hardwareConcurrency || 1))
}

/** For people: why there is one thread where more were possible; empty where nothing is amiss. */
export function whyOneThread(): string {
  if (!globalThis.isSecureContext) return 'this page came over plain http, where browsers allow no shared memory'
  if (!globalThis.crossOriginIsolated) return 'this site is served without the headers that shared memory needs'
  if (!hasSharedMemory()) return 'this browser has no shared memory'
  if ((navigator.hardwareConcurrency || 1) < 2) return 'this device has one core to offer'
  return ''
}
