/** What is done to four numbers before they are stored. Clipping is so common that the loops do it themselves. */
import {
  ACTIVATION,
  ACTIVATION_CLIP,
  ACTIVATION_HARD_SIGMOID,
  ACTIVATION_HARD_SWISH,
  ACTIVATION_NONE,
  ACTIVATION_SWISH,
  FIRST,
  SECOND,
} from './fields'

/**
 * exp(x) to 2 units in the last place: x = n ln 2 + r, a polynomial in r (Cephes, `expf`), and 2 ** n by the bits of the
 * exponent. Every operation is one that IEEE 754 defines, so all machines agree; the host's exp does not.
 */
export function exp4(x: v128): v128 {
  // Beyond these, float32 has only 0 and infinity; 2 ** n stays a normal number.
  const bounded = f32x4.pmin(f32x4.splat(88.3762626647949), f32x4.pmax(f32x4.splat(-87.3365478515625), x))
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(Mathf.LOG2E)))
  // ln 2 in two parts, the first with few bits, so that n times it is exact.
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)))
  let y = f32x4.splat(1.98756915e-4)
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1))
  y = f32x4.add(f32x4.mul(y, f32x4.mul(r, r)), f32x4.add(r, f32x4.splat(1)))
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(y, power)
}

function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1)
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))))
}

/** The activation of the step, for four numbers. */
export function activate(step: usize, x: v128): v128 {
  const kind = load<i32>(step, ACTIVATION)
  if (kind === ACTIVATION_NONE) return x
  const first = v128.load32_splat(step, FIRST)
  const second = v128.load32_splat(step, SECOND)
  if (kind === ACTIVATION_CLIP) return f32x4.pmin(second, f32x4.pmax(first, x))
  if (kind === ACTIVATION_HARD_SIGMOID || kind === ACTIVATION_HARD_SWISH) {
    const line = f32x4.add(f32x4.mul(x, first), second)
    const hard = f32x4.pmin(f32x4.splat(1), f32x4.pmax(f32x4.splat(0), line))
    return kind === ACTIVATION_HARD_SWISH ? f32x4.mul(x, hard) : hard
  }
  const soft = sigmoid(x)
  return kind === ACTIVATION_SWISH ? f32x4.mul(x, soft) : soft
}
