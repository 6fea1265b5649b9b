/**
 * Convolutions that keep channels apart. Strips of seven or five output pixels by four channels stay in registers; the
 * zeros left and right of a row lie in memory, rows above and below are left out.
 */
import { activate, activatesLater } from './activation'
import { strip5, strip7 } from './built/loops'
import {
  ACTIVATION,
  ACTIVATION_CLIP,
  BIAS,
  CHANNELS,
  FIRST,
  HEIGHT,
  IN_HEIGHT,
  IN_PIXEL,
  IN_ROW,
  INPUT,
  KERNEL_HEIGHT,
  KERNEL_WIDTH,
  OUT_PIXEL,
  OUT_ROW,
  OUTPUT,
  PAD_LEFT,
  PAD_TOP,
  SECOND,
  SEVENS,
  SPLIT,
  SPLIT_CHANNELS,
  STRIDE_X,
  STRIDE_Y,
  WEIGHTS,
  WIDTH,
} from './fields'
import { share } from './share'

/** Bytes of channels that are worked on together: a cache line. */
const BLOCK: usize = 64

/** One output pixel, four channels, a kernel of any size. */
function one(step: usize, input: usize, weights: usize, rows: i32, bias: v128, output: usize): void {
  const inPixel = load<usize>(step, IN_PIXEL)
  const inRow = load<usize>(step, IN_ROW)
  const width = load<i32>(step, KERNEL_WIDTH)
  let sum = bias
  for (; rows > 0; rows--) {
    let at = input
    for (let x = 0; x < width; x++) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(at), v128.load(weights)))
      at += inPixel
      weights += 16
    }
    input += inRow
  }
  if (load<i32>(step, ACTIVATION) === ACTIVATION_CLIP) {
    sum = f32x4.pmin(v128.load32_splat(step, SECOND), f32x4.pmax(v128.load32_splat(step, FIRST), sum))
  }
  v128.store(output, sum)
}

export function depthwise(step: usize, part: i32, parts: i32): void {
  const byChannels = load<i32>(step, SPLIT) === SPLIT_CHANNELS
  const channels = load<i32>(step, CHANNELS)
  const height = load<i32>(step, HEIGHT)
  const firstY = byChannels ? 0 : share(height, 1, part, parts)
  const endY = byChannels ? height : share(height, 1, part + 1, parts)
  const firstChannel: usize = 4 * (byChannels ? share(channels, 16, part, parts) : 0)
  const endChannel: usize = 4 * (byChannels ? share(channels, 16, part + 1, parts) : channels)

  const width = load<i32>(step, WIDTH)
  const inHeight = load<i32>(step, IN_HEIGHT)
  const inPixel = load<usize>(step, IN_PIXEL)
  const inRow = load<i32>(step, IN_ROW)
  const outPixel = load<usize>(step, OUT_PIXEL)
  const kernelHeight = load<i32>(step, KERNEL_HEIGHT)
  const kernelWidth = load<i32>(step, KERNEL_WIDTH)
  const strideX = load<i32>(step, STRIDE_X)
  const strideY = load<i32>(step, STRIDE_Y)
  const square = kernelHeight === kernelWidth && strideX === strideY
  // As generate.mjs numbers them; 0 is none of those.
  const kernel = square ? 10 * kernelWidth + strideX : 0
  const cells: usize = kernelHeight * kernelWidth
  const bias = load<usize>(step, BIAS)

  for (let y = firstY; y < endY; y++) {
    const top = y * strideY - load<i32>(step, PAD_TOP)
    const firstRow = max(0, -top)
    const rows = min(kernelHeight, inHeight - top) - firstRow
    const input: usize = load<usize>(step, INPUT) + (top + firstRow) * inRow - load<i32>(step, PAD_LEFT) * <i32>inPixel
    const weights = load<usize>(step, WEIGHTS) + 16 * firstRow * kernelWidth
    const output = load<usize>(step, OUTPUT) + y * load<usize>(step, OUT_ROW)
    for (let block = firstChannel; block < endChannel; block += BLOCK) {
      const end = min(endChannel, block + BLOCK)
      let sevens = load<i32>(step, SEVENS)
      for (let x = 0; x < width; ) {
        const length = width < 5 ? 1 : sevens > 0 ? 7 : 5
        // The last strip may begin earlier than it must, and computes some pixels a second time.
        const at: usize = min(x, width - length)
        const from = input + at * strideX * inPixel + block
        const to = output + at * outPixel + block
        const w = weights + block * cells
        let done = false
        if (length === 7) done = strip7(kernel, step, from, w, rows, bias + block, to, end - block)
        else if (length === 5) done = strip5(kernel, step, from, w, rows, bias + block, to, end - block)
        for (let channel = block; channel < end && !done; channel += 16) {
          for (let i = 0; i < length; i++) {
            const shift = channel - block
            const inputAt = from + i * strideX * inPixel + shift
            one(step, inputAt, weights + channel * cells, rows, v128.load(bias + channel), to + i * outPixel + shift)
          }
        }
        x += length
        sevens--
      }
    }
    if (!activatesLater(step)) continue
    for (let x = 0; x < width; x++) {
      const at = output + x * outPixel
      activate(step, at + firstChannel, at + endChannel)
    }
  }
}
