/** From a picture to the network's input, as the model's `preprocessor_config.json` describes it. */
import type { PixelImage } from './classification.ts'
import { framed } from './geometry.ts'
import type { PreprocessConfig } from './manifest.ts'
import type { CreateMixer } from './mixer.ts'
import type { AsyncPixelSource, PixelSource } from './pixels.ts'
import { resampleCrop, resampleCropAsync } from './resample.ts'

/** What each byte of a channel becomes. Computed in double and rounded once, so (v - 127) / 128 comes out exact. */
function byteValues(rescaleFactor: number, mean: number, std: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => (byte * rescaleFactor - mean) / std)
}

/**
 * RGBA bytes to planes of normalised values; alpha is left out.
 *
 * @returns [3, height, width]: the red plane, the green one, the blue one
 */
export function normalise(image: PixelImage, config: PreprocessConfig): Float32Array {
  const { rescaleFactor, mean, std } = config
  const { data } = image
  const plane = image.width * image.height
  const values = new Float32Array(3 * plane)
  for (const channel of [0, 1, 2] as const) {
    const ofByte = byteValues(rescaleFactor, mean[channel], std[channel])
    for (let from = channel, to = channel * plane; from < data.length; from += 4, to++) {
      values[to] = ofByte[data[from] as number] as number
    }
  }
  return values
}

/**
 * Resize, centre crop, normalise.
 *
 * @param createMixer  the resampler's arithmetic; core's own if absent
 * @returns [3, height, width] of the network's input
 */
export function preprocess(source: PixelSource, config: PreprocessConfig, createMixer?: CreateMixer): Float32Array {
  const { size, crop } = framed(source, config)
  const { resample } = config
  return normalise(resampleCrop(source, size, crop, { resample, ...(createMixer && { createMixer }) }), config)
}

/** The same, of a source that may have to be waited for. */
export async function preprocessAsync(
  source: AsyncPixelSource,
  config: PreprocessConfig,
  createMixer?: CreateMixer,
): Promise<Float32Array> {
  const { size, crop } = framed(source, config)
  const { resample } = config
  return normalise(
    await resampleCropAsync(source, size, crop, { resample, ...(createMixer && { createMixer }) }),
    config,
  )
}
