/** What "About this device" shows: facts for the person, and for a bug report. */
import type { WhatsitError } from '../core/errors.ts'
import type { Kept, LoadedModel } from '../worker/api.ts'
import { type EngineCheck, LARGEST_DIFFERENCE } from './engine-check.ts'
import type { EngineChoice } from './engine-choice.ts'
import { ENGINE_NAMES } from './engine-settings.ts'
import type { Attempt } from './ladder.ts'
import { ladderRows } from './ladder-report.ts'
import type { ModelState } from './model-state.ts'
import type { ReferenceWish } from './reference-wish.ts'
import type { Speeds } from './speeds.ts'
import { maxThreads, whyOneThread } from './threads.ts'

export interface DeviceReport {
  readonly rows: readonly { readonly name: string; readonly value: string }[]
}

const KEPT: Record<Kept, string> = {
  stored: 'kept on this device',
  'no-storage': 'in memory only: this page came over plain http, where browsers offer no storage',
  'storage-refused': 'in memory only: the storage is full or switched off',
}

const NOT_COMPARED: Record<Exclude<ReferenceWish, 'answers'>, string> = {
  reserve: 'not yet: once it is here and nothing else goes on',
  'next-visit': 'not yet: your next visit fetches it for that',
  'saves-data': 'no: your browser is set to save data',
  'keeps-nothing': 'no: nothing is kept here for a next visit',
}

export interface DeviceFacts {
  readonly state: ModelState
  /** On what each model was tried on this visit, oldest first. */
  readonly attempts: readonly Attempt[]
  /** Why workers were given up after they had been ready. */
  readonly losses: readonly WhatsitError[]
  readonly speeds: Speeds
  readonly check: Pick<EngineCheck, 'difference' | 'distrusted'>
  readonly choice: EngineChoice
  /** Undefined until a model answers. */
  readonly reference: ReferenceWish | undefined
}

export async function deviceReport({
  state,
  attempts,
  losses,
  speeds,
  check,
  choice,
  reference,
}: DeviceFacts): Promise<DeviceReport> {
  const model = state.stage === 'ready' ? state.model : undefined
  const rows = [
    { name: 'Version', value: `${__VERSION__} (${__BUILD__})` },
    { name: 'Browser', value: navigator.userAgent },
    { name: 'Secure context', value: globalThis.isSecureContext ? 'yes' : 'no: plain http' },
    { name: 'Cross-origin isolated', value: globalThis.crossOriginIsolated ? 'yes' : 'no' },
    { name: 'Threads', value: threadsValue(model?.threads) },
    { name: 'Engine', value: model ? `${ENGINE_NAMES[model.engine]} (WebAssembly SIMD)` : 'none yet' },
    ...ladderRows(attempts, model && { choice, distrusted: check.distrusted }),
    ...(model && reference ? checkRows(model, check, reference) : []),
    ...losses.map((error, at) => ({ name: `Worker lost (${at + 1})`, value: error.message })),
    { name: 'Model', value: model ? modelCredit(model) : modelValue(state) },
    ...(model ? loadedRows(model, speeds) : []),
    { name: 'Storage', value: await storageValue() },
  ]
  return { rows }
}

function checkRows(
  { sha256, engine }: ReadyModel,
  check: DeviceFacts['check'],
  reference: ReferenceWish,
): DeviceReport['rows'] {
  const difference = check.difference(sha256)
  const name = 'Checked against onnxruntime-web'
  if (difference === undefined) return reference === 'answers' ? [] : [{ name, value: NOT_COMPARED[reference] }]
  const found = difference < Number.MAX_VALUE ? `largest difference ${difference.toFixed(5)}` : 'no number in common'
  const tooMuch = difference > LARGEST_DIFFERENCE
  const so = !tooMuch ? '' : engine === 'ort' ? ': too much, so it answers here' : ': too much'
  return [{ name, value: `${found}${so}` }]
}

/** The model's name, and its licence where it is known. */
export function modelCredit({ name, license }: Pick<LoadedModel, 'name' | 'license'>): string {
  return license === undefined ? name : `${name}, ${license}`
}

function threadsValue(threads: number | undefined): string {
  const cores = `${navigator.hardwareConcurrency || 1} cores`
  if (threads === undefined) return `up to ${maxThreads()} (${cores})`
  if (threads > 1) return `${threads} (${cores})`
  return `1: ${whyOneThread() || 'starting with more failed'}`
}

function modelValue(state: ModelState): string {
  if (state.stage === 'failed') return `${state.error.name}: ${state.error.message}`
  return state.stage === 'asking' ? 'not downloaded yet' : 'loading'
}

function loadedRows(model: ReadyModel, speeds: Speeds): DeviceReport['rows'] {
  const { id, kept, timing, downloaded, bytes } = model
  const ms = (value: number): string => `${Math.round(value)} ms`
  const from = downloaded > 0 ? 'downloaded' : 'from this device'
  const median = speeds.median(id)
  return [
    { name: 'Model file', value: `${(bytes / 1e6).toFixed(1)} MB, sha256 checked, ${KEPT[kept]}` },
    {
      name: 'Last start',
      value: `model ${ms(timing.fetch)} (${from}), engine ${ms(timing.start)}, self-test ${ms(timing.selfTest)}`,
    },
    {
      name: 'Speed here',
      value: median === undefined ? 'not measured yet' : `${ms(median)} a run, ${ofRuns(speeds.count(id))}`,
    },
  ]
}

function ofRuns(count: number): string {
  return count === 1 ? 'measured once' : `the median of the last ${count}`
}

type ReadyModel = Extract<ModelState, { stage: 'ready' }>['model']

async function storageValue(): Promise<string> {
  const { storage } = navigator as { storage?: StorageManager }
  if (!storage?.estimate) return 'none in this browser, or not over plain http'
  try {
    const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([storage.estimate(), storage.persisted()])
    const lasting = persisted ? 'persistent' : 'may be cleared when space runs short'
    return `${(usage / 1e6).toFixed(1)} MB used of ${Math.round(quota / 1e6)} MB, ${lasting}`
  } catch {
    return 'switched off'
  }
}
