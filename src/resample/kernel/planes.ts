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

/**
 * A row whose chroma has as many samples as luma. This and the others write whole sixteens of pixels and read as far: what
 * lies behind the `width` pixels of target is overwritten.
 */
export function fullRow(luma: usize, blue: usize, red: usize, width: i32, target: usize): void {
  for (let x = 0; x < width; x += PIXELS) {
    store(luma, centred(blue), centred(blue + 8), centred(red), centred(red + 8), target)
    luma += PIXELS
    blue += PIXELS
    red += PIXELS
    target += PIXELS * PIXEL
  }
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

/** Eight samples of two rows, the nearer one three times. */
function nearAndFar(near: usize, far: usize): v128 {
  return i16x8.add(triple(v128.load8x8_u(near)), v128.load8x8_u(far))
}

function firstEight(left: v128, right: v128): v128 {
  return i16x8.sub(i16x8.shuffle(left, right, 0, 8, 1, 9, 2, 10, 3, 11), CENTRE)
}

function lastEight(left: v128, right: v128): v128 {
  return i16x8.sub(i16x8.shuffle(left, right, 4, 12, 5, 13, 6, 14, 7, 15), CENTRE)
}

/**
 * A row whose chroma is halved across, beginning with the left one of two pixels.
 *
 * @param blue  the first pixel's sample; there is one before it, and one behind the last
 */
export function acrossRow(luma: usize, blue: usize, red: usize, width: i32, target: usize): void {
  const one: v128 = i16x8.splat(1)
  const two: v128 = i16x8.splat(2)
  let blueLast = v128.load8x8_u(blue - 8)
  let redLast = v128.load8x8_u(red - 8)
  let blueNow = v128.load8x8_u(blue)
  let redNow = v128.load8x8_u(red)
  for (let x = 0; x < width; x += PIXELS) {
    blue += 8
    red += 8
    const blueNext = v128.load8x8_u(blue)
    const redNext = v128.load8x8_u(red)
    const blueThree = triple(blueNow)
    const redThree = triple(redNow)
    const blueLeft = i16x8.shr_u(i16x8.add(i16x8.add(blueThree, before(blueLast, blueNow)), one), 2)
    const blueRight = i16x8.shr_u(i16x8.add(i16x8.add(blueThree, after(blueNow, blueNext)), two), 2)
    const redLeft = i16x8.shr_u(i16x8.add(i16x8.add(redThree, before(redLast, redNow)), one), 2)
    const redRight = i16x8.shr_u(i16x8.add(i16x8.add(redThree, after(redNow, redNext)), two), 2)
    store(
      luma,
      firstEight(blueLeft, blueRight),
      lastEight(blueLeft, blueRight),
      firstEight(redLeft, redRight),
      lastEight(redLeft, redRight),
      target,
    )
    luma += PIXELS
    target += PIXELS * PIXEL
    blueLast = blueNow
    blueNow = blueNext
    redLast = redNow
    redNow = redNext
  }
}

/**
 * The same of chroma that is halved across and down.
 *
 * @param blueFar  the sample in the other row that the pixel lies nearest to
 */
export function bothRow(
  luma: usize,
  blue: usize,
  blueFar: usize,
  red: usize,
  redFar: usize,
  width: i32,
  target: usize,
): void {
  const eight: v128 = i16x8.splat(8)
  const seven: v128 = i16x8.splat(7)
  let blueLast = nearAndFar(blue - 8, blueFar - 8)
  let redLast = nearAndFar(red - 8, redFar - 8)
  let blueNow = nearAndFar(blue, blueFar)
  let redNow = nearAndFar(red, redFar)
  for (let x = 0; x < width; x += PIXELS) {
    blue += 8
    blueFar += 8
    red += 8
    redFar += 8
    const blueNext = nearAndFar(blue, blueFar)
    const redNext = nearAndFar(red, redFar)
    const blueThree = triple(blueNow)
    const redThree = triple(redNow)
    const blueLeft = i16x8.shr_u(i16x8.add(i16x8.add(blueThree, before(blueLast, blueNow)), eight), 4)
    const blueRight = i16x8.shr_u(i16x8.add(i16x8.add(blueThree, after(blueNow, blueNext)), seven), 4)
    const redLeft = i16x8.shr_u(i16x8.add(i16x8.add(redThree, before(redLast, redNow)), eight), 4)
    const redRight = i16x8.shr_u(i16x8.add(i16x8.add(redThree, after(redNow, redNext)), seven), 4)
    store(
      luma,
      firstEight(blueLeft, blueRight),
      lastEight(blueLeft, blueRight),
      firstEight(redLeft, redRight),
      lastEight(redLeft, redRight),
      target,
    )
    luma += PIXELS
    target += PIXELS * PIXEL
    blueLast = blueNow
    blueNow = blueNext
    redLast = redNow
    redNow = redNext
  }
}
