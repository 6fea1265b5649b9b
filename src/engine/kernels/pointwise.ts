/** Number by number: addition and multiplication of two values, one of them repeated if need be, and lone activations. */
import { activate } from './activation'
import {
  CHANNELS,
  HEIGHT,
  IN_PIXEL,
  IN_ROW,
  INPUT,
  KIND,
  KIND_ADD,
  OTHER,
  OTHER_PIXEL,
  OTHER_ROW,
  OTHER_SCALAR,
  OUT_PIXEL,
  OUT_ROW,
  OUTPUT,
  WIDTH,
} from './fields'
import { share } from './share'

export function binary(step: usize, part: i32, parts: i32): void {
  const adds = load<i32>(step, KIND) === KIND_ADD
  const scalar = load<i32>(step, OTHER_SCALAR) !== 0
  const height = load<i32>(step, HEIGHT)
  const width = load<i32>(step, WIDTH)
  const bytes: usize = 4 * load<i32>(step, CHANNELS)
  const end = share(height, 1, part + 1, parts)
  for (let y = share(height, 1, part, parts); y < end; y++) {
    let left = load<usize>(step, INPUT) + y * load<usize>(step, IN_ROW)
    let right = load<usize>(step, OTHER) + y * load<usize>(step, OTHER_ROW)
    let output = load<usize>(step, OUTPUT) + y * load<usize>(step, OUT_ROW)
    for (let x = 0; x < width; x++) {
      for (let at: usize = 0; at < bytes; at += 16) {
        const a = v128.load(left + at)
        const b = scalar ? v128.load32_splat(right) : v128.load(right + at)
        v128.store(output + at, adds ? f32x4.add(a, b) : f32x4.mul(a, b))
      }
      activate(step, output, output + bytes)
      left += load<usize>(step, IN_PIXEL)
      right += load<usize>(step, OTHER_PIXEL)
      output += load<usize>(step, OUT_PIXEL)
    }
  }
}

export function unary(step: usize, part: i32, parts: i32): void {
  const height = load<i32>(step, HEIGHT)
  const width = load<i32>(step, WIDTH)
  const bytes: usize = 4 * load<i32>(step, CHANNELS)
  const end = share(height, 1, part + 1, parts)
  for (let y = share(height, 1, part, parts); y < end; y++) {
    let input = load<usize>(step, INPUT) + y * load<usize>(step, IN_ROW)
    let output = load<usize>(step, OUTPUT) + y * load<usize>(step, OUT_ROW)
    for (let x = 0; x < width; x++) {
      for (let at: usize = 0; at < bytes; at += 16) v128.store(output + at, v128.load(input + at))
      activate(step, output, output + bytes)
      input += load<usize>(step, IN_PIXEL)
      output += load<usize>(step, OUT_PIXEL)
    }
  }
}
