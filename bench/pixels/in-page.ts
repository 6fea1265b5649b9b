/** Runs in an empty tab: makes the large photograph, and times the preprocessing alone, on decoded pixels. */
import type { PreprocessConfig } from '../../src/core/manifest.ts'
import type { CreateMixer } from '../../src/core/mixer.ts'
import { pixelSource } from '../../src/core/pixels.ts'
import { preprocess } from '../../src/core/preprocess.ts'
import { createScriptMixer } from '../../src/core/script-mixer.ts'
import { startSimdMixer } from '../../src/resample/simd-mixer.ts'
import { mixerKernel } from '../../src/worker/mixer-kernel.ts'

// 12 megapixels, what phones take.
const WIDTH = 4000
const HEIGHT = 3000
// Grey levels to either side: a phone's grain in daylight, which makes the file as large as a real one.
const GRAIN = 7
const JPEG_QUALITY = 0.92

/** The same noise each time (mulberry32): numbers from 0 to 1. */
function noise(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function context2d(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true })
  if (!context) throw new Error('no canvas here')
  return context
}

function toBase64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(blob)
  })
}

/**
 * A photograph of 4000 x 3000 pixels from a smaller one: enlarged to fill it, with grain.
 *
 * @returns a JPEG file as base64
 */
async function makePhotograph(picture: Blob): Promise<string> {
  const bitmap = await createImageBitmap(picture)
  const context = context2d(WIDTH, HEIGHT)
  const scale = Math.max(WIDTH / bitmap.width, HEIGHT / bitmap.height)
  const [width, height] = [bitmap.width * scale, bitmap.height * scale]
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height)
  const image = context.getImageData(0, 0, WIDTH, HEIGHT)
  const random = noise(1)
  for (let at = 0; at < image.data.length; at += 4) {
    const grain = (random() - 0.5) * 2 * GRAIN
    for (let channel = at; channel < at + 3; channel++) image.data[channel] = (image.data[channel] ?? 0) + grain
  }
  context.putImageData(image, 0, 0)
  return toBase64(await context.canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY }))
}

/**
 * Both mixers in turn, from decoded pixels to the network's input.
 *
 * @returns milliseconds of each of `times` runs, after `warmUp` that are not counted
 */
async function timePreprocess(
  picture: Blob,
  config: PreprocessConfig,
  { warmUp, times }: { warmUp: number; times: number },
): Promise<{ script: number[]; simd: number[] }> {
  const bitmap = await createImageBitmap(picture)
  const { width, height } = bitmap
  const context = context2d(width, height)
  context.drawImage(bitmap, 0, 0)
  const source = pixelSource(context.getImageData(0, 0, width, height))
  const simdMixer = startSimdMixer(mixerKernel())
  if (simdMixer === undefined) throw new Error('the SIMD mixer does not start here')
  const timed = (createMixer: CreateMixer): number => {
    const started = performance.now()
    preprocess(source, config, createMixer)
    return performance.now() - started
  }
  const measured = { script: [] as number[], simd: [] as number[] }
  for (let i = 0; i < warmUp + times; i++) {
    const [script, simd] = [timed(createScriptMixer), timed(simdMixer)]
    if (i < warmUp) continue
    measured.script.push(script)
    measured.simd.push(simd)
  }
  return measured
}

Object.assign(globalThis, { benchPixels: { makePhotograph, timePreprocess } })
