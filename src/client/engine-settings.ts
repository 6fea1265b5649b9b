/** On what a model is tried here, in this order: the fastest first, the surest last. */
import type { EngineName, EngineSetting } from '../worker/api.ts'

/** For people. */
export const ENGINE_NAMES: Readonly<Record<EngineName, string>> = {
  whatsit: 'Whatsit’s own',
  ort: 'onnxruntime-web',
}

/**
 * @param threads  that the page may have, 1 to 4
 * @param engines  which are tried, best first
 * @param ahead  of the first: those below start as few threads as they can, since that is what may have failed above
 */
export function engineSettings(
  threads: number,
  engines: readonly EngineName[],
  ahead: NonNullable<EngineSetting['ahead']>,
): readonly EngineSetting[] {
  const counts = threads > 1 ? [threads, 1] : [1]
  const settings = engines.flatMap((engine) => counts.map((count): EngineSetting => ({ engine, threads: count })))
  return settings.map((setting, index) => (index === 0 ? { ...setting, ahead } : setting))
}

/** "onnxruntime-web, 2 threads". */
export function settingText({ engine, threads }: EngineSetting): string {
  return `${ENGINE_NAMES[engine]}, ${threads === 1 ? '1 thread' : `${threads} threads`}`
}
