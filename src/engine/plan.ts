/**
 * From the graph to the plan. A reader can follow a model through it:
 *   plan/needed.ts     which nodes the wanted outputs need
 *   plan/constants.ts  what is known beforehand is computed (folds*.ts)
 *   plan/operators.ts  every other node becomes layers, and a view of a value (view.ts)
 *   plan/gates.ts      written-out activations are recognised
 *   plan/affine.ts     batch norm and arithmetic with constants go into weights
 *   plan/join.ts       activations and additions join the layer before them
 *   plan/emit.ts       what is left is numbered, and rounded
 */
import { type Framing, inputSize, type Size } from '../core/geometry.ts'
import type { ModelManifest } from '../core/manifest.ts'
import type { Graph } from './graph.ts'
import type { Plan, Shape, ValueId } from './layers.ts'
import { foldAffines, writeAffines } from './plan/affine.ts'
import { Constants } from './plan/constants.ts'
import { Draft, type DraftLayer } from './plan/draft.ts'
import { emitPlan } from './plan/emit.ts'
import { recogniseGates } from './plan/gates.ts'
import { joinLayers } from './plan/join.ts'
import { live } from './plan/layer-list.ts'
import { neededNodes, writersOf } from './plan/needed.ts'
import { OPERATORS } from './plan/operators.ts'
import { findTail, topMapsOf, wantedBy } from './plan/top-maps.ts'
import { pictureView, type View } from './plan/view.ts'
import { unsupported } from './unsupported.ts'

/** What the manifest says of the graph: the names of its tensors, and the picture's size where the graph has a symbol for it. */
export type PlannedManifest = Pick<ModelManifest, 'input' | 'outputs'> & {
  readonly preprocess: Framing
}

/** As in the manifest: no picture is larger. */
const MAX_EDGE = 4096

/**
 * @throws ModelUnsupported  naming the node that this engine does not run, and why
 */
export function planNetwork(graph: Graph, { input, outputs, preprocess }: PlannedManifest): Plan {
  const { logits, topClasses, topMaps } = outputs
  const writers = writersOf(graph)
  for (const name of [logits, topClasses, topMaps]) {
    if (name !== undefined && !graph.outputs.includes(name)) unsupported('the graph', `no output ${name}`)
  }
  const tail = topClasses && topMaps ? findTail(writers, topClasses, topMaps) : undefined

  const draft = new Draft(graph.opset, new Constants(graph))
  const picture = draft.value(pictureShape(graph, input, inputSize(preprocess)), input)
  draft.set(input, pictureView(picture, draft.values[picture] ?? { height: 0, width: 0, channels: 0 }))
  for (const node of neededNodes(graph, writers, [logits, ...(tail ? wantedBy(tail) : [])])) {
    lower(node, draft)
  }

  const scores = vectorNamed(logits, draft)
  const explained = tail && topMapsOf(tail, draft, scores)
  const kept = explained ? [scores.value, explained.features] : [scores.value]
  const layers = fuse(draft, kept)
  return emitPlan(draft, layers, {
    input: picture,
    logits: scores.value,
    ...(explained ? { topMaps: explained } : {}),
  })
}

/** [1, 3, height, width]; a symbol stands for 1 picture, or for the length that the manifest names. */
function pictureShape(graph: Graph, name: string, size: Size): Shape {
  const found = graph.inputs.find((input) => input.name === name)
  if (!found || graph.initializers.has(name)) return unsupported('the graph', `no input ${name}`)
  const [batch = 1, channels, height = size.height, width = size.width] = found.dims ?? []
  const fits = found.dims?.length === 4 && batch === 1 && channels === 3 && height <= MAX_EDGE && width <= MAX_EDGE
  if (found.type !== 'float32' || !fits) {
    const shown = found.dims?.map((size) => size ?? '?').join()
    unsupported(name, `${found.type ?? 'another type'} [${shown}] is not float32 [1, 3, height, width]`)
  }
  return { height, width, channels: 3 }
}

/** One node: computed if all that it reads is known, else made layers of. */
function lower(node: Graph['nodes'][number], draft: Draft): void {
  const [output = ''] = node.outputs
  const unknown = node.inputs.find((name) => name !== '' && !draft.find(name) && !draft.constants.has(name))
  if (unknown !== undefined) unsupported(node.label, `reads ${unknown}, which nothing before it writes`)
  if (draft.constants.feed(node)) {
    draft.constants.compute(node)
    return
  }
  const operator = OPERATORS.get(node.operator)
  if (!operator) unsupported(node.label, `${node.operator} is not an operator of this engine`)
  const result = operator(node, draft)
  if ('value' in result) draft.set(output, result)
  else draft.constants.set(output, result)
}

function vectorNamed(name: string, draft: Draft): View {
  const view = draft.find(name) ?? unsupported(name, 'does not depend on the picture')
  const { height, width } = view.shape
  if (height !== 1 || width !== 1 || view.pads) unsupported(name, `[${view.dims}] is not one vector`)
  return view
}

function fuse(draft: Draft, kept: readonly ValueId[]): DraftLayer[] {
  const recognised = live(recogniseGates(live(draft.layers, kept)), kept)
  const written = writeAffines(foldAffines(recognised, kept, draft.constants.budget), draft)
  return joinLayers(written, draft.values, kept)
}
