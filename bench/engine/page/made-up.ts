/** What the engines are given: numbers like a picture's, normalised, the same each time. */

export function madeUp(count: number): Float32Array<ArrayBuffer> {
  let state = 1
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  })
}

/**
 * The same picture for those who want each pixel's channels side by side.
 *
 * @param planes  [channels, pixels] @returns [pixels, channels]
 */
export function channelsLast(planes: Float32Array, channels: number): Float32Array<ArrayBuffer> {
  const pixels = planes.length / channels
  return Float32Array.from(planes, (_, at) => planes[(at % channels) * pixels + Math.floor(at / channels)] ?? 0)
}
