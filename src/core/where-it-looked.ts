/** Where the network found its evidence, in words: what a heat map tells those who do not see it. */
import { evidence } from './activation-map.ts'
import type { ActivationMap } from './classification.ts'
import type { Rectangle, Size } from './geometry.ts'

// As a share of the largest: weaker evidence lies everywhere and says little of where.
const COUNTS_FROM = 0.5
// So much of the evidence is "mostly": in a place, or, where that is less, in a band across the picture.
const MOST_IN_PLACE = 0.6
const MOST_IN_BAND = 0.8

/**
 * Three stretches of an axis, as shares of the picture, each half of it, so that neighbours overlap and what lies on the
 * border of two is not torn apart. Evidence is looked for in the stretch that its centre, below `centre`, belongs to.
 */
const STRETCHES = [
  { centre: 0.4, from: 0, to: 0.5 },
  { centre: 0.6, from: 0.25, to: 0.75 },
  { centre: Infinity, from: 0.5, to: 1 },
] as const

type Third = 0 | 1 | 2

const PLACES = [
  ['the upper left', 'the upper middle', 'the upper right'],
  ['the left side', 'the middle', 'the right side'],
  ['the lower left', 'the lower middle', 'the lower right'],
] as const
const UPRIGHT_BANDS = ['the left side', 'the middle, from top to bottom', 'the right side'] as const
const LEVEL_BANDS = ['the upper part', 'the middle, from side to side', 'the lower part'] as const

/** What of an axis each cell covers, as shares of the picture. */
interface Axis {
  readonly start: number
  readonly cell: number
}

/** How much of a cell lies within a stretch, 0 to 1. */
function within({ start, cell }: Axis, at: number, third: Third): number {
  const { from, to } = STRETCHES[third]
  const left = start + at * cell
  return Math.max(0, Math.min(left + cell, to) - Math.max(left, from)) / cell
}

function thirdOf(centre: number): Third {
  return centre < STRETCHES[0].centre ? 0 : centre < STRETCHES[1].centre ? 1 : 2
}

/**
 * @param crop  that the map covers, in pixels of the picture
 * @param size  of the picture, pixels
 * @returns a place in the whole picture: "mostly the upper left", "across the whole picture"
 */
export function whereItLooked(map: ActivationMap, crop: Rectangle, size: Size): string {
  const across: Axis = { start: crop.left / size.width, cell: crop.width / size.width / map.width }
  const down: Axis = { start: crop.top / size.height, cell: crop.height / size.height / map.height }
  const cells = evidence(map)
    .map((value, at) => ({ value, x: at % map.width, y: Math.floor(at / map.width) }))
    .filter(({ value }) => value >= COUNTS_FROM)
  if (cells.length === 0) return 'nowhere in particular'

  const all = cells.reduce((sum, { value }) => sum + value, 0)
  const centreOf = (axis: Axis, along: 'x' | 'y'): number =>
    cells.reduce((sum, cell) => sum + cell.value * (axis.start + (cell[along] + 0.5) * axis.cell), 0) / all
  const column = thirdOf(centreOf(across, 'x'))
  const row = thirdOf(centreOf(down, 'y'))

  let [inPlace, inColumn, inRow] = [0, 0, 0]
  for (const { value, x, y } of cells) {
    const [ofColumn, ofRow] = [within(across, x, column), within(down, y, row)]
    inPlace += (value * ofColumn * ofRow) / all
    inColumn += (value * ofColumn) / all
    inRow += (value * ofRow) / all
  }
  if (inPlace >= MOST_IN_PLACE) return `mostly ${PLACES[row][column]}`
  if (Math.max(inColumn, inRow) < MOST_IN_BAND) return 'across the whole picture'
  return `mostly ${inColumn >= inRow ? UPRIGHT_BANDS[column] : LEVEL_BANDS[row]}`
}
