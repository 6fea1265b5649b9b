/**
 * The arithmetic of a resampling, apart from what is read and in which order, so that a faster one can be passed in.
 * Whoever implements it gives the same bytes as script-mixer.ts, which is the reference.
 */
import type { Size } from './geometry.ts'
import type { Weights } from './weights.ts'

/** What one resampling computes. Both passes round to bytes, so their order shows. */
export interface MixPlan {
  /** Along the rows, for `crop.width` output pixels; the source's columns `begin` to `end` are read. */
  readonly across: Weights
  /** Along the columns, for `crop.height` output pixels; the source's rows `begin` to `end` are read. */
  readonly down: Weights
  readonly crop: Size
  /** False: strips are whole rows, mixed along the rows first. True: strips are whole columns, mixed along them first. */
  readonly columnsFirst: boolean
  /** The most rows (or columns) of a strip. */
  readonly stripLines: number
}

/** One resampling under way. */
export interface Mixer {
  /**
   * @param strip  some neighbouring rows (or columns) of the rectangle that is read, row by row; three channels, whichever they
   *   are, and a fourth byte that does not matter
   * @param at  how many rows (or columns) came before
   */
  add(strip: Uint8ClampedArray, at: number): void
  /** The crop, its channels as they came, opaque; to be called once, when the whole rectangle has been added. */
  finish(): Uint8ClampedArray<ArrayBuffer>
}

/** A mixer of an earlier plan may not be used any more once a new one was created. */
export type CreateMixer = (plan: MixPlan) => Mixer
