/**
 * From the bytes of an ONNX file to a typed graph: ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto (onnx.proto,
 * https://github.com/onnx/onnx), as far as convolutional classifiers need them. The file may be anything: counts and sizes
 * are checked where they are read, and nothing is recursive (subgraphs are left unread), so nesting has no depth to limit.
 */
import type { Attribute, Graph, GraphInput, GraphNode, Tensor } from './graph.ts'
import { readTensor } from './onnx-tensor.ts'
import { elementTypeOf } from './tensor.ts'
import { unsupported } from './unsupported.ts'
import { Message } from './wire.ts'

// 128 MiB: above ResNet-50's 102 MB. Reading and folding take a multiple of the file (see Budget).
const MAX_MODEL_BYTES = 128 * 1024 * 1024
/** Nodes, and initializers; EfficientNet-B7 has about 1,500. */
const MAX_NODES = 20_000
/** Inputs, outputs or attributes of one node or graph, and numbers in an attribute. */
const MAX_LIST = 20_000

/** Opset 7 brought numpy's broadcasting, and inference without `is_test`; 22 is the newest whose operators were looked through. */
const FIRST_OPSET = 7
const LAST_OPSET = 22

const FILE = 'model.onnx'

/**
 * @param model  kept as long as the graph, whose tensors are views of it where they can be
 * @throws ModelUnsupported  not ONNX, cut off, or written in a way that this does not read
 */
export function readModel(model: Uint8Array): Graph {
  if (model.length > MAX_MODEL_BYTES) unsupported(FILE, `more than ${MAX_MODEL_BYTES} bytes`)
  const message = Message.of(model, FILE)
  let opset = 0
  let graph: Omit<Graph, 'opset'> | undefined
  while (message.next()) {
    if (message.field === 7) {
      if (graph) unsupported(FILE, 'two graphs')
      graph = readGraph(message.message('the graph'))
    } else if (message.field === 8) {
      opset = readOpset(message.message('opset_import')) ?? opset
    }
  }
  if (!graph) return unsupported(FILE, 'no graph in it')
  if (opset < FIRST_OPSET || opset > LAST_OPSET) {
    unsupported(FILE, `opset ${opset}, where this engine reads ${FIRST_OPSET} to ${LAST_OPSET}`)
  }
  return { opset, ...graph }
}

/** The version of ONNX's own operators; undefined for those of another domain. */
function readOpset(message: Message): number | undefined {
  let domain = ''
  let version = 0
  while (message.next()) {
    if (message.field === 1) domain = message.text()
    else if (message.field === 2) version = message.integer()
  }
  return isOnnx(domain) ? version : undefined
}

const isOnnx = (domain: string): boolean => domain === '' || domain === 'ai.onnx'

function readGraph(message: Message): Omit<Graph, 'opset'> {
  const nodes: GraphNode[] = []
  const initializers = new Map<string, Tensor>()
  const inputs: GraphInput[] = []
  const outputs: string[] = []
  while (message.next()) {
    if (message.field === 1) {
      nodes.push(readNode(message.message(`node ${nodes.length}`), nodes.length))
    } else if (message.field === 5) {
      const { name, tensor } = readTensor(message.message(`initializer ${initializers.size}`), 'initializer')
      if (initializers.has(name)) unsupported(`initializer ${name}`, 'twice')
      initializers.set(name, tensor)
    } else if (message.field === 11) {
      inputs.push(readValue(message.message(`input ${inputs.length}`)))
    } else if (message.field === 12) {
      outputs.push(readValue(message.message(`output ${outputs.length}`)).name)
    }
    if (nodes.length > MAX_NODES) unsupported('the graph', `more than ${MAX_NODES} nodes`)
    if (initializers.size > MAX_NODES) unsupported('the graph', `more than ${MAX_NODES} initializers`)
    limit(inputs, 'the graph', 'inputs')
    limit(outputs, 'the graph', 'outputs')
  }
  return { nodes, initializers, inputs, outputs }
}

function limit(list: readonly unknown[], where: string, what: string): void {
  if (list.length > MAX_LIST) unsupported(where, `more than ${MAX_LIST} ${what}`)
}

function readNode(message: Message, index: number): GraphNode {
  const where = `node ${index}`
  const inputs: string[] = []
  const outputs: string[] = []
  const attributes = new Map<string, Attribute>()
  let name = ''
  let type = ''
  let domain = ''
  while (message.next()) {
    if (message.field === 1) inputs.push(message.text())
    else if (message.field === 2) outputs.push(message.text())
    else if (message.field === 3) name = message.text()
    else if (message.field === 4) type = message.text()
    else if (message.field === 5) attributes.set(...readAttribute(message.message(`an attribute of ${where}`), where))
    else if (message.field === 7) domain = message.text()
    limit(inputs, where, 'inputs')
    limit(outputs, where, 'outputs')
    if (attributes.size > MAX_LIST) unsupported(where, `more than ${MAX_LIST} attributes`)
  }
  const operator = isOnnx(domain) ? type : `${domain}.${type}`
  return { label: name ? `${operator} ${name}` : `${operator} (${where})`, operator, inputs, outputs, attributes }
}

/** AttributeProto.AttributeType, as far as its values are read. */
const ATTRIBUTE_TYPES: readonly (Attribute['type'] | undefined)[] = [
  undefined,
  'float',
  'integer',
  'text',
  'tensor',
  'other',
  'floats',
  'integers',
]

function readAttribute(message: Message, node: string): [string, Attribute] {
  let name = ''
  let type: Attribute['type'] | undefined
  // A writer may leave out a value that is 0.
  let float = 0
  let integer = 0
  let text = ''
  let tensor: Tensor | undefined
  const floats: number[] = []
  const integers: number[] = []
  while (message.next()) {
    // Early writers gave no type: then it is that of the value.
    if (message.field === 20) type = ATTRIBUTE_TYPES[message.integer()] ?? 'other'
    else if (message.field === 1) name = message.text()
    else if (message.field === 2) [float, type] = [message.float(), type ?? 'float']
    else if (message.field === 3) [integer, type] = [message.integer(), type ?? 'integer']
    else if (message.field === 4) [text, type] = [message.text(), type ?? 'text']
    else if (message.field === 5) {
      tensor = readTensor(message.message(`a tensor of ${node}`), `a tensor of ${node}`).tensor
      type ??= 'tensor'
    } else if (message.field === 7) {
      message.floats(floats)
      type ??= 'floats'
    } else if (message.field === 8) {
      message.integers(integers)
      type ??= 'integers'
    }
    limit(floats, node, `numbers in ${name}`)
    limit(integers, node, `numbers in ${name}`)
  }
  switch (type) {
    case 'float':
      return [name, { type, value: float }]
    case 'integer':
      return [name, { type, value: integer }]
    case 'text':
      return [name, { type, value: text }]
    case 'floats':
      return [name, { type, value: floats }]
    case 'integers':
      return [name, { type, value: integers }]
    case 'tensor':
      return tensor ? [name, { type, value: tensor }] : unsupported(node, `no tensor in its attribute ${name}`)
    default:
      return [name, { type: 'other' }]
  }
}

/** ValueInfoProto: a name, and the type and shape that the graph gives it. */
function readValue(message: Message): GraphInput {
  let value: GraphInput = { name: '', type: undefined, dims: undefined }
  let name = ''
  while (message.next()) {
    if (message.field === 1) name = message.text()
    else if (message.field === 2) {
      const type = message.message('the type of an input or output')
      while (type.next()) if (type.field === 1) value = readTensorType(type.message('the type of an input or output'))
    }
  }
  return { ...value, name }
}

function readTensorType(message: Message): GraphInput {
  let code = 0
  let dims: (number | undefined)[] | undefined
  while (message.next()) {
    if (message.field === 1) code = message.integer()
    else if (message.field === 2) {
      dims = []
      const shape = message.message('a shape')
      while (shape.next()) {
        if (shape.field === 1) dims.push(readDimension(shape.message('a shape')))
        limit(dims, 'a shape', 'dimensions')
      }
    }
  }
  return { name: '', type: elementTypeOf(code), dims }
}

/** Its number; undefined for a symbol ("batch_size"), and for -1, which some exporters write for one. */
function readDimension(message: Message): number | undefined {
  let size: number | undefined
  while (message.next()) if (message.field === 1) size = message.integer()
  return size === undefined || size < 1 ? undefined : size
}
