/** exp(x - largest) / their sum, over the channels of one pixel. Few enough for one part. */
import { EXPONENTIAL, exponentials } from './activation'
import { DEPTH, INPUT, OUTPUT } from './fields'

/** DEPTH is the number of channels; those up to the end of the last vector do not count. */
export function softmax(step: usize, part: i32): void {
  if (part !== 0) return
  const input = load<usize>(step, INPUT)
  const output = load<usize>(step, OUTPUT)
  const bytes: usize = 4 * load<i32>(step, DEPTH)
  let largest: f32 = -Infinity
  for (let at: usize = 0; at < bytes; at += 4) largest = max(largest, load<f32>(input + at))
  const shift = f32x4.splat(largest)
  for (let at: usize = 0; at < bytes; at += 16) v128.store(output + at, f32x4.sub(v128.load(input + at), shift))
  exponentials(output, output + bytes, EXPONENTIAL)
  let sum: f32 = 0
  for (let at: usize = 0; at < bytes; at += 4) sum += load<f32>(output + at)
  const total = f32x4.splat(sum)
  for (let at: usize = 0; at < bytes; at += 16) v128.store(output + at, f32x4.div(v128.load(output + at), total))
}
