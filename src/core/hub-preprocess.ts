/**
 * A Hugging Face `preprocessor_config.json` as a {@link PreprocessConfig}. What the file leaves open is taken as its
 * library, transformers, takes it; what would change a pixel and is not done here is refused by its name.
 */
import { type Fields, fail, fields, integer, number, triple } from './fields.ts'
import { type Framing, fits, type Size } from './geometry.ts'
import type { PreprocessConfig } from './manifest.ts'
import { BILINEAR, isResample, type Resample } from './resample-filter.ts'

const FILE = 'preprocessor_config.json'
const MOST_PIXELS = 4096

// do_convert_rgb is done by the decoder, the others below.
const KNOWN_STEPS = ['do_resize', 'do_center_crop', 'do_rescale', 'do_normalize', 'do_convert_rgb']

// Their resizing has rules of its own.
const OTHER_RULES = /^(Levit|PoolFormer|Perceiver|ImageGPT|Timm)/
// A plain number as `size` means one thing in some and another in others.
const NUMBER_IS_SHORTEST_EDGE = /^(ConvNext|MobileNetV[12]|CLIP)/
const NUMBER_IS_SQUARE = /^(ViT|DeiT|Beit|EfficientNet)/
// ConvNeXT's own: from this edge on, nothing is cut; below it, so much of the picture is kept unless the file says.
const CONVNEXT_STRETCHES_FROM = 384
const CONVNEXT_CROP_PCT = 224 / 256

/** @throws ModelUnsupported  where the field is neither true, false nor absent */
function flag(of: Fields, name: string, absent: boolean): boolean {
  const value = of[name] ?? absent
  return typeof value === 'boolean' ? value : fail(`${FILE}: ${name}`, 'true or false')
}

/** "ConvNextImageProcessor", '' where the file does not say. */
function processorOf(of: Fields): string {
  const name = of['image_processor_type'] ?? of['feature_extractor_type'] ?? ''
  return typeof name === 'string' ? name : fail(`${FILE}: image_processor_type`, 'a text')
}

function checkSteps(of: Fields, processor: string): void {
  if (OTHER_RULES.test(processor))
    fail(`${FILE}: image_processor_type`, `another than ${processor}, whose rules differ`)
  const steps = Object.keys(of).filter((name) => name.startsWith('do_') && !KNOWN_STEPS.includes(name))
  for (const name of [...steps, 'rescale_offset']) {
    if (flag(of, name, false)) fail(`${FILE}: ${name}`, 'false: this step is not done here')
  }
  if (!flag(of, 'do_resize', true)) fail(`${FILE}: do_resize`, 'true: pictures of every size come in')
}

function exactSize(value: unknown, where: string): Size {
  const entry = fields(value, where)
  return {
    height: integer(entry, 'height', where, 1, MOST_PIXELS),
    width: integer(entry, 'width', where, 1, MOST_PIXELS),
  }
}

/** What the picture is resized to. */
function resized(of: Fields, processor: string): Framing {
  const where = `${FILE}: size`
  const value = of['size']
  if (typeof value === 'number') {
    const edge = integer(of, 'size', `${FILE}: the file`, 1, MOST_PIXELS)
    if (NUMBER_IS_SHORTEST_EDGE.test(processor)) return { shortestEdge: edge }
    if (NUMBER_IS_SQUARE.test(processor)) return { size: { width: edge, height: edge } }
    return fail(where, '{ shortest_edge } or { height, width }: a number alone may mean either')
  }
  const entry = fields(value, where)
  if (entry['shortest_edge'] === undefined && entry['height'] !== undefined) return { size: exactSize(value, where) }
  if (entry['longest_edge'] !== undefined) fail(`${where}.longest_edge`, 'absent')
  return { shortestEdge: integer(entry, 'shortest_edge', where, 1, MOST_PIXELS) }
}

/** ConvNeXT: small inputs are cut from a larger picture, large ones are the whole picture, stretched. */
function convNextFraming(of: Fields, edge: number): Framing {
  if (edge >= CONVNEXT_STRETCHES_FROM) return { size: { width: edge, height: edge } }
  const kept = of['crop_pct'] == null ? CONVNEXT_CROP_PCT : number(of, 'crop_pct', `${FILE}: the file`, 0.05, 1)
  return { shortestEdge: Math.trunc(edge / kept), centerCrop: edge }
}

function hubFraming(of: Fields, processor: string): Framing {
  const to = resized(of, processor)
  if (/^ConvNext/.test(processor) && to.shortestEdge !== undefined) return convNextFraming(of, to.shortestEdge)
  if (of['crop_pct'] != null) fail(`${FILE}: crop_pct`, "absent: only ConvNeXT's is understood")
  if (!flag(of, 'do_center_crop', of['crop_size'] !== undefined)) {
    if (to.size === undefined) fail(`${FILE}: do_center_crop`, 'true: the shortest edge alone gives no size')
    return to
  }
  const crop = of['crop_size']
  const where = `${FILE}: crop_size`
  const centerCrop =
    typeof crop === 'number' ? integer(of, 'crop_size', `${FILE}: the file`, 1, MOST_PIXELS) : exactSize(crop, where)
  const framing = { ...to, centerCrop: squareAsNumber(centerCrop) }
  return fits(framing) ? framing : fail(where, 'at most what the picture is resized to')
}

function squareAsNumber(size: number | Size): number | Size {
  return typeof size !== 'number' && size.width === size.height ? size.width : size
}

function filter(of: Fields): Resample {
  // transformers.js takes BILINEAR where the file does not say.
  const value = of['resample'] ?? BILINEAR
  return isResample(value) ? value : fail(`${FILE}: resample`, "one of Pillow's numbers, 0 to 5")
}

type Normalisation = Pick<PreprocessConfig, 'rescaleFactor' | 'mean' | 'std'>

function normalisation(of: Fields, processor: string): Normalisation {
  const top = `${FILE}: the file`
  const given = of['rescale_factor'] === undefined ? 1 / 255 : number(of, 'rescale_factor', top, 1e-6, 1)
  const rescaleFactor = flag(of, 'do_rescale', true) ? given : 1
  if (!flag(of, 'do_normalize', of['image_mean'] !== undefined))
    return { rescaleFactor, mean: [0, 0, 0], std: [1, 1, 1] }
  const mean = triple(of, 'image_mean', top, -1000)
  const [red, green, blue] = triple(of, 'image_std', top, 1e-6)
  // EfficientNet's divides by the deviation a second time unless told not to.
  const twice = /^EfficientNet/.test(processor) && flag(of, 'include_top', true)
  return { rescaleFactor, mean, std: twice ? [red * red, green * green, blue * blue] : [red, green, blue] }
}

/**
 * @param value  what JSON.parse gave
 * @throws ModelUnsupported  naming the field that is not understood
 */
export function hubPreprocess(value: unknown): PreprocessConfig {
  const of = fields(value, `${FILE}: the file`)
  const processor = processorOf(of)
  checkSteps(of, processor)
  return { ...hubFraming(of, processor), resample: filter(of), ...normalisation(of, processor) }
}
