/** The operators of this engine: ONNX's name, and what makes layers of such a node. */

import type { Operator } from './operator.ts'
import { clip, hardSigmoid, hardSwish, max, min, relu, sigmoid, softmax } from './operators-activation.ts'
import { add, divide, multiply, subtract, sum } from './operators-arithmetic.ts'
import { gemm, matMul } from './operators-connected.ts'
import { batchNormalization, conv } from './operators-convolution.ts'
import { averagePool, globalAveragePool, maxPool, reduceMean } from './operators-pooling.ts'
import {
  cast,
  concat,
  dropout,
  flatten,
  identity,
  pad,
  reshape,
  shape,
  squeeze,
  transpose,
  unsqueeze,
} from './operators-shape.ts'

export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    Add: add,
    AveragePool: averagePool,
    BatchNormalization: batchNormalization,
    Cast: cast,
    Clip: clip,
    Concat: concat,
    Conv: conv,
    Div: divide,
    Dropout: dropout,
    Flatten: flatten,
    Gemm: gemm,
    GlobalAveragePool: globalAveragePool,
    HardSigmoid: hardSigmoid,
    HardSwish: hardSwish,
    Identity: identity,
    MatMul: matMul,
    Max: max,
    MaxPool: maxPool,
    Min: min,
    Mul: multiply,
    Pad: pad,
    ReduceMean: reduceMean,
    Relu: relu,
    Reshape: reshape,
    Shape: shape,
    Sigmoid: sigmoid,
    Softmax: softmax,
    Squeeze: squeeze,
    Sub: subtract,
    Sum: sum,
    Transpose: transpose,
    Unsqueeze: unsqueeze,
  } satisfies Record<string, Operator>),
)
