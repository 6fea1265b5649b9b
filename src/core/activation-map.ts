/**
 * Where the network found its evidence. A class activation map (Zhou, Khosla, Lapedriza, Oliva, Torralba, "Learning Deep
 * Features for Discriminative Localization", CVPR 2016) is a coarse grid over the crop; here it becomes a smooth overlay.
 */
import type { ActivationMap } from './classification.ts'
import type { Size } from './geometry.ts'
import { HEAT_COLOURS } from './heat-colours.ts'

/** What is painted: the browser's ImageData, or anything like it. RGBA, 8 bits, not premultiplied. */
export interface PixelTarget extends Size {
  readonly data: { [at: number]: number }
}

/** Evidence for the class as a share of the largest: 0 to 1. What speaks against it counts as none. [height, width] */
export function evidence({ values }: ActivationMap): number[] {
  const largest = values.reduce((a, b) => Math.max(a, b), 0)
  return values.map((value) => (value > 0 ? value / largest : 0))
}

/** A place on an axis: the cells that it lies between, and how far it is from the first's centre to the second's. */
interface Between {
  readonly first: number
  readonly second: number
  readonly share: number
}

/** For each of `size` pixels along an axis of `cells` cells, whose centres lie at (i + 0.5) / cells; the ends are level. */
function between(cells: number, size: number): Between[] {
  return Array.from({ length: size }, (_, at) => {
    const place = Math.min(cells - 1, Math.max(0, ((at + 0.5) * cells) / size - 0.5))
    const first = Math.floor(place)
    return { first, second: Math.min(first + 1, cells - 1), share: place - first }
  })
}

function blend(values: readonly number[], { first, second, share }: Between): number {
  return (values[first] ?? 0) * (1 - share) + (values[second] ?? 0) * share
}

/**
 * Bilinear, from a grid to any size.
 *
 * @param values  [height, width] of `grid`
 * @returns [height, width] of `size`
 */
export function upsample(values: readonly number[], grid: Size, size: Size): number[] {
  const columns = between(grid.width, size.width)
  const gridRow = (y: number): readonly number[] => values.slice(y * grid.width, (y + 1) * grid.width)
  return between(grid.height, size.height).flatMap(({ first, second, share }) => {
    const [upper, lower] = [gridRow(first), gridRow(second)]
    const row = upper.map((value, x) => blend([value, lower[x] ?? 0], { first: 0, second: 1, share }))
    return columns.map((column) => blend(row, column))
  })
}

/**
 * Paints the evidence over the whole target: the more there is, the lighter and the less transparent. Opacity goes with
 * its square, so that the faint evidence that lies everywhere leaves the picture clear.
 */
export function paintHeat(map: ActivationMap, target: PixelTarget): void {
  const { data } = target
  for (const [at, value] of upsample(evidence(map), map, target).entries()) {
    const [red, green, blue] = HEAT_COLOURS[Math.round(value * (HEAT_COLOURS.length - 1))] ?? [0, 0, 0]
    data[4 * at] = red
    data[4 * at + 1] = green
    data[4 * at + 2] = blue
    data[4 * at + 3] = Math.round(value * value * 255)
  }
}
