/** `manifest.json` of a model folder: what the model takes and gives, and the hashes of its files. Parsed once, here. */
import { WhatsitError } from './errors.ts'

/** A file of the model, with what must be true of its bytes. */
export interface ModelFile {
  /** Relative to the folder of the manifest. */
  readonly url: string
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
}

/** As in Hugging Face's `preprocessor_config.json`, in camel case. */
export interface PreprocessConfig {
  /** Resize so that the shorter edge has this many pixels. */
  readonly shortestEdge: number
  /** Then cut this square from the centre: the network's input size S. */
  readonly centerCrop: number
  /** Pillow's number for the filter: 3 is BICUBIC, the only one so far. */
  readonly resample: 3
  /** value = (byte * rescaleFactor - mean[channel]) / std[channel] */
  readonly rescaleFactor: number
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
}

/**
 * What the model must answer to a synthetic picture (`patternPicture` of core/pattern.ts), so that a device can test
 * itself before the first real one.
 */
export interface Golden {
  /** Of the picture, pixels. */
  readonly width: number
  readonly height: number
  readonly seed: number
  /** The largest logits, best first. */
  readonly topLogits: readonly { readonly index: number; readonly logit: number }[]
  /** How far each of them may be off. */
  readonly tolerance: number
}

export interface ModelManifest {
  readonly format: 1
  readonly id: string
  /** For people: "EfficientNet-Lite0". */
  readonly name: string
  readonly license: string
  /** Top-1 accuracy on ImageNet's validation set as its authors published it, 0 to 1. */
  readonly publishedAccuracy: number
  readonly model: ModelFile
  readonly labels: ModelFile
  /** Names in the graph. */
  readonly input: string
  readonly outputs: { readonly logits: string; readonly topClasses?: string; readonly topMaps?: string }
  readonly preprocess: PreprocessConfig
  /** Scores are softmax(logits / temperature). */
  readonly temperature: number
  /** A name is likely enough from this score on, above 0.5 and at most 1. */
  readonly threshold: number
  /** Absent where nobody computed it. */
  readonly golden?: Golden
}

type Fields = Record<string, unknown>

function fail(where: string, wanted: string): never {
  throw new WhatsitError('ModelUnsupported', `manifest.json: ${where} should be ${wanted}`)
}

function fields(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(where, 'an object')
  return value as Fields
}

function text(of: Fields, name: string, where: string): string {
  const value = of[name]
  return typeof value === 'string' && value !== '' ? value : fail(`${where}.${name}`, 'a text')
}

function number(of: Fields, name: string, where: string, low: number, high: number): number {
  const value = of[name]
  const fits = typeof value === 'number' && value >= low && value <= high
  return fits ? value : fail(`${where}.${name}`, `a number from ${low} to ${high}`)
}

function integer(of: Fields, name: string, where: string, low: number, high: number): number {
  const value = number(of, name, where, low, high)
  return Number.isInteger(value) ? value : fail(`${where}.${name}`, 'a whole number')
}

function triple(of: Fields, name: string, where: string, low: number): readonly [number, number, number] {
  const value = of[name]
  if (!Array.isArray(value) || value.length !== 3) return fail(`${where}.${name}`, 'three numbers')
  const [red, green, blue] = value as readonly unknown[]
  const one = (channel: unknown): number =>
    typeof channel === 'number' && Number.isFinite(channel) && channel >= low
      ? channel
      : fail(`${where}.${name}`, `three numbers from ${low}`)
  return [one(red), one(green), one(blue)]
}

// A file may lie beside the folder (labels are shared by models), never on another site and never at an absolute path.
const RELATIVE = /^(\.\.\/)?[\w][\w./-]*$/

function file(of: Fields, name: string): ModelFile {
  const entry = fields(of[name], name)
  const url = text(entry, 'url', name)
  if (!RELATIVE.test(url) || url.slice(3).includes('..')) fail(`${name}.url`, 'a path within the models folder')
  const sha256 = text(entry, 'sha256', name)
  if (!/^[0-9a-f]{64}$/.test(sha256)) fail(`${name}.sha256`, '64 lower-case hex digits')
  return { url, bytes: integer(entry, 'bytes', name, 1, 2 ** 31), sha256 }
}

function preprocess(value: unknown): PreprocessConfig {
  const where = 'preprocess'
  const entry = fields(value, where)
  const shortestEdge = integer(entry, 'shortestEdge', where, 1, 4096)
  const centerCrop = integer(entry, 'centerCrop', where, 1, 4096)
  if (centerCrop > shortestEdge) fail(`${where}.centerCrop`, 'at most shortestEdge')
  if (entry['resample'] !== 3) fail(`${where}.resample`, '3 (bicubic)')
  return {
    shortestEdge,
    centerCrop,
    resample: 3,
    rescaleFactor: number(entry, 'rescaleFactor', where, 1e-6, 1),
    mean: triple(entry, 'mean', where, -1000),
    std: triple(entry, 'std', where, 1e-6),
  }
}

function outputs(value: unknown): ModelManifest['outputs'] {
  const entry = fields(value, 'outputs')
  const logits = text(entry, 'logits', 'outputs')
  if (entry['topClasses'] === undefined && entry['topMaps'] === undefined) return { logits }
  return { logits, topClasses: text(entry, 'topClasses', 'outputs'), topMaps: text(entry, 'topMaps', 'outputs') }
}

function golden(value: unknown): Golden {
  const where = 'golden'
  const entry = fields(value, where)
  const rows: unknown = entry['topLogits']
  if (!Array.isArray(rows) || rows.length === 0) return fail(`${where}.topLogits`, 'a list of logits')
  return {
    width: integer(entry, 'width', where, 1, 1024),
    height: integer(entry, 'height', where, 1, 1024),
    seed: integer(entry, 'seed', where, 0, 2 ** 31),
    topLogits: rows.map((row, at) => {
      const one = fields(row, `${where}.topLogits[${at}]`)
      return {
        index: integer(one, 'index', `${where}.topLogits[${at}]`, 0, 2 ** 31),
        logit: number(one, 'logit', `${where}.topLogits[${at}]`, -1e6, 1e6),
      }
    }),
    tolerance: number(entry, 'tolerance', where, 0, 1),
  }
}

/**
 * @param value  what JSON.parse gave
 * @throws ModelUnsupported  naming the field that is not as it should be
 */
export function parseManifest(value: unknown): ModelManifest {
  const top = fields(value, 'the file')
  if (top['format'] !== 1) fail('format', '1')
  const threshold = number(top, 'threshold', 'the file', 0.5, 1)
  if (threshold === 0.5) fail('threshold', 'above 0.5')
  return {
    format: 1,
    id: text(top, 'id', 'the file'),
    name: text(top, 'name', 'the file'),
    license: text(top, 'license', 'the file'),
    publishedAccuracy: number(top, 'publishedAccuracy', 'the file', 0, 1),
    model: file(top, 'model'),
    labels: file(top, 'labels'),
    input: text(top, 'input', 'the file'),
    outputs: outputs(top['outputs']),
    preprocess: preprocess(top['preprocess']),
    temperature: number(top, 'temperature', 'the file', 0.01, 100),
    threshold,
    ...(top['golden'] !== undefined && { golden: golden(top['golden']) }),
  }
}
