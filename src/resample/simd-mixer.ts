/**
 * The resampler's arithmetic on SIMD, a tenth of the script's time and the same bytes. Strips are copied once, into the
 * kernel's memory; what lies between the passes never leaves it.
 */
import type { CreateMixer, Mixer, MixPlan } from '../core/mixer.ts'
import { recordBytes, writeRecords } from './tap-records.ts'

const PIXEL_BYTES = 4
const PAGE_BYTES = 65_536
// Four rows of four pixels are read at a time; the last ones reach beyond what there is.
const AT_A_TIME = 4

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

interface Kernel {
  readonly memory: WebAssembly.Memory
  readonly mixRows: Pass
  readonly mixColumns: Pass
}

/**
 * @param wasm  the built kernel
 * @returns nothing where it does not start, in a browser without SIMD for one; core's own mixer does the work there
 */
export function startSimdMixer(wasm: Uint8Array): CreateMixer | undefined {
  let kernel: Kernel
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm))
    kernel = exports as unknown as Kernel
  } catch {
    return undefined
  }
  return (plan) => createMixer(kernel, plan)
}

/** Gives addresses one after the other, each a multiple of 16. */
function allocator() {
  let end = 0
  return {
    take(bytes: number): number {
      const at = end
      end = Math.ceil((end + bytes) / 16) * 16
      return at
    },
    get bytes(): number {
      return end
    },
  }
}

/** @throws RangeError  when the browser gives no more memory */
function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const lacking = bytes - memory.buffer.byteLength
  if (lacking > 0) memory.grow(Math.ceil(lacking / PAGE_BYTES))
}

function createMixer({ memory, mixRows, mixColumns }: Kernel, plan: MixPlan): Mixer {
  const { across, down, crop, columnsFirst, stripLines } = plan
  const width = across.end - across.begin
  const height = down.end - down.begin
  const room = allocator()
  const acrossBytes = recordBytes(across)
  const downBytes = recordBytes(down)
  const acrossAt = room.take(crop.width * acrossBytes)
  const downAt = room.take(crop.height * downBytes)
  const stripAt = room.take(stripLines * (columnsFirst ? height : width) * PIXEL_BYTES)
  // A row of what lies between the passes.
  const pitch = (columnsFirst ? width : crop.width) * PIXEL_BYTES
  const betweenAt = room.take((columnsFirst ? crop.height : height) * pitch)
  const resultPitch = crop.width * PIXEL_BYTES
  const resultAt = room.take(crop.height * resultPitch)
  room.take(AT_A_TIME * (Math.max(width, crop.width) + AT_A_TIME) * PIXEL_BYTES)
  growTo(memory, room.bytes)
  writeRecords(memory.buffer, acrossAt, across)
  writeRecords(memory.buffer, downAt, down)

  return {
    add(strip, at) {
      new Uint8ClampedArray(memory.buffer, stripAt, strip.length).set(strip)
      if (columnsFirst) {
        const stripPitch = strip.length / height
        const columns = stripPitch / PIXEL_BYTES
        const target = betweenAt + at * PIXEL_BYTES
        mixColumns(stripAt, stripPitch, columns, downAt, downBytes, crop.height, target, pitch)
      } else {
        const stripPitch = width * PIXEL_BYTES
        const rows = strip.length / stripPitch
        mixRows(stripAt, stripPitch, rows, acrossAt, acrossBytes, crop.width, betweenAt + at * pitch, pitch)
      }
    },
    finish() {
      if (columnsFirst) {
        mixRows(betweenAt, pitch, crop.height, acrossAt, acrossBytes, crop.width, resultAt, resultPitch)
      } else {
        mixColumns(betweenAt, pitch, crop.width, downAt, downBytes, crop.height, resultAt, resultPitch)
      }
      // A copy: the next picture uses the memory again.
      return new Uint8ClampedArray(memory.buffer, resultAt, crop.height * resultPitch).slice()
    },
  }
}
