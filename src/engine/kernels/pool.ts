/** Means over whole maps, and maxima and means over windows. */
import {
  CHANNELS,
  COUNTED_HEIGHT,
  COUNTED_WIDTH,
  HEIGHT,
  IN_HEIGHT,
  IN_PIXEL,
  IN_ROW,
  IN_WIDTH,
  INPUT,
  KERNEL_HEIGHT,
  KERNEL_WIDTH,
  KIND,
  KIND_MAX_POOL,
  OUT_PIXEL,
  OUT_ROW,
  OUTPUT,
  PAD_LEFT,
  PAD_TOP,
  STRIDE_X,
  STRIDE_Y,
  WIDTH,
} from './fields'
import { share } from './share'

/** Each channel's sum, pixel after pixel, divided by their number. */
export function globalAverage(step: usize, part: i32, parts: i32): void {
  const channels = load<i32>(step, CHANNELS)
  const height = load<i32>(step, IN_HEIGHT)
  const width = load<i32>(step, IN_WIDTH)
  const pixel = load<usize>(step, IN_PIXEL)
  const count = f32x4.splat(<f32>(height * width))
  const output = load<usize>(step, OUTPUT)
  const end: usize = 4 * share(channels, 16, part + 1, parts)
  for (let channel: usize = 4 * share(channels, 16, part, parts); channel < end; channel += 16) {
    let sum = f32x4.splat(0)
    for (let y = 0; y < height; y++) {
      let at = load<usize>(step, INPUT) + y * load<usize>(step, IN_ROW) + channel
      for (let x = 0; x < width; x++) {
        sum = f32x4.add(sum, v128.load(at))
        at += pixel
      }
    }
    v128.store(output + channel, f32x4.div(sum, count))
  }
}

/** Cells outside of the picture add nothing; whether they count in a mean is what COUNTED_HEIGHT and COUNTED_WIDTH say. */
export function pool(step: usize, part: i32, parts: i32): void {
  const isMax = load<i32>(step, KIND) === KIND_MAX_POOL
  const height = load<i32>(step, HEIGHT)
  const width = load<i32>(step, WIDTH)
  const bytes: usize = 4 * load<i32>(step, CHANNELS)
  const inPixel = load<usize>(step, IN_PIXEL)
  const inRow = load<usize>(step, IN_ROW)
  const inHeight = load<i32>(step, IN_HEIGHT)
  const inWidth = load<i32>(step, IN_WIDTH)
  const input = load<usize>(step, INPUT)
  const kernelHeight = load<i32>(step, KERNEL_HEIGHT)
  const kernelWidth = load<i32>(step, KERNEL_WIDTH)
  const countedHeight = load<i32>(step, COUNTED_HEIGHT)
  const countedWidth = load<i32>(step, COUNTED_WIDTH)
  const countsPads = countedHeight !== 0
  const start = isMax ? f32x4.splat(-Infinity) : f32x4.splat(0)
  const end = share(height, 1, part + 1, parts)
  for (let y = share(height, 1, part, parts); y < end; y++) {
    const top = y * load<i32>(step, STRIDE_Y) - load<i32>(step, PAD_TOP)
    const firstRow = max(0, top)
    const endRow = min(inHeight, top + kernelHeight)
    for (let x = 0; x < width; x++) {
      const left = x * load<i32>(step, STRIDE_X) - load<i32>(step, PAD_LEFT)
      const firstColumn = max(0, left)
      const endColumn = min(inWidth, left + kernelWidth)
      const output = load<usize>(step, OUTPUT) + y * load<usize>(step, OUT_ROW) + x * load<usize>(step, OUT_PIXEL)
      const cells = countsPads
        ? (min(countedHeight, top + kernelHeight) - top) * (min(countedWidth, left + kernelWidth) - left)
        : (endRow - firstRow) * (endColumn - firstColumn)
      const count = f32x4.splat(<f32>cells)
      for (let at: usize = 0; at < bytes; at += 16) {
        let result = start
        for (let row = firstRow; row < endRow; row++) {
          let from = input + row * inRow + firstColumn * inPixel + at
          for (let column = firstColumn; column < endColumn; column++) {
            const value = v128.load(from)
            result = isMax ? f32x4.pmax(result, value) : f32x4.add(result, value)
            from += inPixel
          }
        }
        v128.store(output + at, isMax ? result : f32x4.div(result, count))
      }
    }
  }
}
