/** The page of the engines' bench: keeps a worker for each contestant and offers what run.mjs asks for. */
import { type Remote, wrap } from 'comlink'
import type { ModelManifest } from '../../../src/core/manifest.ts'
import { parseManifest } from '../../../src/core/manifest.ts'
import { timeKernels } from './kernels.ts'
import type { Contestant, Setting, Start } from './serve.ts'

interface Opened {
  readonly worker: Worker
  readonly remote: Remote<Contestant>
}

const opened = new Map<string, Opened>()

async function manifestOf(folder: string): Promise<ModelManifest> {
  const manifest = parseManifest(await (await fetch(`${folder}manifest.json`)).json())
  // Neither side computes what the other does not.
  return { ...manifest, outputs: { logits: manifest.outputs.logits } }
}

const absolute = (path: string): string => new URL(path, document.baseURI).href

/** LiteRT.js starts in classic workers only, and has files of its own for the models. */
function startWorker({ engine }: Setting): Worker {
  if (engine === 'LiteRT.js') return new Worker(absolute('litert/contestant.js'))
  return new Worker(new URL('contestant.ts', import.meta.url), { type: 'module' })
}

const modelFor = ({ engine }: Setting, folder: string, { id, model }: ModelManifest): string =>
  absolute(engine === 'LiteRT.js' ? `litert/models/${id}.tflite` : folder + model.url)

const bench = {
  /** Starts a contestant in a new worker. @param folder  of the model */
  async open(name: string, setting: Setting, folder: string): Promise<Start> {
    const manifest = await manifestOf(folder)
    const worker = startWorker(setting)
    const remote = wrap<Contestant>(worker)
    opened.set(name, { worker, remote })
    return remote.start(setting, modelFor(setting, folder, manifest), manifest)
  },

  again: async (name: string): Promise<Start | undefined> => opened.get(name)?.remote.again(),

  run: async (name: string, times: number): Promise<number[] | undefined> => opened.get(name)?.remote.run(times),

  /** The sum over all logits would hide what differs; so all of them. */
  logits: async (name: string): Promise<number[]> => [...((await opened.get(name)?.remote.logits()) ?? [])],

  close(name: string): void {
    opened.get(name)?.worker.terminate()
    opened.delete(name)
  },

  async kernels(folder: string, rounds: number): ReturnType<typeof timeKernels> {
    const manifest = await manifestOf(folder)
    const model = new Uint8Array(await (await fetch(folder + manifest.model.url)).arrayBuffer())
    return timeKernels(model, manifest, rounds)
  },
}

export type EnginesPage = typeof bench

Object.assign(globalThis, { engines: bench })
