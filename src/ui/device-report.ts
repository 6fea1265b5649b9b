/** What "About this device" shows: facts for the person, and for a bug report. */
import type { Kept, LoadedModel } from '../worker/api.ts'
import type { ModelState } from './model-state.ts'
import { maxThreads, whyOneThread } from './threads.ts'

export interface DeviceReport {
  readonly rows: readonly { readonly name: string; readonly value: string }[]
}

const KEPT: Record<Kept, string> = {
  stored: 'kept on this device',
  'no-storage': 'in memory only: this page came over plain http, where browsers offer no storage',
  'storage-refused': 'in memory only: the storage is full or switched off',
}

/** @param failures  workers that failed on this visit */
export async function deviceReport(
  state: ModelState,
  failures: readonly { readonly threads: number; readonly reason: string }[],
): Promise<DeviceReport> {
  const model = state.stage === 'ready' ? state.model : undefined
  const rows = [
    { name: 'Version', value: `${__VERSION__} (${__BUILD__})` },
    { name: 'Browser', value: navigator.userAgent },
    { name: 'Secure context', value: globalThis.isSecureContext ? 'yes' : 'no: plain http' },
    { name: 'Cross-origin isolated', value: globalThis.crossOriginIsolated ? 'yes' : 'no' },
    { name: 'Threads', value: threadsValue(model?.threads) },
    { name: 'Engine', value: 'onnxruntime-web (WebAssembly SIMD)' },
    ...failures.map(({ threads, reason }) => ({
      name: `Failed with ${threads === 1 ? '1 thread' : `${threads} threads`}`,
      value: reason,
    })),
    { name: 'Model', value: model ? modelCredit(model) : modelValue(state) },
    ...(model ? loadedRows(model) : []),
    { name: 'Storage', value: await storageValue() },
  ]
  return { rows }
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

function loadedRows({
  kept,
  timing,
  downloaded,
  bytes,
  largestDifference,
}: NonNullable<ReadyModel>): DeviceReport['rows'] {
  const ms = (value: number): string => `${Math.round(value)} ms`
  const from = downloaded > 0 ? 'downloaded' : 'from this device'
  return [
    { name: 'Model file', value: `${(bytes / 1e6).toFixed(1)} MB, sha256 checked, ${KEPT[kept]}` },
    {
      name: 'Last start',
      value: `model ${ms(timing.fetch)} (${from}), runtime ${ms(timing.start)}, self-test ${ms(timing.selfTest)}`,
    },
    {
      name: 'Self-test',
      value:
        largestDifference === undefined
          ? 'passed: the numbers are finite; this model has none to compare with'
          : `passed: largest difference ${largestDifference.toFixed(5)}`,
    },
  ]
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
