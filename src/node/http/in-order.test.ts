import { describe, expect, test } from 'vitest'
import { inOrder } from './in-order.ts'

async function* itemsOf(count: number, taken: number[] = []): AsyncGenerator<number> {
  for (let item = 0; item < count; item++) {
    taken.push(item)
    yield item
  }
}

describe('inOrder', () => {
  test('results in the order of the items, however they end', async () => {
    const ends = [3, 0, 2, 1]
    const finish: (() => void)[] = []
    const start = (item: number) =>
      new Promise<number>((resolve) => {
        finish[item] = () => resolve(item)
        if (item === 3) for (const one of ends) finish[one]?.()
      })
    const results: number[] = []
    for await (const result of inOrder(itemsOf(4), 4, start)) results.push(result)
    expect(results).toEqual([0, 1, 2, 3])
  })

  test('a result does not wait for an item that does not come', async () => {
    async function* oneAndSilence(): AsyncGenerator<number> {
      yield 0
      await new Promise(() => undefined)
    }
    const results = inOrder(oneAndSilence(), 4, (item) => Promise.resolve(item))
    expect(await results.next()).toEqual({ done: false, value: 0 })
  })

  test('no more at once than may, and none taken ahead of that', async () => {
    const taken: number[] = []
    let running = 0
    let most = 0
    const start = async (item: number) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return item
    }
    const results = inOrder(itemsOf(10, taken), 2, start)
    await results.next()
    // Two that run, and the next one, which is known but not begun.
    expect(taken.length).toBeLessThanOrEqual(4)
    let count = 1
    for await (const _ of results) count++
    expect([count, most]).toEqual([10, 2])
  })

  test('nothing of nothing', async () => {
    expect(await inOrder(itemsOf(0), 2, () => Promise.resolve()).next()).toEqual({ done: true, value: undefined })
  })
})
