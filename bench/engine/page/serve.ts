/** What each contestant's worker offers, in one place, so that none is timed in another way. */
import { expose } from 'comlink'
import type { ModelManifest } from '../../../src/core/manifest.ts'

export interface Setting {
  readonly engine: 'whatsit' | 'onnxruntime-web' | 'LiteRT.js'
  readonly threads: number
}

export interface Start {
  /** Milliseconds from the model's bytes in memory, and the runtime's, to an engine. */
  readonly create: number
  /** Of the first run, after that. */
  readonly firstRun: number
}

/** As the page sees it. */
export interface Contestant {
  /**
   * Brings everything into memory, then makes the engine: what a page does whose network is infinitely fast.
   *
   * @param model  address of the file
   */
  start(setting: Setting, model: string, manifest: ModelManifest): Promise<Start>
  /** Once more, with the runtime started and the code warm. */
  again(): Promise<Start>
  /** @returns milliseconds of each run */
  run(times: number): Promise<number[]>
  logits(): Promise<Float32Array>
}

/** An engine with its model. */
export interface Loaded {
  /** Numbers of a picture, in the order that this engine wants. */
  makeInput(): Float32Array<ArrayBuffer>
  /** @returns the logits, which stay what they are when it runs again */
  run(input: Float32Array<ArrayBuffer>): Promise<Float32Array>
  dispose(): Promise<void>
}

/** Has the runtime's files at hand, then says how an engine is made, which is asked several times in one worker. */
export type Prepare = (
  setting: Setting,
  model: Uint8Array<ArrayBuffer>,
  manifest: ModelManifest,
) => Promise<() => Promise<Loaded>>

export async function bytesOf(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

/** For a runtime that fetches its file itself: the HTTP cache then has it. */
export async function warmCache(url: string): Promise<void> {
  await (await fetch(url, { cache: 'force-cache' })).arrayBuffer()
}

export function serve(prepare: Prepare): void {
  let create: (() => Promise<Loaded>) | undefined
  let current: { readonly engine: Loaded; readonly input: Float32Array<ArrayBuffer> } | undefined

  async function timedStart(): Promise<Start> {
    if (!create) throw new Error('nothing was fetched')
    await current?.engine.dispose()
    const began = performance.now()
    const engine = await create()
    const created = performance.now()
    const input = engine.makeInput()
    current = { engine, input }
    const running = performance.now()
    await engine.run(input)
    return { create: created - began, firstRun: performance.now() - running }
  }

  function started() {
    if (!current) throw new Error('nothing was started')
    return current
  }

  const contestant: Contestant = {
    async start(setting, model, manifest) {
      create = await prepare(setting, await bytesOf(model), manifest)
      return timedStart()
    },

    again: timedStart,

    async run(times) {
      const { engine, input } = started()
      const measured: number[] = []
      for (let time = 0; time < times; time++) {
        const began = performance.now()
        await engine.run(input)
        measured.push(performance.now() - began)
      }
      return measured
    },

    async logits() {
      const { engine, input } = started()
      return engine.run(input)
    },
  }
  expose(contestant)
}
