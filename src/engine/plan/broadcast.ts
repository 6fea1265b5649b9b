/** Two shapes made one, as numpy and ONNX repeat them: aligned at their ends, and repeated where one has the size 1. */

/** undefined where the two do not go together. */
export function broadcastDims(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length)
  const dims: number[] = []
  for (let axis = 0; axis < rank; axis++) {
    const [of, other] = [sizeAt(a, axis, rank), sizeAt(b, axis, rank)]
    if (of !== other && of !== 1 && other !== 1) return undefined
    dims.push(of === 1 ? other : of)
  }
  return dims
}

/** The size of a shape along an axis of a result of `rank` axes. */
export function sizeAt(dims: readonly number[], axis: number, rank: number): number {
  return dims[axis - (rank - dims.length)] ?? 1
}

/** Numbers one behind the other in the result, and the steps between those that they come from: 0 where one is repeated. */
export interface Run {
  readonly start: number
  readonly size: number
  readonly a: number
  readonly stepA: number
  readonly b: number
  readonly stepB: number
}

/** Calls `visit` for the runs of the result, in order and as long as they can be. */
export function broadcast(
  a: readonly number[],
  b: readonly number[],
  dims: readonly number[],
  visit: (run: Run) => void,
): void {
  const directions = directionsOf(a, b, dims)
  const { size, a: stepA, b: stepB } = directions.pop() ?? { size: 1, a: 0, b: 0 }
  const at = directions.map(() => 0)
  const count = dims.reduce((product, length) => product * length, 1)
  let [inA, inB] = [0, 0]
  for (let start = 0; start < count; start += size) {
    visit({ start, size, a: inA, stepA, b: inB, stepB })
    // Like an odometer: the last direction that has a next place moves on, those behind it start anew.
    for (let i = directions.length - 1; i >= 0; i--) {
      const direction = directions[i] as Direction
      inA += direction.a
      inB += direction.b
      const next = (at[i] ?? 0) + 1
      at[i] = next % direction.size
      if (next < direction.size) break
      inA -= direction.a * direction.size
      inB -= direction.b * direction.size
    }
  }
}

interface Direction {
  size: number
  /** From one number to the next in either side. */
  a: number
  b: number
}

/** The result's axes, slowest first; neighbours that both sides walk alike are one. */
function directionsOf(a: readonly number[], b: readonly number[], dims: readonly number[]): Direction[] {
  const directions: Direction[] = []
  let [countA, countB] = [1, 1]
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const size = dims[axis] ?? 1
    if (size === 1) continue
    const inA = sizeAt(a, axis, dims.length) !== 1
    const inB = sizeAt(b, axis, dims.length) !== 1
    const faster = directions[0]
    if (faster && inA === faster.a > 0 && inB === faster.b > 0) faster.size *= size
    else directions.unshift({ size, a: inA ? countA : 0, b: inB ? countB : 0 })
    if (inA) countA *= size
    if (inB) countB *= size
  }
  return directions
}
