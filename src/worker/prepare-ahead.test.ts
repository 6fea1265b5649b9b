import { describe, expect, test } from 'vitest'
import { WhatsitError } from '../core/errors.ts'
import type { PreprocessConfig } from '../core/manifest.ts'
import { patternPicture } from '../core/pattern.ts'
import { pixelSource } from '../core/pixels.ts'
import { preprocess } from '../core/preprocess.ts'
import { type Preparation, PrepareAhead } from './prepare-ahead.ts'

const CONFIG: PreprocessConfig = {
  shortestEdge: 20,
  centerCrop: 16,
  resample: 3,
  rescaleFactor: 1,
  mean: [127, 127, 127],
  std: [128, 128, 128],
}

/** Pictures of a pattern, by the seed that their file holds; those of seed 0 are broken, and a decoder hangs at those of 9. */
class Pictures {
  readonly told: Preparation[] = []
  readonly steps: string[] = []
  readonly ahead = new PrepareAhead<{ size: { width: number; height: number } }>({
    steps: {
      sniff: async () => ({ size: { width: 30, height: 24 } }),
      decode: async (image) => {
        const seed = Number(await image.text())
        this.steps.push(`decode ${seed}`)
        if (seed === 9) return new Promise<never>(() => {})
        if (seed === 0) throw new WhatsitError('ImageUndecodable', 'broken')
        const source = pixelSource(patternPicture(30, 24, seed))
        const read = (x: number, y: number, width: number, height: number) => source.read(x, y, width, height)
        return { width: 30, height: 24, bytes: 30 * 24 * 4, read, close: () => this.steps.push(`close ${seed}`) }
      },
    },
    now: () => 5,
    tell: (preparation) => this.told.push(preparation),
  })

  /** Names the pictures of these seeds; a picture's ticket is its seed and a hundred. */
  expect(...seeds: number[]): void {
    const pictures = seeds.map((seed) => ({ ticket: seed + 100, image: new Blob([String(seed)]) }))
    this.ahead.expect({ preprocess: CONFIG, pictures, beside: 0 })
  }

  async toldOf(...seeds: number[]): Promise<void> {
    await expect
      .poll(() => this.told.map(({ ticket }) => ticket - 100), { interval: 1 })
      .toEqual(expect.arrayContaining(seeds))
  }
}

describe('the next pictures', () => {
  test('are prepared in their order, as each would be at its turn', async () => {
    const pictures = new Pictures()
    pictures.expect(3, 1, 2)
    await pictures.toldOf(3, 1, 2)
    expect(pictures.told).toEqual(
      [3, 1, 2].map((seed) => ({
        ticket: seed + 100,
        picture: {
          input: preprocess(pixelSource(patternPicture(30, 24, seed)), CONFIG),
          size: { width: 30, height: 24 },
          timing: { decode: 0, preprocess: 0 },
        },
      })),
    )
  })

  test('are prepared once, however often they are named, and closed', async () => {
    const pictures = new Pictures()
    pictures.expect(1, 2)
    pictures.expect(1, 2, 3)
    await pictures.toldOf(1)
    pictures.expect(1, 2, 3, 4)
    await pictures.toldOf(1, 2, 3, 4)
    pictures.expect(4)
    pictures.expect(4, 5)
    await pictures.toldOf(5)
    expect(pictures.told.map(({ ticket }) => ticket)).toEqual([101, 102, 103, 104, 105])
    const each = [1, 2, 3, 4, 5]
    expect(pictures.steps.toSorted()).toEqual([
      ...each.map((seed) => `close ${seed}`),
      ...each.map((seed) => `decode ${seed}`),
    ])
  })

  test('go on behind one that is broken, of which no more is told', async () => {
    const pictures = new Pictures()
    pictures.expect(1, 0, 2)
    await pictures.toldOf(1, 0, 2)
    expect(pictures.told.map(({ ticket, picture }) => [ticket, picture !== undefined])).toEqual([
      [101, true],
      [100, false],
      [102, true],
    ])
  })

  test('do not wait for one that is named no more, however long its decoder takes', async () => {
    const pictures = new Pictures()
    pictures.expect(9)
    await expect.poll(() => pictures.steps, { interval: 1 }).toEqual(['decode 9'])
    pictures.expect(1)
    await pictures.toldOf(1)
    expect(pictures.told.map(({ ticket, picture }) => [ticket, picture !== undefined])).toEqual([
      [109, false],
      [101, true],
    ])
  })

  test('are let go when they are named no more', async () => {
    const pictures = new Pictures()
    pictures.expect(1, 2, 3)
    pictures.expect(3)
    await pictures.toldOf(3)
    // The first was begun in the same turn; the second was not.
    expect(pictures.told.map(({ ticket }) => ticket)).toEqual([101, 103])
    const decoded = pictures.steps.filter((step) => step.startsWith('decode'))
    const closed = pictures.steps.filter((step) => step.startsWith('close'))
    expect(closed).toHaveLength(decoded.length)
  })
})
