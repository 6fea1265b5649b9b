/**
 * The offline shell: serves one build's files from the precache, whole, and steps aside for everything else. A new version
 * waits until the page asks for it (`SKIP_WAITING`), so that page and worker never come from two builds.
 */
import { setCacheNameDetails } from 'workbox-core'
import { cleanupOutdatedCaches, PrecacheController, PrecacheRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { isShellMessage, type ShellStatus } from '../core/offline-shell.ts'
import { appDocument } from './app-document.ts'
import { answerModelRequest, modelAnswer } from './model-files.ts'
import { onlyThisBuild } from './older-builds.ts'
import { isRuntimeFile, RuntimeFiles, runtimeCacheName } from './runtime-files.ts'
import { sameBuild } from './same-build.ts'

declare const self: ServiceWorkerGlobalScope
declare const __BUILD__: string

const { scope } = self.registration

setCacheNameDetails({ prefix: 'whatsit' })
const precache: PrecacheController = new PrecacheController({
  plugins: [sameBuild(() => new Set(precache.getCachedURLs()))],
})
const build = self.__WB_MANIFEST.map((entry) => (typeof entry === 'string' ? { url: entry, revision: null } : entry))
precache.addToCacheList(build.filter(({ url }) => !isRuntimeFile(url)))
const runtimeUrls = build.map(({ url }) => url).filter(isRuntimeFile)
const runtimeCache = runtimeCacheName(scope)
const runtime = new RuntimeFiles(
  runtimeUrls.map((url) => new URL(url, scope).href),
  { fetch: (url) => fetch(url), caches, cacheName: runtimeCache },
)
cleanupOutdatedCaches()

registerRoute(new NavigationRoute(precache.createHandlerBoundToURL('index.html'), { allowlist: [appDocument(scope)] }))
// Addresses as they are: no guessed index.html or .html, so that what is missing stays missing.
registerRoute(new PrecacheRoute(precache, { directoryIndex: '', cleanURLs: false, ignoreURLParametersMatching: [] }))
// The runtime's files, and what a window of an older build asks for and only that build had; their names carry a hash, so
// no other file fits.
registerRoute(
  ({ url }) => url.href.startsWith(`${scope}assets/`),
  async ({ request }) => {
    const cacheName = isRuntimeFile(request.url) ? runtimeCache : precache.strategy.cacheName
    const kept = await caches.match(request.url, { cacheName, ignoreSearch: true })
    return kept ?? fetch(request)
  },
)
for (const answer of ['stored-first', 'network-first'] as const) {
  registerRoute(
    ({ request }) => modelAnswer(request, scope) === answer,
    ({ request }) => answerModelRequest(request, answer, { fetch, caches }),
  )
}

// Not precache.precache(): its activation would take the files of an older build away from a window that needs them.
self.addEventListener('install', (event) => {
  precache.install(event)
  event.waitUntil(runtime.keepAgain())
})
self.addEventListener('activate', (event) => {
  // The window of the first visit is served from here on too, and so survives the loss of its network. Not waited for:
  // Firefox asks every client, the runtime's sleeping threads too, which never answer; the activation would never end, and
  // every later visit would wait for it.
  self.clients.claim().catch(() => {})
  event.waitUntil(cleanUp(event))
})
self.addEventListener('message', (event) => {
  if (!isShellMessage(event.data)) return
  if (event.data.type === 'SKIP_WAITING') void self.skipWaiting()
  if (event.data.type === 'CLEAN_UP') event.waitUntil(cleanUp(event))
  const answer = async (): Promise<void> => event.ports[0]?.postMessage(await status())
  if (event.data.type === 'STATUS') event.waitUntil(answer())
  if (event.data.type === 'KEEP_RUNTIME') event.waitUntil(runtime.keep().then(answer))
})

async function status(): Promise<ShellStatus> {
  const cache = await caches.open(precache.strategy.cacheName)
  const keys = new Set((await cache.keys()).map((request) => request.url))
  return {
    build: __BUILD__,
    whole: [...precache.getURLsToCacheKeys().values()].every((key) => keys.has(key)),
    runtime: await runtime.areKept(),
  }
}

async function cleanUp(event: ExtendableEvent): Promise<void> {
  // A next version shares this cache, and its files are none of ours either.
  if (self.registration.installing || self.registration.waiting) return
  const windows = await self.clients.matchAll({ type: 'window' })
  const { held = [] } = await navigator.locks.query()
  const names = held.map((lock) => lock.name)
  if (!onlyThisBuild(windows.length, names, { scope, build: __BUILD__ })) return
  await precache.activate(event)
  await runtime.cleanUp()
}
