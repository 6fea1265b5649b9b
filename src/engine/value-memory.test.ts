import { describe, expect, test } from 'vitest'
import { PlanBuilder } from './testing/plan-builder.ts'
import { Random } from './testing/random.ts'
import { allocate, type Block, bytesOf, strides } from './value-memory.ts'

const halo = (top: number, left: number, bottom: number, right: number) => ({ top, left, bottom, right })

describe('strides', () => {
  test('give readers the zeros that they want, and pixels room for whole vectors', () => {
    const plan = new PlanBuilder(new Random(1), { height: 9, width: 10, channels: 3 })
    const first = plan.convolution(plan.input, 6, { kernel: [1, 1] })
    const second = plan.depthwise(first, { kernel: [5, 5], pads: halo(2, 2, 2, 2) })
    const third = plan.convolution(second, 8, { kernel: [3, 3], stride: [2, 2], pads: halo(0, 0, 1, 1) })
    const last = plan.globalAverage(third)
    const places = strides(plan.plan(last))
    const room = (value: number) => {
      const { halo, pixel, row } = places[value] ?? { halo: undefined, pixel: 0, row: 0 }
      return { halo, pixel, rowPixels: row / pixel }
    }
    // Only a convolution reads the picture.
    expect(room(plan.input)).toEqual({ halo: halo(0, 0, 0, 0), pixel: 12, rowPixels: 10 })
    // Depthwise kernels leave rows out by themselves; zeros right of a row are those left of the next one.
    expect(room(first)).toEqual({ halo: halo(0, 2, 0, 2), pixel: 32, rowPixels: 12 })
    // The windows of stride 2 on 9 rows see none below; on 10 columns one to the right.
    expect(room(second)).toEqual({ halo: halo(0, 0, 0, 1), pixel: 32, rowPixels: 11 })
    expect(room(last)).toEqual({ halo: halo(0, 0, 0, 0), pixel: 32, rowPixels: 1 })
  })

  test('hold the largest zeros that any reader wants', () => {
    const plan = new PlanBuilder(new Random(1), { height: 4, width: 4, channels: 4 })
    const value = plan.unary(plan.input, { kind: 'relu' })
    plan.convolution(value, 4, { kernel: [3, 3], pads: halo(1, 1, 1, 1) })
    plan.depthwise(value, { kernel: [7, 7], pads: halo(3, 3, 3, 3) })
    const places = strides(plan.plan(value))
    const place = places[value]
    expect(place?.halo).toEqual(halo(1, 3, 1, 3))
    // 7 pixels a row, 6 rows, and 3 pixels before the first.
    expect(place && bytesOf(place, { height: 4, width: 4, channels: 4 })).toBe((6 * 7 + 3) * 16)
  })
})

describe('allocate', () => {
  const block = (bytes: number, from: number, to: number): Block => ({ bytes, from, to })

  test('lets blocks of different times share memory', () => {
    const { addresses, bytes } = allocate([block(640, 0, 1), block(640, 1, 2), block(640, 2, 3), block(64, 0, 3)])
    expect(bytes).toBe(2 * 640 + 64)
    expect(addresses[0]).toBe(addresses[2])
  })

  test('never lets blocks of one time overlap', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(seed)
      const blocks = Array.from({ length: 30 }, () => {
        const from = random.integer(0, 20)
        return block(random.integer(0, 5000), from, from + random.integer(0, 6))
      })
      const { addresses, bytes } = allocate(blocks)
      for (const [one, a] of blocks.entries()) {
        const start = addresses[one] ?? Number.NaN
        expect(start % 64).toBe(0)
        expect(start + a.bytes).toBeLessThanOrEqual(bytes)
        for (const [two, b] of blocks.entries()) {
          if (one === two || a.from > b.to || b.from > a.to || a.bytes === 0 || b.bytes === 0) continue
          const other = addresses[two] ?? Number.NaN
          expect(start + a.bytes <= other || other + b.bytes <= start).toBe(true)
        }
      }
    }
  })
})
