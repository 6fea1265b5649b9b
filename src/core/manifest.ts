/** `manifest.json` of a model folder: what the model takes and gives, and the hashes of its files. Parsed once, here. */
import { type Fields, fail, fields, integer, number, text, triple } from './fields.ts'
import { type Framing, fits, type Size } from './geometry.ts'
import { isResample, type Resample } from './resample-filter.ts'

/** A file of the model, with what must be true of its bytes. */
export interface ModelFile {
  /** Relative to the folder of the manifest. */
  readonly url: string
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
}

/** As in Hugging Face's `preprocessor_config.json`, in camel case: resize, cut, normalise. */
export interface PreprocessConfig extends Framing {
  /** Pillow's number for the resize's filter: 3 is BICUBIC. */
  readonly resample: Resample
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
  /** SPDX's name of it; absent where the folder does not say. */
  readonly license?: string
  /** Top-1 accuracy on ImageNet's validation set as its authors published it, 0 to 1; absent where they did not. */
  readonly publishedAccuracy?: number
  readonly model: ModelFile
  /** A `labels.json` (classes and the groups above them), or a Hugging Face `config.json`: its `id2label` alone. */
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

const FILE = 'manifest.json: '
const TOP = `${FILE}the file`

// A file may lie beside the folder (labels are shared by models), never on another site and never at an absolute path.
const RELATIVE = /^(\.\.\/)?[\w][\w./-]*$/

function file(of: Fields, name: string): ModelFile {
  const where = FILE + name
  const entry = fields(of[name], where)
  const url = text(entry, 'url', where)
  if (!RELATIVE.test(url) || url.slice(3).includes('..')) fail(`${where}.url`, 'a path within the models folder')
  const sha256 = text(entry, 'sha256', where)
  if (!/^[0-9a-f]{64}$/.test(sha256)) fail(`${where}.sha256`, '64 lower-case hex digits')
  return { url, bytes: integer(entry, 'bytes', where, 1, 2 ** 31), sha256 }
}

const MOST_PIXELS = 4096

function size(value: unknown, where: string): Size {
  const entry = fields(value, where)
  return {
    width: integer(entry, 'width', where, 1, MOST_PIXELS),
    height: integer(entry, 'height', where, 1, MOST_PIXELS),
  }
}

function framing(entry: Fields, where: string): Framing {
  const crop = entry['centerCrop']
  const cut = {
    ...(typeof crop === 'number' && { centerCrop: integer(entry, 'centerCrop', where, 1, MOST_PIXELS) }),
    ...(typeof crop !== 'number' && crop !== undefined && { centerCrop: size(crop, `${where}.centerCrop`) }),
  }
  if (entry['size'] !== undefined) {
    if (entry['shortestEdge'] !== undefined) fail(`${where}.size`, 'absent where there is a shortestEdge')
    return { size: size(entry['size'], `${where}.size`), ...cut }
  }
  const shortestEdge = integer(entry, 'shortestEdge', where, 1, MOST_PIXELS)
  if (cut.centerCrop === undefined) fail(`${where}.centerCrop`, 'there: the shortest edge alone gives no size')
  return { shortestEdge, ...cut }
}

function preprocess(value: unknown): PreprocessConfig {
  const where = `${FILE}preprocess`
  const entry = fields(value, where)
  const frame = framing(entry, where)
  if (!fits(frame)) fail(`${where}.centerCrop`, 'at most what the picture is resized to')
  const resample = entry['resample']
  if (!isResample(resample)) return fail(`${where}.resample`, "one of Pillow's numbers, 0 to 5")
  return {
    ...frame,
    resample,
    rescaleFactor: number(entry, 'rescaleFactor', where, 1e-6, 1),
    mean: triple(entry, 'mean', where, -1000),
    std: triple(entry, 'std', where, 1e-6),
  }
}

function outputs(value: unknown): ModelManifest['outputs'] {
  const where = `${FILE}outputs`
  const entry = fields(value, where)
  const logits = text(entry, 'logits', where)
  if (entry['topClasses'] === undefined && entry['topMaps'] === undefined) return { logits }
  return { logits, topClasses: text(entry, 'topClasses', where), topMaps: text(entry, 'topMaps', where) }
}

function golden(value: unknown): Golden {
  const where = `${FILE}golden`
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
  const top = fields(value, TOP)
  if (top['format'] !== 1) fail(`${FILE}format`, '1')
  const threshold = number(top, 'threshold', TOP, 0.5, 1)
  if (threshold === 0.5) fail(`${FILE}threshold`, 'above 0.5')
  return {
    format: 1,
    id: text(top, 'id', TOP),
    name: text(top, 'name', TOP),
    ...(top['license'] !== undefined && { license: text(top, 'license', TOP) }),
    ...(top['publishedAccuracy'] !== undefined && {
      publishedAccuracy: number(top, 'publishedAccuracy', TOP, 0, 1),
    }),
    model: file(top, 'model'),
    labels: file(top, 'labels'),
    input: text(top, 'input', TOP),
    outputs: outputs(top['outputs']),
    preprocess: preprocess(top['preprocess']),
    temperature: number(top, 'temperature', TOP, 0.01, 100),
    threshold,
    ...(top['golden'] !== undefined && { golden: golden(top['golden']) }),
  }
}
