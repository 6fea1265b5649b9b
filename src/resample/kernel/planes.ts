/**
 * Rows of luma and chroma, as a JPEG keeps them, to pixels: byte for byte what libjpeg-turbo gives, which Pillow and the
 * browsers decode with. Where chroma has half the pixels, libjpeg's "fancy upsampling" (jdsample.c) weighs the nearer sample
 * by 3 and the farther one by 1, along each axis that is halved, and rounds once:
 *
 *   across    left (3 s + before + 1) >> 2                     right (3 s + after + 2) >> 2
 *   both      left (3 t + before + 8) >> 4                     right (3 t + after + 7) >> 4,   t = 3 near row + far row
 *
 * Colours are ITU-R T.871's, in libjpeg's whole numbers (jdcolor.c): 1.402 and 1.772 of 65536, and so on, rounded.
 */

const PIXELS: usize = 16
const PIXEL: usize = 4
const OPAQUE: v128 = i8x16.splat(-1)
const CENTRE: v128 = i16x8.splat(128)

// With all that an i16 multiplied as a fraction of 2 ** 15 takes: 1.402 = 1 + 0.402 and 1.772 = 2 - 0.228. Of the numbers
// that a chroma sample can be, each comes out as with 16 bits more (the test tries all).
const RED: v128 = i16x8.splat(13173)
const BLUE: v128 = i16x8.splat(-7471)
// Of 65536: -0.34414 of blue and, since -0.71414 has one bit too many, -1 + 0.28586 of red, in turn.
const GREEN: v128 = i16x8(-22554, 18734, -22554, 18734, -22554, 18734, -22554, 18734)
const HALF: v128 = i32x4.splat(1 << 15)

/** Sixteen pixels: luma as bytes, chroma of eight and eight as numbers around 0. */
function store(luma: usize, blueLow: v128, blueHigh: v128, redLow: v128, redHigh: v128, target: usize): void {
  const bright = v128.load(luma)
  const low = i16x8.extend_low_i8x16_u(bright)
  const high = i16x8.extend_high_i8x16_u(bright)
  const red = i8x16.narrow_i16x8_u(
    i16x8.add(low, i16x8.add(redLow, i16x8.q15mulr_sat_s(redLow, RED))),
    i16x8.add(high, i16x8.add(redHigh, i16x8.q15mulr_sat_s(redHigh, RED))),
  )
  const green = i8x16.narrow_i16x8_u(
    i16x8.add(i16x8.sub(low, redLow), greenOf(blueLow, redLow)),
    i16x8.add(i16x8.sub(high, redHigh), greenOf(blueHigh, redHigh)),
  )
  const blue = i8x16.narrow_i16x8_u(
    i16x8.add(low, i16x8.add(i16x8.add(blueLow, blueLow), i16x8.q15mulr_sat_s(blueLow, BLUE))),
    i16x8.add(high, i16x8.add(i16x8.add(blueHigh, blueHigh), i16x8.q15mulr_sat_s(blueHigh, BLUE))),
  )
  const redGreen = i8x16.shuffle(red, green, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
  const blueAlpha = i8x16.shuffle(blue, OPAQUE, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
  v128.store(target, i16x8.shuffle(redGreen, blueAlpha, 0, 8, 1, 9, 2, 10, 3, 11))
  v128.store(target, i16x8.shuffle(redGreen, blueAlpha, 4, 12, 5, 13, 6, 14, 7, 15), 16)
  const redGreenEnd = i8x16.shuffle(red, green, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
  const blueAlphaEnd = i8x16.shuffle(blue, OPAQUE, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
  v128.store(target, i16x8.shuffle(redGreenEnd, blueAlphaEnd, 0, 8, 1, 9, 2, 10, 3, 11), 32)
  v128.store(target, i16x8.shuffle(redGreenEnd, blueAlphaEnd, 4, 12, 5, 13, 6, 14, 7, 15), 48)
}

/** What green has beside luma minus red's chroma. */
function greenOf(blue: v128, red: v128): v128 {
  const low = i32x4.dot_i16x8_s(i16x8.shuffle(blue, red, 0, 8, 1, 9, 2, 10, 3, 11), GREEN)
  const high = i32x4.dot_i16x8_s(i16x8.shuffle(blue, red, 4, 12, 5, 13, 6, 14, 7, 15), GREEN)
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(low, HALF), 16), i32x4.shr_s(i32x4.add(high, HALF), 16))
}

/** Eight samples around 0. */
function centred(chroma: usize): v128 {
  return i16x8.sub(v128.load8x8_u(chroma), CENTRE)
}

/** Each of eight samples with what stands before it. */
function before(last: v128, samples: v128): v128 {
  return i16x8.shuffle(last, samples, 7, 8, 9, 10, 11, 12, 13, 14)
}

function after(samples: v128, next: v128): v128 {
  return i16x8.shuffle(samples, next, 1, 2, 3, 4, 5, 6, 7, 8)
}

function triple(samples: v128): v128 {
  return i16x8.add(samples, i16x8.add(samples, samples))
}

/** Eight samples; where chroma is halved down, of two rows, the nearer one three times. */
function samples(near: usize, far: usize, both: bool): v128 {
  const nearby = v128.load8x8_u(near)
  return both ? i16x8.add(triple(nearby), v128.load8x8_u(far)) : nearby
}

function firstEight(left: v128, right: v128): v128 {
  return i16x8.sub(i16x8.shuffle(left, right, 0, 8, 1, 9, 2, 10, 3, 11), CENTRE)
}

function lastEight(left: v128, right: v128): v128 {
  return i16x8.sub(i16x8.shuffle(left, right, 4, 12, 5, 13, 6, 14, 7, 15), CENTRE)
}

/**
 * A row of pixels. Whole sixteens of them are written and read: what lies behind the `width` pixels of target is overwritten.
 * Where chroma is halved, a row begins with the left one of two pixels; there is a sample before its first and one behind its
 * last.
 *
 * @param blue  the first pixel's sample
 * @param blueFar  where chroma is halved down, the sample in the other row that the pixel lies nearest to
 * @param halved  0: chroma has as many samples as luma; 1: halved across; 2: across and down
 */
export function planesRow(
  luma: usize,
  blue: usize,
  blueFar: usize,
  red: usize,
  redFar: usize,
  width: i32,
  target: usize,
  halved: i32,
): void {
  const both = halved === 2
  const roundLeft = i16x8.splat(both ? 8 : 1)
  const roundRight = i16x8.splat(both ? 7 : 2)
  const shift = both ? 4 : 2
  let blueLast: v128 = CENTRE
  let redLast: v128 = CENTRE
  let blueNow: v128 = CENTRE
  let redNow: v128 = CENTRE
  if (halved !== 0) {
    blueLast = samples(blue - 8, blueFar - 8, both)
    redLast = samples(red - 8, redFar - 8, both)
    blueNow = samples(blue, blueFar, both)
    redNow = samples(red, redFar, both)
  }
  for (let x = 0; x < width; x += PIXELS) {
    blue += 8
    red += 8
    blueFar += 8
    redFar += 8
    let blueLow: v128
    let blueHigh: v128
    let redLow: v128
    let redHigh: v128
    if (halved === 0) {
      blueLow = centred(blue - 8)
      blueHigh = centred(blue)
      redLow = centred(red - 8)
      redHigh = centred(red)
      blue += 8
      red += 8
    } else {
      const blueNext = samples(blue, blueFar, both)
      const redNext = samples(red, redFar, both)
      const blueThree = triple(blueNow)
      const redThree = triple(redNow)
      const blueLeft = i16x8.shr_u(i16x8.add(i16x8.add(blueThree, before(blueLast, blueNow)), roundLeft), shift)
      const blueRight = i16x8.shr_u(i16x8.add(i16x8.add(blueThree, after(blueNow, blueNext)), roundRight), shift)
      const redLeft = i16x8.shr_u(i16x8.add(i16x8.add(redThree, before(redLast, redNow)), roundLeft), shift)
      const redRight = i16x8.shr_u(i16x8.add(i16x8.add(redThree, after(redNow, redNext)), roundRight), shift)
      blueLow = firstEight(blueLeft, blueRight)
      blueHigh = lastEight(blueLeft, blueRight)
      redLow = firstEight(redLeft, redRight)
      redHigh = lastEight(redLeft, redRight)
      blueLast = blueNow
      blueNow = blueNext
      redLast = redNow
      redNow = redNext
    }
    store(luma, blueLow, blueHigh, redLow, redHigh, target)
    luma += PIXELS
    target += PIXELS * PIXEL
  }
}
