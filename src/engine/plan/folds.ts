/** What nodes make of constants, by operator. */
import { ARITHMETIC } from './folds-arithmetic.ts'
import { type Fold, given } from './folds-call.ts'
import { cast, constant, constantOfShape, dequantizeLinear } from './folds-making.ts'
import { concat, gather, reshape, slice, squeeze, transpose, unsqueeze } from './folds-shape.ts'

export const FOLDS: ReadonlyMap<string, Fold> = new Map(
  Object.entries({
    ...ARITHMETIC,
    Cast: cast,
    Concat: concat,
    Constant: constant,
    ConstantOfShape: constantOfShape,
    DequantizeLinear: dequantizeLinear,
    Gather: gather,
    Identity: (call) => given(call, 0),
    Reshape: reshape,
    Slice: slice,
    Squeeze: squeeze,
    Transpose: transpose,
    Unsqueeze: unsqueeze,
  } satisfies Record<string, Fold>),
)
