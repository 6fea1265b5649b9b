import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { smallManifest } from '../core/testing/small-manifest.ts'
import { ModelStore } from './model-store.ts'
import type { StoreOutside } from './store-outside.ts'

const FOLDER = 'https://site.test/models/tiny/'
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const text = (value: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(value))

/** Cache Storage in memory; `full` refuses to put, `forbidden` refuses everything. */
class MemoryCaches {
  readonly entries = new Map<string, Response>()
  full = false
  forbidden = false

  async match(key: string): Promise<Response | undefined> {
    if (this.forbidden) throw new DOMException('no', 'SecurityError')
    return this.entries.get(key)?.clone()
  }

  async open(): Promise<unknown> {
    if (this.forbidden) throw new DOMException('no', 'SecurityError')
    return {
      put: async (key: string, response: Response) => {
        if (this.full) throw new DOMException('full', 'QuotaExceededError')
        this.entries.set(key, response)
      },
      delete: async (key: string) => this.entries.delete(key),
      keys: async () => [...this.entries.keys()].map((url) => ({ url })),
    }
  }
}

/** One lock after the other, as in a browser. */
class MemoryLocks {
  #last: Promise<unknown> = Promise.resolve()

  request<T>(_: string, step: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(step)
    this.#last = turn.catch(() => {})
    return turn
  }
}

let site: Map<string, Uint8Array<ArrayBuffer>>
let requests: string[]
let caches: MemoryCaches
let online: boolean

function publish(version: string, modelFile = 'onnx/model.onnx'): void {
  const [model, labels] = [text(`model ${version}`), text(`labels ${version}`)]
  const entry = (url: string, bytes: Uint8Array) => ({ url, bytes: bytes.length, sha256: hash(bytes) })
  const manifest = {
    ...smallManifest,
    id: 'tiny',
    name: 'Tiny',
    model: entry(modelFile, model),
    labels: entry('../labels.json', labels),
  }
  site.set(`${FOLDER}manifest.json`, text(JSON.stringify(manifest)))
  site.set(FOLDER + modelFile, model)
  site.set('https://site.test/models/labels.json', labels)
}

function store(outside: Partial<StoreOutside> = {}): ModelStore {
  const fetch = async (url: string): Promise<Response> => {
    if (!online) throw new TypeError('no network')
    requests.push(url.slice('https://site.test/models/'.length))
    const bytes = site.get(url)
    return bytes ? new Response(bytes) : new Response('no', { status: 404 })
  }
  return new ModelStore({
    fetch: fetch as typeof globalThis.fetch,
    caches: caches as unknown as CacheStorage,
    locks: new MemoryLocks() as unknown as LockManager,
    sha256: async (bytes) => hash(bytes),
    pausesMs: [],
    ...outside,
  })
}

const open = (of: ModelStore) => of.open(FOLDER, () => {})

beforeEach(() => {
  site = new Map()
  requests = []
  caches = new MemoryCaches()
  online = true
  publish('one')
})

describe('the model store', () => {
  test('downloads, verifies and stores; the next visit needs no network', async () => {
    const first = await open(store())
    expect(first).toMatchObject({ kept: 'stored', labels: 'labels one', downloaded: 19 })
    online = false
    const second = await open(store())
    expect(second).toMatchObject({ kept: 'stored', downloaded: 0, model: first.model })
    expect(requests).toHaveLength(3)
  })

  test('tells the progress of both files as one', async () => {
    const told: (readonly [number, number])[] = []
    await store().open(FOLDER, (loaded, total) => told.push([loaded, total]))
    expect(told.at(0)).toEqual([0, 19])
    expect(told.at(-1)).toEqual([19, 19])
    expect(told.map(([loaded]) => loaded)).toEqual(told.map(([loaded]) => loaded).toSorted((a, b) => a - b))
  })

  test('tells the manifest of a stored model while its hash is computed', async () => {
    await open(store())
    let compute = (): void => {}
    const told: string[] = []
    const sha256 = (bytes: Uint8Array): Promise<string> =>
      new Promise((resolve) => {
        const isModel = bytes.length === text('model one').length
        if (isModel) compute = () => resolve(hash(bytes))
        else resolve(hash(bytes))
      })
    const opening = store({ sha256 }).open(
      FOLDER,
      () => {},
      ({ id }) => told.push(id),
    )
    await expect.poll(() => told).toEqual(['tiny'])
    compute()
    expect(await opening).toMatchObject({ manifest: { id: 'tiny' }, downloaded: 0 })
    expect(told).toEqual(['tiny'])
  })

  test('tells the manifest of another model while its download is under way', async () => {
    const told: string[] = []
    let lost = (): void => {}
    const fetch = async (url: string): Promise<Response> =>
      url.endsWith('model.onnx')
        ? new Promise((_, reject) => {
            lost = () => reject(new TypeError('no network'))
          })
        : new Response(site.get(url))
    const opening = store({ fetch: fetch as typeof globalThis.fetch }).open(
      FOLDER,
      () => {},
      ({ id }) => told.push(id),
    )
    await expect.poll(() => told).toEqual(['tiny'])
    lost()
    await expect(opening).rejects.toMatchObject({ name: 'ModelUnreachable' })
  })

  test('tells the newer manifest too where the stored model is damaged', async () => {
    await open(store())
    const key = [...caches.entries.keys()].find((entry) => entry.includes('model.onnx')) ?? ''
    caches.entries.set(key, new Response('model 0ne'))
    publish('two')
    const told: string[] = []
    const { manifest } = await store().open(
      FOLDER,
      () => {},
      ({ model }) => told.push(model.sha256),
    )
    expect(told).toEqual([hash(text('model one')), hash(text('model two'))])
    expect(manifest.model.sha256).toBe(told[1])
  })

  test('tells how much there is to come before the first byte, and counts what is stored already', async () => {
    await open(store())
    caches.entries.delete([...caches.entries.keys()].find((entry) => entry.includes('model.onnx')) ?? '')
    caches.entries.delete(`${FOLDER}manifest.json`)
    const told: number[] = []
    let stopped = (): void => {}
    const fetch = async (url: string): Promise<Response> =>
      url.endsWith('model.onnx')
        ? new Promise((_, reject) => {
            stopped = () => reject(new TypeError('no network'))
          })
        : new Response(site.get(url))
    const opening = store({ fetch: fetch as typeof globalThis.fetch }).open(FOLDER, (loaded) => told.push(loaded))
    await expect.poll(() => told).toEqual([0, 10])
    stopped()
    await expect(opening).rejects.toMatchObject({ name: 'ModelUnreachable' })
  })

  test('downloads once for two tabs that ask at the same time', async () => {
    const locks = new MemoryLocks() as unknown as LockManager
    const [one, two] = await Promise.all([open(store({ locks })), open(store({ locks }))])
    expect([one.downloaded, two.downloaded].toSorted()).toEqual([0, 19])
    expect(requests.filter((name) => name.endsWith('model.onnx'))).toHaveLength(1)
  })

  test('says what a download would take', async () => {
    expect(await store().look(FOLDER)).toMatchObject({ manifest: { id: 'tiny' }, missing: 19 })
    await open(store())
    online = false
    expect(await store().look(FOLDER)).toMatchObject({ manifest: { id: 'tiny' }, missing: 0 })
  })

  test('refuses a model with one wrong byte, and takes the right one afterwards', async () => {
    const right = site.get(`${FOLDER}onnx/model.onnx`) ?? text('')
    const wrong = right.slice()
    wrong.set([0x58], 3)
    site.set(`${FOLDER}onnx/model.onnx`, wrong)
    const tab = store()
    await expect(open(tab)).rejects.toMatchObject({ name: 'ModelCorrupt' })
    site.set(`${FOLDER}onnx/model.onnx`, right)
    expect(await open(tab)).toMatchObject({ kept: 'stored', model: right })
  })

  test('downloads again what rotted in the storage', async () => {
    await open(store())
    const key = [...caches.entries.keys()].find((entry) => entry.includes('model.onnx')) ?? ''
    caches.entries.set(key, new Response('model 0ne'))
    expect(await open(store())).toMatchObject({ downloaded: 9, kept: 'stored' })
  })

  test('downloads again what the browser threw away, and finds a newer version then', async () => {
    await open(store())
    caches.entries.delete([...caches.entries.keys()].find((entry) => entry.includes('model.onnx')) ?? '')
    publish('two')
    expect(await open(store())).toMatchObject({ labels: 'labels two' })
  })

  test.each([
    ['full', 'storage-refused'],
    ['forbidden', 'storage-refused'],
  ] as const)('works from memory where the storage is %s', async (fault, kept) => {
    caches[fault] = true
    expect(await open(store())).toMatchObject({ kept, labels: 'labels one', downloaded: 19 })
  })

  test('works from memory where locks are refused with the storage, as with all site data blocked', async () => {
    caches.forbidden = true
    const refused = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) }
    const model = await open(store({ locks: refused as unknown as LockManager }))
    expect(model).toMatchObject({ kept: 'storage-refused', labels: 'labels one', downloaded: 19 })
  })

  test('a failed download under a lock is not tried once more without', async () => {
    site.delete(`${FOLDER}onnx/model.onnx`)
    await expect(open(store())).rejects.toMatchObject({ name: 'ModelUnreachable' })
    expect(requests.filter((name) => name.endsWith('model.onnx'))).toHaveLength(1)
  })

  test.each([
    ['a page of HTML', '<!doctype html>', 'text/html'],
    ['a longer file', 'model one and more', 'application/octet-stream'],
    ['another file of the same length', 'model 0ne', 'application/octet-stream'],
  ])('passes by an HTTP cache that holds %s', async (_, stale, type) => {
    const fetch = async (url: string, { cache }: RequestInit = {}): Promise<Response> =>
      url.endsWith('model.onnx') && cache !== 'reload'
        ? new Response(stale, { headers: { 'Content-Type': type } })
        : new Response(site.get(url) ?? null)
    const model = await open(store({ fetch: fetch as typeof globalThis.fetch }))
    expect(model).toMatchObject({ kept: 'stored', model: text('model one') })
  })

  test('works from memory without Cache Storage and Web Locks', async () => {
    const model = await open(store({ caches: undefined, locks: undefined }))
    expect(model).toMatchObject({ kept: 'no-storage', labels: 'labels one' })
  })

  test('says that the model is out of reach without network and storage', async () => {
    online = false
    await expect(open(store())).rejects.toMatchObject({ name: 'ModelUnreachable' })
  })
})

describe('a newer model', () => {
  const refresh = (of: ModelStore) => of.refresh(FOLDER, async () => {})

  test('is stored for the next visit, and the old one goes', async () => {
    await open(store())
    const old = [...caches.entries.keys()].filter((key) => key.includes('?sha256='))
    publish('two')
    expect(await open(store())).toMatchObject({ labels: 'labels one' })
    await refresh(store())
    expect(await open(store())).toMatchObject({ labels: 'labels two', downloaded: 0 })
    for (const key of old) expect(caches.entries.has(key)).toBe(false)
  })

  test('takes the place of one whose files had other names', async () => {
    await open(store())
    publish('two', 'onnx/model-2.onnx')
    await refresh(store())
    expect(await open(store())).toMatchObject({ labels: 'labels two', downloaded: 0 })
    const files = [...caches.entries.keys()].filter((key) => key.includes('?sha256='))
    expect(files).toHaveLength(2)
  })

  test('is not looked for while pictures are being classified', async () => {
    await open(store())
    requests = []
    let idle = (): void => {}
    const done = store().refresh(FOLDER, () => new Promise((resolve) => (idle = resolve)))
    await new Promise((resume) => setImmediate(resume))
    expect(requests).toEqual([])
    idle()
    await done
    expect(requests).toEqual(['tiny/manifest.json'])
  })

  test('does not replace the old one before it is whole', async () => {
    await open(store())
    publish('two')
    site.set(`${FOLDER}onnx/model.onnx`, text('model tw0'))
    await refresh(store())
    expect(await open(store())).toMatchObject({ labels: 'labels one', downloaded: 0 })
  })

  test('is looked for quietly: without network the old one stays', async () => {
    await open(store())
    online = false
    await refresh(store())
    expect(await open(store())).toMatchObject({ labels: 'labels one' })
  })
})

test('the list of models comes from the storage at once, a newer one is there for the next visit', async () => {
  const url = 'https://site.test/models/index.json'
  const list = (name: string) => text(JSON.stringify({ format: 1, default: name, models: [name] }))
  site.set(url, list('tiny'))
  expect((await store().index(url, async () => {})).default).toBe('tiny')
  await expect.poll(() => caches.entries.has(url)).toBe(true)
  site.set(url, list('small'))
  expect((await store().index(url, async () => {})).default).toBe('tiny')
  await expect.poll(async () => (await store().index(url, async () => {})).default).toBe('small')
})

describe('a download that fails in the middle', () => {
  /** The connection ends after so many bytes of the model, until `mended`; the server can send the rest. */
  const cutting = (ranges: string[], mended: () => boolean) =>
    (async (url: string, { headers }: RequestInit = {}): Promise<Response> => {
      const bytes = site.get(url) ?? text('')
      if (!url.endsWith('model.onnx')) return new Response(bytes)
      const range = new Headers(headers).get('Range') ?? ''
      ranges.push(range)
      const start = Number(/^bytes=(\d+)-/.exec(range)?.[1] ?? 0)
      if (!mended()) return start > 0 ? Promise.reject(new TypeError('no network')) : new Response(bytes.slice(0, 4))
      const status = start > 0 ? 206 : 200
      return new Response(bytes.slice(start), { status, headers: { 'Content-Range': `bytes ${start}-8/9` } })
    }) as typeof globalThis.fetch

  test('goes on where it stopped, in another worker too, and leaves nothing beside the model', async () => {
    const ranges: string[] = []
    let mended = false
    const fetch = cutting(ranges, () => mended)
    await expect(open(store({ fetch }))).rejects.toMatchObject({ name: 'ModelUnreachable' })
    mended = true
    expect(await open(store({ fetch }))).toMatchObject({ kept: 'stored', model: text('model one') })
    expect(ranges).toEqual(['', 'bytes=4-'])
    expect([...caches.entries.keys()].filter((key) => key.includes('.part'))).toEqual([])
  })

  test('starts anew when what was kept is of something else', async () => {
    const ranges: string[] = []
    let mended = false
    const fetch = cutting(ranges, () => mended)
    await expect(open(store({ fetch }))).rejects.toMatchObject({ name: 'ModelUnreachable' })
    const part = [...caches.entries.keys()].find((key) => key.includes('.part')) ?? ''
    caches.entries.set(part, new Response('page'))
    mended = true
    expect(await open(store({ fetch }))).toMatchObject({ kept: 'stored', model: text('model one') })
    expect(ranges).toEqual(['', 'bytes=4-', ''])
  })
})

describe('removing a model', () => {
  const OTHER = 'https://site.test/models/other/'

  test('frees what no other model needs', async () => {
    await open(store())
    // The same labels, another model.
    const { model, ...rest } = JSON.parse(new TextDecoder().decode(site.get(`${FOLDER}manifest.json`)))
    const bytes = text('another model')
    const other = { ...rest, model: { ...model, bytes: bytes.length, sha256: hash(bytes) } }
    site.set(`${OTHER}manifest.json`, text(JSON.stringify(other)))
    site.set(`${OTHER}onnx/model.onnx`, bytes)
    await store().open(OTHER, () => {})
    expect(await store().storedBytes()).toBe(19 + bytes.length)

    await store().remove(OTHER)
    expect(await store().storedBytes()).toBe(19)
    expect([...caches.entries.keys()].filter((key) => key.startsWith(OTHER))).toEqual([])
    expect(await store().look(OTHER)).toMatchObject({ missing: bytes.length })
    online = false
    expect(await open(store())).toMatchObject({ kept: 'stored', downloaded: 0 })

    await store().remove(FOLDER)
    expect(await store().storedBytes()).toBe(0)
    expect([...caches.entries.keys()]).toEqual([])
  })

  test('that is not there does nothing', async () => {
    await open(store())
    await store().remove(OTHER)
    expect(await store().storedBytes()).toBe(19)
  })
})
