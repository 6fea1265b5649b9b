/** Pillow's filters by their numbers, which Hugging Face's `resample` uses too; each kernel has a file of its own. */
import { BILINEAR_SUPPORT, bilinear } from './bilinear.ts'
import { BOX_SUPPORT, box } from './box.ts'
import { CATMULL_ROM_SUPPORT, catmullRom } from './catmull-rom.ts'
import { HAMMING_SUPPORT, hamming } from './hamming.ts'
import { LANCZOS_SUPPORT, lanczos } from './lanczos.ts'

/** NEAREST, LANCZOS, BILINEAR, BICUBIC, BOX, HAMMING. */
export type Resample = 0 | 1 | 2 | 3 | 4 | 5

/** It has no kernel: one pixel becomes one pixel, also when shrinking. */
export const NEAREST = 0
export const BILINEAR = 2
export const BICUBIC = 3

export interface Filter {
  /** How far from its centre the kernel reaches, in units of its argument. */
  readonly support: number
  /** @param x  distance from the centre, in source pixels divided by the filter's scale */
  readonly kernel: (x: number) => number
}

export const FILTERS: Readonly<Record<Exclude<Resample, typeof NEAREST>, Filter>> = {
  1: { support: LANCZOS_SUPPORT, kernel: lanczos },
  2: { support: BILINEAR_SUPPORT, kernel: bilinear },
  3: { support: CATMULL_ROM_SUPPORT, kernel: catmullRom },
  4: { support: BOX_SUPPORT, kernel: box },
  5: { support: HAMMING_SUPPORT, kernel: hamming },
}

export function isResample(value: unknown): value is Resample {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 5
}
