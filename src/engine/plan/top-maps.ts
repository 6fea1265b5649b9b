/**
 * The tail that explains the answer, recognised by its nodes instead of run as they stand:
 *   TopK(logits) -> classes;  Gather(weights, classes) x features [channels, height * width] -> maps [count, height, width]
 */
import type { GraphNode } from '../graph.ts'
import type { TopMaps } from '../layers.ts'
import { unsupported } from '../unsupported.ts'
import { axisOf, integer } from './attributes.ts'
import type { Draft } from './draft.ts'
import type { Writers } from './needed.ts'
import { layerWeightsOf } from './operator.ts'
import { reshapedDims } from './reshape-dims.ts'
import type { View } from './view.ts'

/** The tail's nodes, before anything is known of their tensors. */
export interface Tail {
  readonly topK: GraphNode
  readonly gather: GraphNode
  /** [channels, height * width] */
  readonly features: string
  /** The last node, and the shape that it gives the maps. */
  readonly reshape: GraphNode
}

const RESHAPING = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Identity', 'Cast'])

/**
 * @param topClasses  names of the graph's outputs
 * @throws ModelUnsupported  other nodes stand there
 */
export function findTail(writers: Writers, topClasses: string, topMaps: string): Tail {
  const written = (name: string | undefined, operator: string): GraphNode => {
    const node = writers.get(name ?? '')
    return node?.operator === operator
      ? node
      : unsupported(topMaps, `not the maps of the first classes: ${node?.label ?? name} where ${operator} was expected`)
  }
  const topKOf = (name: string | undefined): GraphNode => {
    let at = name
    const passed = new Set<GraphNode>()
    for (let node = writers.get(at ?? ''); node && RESHAPING.has(node.operator); node = writers.get(at ?? '')) {
      if (passed.has(node)) unsupported(node.label, 'reads what it writes')
      passed.add(node)
      at = node.inputs[0]
    }
    const node = written(at, 'TopK')
    return node.outputs[1] === at
      ? node
      : unsupported(topMaps, `${node.label} gives logits where classes were expected`)
  }
  const reshape = written(topMaps, 'Reshape')
  const product = written(reshape.inputs[0], 'MatMul')
  const gather = written(product.inputs[0], 'Gather')
  const topK = topKOf(topClasses)
  if (topKOf(gather.inputs[1]) !== topK) unsupported(topMaps, `of other classes than ${topClasses}`)
  return { topK, gather, features: product.inputs[1] ?? '', reshape }
}

/** What must be known of the tail: the rest of its nodes is not needed. */
export function wantedBy({ topK, gather, features, reshape }: Tail): readonly string[] {
  return [...topK.inputs, gather.inputs[0] ?? '', features, reshape.inputs[1] ?? '']
}

/** @throws ModelUnsupported  it computes something else */
export function topMapsOf({ topK, gather, features, reshape }: Tail, draft: Draft, logits: View): TopMaps {
  const classes = logits.shape.channels
  const count = countOf(topK, draft)
  if (draft.find(topK.inputs[0] ?? '')?.value !== logits.value)
    unsupported(topK.label, 'of something else than the logits')
  if (
    axisOf(topK, integer(topK, 'axis', -1), logits.dims.length) !== logits.dims.length - 1 ||
    logits.dims.at(-1) !== classes
  ) {
    unsupported(topK.label, `along axis ${integer(topK, 'axis', -1)} of [${logits.dims}]`)
  }
  if (integer(topK, 'largest', 1) !== 1 || integer(topK, 'sorted', 1) !== 1)
    unsupported(topK.label, 'not the largest first')
  if (!(count >= 1 && count <= classes)) unsupported(topK.label, `${count} of ${classes} classes`)

  const map = draft.find(features) ?? unsupported(gather.label, `${features} is a constant`)
  const { height, width, channels } = map.shape
  const order = map.axes.flat().join()
  const natural = (['channels', 'height', 'width'] as const).filter((axis) => map.shape[axis] !== 1).join()
  if (map.pads || map.dims.length !== 2 || map.dims[0] !== channels || order !== natural) {
    unsupported(features, `[${map.dims}] is not [channels, height * width] here`)
  }
  const { dims: ofWeights, weights } = layerWeightsOf(gather, draft, 0)
  if (integer(gather, 'axis', 0) !== 0 || ofWeights.join() !== `${classes},${channels}`) {
    unsupported(gather.label, `weights [${ofWeights}] of ${classes} classes and ${channels} channels`)
  }
  const shape =
    draft.constants.get(reshape.inputs[1] ?? '') ?? unsupported(reshape.label, 'its shape is not a constant')
  const dims = reshapedDims(reshape, [count, height * width], shape)
  if (dims.join() !== [count, height, width].join()) unsupported(reshape.label, `to [${dims}]`)
  return { count, features: map.value, weights }
}

/** An attribute before opset 10, an input since. */
function countOf(topK: GraphNode, draft: Draft): number {
  const name = topK.inputs[1]
  if (draft.opset < 10 || !name) return integer(topK, 'k', 0)
  const { values } = draft.constants.get(name) ?? unsupported(topK.label, 'k is not a constant')
  return values[0] ?? 0
}
