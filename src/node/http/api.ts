/** The API's routes, in front of the site's files: one Hono application for both. */
import { realpathSync } from 'node:fs'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { createSite } from '../site/site.ts'
import { isPlainFile, sitePath } from '../site/site-file.ts'
import { predictBatch } from './batch.ts'
import type { ApiContext, ApiParts } from './context.ts'
import { hostCheck } from './host-check.ts'
import type { Gauge } from './metrics.ts'
import { openApi } from './open-api.ts'
import { predict } from './predict.ts'
import { HttpRefusal, problemDocument, problemResponse } from './problem.ts'

export interface ApiOptions extends ApiParts {
  /** Folder of the built site. */
  readonly site: string
  /** Whether the site stays unserved. */
  readonly apiOnly: boolean
  /** What the server listens on. */
  readonly host: string
  readonly allowHosts: readonly string[]
  /** Origins whose pages may read the answers; `*` for all. */
  readonly cors: readonly string[]
  /** Whether pictures are taken at /predict alone. */
  readonly strictRoutes: boolean
}

type Route = (context: ApiContext) => Response | Promise<Response>

/** In the order of the documentation. */
export const API_PATHS = [
  '/predict',
  '/predict/batch',
  '/models',
  '/healthz',
  '/readyz',
  '/metrics',
  '/openapi.json',
] as const

/** The path's own name in metrics, where a client's spelling would make as many series as it likes. */
export function routeOf(method: string, path: string): string {
  return API_PATHS.find((one) => one === path) ?? (method === 'POST' ? 'other' : 'site')
}

const json = (value: unknown): Response =>
  new Response(`${JSON.stringify(value)}\n`, {
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  })

function gauges({ pool, held, limits, standing }: ApiParts): Gauge[] {
  const { waiting, running, replaced } = pool.state
  return [
    { name: 'whatsit_ready', type: 'gauge', help: 'Whether pictures are answered.', value: standing.isReady ? 1 : 0 },
    { name: 'whatsit_queue_waiting', type: 'gauge', help: 'Pictures that no thread has yet.', value: waiting },
    { name: 'whatsit_queue_running', type: 'gauge', help: 'Pictures that a thread has.', value: running },
    { name: 'whatsit_queue_limit', type: 'gauge', help: 'The most that wait.', value: limits.queueLength },
    { name: 'whatsit_held_bytes', type: 'gauge', help: 'Bytes of bodies in memory.', value: held.now },
    { name: 'whatsit_threads_replaced_total', type: 'counter', help: 'Threads that died or hung.', value: replaced },
  ]
}

function routes(parts: ApiParts): Record<(typeof API_PATHS)[number], Partial<Record<'GET' | 'POST', Route>>> {
  const { pool, standing, metrics, version } = parts
  const document = openApi(version)
  return {
    '/predict': { POST: (context) => predict(context, parts) },
    '/predict/batch': { POST: (context) => predictBatch(context, parts) },
    '/models': { GET: () => json({ models: pool.models }) },
    '/healthz': { GET: () => json({ status: 'ok', version }) },
    '/readyz': {
      GET: () => json({ status: 'ready', engine: standing.requireReady() }),
    },
    '/metrics': {
      GET: () =>
        new Response(metrics.text(gauges(parts)), {
          headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' },
        }),
    },
    '/openapi.json': { GET: () => json(document) },
  }
}

/**
 * @throws ENOENT where the site's folder is missing, and wanted
 */
export function createApi(options: ApiOptions): Hono<{ Bindings: HttpBindings }> {
  const { site, apiOnly, host, allowHosts, strictRoutes, metrics, version } = options
  const root = apiOnly ? undefined : realpathSync(site)
  const api = new Hono<{ Bindings: HttpBindings }>()
  const refused = (error: Error, headers?: Readonly<Record<string, string>>): Response => {
    const document = problemDocument(error)
    metrics.errors.add({ code: document.code })
    return problemResponse(document, headers)
  }

  const isAnswered = hostCheck(host, allowHosts)
  api.use(async (context, next) => {
    const asked = context.req.header('Host')
    if (!isAnswered(asked))
      throw new HttpRefusal('HostRefused', `"${asked}" is not a name of this server: --allow-host`)
    await next()
  })

  if (options.cors.length > 0) {
    const origin = options.cors.includes('*') ? '*' : [...options.cors]
    const allow = cors({ origin, allowMethods: ['GET', 'POST'], exposeHeaders: ['Retry-After'], maxAge: 600 })
    // The page's own files are nobody else's.
    api.use((context, next) =>
      routeOf(context.req.method, context.req.path) === 'site' && context.req.method !== 'OPTIONS'
        ? next()
        : allow(context, next),
    )
  }

  for (const [path, methods] of Object.entries(routes(options))) {
    for (const [method, route] of Object.entries(methods)) api.on(method, path, route)
    const allowed = Object.keys(methods).join(', ').replace('GET', 'GET, HEAD')
    api.all(path, (context) => {
      const refusal = new HttpRefusal('MethodWrong', `${context.req.method}, and it takes ${allowed}`)
      return refused(refusal, { Allow: allowed })
    })
  }

  if (!strictRoutes) {
    // Programs that were written for an older system know other paths.
    api.post('*', async (context, next) => {
      const { pathname } = new URL(context.req.url)
      // "/predict/" is no file either.
      const path = sitePath(pathname.replace(/(?<=.)\/$/, ''))
      if (path === undefined || (root !== undefined && (await isPlainFile(root, path)))) return next()
      return predict(context, options)
    })
  }
  if (root === undefined) {
    api.get('/', () => json({ name: 'Whatsit', version, paths: API_PATHS, documentation: '/openapi.json' }))
    api.notFound((context) =>
      refused(new HttpRefusal('RouteUnknown', `${context.req.path}, and no page is served here`)),
    )
  } else api.route('/', createSite(site))

  api.onError((error, context) => {
    if (problemDocument(error).code === 'Unexpected') {
      console.error(`${context.req.method} ${context.req.path}: ${error.stack}`)
    }
    return refused(error)
  })
  return api
}
