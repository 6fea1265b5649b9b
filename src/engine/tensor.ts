/** Tensors whose numbers are known: how many numbers a shape has, which array holds a type, float16 made float32. */
import { ELEMENT_TYPES, type ElementType, type Numbers, type Tensor } from './graph.ts'
import { unsupported } from './unsupported.ts'

/** More dimensions than any tensor of the family has: blocked weights have six. */
export const MAX_DIMENSIONS = 8
/** Of one tensor: 512 MiB of float32, four times the largest file. */
const MAX_NUMBERS = 2 ** 27

/** Sizes, axes or pads, in a tensor: two for each dimension are the most that an operator reads. */
export function listIn({ values }: Tensor, where: string): readonly number[] {
  if (values.length > 2 * MAX_DIMENSIONS) unsupported(where, `a list of ${values.length} sizes or axes`)
  return [...values]
}

const TYPES = Object.keys(ELEMENT_TYPES) as ElementType[]

/** By TensorProto.DataType. */
export function elementTypeOf(code: number): ElementType | undefined {
  return TYPES.find((type) => ELEMENT_TYPES[type].code === code)
}

/**
 * @returns  the dimensions multiplied out
 * @throws ModelUnsupported  dimensions below 0, too many of them, or a product that no tensor here may have
 */
export function countOf(dims: readonly number[], where: string): number {
  if (dims.length > MAX_DIMENSIONS)
    unsupported(where, `${dims.length} dimensions, where ${MAX_DIMENSIONS} are the most`)
  let count = 1
  for (const size of dims) {
    // Zeros are counted after the others, so that [0, 2^60] is refused like [2^60, 0].
    if (!Number.isInteger(size) || size < 0 || size > MAX_NUMBERS) unsupported(where, `a dimension of ${size}`)
    count *= Math.max(size, 1)
    if (count > MAX_NUMBERS) unsupported(where, `[${dims}] are more than ${MAX_NUMBERS} numbers`)
  }
  return dims.includes(0) ? 0 : count
}

/** Room for so many numbers of a type. */
export function numbers(type: ElementType, count: number): Numbers {
  switch (type) {
    case 'float32':
      return new Float32Array(count)
    case 'int64':
    case 'double':
      return new Float64Array(count)
    case 'int32':
      return new Int32Array(count)
    case 'int8':
      return new Int8Array(count)
    case 'uint8':
    case 'bool':
      return new Uint8Array(count)
    case 'float16':
      return new Uint16Array(count)
  }
}

/**
 * IEEE 754 half precision, exactly: fraction and exponent are moved to where float32 has them, and the difference between the
 * two exponents' offsets (127 - 15) is made good by a factor, which is right for the smallest numbers too.
 */
export function fromFloat16(bits: Uint16Array, to: Float32Array): void {
  const words = new Uint32Array(to.buffer, to.byteOffset, to.length)
  for (let i = 0; i < to.length; i++) {
    const half = bits[i] as number
    words[i] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13)
    to[i] = (to[i] as number) * 2 ** 112
    // Infinite, or not a number.
    if ((half & 0x7c00) === 0x7c00) words[i] = ((half & 0x8000) << 16) | 0x7f800000 | ((half & 0x3ff) << 13)
  }
}
