/**
 * The resampler's arithmetic on SIMD, a tenth of the script's time and the same bytes. Strips are copied once, into the
 * kernel's memory, or lie there already; what lies between the passes never leaves it.
 */
import type { CreateMixer, Mixer, MixPlan } from '../core/mixer.ts'
import { allocator, growTo, PIXEL_BYTES, type SimdKernel, startSimdKernel } from './simd-kernel.ts'
import { recordBytes, writeRecords } from './tap-records.ts'

// Four rows of four pixels are read at a time; the last ones reach beyond what there is.
const AT_A_TIME = 4

/** Bytes that must be memory behind rows of so many pixels. */
export function readBeyond(width: number): number {
  return AT_A_TIME * (width + AT_A_TIME) * PIXEL_BYTES
}

/**
 * @param wasm  the built kernel
 * @returns nothing where it does not start; core's own mixer does the work there
 */
export function startSimdMixer(wasm: Uint8Array): CreateMixer | undefined {
  const kernel = startSimdKernel(wasm)
  return kernel && simdMixer(kernel)
}

export function simdMixer(kernel: SimdKernel): CreateMixer {
  return (plan) => createMixer(kernel, plan)
}

function createMixer(kernel: SimdKernel, plan: MixPlan): Mixer {
  const { memory, mixRows, mixColumns } = kernel
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
  room.take(readBeyond(Math.max(width, crop.width)))
  growTo(memory, room.end)
  kernel.taken = room.end
  writeRecords(memory.buffer, acrossAt, across)
  writeRecords(memory.buffer, downAt, down)

  return {
    add(strip, at) {
      let lies = strip.byteOffset
      if (strip.buffer !== memory.buffer) {
        lies = stripAt
        new Uint8ClampedArray(memory.buffer, stripAt, strip.length).set(strip)
      }
      if (columnsFirst) {
        const stripPitch = strip.length / height
        const columns = stripPitch / PIXEL_BYTES
        const target = betweenAt + at * PIXEL_BYTES
        mixColumns(lies, stripPitch, columns, downAt, downBytes, crop.height, target, pitch)
      } else {
        const stripPitch = width * PIXEL_BYTES
        const rows = strip.length / stripPitch
        mixRows(lies, stripPitch, rows, acrossAt, acrossBytes, crop.width, betweenAt + at * pitch, pitch)
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
