/**
 * The manifest of a folder that has none: laid out as on the Hugging Face Hub, it says everything a manifest does, in
 * other words. Golden numbers, which take a run, are added by whoever has an engine (golden.ts).
 */
import { type Fields, fail, fields } from './fields.ts'
import { inputSize, type Size } from './geometry.ts'
import type { Graph, GraphTensor } from './graph.ts'
import { hubPreprocess } from './hub-preprocess.ts'
import type { ModelFile, ModelManifest } from './manifest.ts'
import { parseTaxonomy } from './taxonomy.ts'

/** Where the file of the network lies in such a folder. */
export const MODEL_FILE = 'onnx/model.onnx'

// Scores as the network gives them: nobody measured how far they are from the truth.
const UNCALIBRATED_TEMPERATURE = 1

// Without groups there is nothing between one class and "Not sure". Networks are mostly surer than they should be, so a bare
// majority is not enough; the models that come with the page, which were measured, have the same threshold.
const FLAT_THRESHOLD = 0.7

export interface HubFolder {
  /** The folder's name. */
  readonly id: string
  /** What JSON.parse gave for `config.json` and `preprocessor_config.json`. */
  readonly config: unknown
  readonly preprocessor: unknown
  readonly graph: Graph
  readonly model: ModelFile
  /** The file that holds the labels, and what JSON.parse gave for it: `config.json` itself, or a `labels.json`. */
  readonly labels: ModelFile
  readonly labelling: unknown
}

/** "[batch_size, 3, 224, 224] float32", for people. */
function described({ name, type, shape }: GraphTensor): string {
  return `${name}: ${type} [${shape.map((length) => (length === '' ? '?' : length)).join(', ')}]`
}

function onlyInput({ inputs }: Graph): GraphTensor {
  const [input, ...more] = inputs
  if (input === undefined || more.length > 0) {
    return fail(`${MODEL_FILE}: the inputs`, `one picture, not ${inputs.map(described).join('; ') || 'none'}`)
  }
  return input
}

/** True where the graph leaves the length open or has this one. */
function takes(length: number | string | undefined, wanted: number): boolean {
  return length === wanted || typeof length === 'string'
}

function pictureInput(graph: Graph, { width, height }: Size): string {
  const input = onlyInput(graph)
  const wanted = [1, 3, height, width]
  const fitsShape = input.shape.length === 4 && wanted.every((length, axis) => takes(input.shape[axis], length))
  if (input.type !== 'float32' || !fitsShape) {
    fail(
      `${MODEL_FILE}: the input`,
      `float32 [${wanted.join(', ')}], as preprocessor_config.json has it, not ${described(input)}`,
    )
  }
  return input.name
}

/** The output with one number for each class: the only one, the one with that name, or the only one of that length. */
function logitsOutput({ outputs }: Graph, classes: number): string {
  const named = outputs.filter(({ name }) => name === 'logits')
  const candidates = named.length > 0 ? named : outputs.filter(({ shape }) => takes(shape.at(-1), classes))
  const [output, ...more] = candidates
  const known = output?.type === 'float32' && output.shape.length === 2 && takes(output.shape.at(-1), classes)
  if (output === undefined || more.length > 0 || !known) {
    return fail(
      `${MODEL_FILE}: the outputs`,
      `one float32 [1, ${classes}], a logit for each label, not ${outputs.map(described).join('; ') || 'none'}`,
    )
  }
  return output.name
}

function checkTask(config: Fields): void {
  const names: unknown = config['architectures'] ?? []
  const classifies =
    Array.isArray(names) && (names.length === 0 || names.some((name) => /Classification/.test(`${name}`)))
  if (!classifies) fail('config.json: architectures', 'of a model for image classification')
}

/** "mobilenet_v2" of "google/mobilenet_v2"; paths of somebody's disk say nothing. */
function nameOf({ _name_or_path: path }: Fields, id: string): string {
  return (typeof path === 'string' ? /^[\w-]+\/([\w.-]+)$/.exec(path)?.[1] : undefined) ?? id
}

/**
 * @returns the manifest without golden numbers
 * @throws ModelUnsupported  naming the file and the field that is not understood
 */
export function hubManifest(folder: HubFolder): ModelManifest {
  const { id, graph, model, labels } = folder
  const config = fields(folder.config, 'config.json: the file')
  checkTask(config)
  const preprocess = hubPreprocess(folder.preprocessor)
  const { classes } = parseTaxonomy(folder.labelling)
  const { license } = config
  return {
    format: 1,
    id,
    name: nameOf(config, id),
    ...(typeof license === 'string' && license !== '' && { license }),
    model,
    labels,
    input: pictureInput(graph, inputSize(preprocess)),
    outputs: { logits: logitsOutput(graph, classes.length) },
    preprocess,
    temperature: UNCALIBRATED_TEMPERATURE,
    threshold: FLAT_THRESHOLD,
  }
}
