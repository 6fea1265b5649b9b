/** Weights as the kernel reads them: kernel/index.ts says how a record looks, and why. */
import type { Weights } from '../core/weights.ts'

const LINE_BYTES = 16
const LINE_TAPS = 4
const LOW_BITS = 15
const LOW_MASK = (1 << LOW_BITS) - 1

/** From one output pixel's record to the next. */
export function recordBytes({ stride }: Weights): number {
  return LINE_BYTES * (1 + Math.ceil(stride / LINE_TAPS))
}

/** Writes [outputs] records, the first at byte `at` (a multiple of 16), over whatever is there. */
export function writeRecords(memory: ArrayBuffer, at: number, weights: Weights): void {
  const { begin, starts, counts, stride, values } = weights
  const bytes = recordBytes(weights)
  const outputs = starts.length
  const numbers = new Int32Array(memory, at, (outputs * bytes) / 4)
  const halves = new Int16Array(memory, at, (outputs * bytes) / 2).fill(0)
  for (let output = 0; output < outputs; output++) {
    const count = counts[output] as number
    const record = output * bytes
    numbers[record / 4] = (starts[output] as number) - begin
    numbers[record / 4 + 1] = Math.ceil(count / LINE_TAPS)
    for (let tap = 0; tap < count; tap++) {
      const weight = values[output * stride + tap] as number
      const line = 1 + Math.floor(tap / LINE_TAPS)
      const high = (record + line * LINE_BYTES) / 2 + (tap % LINE_TAPS)
      halves[high] = weight >> LOW_BITS
      halves[high + LINE_TAPS] = weight & LOW_MASK
    }
  }
}
