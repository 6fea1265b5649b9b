/** What is done to numbers after they are summed up. Clipping is so common that the innermost loops do it before they store. */
import {
  ACTIVATION,
  ACTIVATION_CLIP,
  ACTIVATION_HARD_SIGMOID,
  ACTIVATION_HARD_SWISH,
  ACTIVATION_SIGMOID,
  ACTIVATION_SWISH,
  FIRST,
  SECOND,
} from './fields'

/**
 * Numbers of {@link exponentials}, in memory: engines build a constant of four numbers anew wherever it is used, in more
 * time than the arithmetic takes, and keep one that was loaded.
 */
const NUMBERS = memory.data<f32>([
  // Beyond these, float32 has only 0 and infinity.
  88.3762626647949,
  -87.3365478515625,
  // 1 / ln 2, and ln 2 in two parts, the first with few bits, so that whole numbers times it are exact.
  Mathf.LOG2E,
  0.693359375,
  -2.1219444e-4,
  // The polynomial, from its highest power.
  1.98756915e-4,
  1.3981999507e-3,
  8.3334519073e-3,
  4.1665795894e-2,
  1.6666665459e-1,
  5.0000001201e-1,
  1,
  127,
])

/** Plain exp(x), for softmax. */
export const EXPONENTIAL: i32 = 0
/** 1 / (1 + exp(-x)) */
const SIGMOID: i32 = 1
/** x / (1 + exp(-x)) */
const SWISH: i32 = 2

/**
 * exp(x) to 2 units in the last place, or what is made of it, in place for the vectors from `from` up to `to`:
 * x = n ln 2 + r, a polynomial in r (Cephes, `expf`), and 2 ** n by the bits of the exponent. Every operation is one that
 * IEEE 754 defines, so all machines agree; the host's exp does not.
 */
export function exponentials(from: usize, to: usize, what: i32): void {
  const highest = v128.load32_splat(NUMBERS, 0)
  const lowest = v128.load32_splat(NUMBERS, 4)
  const perLn2 = v128.load32_splat(NUMBERS, 8)
  const ln2High = v128.load32_splat(NUMBERS, 12)
  const ln2Low = v128.load32_splat(NUMBERS, 16)
  const p5 = v128.load32_splat(NUMBERS, 20)
  const p4 = v128.load32_splat(NUMBERS, 24)
  const p3 = v128.load32_splat(NUMBERS, 28)
  const p2 = v128.load32_splat(NUMBERS, 32)
  const p1 = v128.load32_splat(NUMBERS, 36)
  const p0 = v128.load32_splat(NUMBERS, 40)
  const one = v128.load32_splat(NUMBERS, 44)
  const bias = v128.load32_splat(NUMBERS, 48)
  for (; from < to; from += 16) {
    const input = v128.load(from)
    const x = what === EXPONENTIAL ? input : f32x4.neg(input)
    const bounded = f32x4.pmin(highest, f32x4.pmax(lowest, x))
    const n = f32x4.nearest(f32x4.mul(bounded, perLn2))
    const r = f32x4.sub(f32x4.sub(bounded, f32x4.mul(n, ln2High)), f32x4.mul(n, ln2Low))
    let y = f32x4.add(f32x4.mul(p5, r), p4)
    y = f32x4.add(f32x4.mul(y, r), p3)
    y = f32x4.add(f32x4.mul(y, r), p2)
    y = f32x4.add(f32x4.mul(y, r), p1)
    y = f32x4.add(f32x4.mul(y, r), p0)
    y = f32x4.add(f32x4.mul(y, f32x4.mul(r, r)), f32x4.add(r, one))
    const power = i32x4.shl(i32x4.trunc_sat_f32x4_s(f32x4.add(n, bias)), 23)
    y = f32x4.mul(y, power)
    if (what !== EXPONENTIAL) y = f32x4.div(what === SWISH ? input : one, f32x4.add(one, y))
    v128.store(from, y)
  }
}

function hardSigmoid(x: v128, alpha: v128, beta: v128): v128 {
  const line = f32x4.add(f32x4.mul(x, alpha), beta)
  return f32x4.pmin(f32x4.splat(1), f32x4.pmax(f32x4.splat(0), line))
}

/** True where numbers that a loop stored must still go through {@link activate}; clipping it did itself. */
export function activatesLater(step: usize): bool {
  return load<i32>(step, ACTIVATION) > ACTIVATION_CLIP
}

/**
 * The activation of the step, in place, for the vectors from `from` up to `to`. A loop for each kind, so that its constants
 * stay in registers: made anew for each vector, they would cost more than the arithmetic.
 */
export function activate(step: usize, from: usize, to: usize): void {
  const kind = load<i32>(step, ACTIVATION)
  const first = v128.load32_splat(step, FIRST)
  const second = v128.load32_splat(step, SECOND)
  if (kind === ACTIVATION_CLIP) {
    for (; from < to; from += 16) v128.store(from, f32x4.pmin(second, f32x4.pmax(first, v128.load(from))))
  } else if (kind === ACTIVATION_HARD_SIGMOID) {
    for (; from < to; from += 16) v128.store(from, hardSigmoid(v128.load(from), first, second))
  } else if (kind === ACTIVATION_HARD_SWISH) {
    for (; from < to; from += 16) {
      const x = v128.load(from)
      v128.store(from, f32x4.mul(x, hardSigmoid(x, first, second)))
    }
  } else if (kind === ACTIVATION_SIGMOID) {
    exponentials(from, to, SIGMOID)
  } else if (kind === ACTIVATION_SWISH) {
    exponentials(from, to, SWISH)
  }
}
