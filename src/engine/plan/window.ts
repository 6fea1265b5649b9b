/** Where windows lie: ONNX's pads, strides, auto_pad and ceil_mode made a Window, and the size of what comes out. */
import type { GraphNode } from '../graph.ts'
import type { Pads, Window } from '../layers.ts'
import { unsupported } from '../unsupported.ts'
import { integer, integers, text } from './attributes.ts'
import type { View } from './view.ts'

export interface Placed {
  readonly window: Window
  readonly height: number
  readonly width: number
  /** Some windows reach further than the pads that the graph names: ceil_mode. */
  readonly isBeyondPads: boolean
}

/** Strides and pads beyond this are of no network. */
const MAX_STEP = 4096

/**
 * @param kernel  [height, width]
 * @throws ModelUnsupported  dilation, negative pads, no output at all
 */
export function placeWindow(node: GraphNode, view: View, kernel: readonly number[]): Placed {
  const pair = (name: string, low: number): [number, number] => {
    const [y = 1, x = 1, ...more] = integers(node, name) ?? []
    if (more.length || ![y, x].every((step) => Number.isInteger(step) && step >= low && step <= MAX_STEP)) {
      unsupported(node.label, `${name} ${integers(node, name)?.join(' x ')}`)
    }
    return [y, x]
  }
  const [dilationY, dilationX] = pair('dilations', 1)
  if (dilationY !== 1 || dilationX !== 1) unsupported(node.label, `dilation ${Math.max(dilationY, dilationX)}`)
  const [strideY, strideX] = pair('strides', 1)
  const [kernelHeight = 0, kernelWidth = 0] = kernel
  const before = view.pads ?? NO_PADS
  const explicit = explicitPads(node)
  const rule = ruleOf(node)
  const rows = along(node, rule, {
    size: view.shape.height,
    before: [before.top, before.bottom],
    kernel: kernelHeight,
    stride: strideY,
    pads: [explicit.top, explicit.bottom],
  })
  const columns = along(node, rule, {
    size: view.shape.width,
    before: [before.left, before.right],
    kernel: kernelWidth,
    stride: strideX,
    pads: [explicit.left, explicit.right],
  })
  return {
    window: {
      kernel: { height: kernelHeight, width: kernelWidth },
      stride: { y: strideY, x: strideX },
      pads: { top: rows.first, left: columns.first, bottom: rows.last, right: columns.last },
    },
    height: rows.count,
    width: columns.count,
    isBeyondPads: rows.isBeyond || columns.isBeyond,
  }
}

export const NO_PADS: Pads = { top: 0, left: 0, bottom: 0, right: 0 }

interface Rule {
  readonly autoPad: string
  readonly isCeil: boolean
}

function ruleOf(node: GraphNode): Rule {
  const autoPad = text(node, 'auto_pad', 'NOTSET')
  if (!['NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER'].includes(autoPad)) unsupported(node.label, `auto_pad ${autoPad}`)
  return { autoPad, isCeil: integer(node, 'ceil_mode', 0) === 1 }
}

/** ONNX's order: the starts of all axes, then the ends. */
function explicitPads(node: GraphNode): Pads {
  const [top = 0, left = 0, bottom = 0, right = 0, ...more] = integers(node, 'pads') ?? []
  const pads = { top, left, bottom, right }
  const fits = Object.values(pads).every((pad) => Number.isInteger(pad) && pad >= 0 && pad <= MAX_STEP)
  return fits && more.length === 0 ? pads : unsupported(node.label, `pads [${integers(node, 'pads')}]`)
}

interface Along {
  readonly size: number
  /** Of the Pad node before it, first and last. */
  readonly before: readonly [number, number]
  readonly kernel: number
  readonly stride: number
  readonly pads: readonly [number, number]
}

/** One direction: how many windows, and what they need before the first and behind the last cell. */
function along(
  node: GraphNode,
  { autoPad, isCeil }: Rule,
  { size, before, kernel, stride, pads }: Along,
): { count: number; first: number; last: number; isBeyond: boolean } {
  const padded = size + before[0] + before[1]
  let [first, last] = autoPad === 'NOTSET' ? pads : [0, 0]
  let count: number
  if (autoPad.startsWith('SAME')) {
    count = Math.ceil(padded / stride)
    const missing = Math.max(0, (count - 1) * stride + kernel - padded)
    // The odd one goes behind (UPPER, TensorFlow's) or before (LOWER).
    first = autoPad === 'SAME_UPPER' ? Math.floor(missing / 2) : Math.ceil(missing / 2)
    last = missing - first
  } else {
    const steps = (padded + first + last - kernel) / stride
    count = (isCeil ? Math.ceil(steps) : Math.floor(steps)) + 1
    // As in PyTorch: a window that would begin behind the last cell is none.
    if (isCeil && (count - 1) * stride >= padded + first) count--
  }
  if (count < 1 || padded + first + last < kernel) {
    unsupported(node.label, `a window of ${kernel} on ${padded + first + last} cells`)
  }
  // Pads that no window reaches are dropped; those that ceil_mode's last one reaches are added.
  const reached = Math.max(0, (count - 1) * stride + kernel - (before[0] + first) - size)
  return { count, first: before[0] + first, last: reached, isBeyond: reached > before[1] + last }
}
