/**
 * The two passes of core's resampler over 8-bit RGBA, in AssemblyScript and plain SIMD128. A weight has 23 bits and a sign,
 * the instruction that multiplies and adds in pairs (i32x4.dot_i16x8_s) takes 16: so each weight comes as two numbers,
 * `high * 2 ** LOW_BITS + low`, with a sum of its own. All sums are modulo 2 ** 32, where no order and no split changes them.
 *
 * A tap is one source pixel that counts for an output pixel. Taps come in fours, filled up with weights of 0: what is read
 * beyond the last one must be memory, but may be anything. One output pixel's taps are a record of 16-byte lines:
 *
 *   line 0   its first source pixel, counted along the pass; how many fours follow (two i32)
 *   line n   the high halves of four weights, then the low ones (eight i16)
 */
export { planesRow } from './planes'

const LINE: usize = 16
const PIXEL: usize = 4
const LOW_BITS = 15
// As in core/weights.ts.
const WEIGHT_BITS = 22
const ROUND: v128 = i32x4.splat(1 << (WEIGHT_BITS - 1))
const OPAQUE: v128 = i32x4.splat(0xff000000)

// Of four pixels side by side: the first two, or the last two, channel by channel, each byte as an i16.
const FIRST_PAIR: v128 = i8x16(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, 3, -1, 7, -1)
const LAST_PAIR: v128 = i8x16(8, -1, 12, -1, 9, -1, 13, -1, 10, -1, 14, -1, 11, -1, 15, -1)

function dot(pixels: v128, weights: v128, sum: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(pixels, weights))
}

/** Four sums as whole numbers, not yet within 0 and 255. */
function rounded(high: v128, low: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.add(i32x4.shl(high, LOW_BITS), low), ROUND), WEIGHT_BITS)
}

/** Four pixels of such numbers, as bytes, opaque. */
function pixels(first: v128, second: v128, third: v128, fourth: v128): v128 {
  const bytes = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(first, second), i16x8.narrow_i32x4_s(third, fourth))
  return v128.or(bytes, OPAQUE)
}

/** Stores the first `count` of four pixels. */
function storeFew(target: usize, four: v128, count: i32): void {
  v128.store32_lane(target, four, 0)
  if (count > 1) v128.store32_lane(target, four, 1, PIXEL)
  if (count > 2) v128.store32_lane(target, four, 2, 2 * PIXEL)
}

/**
 * Along the rows. Four rows at a time share the weights; where fewer are left, those beyond are read and not written.
 *
 * @param source  first pixel of `rows` rows, `sourcePitch` bytes apart
 * @param records  of `outputs` output pixels, `recordBytes` apart
 * @param target  first pixel of the rows that come out, `targetPitch` bytes apart
 */
export function mixRows(
  source: usize,
  sourcePitch: usize,
  rows: i32,
  records: usize,
  recordBytes: usize,
  outputs: i32,
  target: usize,
  targetPitch: usize,
): void {
  for (let y = 0; y < rows; y += 4) {
    let record = records
    for (let x = 0; x < outputs; x++) {
      let row0 = source + <usize>load<i32>(record) * PIXEL
      let row1 = row0 + sourcePitch
      let row2 = row1 + sourcePitch
      let row3 = row2 + sourcePitch
      let high0: v128 = i32x4.splat(0)
      let high1: v128 = i32x4.splat(0)
      let high2: v128 = i32x4.splat(0)
      let high3: v128 = i32x4.splat(0)
      let low0: v128 = i32x4.splat(0)
      let low1: v128 = i32x4.splat(0)
      let low2: v128 = i32x4.splat(0)
      let low3: v128 = i32x4.splat(0)
      let line = record + LINE
      const end = line + LINE * <usize>load<i32>(record, 4)
      while (line < end) {
        const firstHigh = v128.load32_splat(line, 0)
        const lastHigh = v128.load32_splat(line, 4)
        const firstLow = v128.load32_splat(line, 8)
        const lastLow = v128.load32_splat(line, 12)
        let four = v128.load(row0)
        let first = i8x16.swizzle(four, FIRST_PAIR)
        let last = i8x16.swizzle(four, LAST_PAIR)
        high0 = dot(last, lastHigh, dot(first, firstHigh, high0))
        low0 = dot(last, lastLow, dot(first, firstLow, low0))
        four = v128.load(row1)
        first = i8x16.swizzle(four, FIRST_PAIR)
        last = i8x16.swizzle(four, LAST_PAIR)
        high1 = dot(last, lastHigh, dot(first, firstHigh, high1))
        low1 = dot(last, lastLow, dot(first, firstLow, low1))
        four = v128.load(row2)
        first = i8x16.swizzle(four, FIRST_PAIR)
        last = i8x16.swizzle(four, LAST_PAIR)
        high2 = dot(last, lastHigh, dot(first, firstHigh, high2))
        low2 = dot(last, lastLow, dot(first, firstLow, low2))
        four = v128.load(row3)
        first = i8x16.swizzle(four, FIRST_PAIR)
        last = i8x16.swizzle(four, LAST_PAIR)
        high3 = dot(last, lastHigh, dot(first, firstHigh, high3))
        low3 = dot(last, lastLow, dot(first, firstLow, low3))
        row0 += LINE
        row1 += LINE
        row2 += LINE
        row3 += LINE
        line += LINE
      }
      const column = pixels(rounded(high0, low0), rounded(high1, low1), rounded(high2, low2), rounded(high3, low3))
      const output = target + <usize>x * PIXEL
      v128.store32_lane(output, column, 0)
      if (y + 1 < rows) v128.store32_lane(output + targetPitch, column, 1)
      if (y + 2 < rows) v128.store32_lane(output + 2 * targetPitch, column, 2)
      if (y + 3 < rows) v128.store32_lane(output + 3 * targetPitch, column, 3)
      record += recordBytes
    }
    source += 4 * sourcePitch
    target += 4 * targetPitch
  }
}

/** Two rows' bytes in turn, each as an i16: of the first, or the last, eight bytes. */
function interleaved(one: v128, other: v128): v128 {
  return i8x16.shuffle(one, other, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
}

function interleavedEnd(one: v128, other: v128): v128 {
  return i8x16.shuffle(one, other, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
}

/**
 * Along the columns, four side by side; where fewer are left, those beyond are read and not written.
 *
 * @param source  first pixel of the rows, `sourcePitch` bytes apart
 * @param records  of `outputs` output pixels, `recordBytes` apart
 * @param target  first pixel of the rows that come out, `targetPitch` bytes apart
 */
export function mixColumns(
  source: usize,
  sourcePitch: usize,
  columns: i32,
  records: usize,
  recordBytes: usize,
  outputs: i32,
  target: usize,
  targetPitch: usize,
): void {
  for (let y = 0; y < outputs; y++) {
    const top = source + <usize>load<i32>(records) * sourcePitch
    const begin = records + LINE
    const end = begin + LINE * <usize>load<i32>(records, 4)
    for (let x = 0; x < columns; x += 4) {
      let row = top + <usize>x * PIXEL
      let high0: v128 = i32x4.splat(0)
      let high1: v128 = i32x4.splat(0)
      let high2: v128 = i32x4.splat(0)
      let high3: v128 = i32x4.splat(0)
      let low0: v128 = i32x4.splat(0)
      let low1: v128 = i32x4.splat(0)
      let low2: v128 = i32x4.splat(0)
      let low3: v128 = i32x4.splat(0)
      // Half a line at a time: two taps.
      for (let line = begin; line < end; line += LINE) {
        for (let half: usize = 0; half < LINE / 2; half += LINE / 4) {
          const high = v128.load32_splat(line + half, 0)
          const low = v128.load32_splat(line + half, 8)
          const one = v128.load(row)
          const other = v128.load(row + sourcePitch)
          const left = interleaved(one, other)
          const right = interleavedEnd(one, other)
          let pair = i16x8.extend_low_i8x16_u(left)
          high0 = dot(pair, high, high0)
          low0 = dot(pair, low, low0)
          pair = i16x8.extend_high_i8x16_u(left)
          high1 = dot(pair, high, high1)
          low1 = dot(pair, low, low1)
          pair = i16x8.extend_low_i8x16_u(right)
          high2 = dot(pair, high, high2)
          low2 = dot(pair, low, low2)
          pair = i16x8.extend_high_i8x16_u(right)
          high3 = dot(pair, high, high3)
          low3 = dot(pair, low, low3)
          row += 2 * sourcePitch
        }
      }
      const four = pixels(rounded(high0, low0), rounded(high1, low1), rounded(high2, low2), rounded(high3, low3))
      const output = target + <usize>x * PIXEL
      if (x + 4 <= columns) v128.store(output, four)
      else storeFew(output, four, columns - x)
    }
    records += recordBytes
    target += targetPitch
  }
}
