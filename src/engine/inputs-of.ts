/** What a layer reads, asked of the plan's layers and, while it is made, of its drafts. */
import type { Binary, Concat, Convolution, ValueId } from './layers.ts'

/** Two values, a list of them, or one and perhaps a residual: every kind of layer is one of these. */
type Reading = Pick<Binary, 'left' | 'right'> | Pick<Concat, 'inputs'> | Pick<Convolution, 'input' | 'residual'>

export function inputsOf(layer: Reading): readonly ValueId[] {
  if ('left' in layer) return [layer.left, layer.right]
  if ('inputs' in layer) return layer.inputs
  return layer.residual === undefined ? [layer.input] : [layer.input, layer.residual]
}
