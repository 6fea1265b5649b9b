/** What prepares values: the picture's planes made into pixels, zeros around a map, maps copied behind each other. */
import {
  CHANNELS,
  DEPTH,
  HEIGHT,
  IN_HEIGHT,
  IN_PIXEL,
  IN_ROW,
  INPUT,
  OUT_PIXEL,
  OUT_ROW,
  OUTPUT,
  PAD_LEFT,
  PAD_TOP,
  WIDTH,
} from './fields'
import { share } from './share'

/** [channels, height, width] to [height, width, channels], with zeros where a pixel has more room than channels. */
export function planes(step: usize, part: i32, parts: i32): void {
  const channels = load<i32>(step, CHANNELS)
  const height = load<i32>(step, HEIGHT)
  const width = load<i32>(step, WIDTH)
  const outPixel = load<usize>(step, OUT_PIXEL)
  const plane: usize = 4 * height * width
  const end = share(height, 1, part + 1, parts)
  for (let y = share(height, 1, part, parts); y < end; y++) {
    let input = load<usize>(step, INPUT) + 4 * y * width
    let output = load<usize>(step, OUTPUT) + y * load<usize>(step, OUT_ROW)
    for (let x = 0; x < width; x++) {
      let at = input
      for (let channel = 0; channel < channels; channel++) {
        store<f32>(output + 4 * channel, load<f32>(at))
        at += plane
      }
      for (let zero: usize = 4 * channels; zero < outPixel; zero += 4) store<f32>(output + zero, 0)
      input += 4
      output += outPixel
    }
  }
}

function clear(from: usize, to: usize): void {
  for (; from + 16 <= to; from += 16) v128.store(from, i32x4.splat(0))
  for (; from < to; from += 4) store<f32>(from, 0)
}

/**
 * Zeros around a value: PAD_TOP rows above, IN_HEIGHT rows below, PAD_LEFT pixels before the first row, and after each row
 * what its stride leaves.
 */
export function halo(step: usize, part: i32, parts: i32): void {
  const height = load<i32>(step, HEIGHT)
  const pixel = load<usize>(step, OUT_PIXEL)
  const row = load<usize>(step, OUT_ROW)
  const output = load<usize>(step, OUTPUT)
  const rowBytes = load<i32>(step, WIDTH) * pixel
  if (part === 0) {
    clear(output - load<i32>(step, PAD_TOP) * row - load<i32>(step, PAD_LEFT) * pixel, output)
    clear(output + height * row, output + (height + load<i32>(step, IN_HEIGHT)) * row)
  }
  const end = share(height, 1, part + 1, parts)
  for (let y = share(height, 1, part, parts); y < end; y++) {
    clear(output + y * row + rowBytes, output + (y + 1) * row)
  }
}

/** One map of a concatenation into its place; behind the last one, DEPTH zeros to the end of the pixel. */
export function copy(step: usize, part: i32, parts: i32): void {
  const height = load<i32>(step, HEIGHT)
  const width = load<i32>(step, WIDTH)
  const bytes: usize = 4 * load<i32>(step, CHANNELS)
  const zeros: usize = 4 * load<i32>(step, DEPTH)
  const end = share(height, 1, part + 1, parts)
  for (let y = share(height, 1, part, parts); y < end; y++) {
    let input = load<usize>(step, INPUT) + y * load<usize>(step, IN_ROW)
    let output = load<usize>(step, OUTPUT) + y * load<usize>(step, OUT_ROW)
    for (let x = 0; x < width; x++) {
      let at: usize = 0
      for (; at + 16 <= bytes; at += 16) v128.store(output + at, v128.load(input + at))
      for (; at < bytes; at += 4) store<f32>(output + at, load<f32>(input + at))
      clear(output + bytes, output + bytes + zeros)
      input += load<usize>(step, IN_PIXEL)
      output += load<usize>(step, OUT_PIXEL)
    }
  }
}
