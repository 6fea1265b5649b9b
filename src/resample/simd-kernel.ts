/** The kernel that is started once and used by all: its functions, and how its memory is shared out. */

const PAGE_BYTES = 65_536

export const PIXEL_BYTES = 4

/** kernel/index.ts says what each means. */
type Pass = (
  source: number,
  sourcePitch: number,
  lines: number,
  records: number,
  recordBytes: number,
  outputs: number,
  target: number,
  targetPitch: number,
) => void

export interface SimdKernel {
  readonly memory: WebAssembly.Memory
  readonly mixRows: Pass
  readonly mixColumns: Pass
  /** kernel/planes.ts says what each means. */
  readonly planesRow: (
    luma: number,
    blue: number,
    blueFar: number,
    red: number,
    redFar: number,
    width: number,
    target: number,
    halved: number,
  ) => void
  /** Bytes of memory that the resampling under way takes, from the first one on. */
  taken: number
}

/**
 * @param wasm  the built kernel
 * @returns nothing where it does not start, in a browser without SIMD for one
 */
export function startSimdKernel(wasm: Uint8Array): SimdKernel | undefined {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm))
    return { ...(exports as unknown as Omit<SimdKernel, 'taken'>), taken: 0 }
  } catch {
    return undefined
  }
}

/** Gives addresses one after the other, each a multiple of 16. @param end  where the first one may be */
export function allocator(end = 0) {
  let next = aligned(end)
  return {
    take(bytes: number): number {
      const at = next
      next = aligned(next + bytes)
      return at
    },
    get end(): number {
      return next
    },
  }
}

/** The next multiple of 16. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16
}

/** @throws RangeError  when the browser gives no more memory */
export function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const lacking = bytes - memory.buffer.byteLength
  if (lacking > 0) memory.grow(Math.ceil(lacking / PAGE_BYTES))
}
