/**
 * The self-test's input, made while this thread would only wait: for the model's hash, which another thread computes, or for
 * its download. Not earlier: reading from the store wants this thread again and again, and drawing a picture holds it up.
 */
import type { ModelManifest } from '../core/manifest.ts'
import type { CreateMixer } from '../core/mixer.ts'
import { selfTestInput } from '../core/self-test.ts'

export class EarlyInput {
  readonly #createMixer: CreateMixer | undefined
  #made: { readonly manifest: ModelManifest; readonly input: Float32Array } | undefined

  constructor(createMixer: CreateMixer | undefined) {
    this.#createMixer = createMixer
  }

  /** Makes the input of the model that will likely be used. */
  expect(manifest: ModelManifest): void {
    try {
      this.#made = { manifest, input: selfTestInput(manifest, this.#createMixer) }
    } catch {
      // What went wrong does so again, and is told then.
    }
  }

  /** The input of the model that is used. @throws as {@link selfTestInput} */
  for(manifest: ModelManifest): Float32Array {
    return this.#made?.manifest === manifest ? this.#made.input : selfTestInput(manifest, this.#createMixer)
  }
}
