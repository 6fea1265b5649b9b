/** What the bytes of a visit are for. */

/** In the order in which they come; the last on the second visit. */
export const KINDS = /** @type {const} */ ([
  'page',
  'worker',
  'engine',
  'model',
  'labels',
  'manifests',
  'service worker',
  'offline copy',
  'reference',
])

/** Those without which there is no answer. @type {readonly Kind[]} */
export const UNTIL_THE_ANSWER = ['page', 'worker', 'engine', 'model', 'labels', 'manifests']

/** @typedef {typeof KINDS[number]} Kind */

/**
 * @param {import('../browser/wire.mjs').Transfer} transfer
 * @returns {Kind}
 */
export function kindOf({ path, by }) {
  const [file = ''] = path.split('?')
  if (file.endsWith('/service-worker.js')) return 'service worker'
  // onnxruntime-web, whoever asks for it.
  if (/\/assets\/ort-[^/]+$/.test(file)) return 'reference'
  // Everything else that the service worker fetches is the copy of the page for a visit without network.
  if (by === 'service_worker') return 'offline copy'
  if (file.endsWith('.onnx')) return 'model'
  if (file.endsWith('/labels.json')) return 'labels'
  if (file.includes('/models/')) return 'manifests'
  if (/\/assets\/(?:kernels|engine-thread)[^/]*$/.test(file)) return 'engine'
  // Vite names an entry's chunk for its file, and the worker's is worker/main.ts; the page's is index.html.
  if (/\/assets\/(?:main|ahead-thread)-[^/]+\.js$/.test(file)) return 'worker'
  return 'page'
}

/**
 * @param {readonly import('../browser/wire.mjs').Transfer[]} transfers
 * @returns {Record<Kind, number>}  bytes
 */
export function bytesByKind(transfers) {
  const bytes = /** @type {Record<Kind, number>} */ (Object.fromEntries(KINDS.map((kind) => [kind, 0])))
  for (const transfer of transfers) bytes[kindOf(transfer)] += transfer.bytes
  return bytes
}

/**
 * Files that came over the network more than once, with what the second and later times cost.
 *
 * @param {readonly import('../browser/wire.mjs').Transfer[]} transfers
 * @returns {{path: string, bytes: number}[]}  largest first
 */
export function fetchedTwice(transfers) {
  /** @type {Map<string, number>} */
  const first = new Map()
  /** @type {Map<string, number>} */
  const again = new Map()
  for (const { path, bytes } of transfers.filter((transfer) => transfer.bytes > 0)) {
    const file = path === '/index.html' ? '/' : path
    if (first.has(file)) again.set(file, (again.get(file) ?? 0) + bytes)
    else first.set(file, bytes)
  }
  return [...again].map(([path, bytes]) => ({ path, bytes })).sort((one, other) => other.bytes - one.bytes)
}
