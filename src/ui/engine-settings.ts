/** On what a model is tried here, in this order: the fastest first, the surest last. */
import type { EngineName, EngineSetting } from '../worker/api.ts'

/** For people. */
export const ENGINE_NAMES: Readonly<Record<EngineName, string>> = { ort: 'onnxruntime-web' }

/** @param threads  that the page may have, 1 to 4 */
export function engineSettings(threads: number): readonly EngineSetting[] {
  const one: EngineSetting = { engine: 'ort', threads: 1 }
  return threads > 1 ? [{ engine: 'ort', threads }, one] : [one]
}

/** "onnxruntime-web, 2 threads". */
export function settingText({ engine, threads }: EngineSetting): string {
  return `${ENGINE_NAMES[engine]}, ${threads === 1 ? '1 thread' : `${threads} threads`}`
}
