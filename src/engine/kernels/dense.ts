/**
 * Convolutions over all channels, and matrix times vector: a matrix product of the pixels as they lie and weights that
 * were packed into panels of eight outputs. A kernel's row is one run of numbers, its pads included, since channels lie
 * side by side and the layer before left zeros at the borders.
 */
import { activate, activatesLater } from './activation'
import { single1, single4, tile5, tile6 } from './built/loops'
import {
  CHANNELS,
  DEPTH,
  HEIGHT,
  KERNEL_HEIGHT,
  OUT_PIXEL,
  OUT_TABLE,
  OUTPUT,
  PANELS_FIRST,
  SPLIT,
  SPLIT_CHANNELS,
  WEIGHTS,
  WIDTH,
} from './fields'
import { share } from './share'

/** Eight numbers. */
const PANEL_BYTES = 32

/** The output pixels `from` to `to`, at least five of them, in the panels `firstPanel` to `endPanel`. */
function tiles(step: usize, from: i32, to: i32, firstPanel: i32, endPanel: i32): void {
  // Sixes and fives that fill the range; where none do, the last tile computes some pixels a second time.
  const fives = (6 - ((to - from) % 6)) % 6
  const sixesEnd = 5 * fives <= to - from ? to - 5 * fives : to - ((to - from) % 6)
  let pixel = from
  for (; pixel < sixesEnd; pixel += 6) tile6(step, pixel, firstPanel, endPanel)
  for (; pixel < to; pixel += 5) tile5(step, min(pixel, to - 5), firstPanel, endPanel)
}

/** As above, one pixel at a time, for fewer than five. */
function singles(step: usize, from: i32, to: i32, firstPanel: i32, endPanel: i32): void {
  const fours = firstPanel + ((endPanel - firstPanel) & ~3)
  for (let pixel = from; pixel < to; pixel++) {
    single4(step, pixel, firstPanel, fours)
    single1(step, pixel, fours, endPanel)
  }
}

/**
 * Reads a panel of weights, a number of each cache line, so that all its lines are on their way from the outer caches at
 * once. The tiles alone would wait for them one after the other: 27.6 instead of 25.7 GMAC/s for the maps of 7 x 7.
 */
function fetchPanel(step: usize, panel: i32): void {
  const bytes = load<i32>(step, KERNEL_HEIGHT) * load<i32>(step, DEPTH) * PANEL_BYTES
  let at: usize = load<usize>(step, WEIGHTS) + panel * bytes
  for (const end = at + bytes; at < end; at += 128) {
    load<i32>(at)
    load<i32>(at, 64)
  }
}

export function dense(step: usize, part: i32, parts: i32): void {
  const byChannels = load<i32>(step, SPLIT) === SPLIT_CHANNELS
  const pixels = load<i32>(step, HEIGHT) * load<i32>(step, WIDTH)
  const channels = load<i32>(step, CHANNELS)
  const panels = (channels + 7) >> 3
  const firstPixel = byChannels ? 0 : share(pixels, 6, part, parts)
  const endPixel = byChannels ? pixels : share(pixels, 6, part + 1, parts)
  // Two panels to a cache line.
  const firstPanel = byChannels ? share(panels, 2, part, parts) : 0
  const endPanel = byChannels ? share(panels, 2, part + 1, parts) : panels

  if (endPixel - firstPixel < 5) {
    singles(step, firstPixel, endPixel, firstPanel, endPanel)
  } else if (load<i32>(step, PANELS_FIRST) !== 0) {
    for (let panel = firstPanel; panel < endPanel; panel++) {
      fetchPanel(step, panel)
      tiles(step, firstPixel, endPixel, panel, panel + 1)
    }
  } else {
    // A tile's input stays in the nearest cache while all panels pass by.
    tiles(step, firstPixel, endPixel, firstPanel, endPanel)
  }

  if (!activatesLater(step)) return
  const table = load<usize>(step, OUT_TABLE)
  const output = load<usize>(step, OUTPUT)
  for (let pixel = firstPixel; pixel < endPixel; pixel++) {
    const at = output + load<i32>(table + 4 * pixel) * load<i32>(step, OUT_PIXEL)
    activate(step, at + firstPanel * PANEL_BYTES, at + min(endPanel * PANEL_BYTES, 4 * channels))
  }
}
