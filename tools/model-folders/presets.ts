/** What `add-model` knows without being told: usual preprocessing, usual labels, and models by the hash of their file. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseTaxonomy } from '../../src/core/taxonomy.ts'

/** The labels that the shipped models share, with the groups above them. */
export const IMAGENET_LABELS = 'imagenet-1k'

export interface KnownModel {
  readonly id: string
  readonly name: string
  readonly license: string
  readonly labels: typeof IMAGENET_LABELS
  readonly preprocess: typeof IMAGENET_PREPROCESS
}

/** Names what torchvision and the ONNX model zoo do with pictures of ImageNet. */
export const IMAGENET_PREPROCESS = 'imagenet'

/** By sha256. */
export const KNOWN_MODELS: ReadonlyMap<string, KnownModel> = new Map([
  [
    // mobilenetv2-12.onnx of the ONNX model zoo, 13,964,571 bytes; licence and preprocessing as its README says.
    'c0c3f76d93fa3fd6580652a45618618a220fced18babf65774ed169de0432ad5',
    {
      id: 'mobilenetv2',
      name: 'MobileNetV2',
      license: 'Apache-2.0',
      labels: IMAGENET_LABELS,
      preprocess: IMAGENET_PREPROCESS,
    },
  ],
])

// The share of the picture that is kept: 224 of 256.
const KEPT = 0.875

/**
 * The `preprocessor_config.json` of networks trained on ImageNet.
 *
 * @param edge  of the network's input
 */
export function imagenetPreprocessor(edge: number): object {
  return {
    do_resize: true,
    size: { shortest_edge: Math.trunc(edge / KEPT) },
    resample: 2,
    do_center_crop: true,
    crop_size: { height: edge, width: edge },
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0.485, 0.456, 0.406],
    image_std: [0.229, 0.224, 0.225],
  }
}

/** @param models  the folder that holds all model folders */
export function imagenetLabels(models: string): { url: string; bytes: Uint8Array; names: readonly string[] } {
  const bytes = new Uint8Array(readFileSync(join(models, IMAGENET_LABELS, 'labels.json')))
  const { classes } = parseTaxonomy(JSON.parse(new TextDecoder().decode(bytes)))
  return { url: `../${IMAGENET_LABELS}/labels.json`, bytes, names: classes.map(({ label }) => label) }
}
