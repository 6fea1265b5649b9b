/** The kernels' module, as TypeScript sees it. */

/** What kernels/index.ts exports. Addresses are of bytes in the memory; a result of 0 is false. */
export interface Kernels {
  run(steps: number, count: number, thread: number, threads: number, sync: number, patience: bigint): number
  begin(threads: number, sync: number, patience: bigint): number
  /** The first address that is not the module's own. */
  firstFree(): number
}

/** For threads that wait until they are told to go on, or terminated. */
export const FOR_EVER = -1n

function isKernels(exports: object): exports is Kernels {
  return ['run', 'begin', 'firstFree'].every((name) => typeof (exports as Record<string, unknown>)[name] === 'function')
}

/** @throws TypeError  where the module is not that of this build */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  if (!isKernels(exports)) throw new TypeError('the kernels lack an export')
  return exports
}
