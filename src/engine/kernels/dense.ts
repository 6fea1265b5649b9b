/**
 * Convolutions over all channels, and matrix times vector: a matrix product of the pixels as they lie and weights that
 * were packed into panels of eight outputs. A kernel's row is one run of numbers, its pads included, since channels lie
 * side by side and the layer before left zeros at the borders.
 */
import { single1, single4, tile5, tile6 } from './built/loops'
import { CHANNELS, HEIGHT, PANELS_FIRST, SPLIT, SPLIT_CHANNELS, WIDTH } from './fields'
import { share } from './share'

/** One panel for the output pixels `from` to `to`. At least five of them. */
function column(step: usize, from: i32, to: i32, panel: i32): void {
  // Sixes and fives that fill the range; where none do, the last tile computes some pixels a second time.
  const fives = (6 - ((to - from) % 6)) % 6
  const fits = 5 * fives <= to - from
  const sixesEnd = fits ? to - 5 * fives : to - ((to - from) % 6)
  let pixel = from
  for (; pixel < sixesEnd; pixel += 6) tile6(step, pixel, panel)
  for (; pixel < to; pixel += 5) tile5(step, min(pixel, to - 5), panel)
}

export function dense(step: usize, thread: i32, threads: i32): void {
  const byChannels = load<i32>(step, SPLIT) === SPLIT_CHANNELS
  const pixels = load<i32>(step, HEIGHT) * load<i32>(step, WIDTH)
  const panels = (load<i32>(step, CHANNELS) + 7) >> 3
  const firstPixel = byChannels ? 0 : share(pixels, 6, thread, threads)
  const endPixel = byChannels ? pixels : share(pixels, 6, thread + 1, threads)
  // Two panels to a cache line.
  const firstPanel = byChannels ? share(panels, 2, thread, threads) : 0
  const endPanel = byChannels ? share(panels, 2, thread + 1, threads) : panels

  if (endPixel - firstPixel < 5) {
    for (let pixel = firstPixel; pixel < endPixel; pixel++) {
      let panel = firstPanel
      for (; panel + 4 <= endPanel; panel += 4) single4(step, pixel, panel)
      for (; panel < endPanel; panel++) single1(step, pixel, panel)
    }
    return
  }
  if (load<i32>(step, PANELS_FIRST) !== 0) {
    for (let panel = firstPanel; panel < endPanel; panel++) column(step, firstPixel, endPixel, panel)
    return
  }
  // The same tiles as in `column`, with the pixels outside, so that a tile's input stays in the nearest cache.
  const fives = (6 - ((endPixel - firstPixel) % 6)) % 6
  const fits = 5 * fives <= endPixel - firstPixel
  const sixesEnd = fits ? endPixel - 5 * fives : endPixel - ((endPixel - firstPixel) % 6)
  let pixel = firstPixel
  for (; pixel < sixesEnd; pixel += 6) {
    for (let panel = firstPanel; panel < endPanel; panel++) tile6(step, pixel, panel)
  }
  for (; pixel < endPixel; pixel += 5) {
    const at = min(pixel, endPixel - 5)
    for (let panel = firstPanel; panel < endPanel; panel++) tile5(step, at, panel)
  }
}
