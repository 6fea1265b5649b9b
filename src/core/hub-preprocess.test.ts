import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hubPreprocess } from './hub-preprocess.ts'
import { parseManifest } from './manifest.ts'

const MEAN = [0.485, 0.456, 0.406]
const STD = [0.229, 0.224, 0.225]
const normalised = { image_mean: MEAN, image_std: STD }
const common = { resample: 2, rescaleFactor: 1 / 255, mean: MEAN, std: STD }

/** As MobileNetV2's folders have it. */
const cut = {
  image_processor_type: 'MobileNetV2ImageProcessor',
  do_resize: true,
  size: { shortest_edge: 256 },
  resample: 2,
  do_center_crop: true,
  crop_size: { height: 224, width: 224 },
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: true,
  ...normalised,
}
/** As ViT's folders have it. */
const stretched = { image_processor_type: 'ViTImageProcessor', size: { height: 224, width: 224 }, ...normalised }
const convNext = { feature_extractor_type: 'ConvNextFeatureExtractor', resample: 3, ...normalised }

describe('what folders of the Hub ask for', () => {
  test.each([
    ['shortest edge, then the centre', cut, { ...common, shortestEdge: 256, centerCrop: 224 }],
    ['a size, whatever the shape', stretched, { ...common, size: { width: 224, height: 224 } }],
    [
      'a size, then the centre',
      { ...stretched, crop_size: 192, do_center_crop: true },
      { ...common, size: { width: 224, height: 224 }, centerCrop: 192 },
    ],
    [
      'no centre crop, a crop_size all the same',
      { ...stretched, do_center_crop: false, crop_size: 192 },
      { ...common, size: { width: 224, height: 224 } },
    ],
    [
      'a crop that is no square',
      { ...cut, crop_size: { height: 160, width: 224 } },
      { ...common, shortestEdge: 256, centerCrop: { height: 160, width: 224 } },
    ],
    ['another filter', { ...cut, resample: 1 }, { ...common, resample: 1, shortestEdge: 256, centerCrop: 224 }],
    [
      'a number as size, of a processor that takes it for the shortest edge',
      { ...cut, size: 256, crop_size: 224 },
      { ...common, shortestEdge: 256, centerCrop: 224 },
    ],
    [
      'a number as size, of a processor that takes it for a square',
      { ...stretched, size: 224 },
      { ...common, size: { width: 224, height: 224 } },
    ],
    [
      'no normalisation',
      { ...cut, do_normalize: false },
      { ...common, shortestEdge: 256, centerCrop: 224, mean: [0, 0, 0], std: [1, 1, 1] },
    ],
    [
      'no normalisation, not even numbers for it',
      { size: { height: 8, width: 8 } },
      { ...common, size: { width: 8, height: 8 }, mean: [0, 0, 0], std: [1, 1, 1] },
    ],
    ['no rescaling', { ...stretched, do_rescale: false }, { ...common, size: stretched.size, rescaleFactor: 1 }],
    ['ConvNeXT, small', { ...convNext, size: { shortest_edge: 224 }, crop_pct: 0.875 }, { shortestEdge: 256 }],
    ['ConvNeXT, as it was written once', { ...convNext, size: 224, crop_pct: 0.9 }, { shortestEdge: 248 }],
    ['ConvNeXT without its share', { ...convNext, size: 224, crop_pct: null }, { shortestEdge: 256, centerCrop: 224 }],
    ['ConvNeXT, large', { ...convNext, size: { shortest_edge: 384 } }, { size: { width: 384, height: 384 } }],
  ])('%s', (_, config, preprocess) => {
    expect(hubPreprocess(config)).toMatchObject(preprocess)
  })

  test('EfficientNet divides by the deviation twice, unless told not to', () => {
    const config = { ...stretched, image_processor_type: 'EfficientNetImageProcessor', image_std: [0.5, 0.25, 1] }
    expect(hubPreprocess({ ...config, include_top: true }).std).toEqual([0.25, 0.0625, 1])
    expect(hubPreprocess({ ...config, include_top: false }).std).toEqual([0.5, 0.25, 1])
  })

  test.each(['efficientnet-lite0', 'efficientnet-lite2'])("%s: as the shipped folder's own manifest says", (id) => {
    const read = (name: string): unknown =>
      JSON.parse(readFileSync(new URL(`../../public/models/${id}/${name}`, import.meta.url), 'utf8'))
    expect(hubPreprocess(read('preprocessor_config.json'))).toEqual(parseManifest(read('manifest.json')).preprocess)
  })
})

describe('refuses', () => {
  test.each([
    ['a list', [cut], 'the file'],
    ['pictures of one size only', { ...cut, do_resize: false }, 'do_resize'],
    ['padding', { ...cut, do_pad: true }, 'do_pad'],
    ['blue first', { ...cut, do_flip_channel_order: true }, 'do_flip_channel_order'],
    ['an offset', { ...cut, rescale_offset: true }, 'rescale_offset'],
    ['a step that is neither done nor left out', { ...cut, do_normalize: 'yes' }, 'do_normalize'],
    ['no size', { ...cut, size: undefined }, 'size'],
    ['a longest edge', { ...cut, size: { longest_edge: 256 } }, 'size.longest_edge'],
    ['a height without a width', { ...stretched, size: { height: 224 } }, 'size.width'],
    ['a number that may mean either', { ...stretched, image_processor_type: 'Own', size: 224 }, 'size'],
    ['a shortest edge alone', { ...cut, do_center_crop: false }, 'do_center_crop'],
    ['a crop larger than the picture', { ...cut, crop_size: 257 }, 'crop_size'],
    ['a crop without a size', { ...cut, crop_size: undefined }, 'crop_size'],
    ['a share of the picture', { ...cut, crop_pct: 0.9 }, 'crop_pct'],
    ['a filter that Pillow has not', { ...cut, resample: 6 }, 'resample'],
    ['a mean without a deviation', { ...cut, image_std: undefined }, 'the file.image_std'],
    ['one mean for all', { ...cut, image_mean: 0.5 }, 'the file.image_mean'],
    [
      'a processor with rules of its own',
      { ...cut, image_processor_type: 'LevitImageProcessor' },
      'image_processor_type',
    ],
  ])('%s', (_, config, where) => {
    expect(() => hubPreprocess(config)).toThrow(
      expect.objectContaining({
        name: 'ModelUnsupported',
        message: expect.stringContaining(`preprocessor_config.json: ${where} should be`),
      }),
    )
  })
})
