/** The first half of an answer, which needs no engine: it may be done elsewhere, while the engine is at another picture. */
import type { Size } from './geometry.ts'
import type { PreprocessConfig } from './manifest.ts'
import type { CreateMixer } from './mixer.ts'
import type { AsyncPixelSource } from './pixels.ts'
import { preprocessAsync } from './preprocess.ts'

/** A picture as the engine takes it, and what its answer says of it. */
export interface PreparedPicture {
  /** [3, height, width] of the network's input. */
  readonly input: Float32Array
  /** Of the upright picture. */
  readonly size: Size
  /** Milliseconds. */
  readonly timing: { readonly decode: number; readonly preprocess: number }
}

export interface PrepareParts {
  readonly now: () => number
  readonly createMixer?: CreateMixer | undefined
  /** What decoding took. */
  readonly decodeMs?: number | undefined
}

/** @throws as the source does */
export async function preparePicture(
  source: AsyncPixelSource,
  config: PreprocessConfig,
  { now, createMixer, decodeMs = 0 }: PrepareParts,
): Promise<PreparedPicture> {
  const started = now()
  const input = await preprocessAsync(source, config, createMixer)
  const { width, height } = source
  return { input, size: { width, height }, timing: { decode: decodeMs, preprocess: now() - started } }
}
