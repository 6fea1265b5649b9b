import { describe, expect, test } from 'vitest'
import { HeldBytes } from './held-bytes.ts'

describe('HeldBytes', () => {
  test('what a request added is given back, once', () => {
    const held = new HeldBytes(100)
    const [one, other] = [held.hold(), held.hold()]
    one.add(60)
    other.add(40)
    expect(held.now).toBe(100)
    one.give(10)
    expect(held.now).toBe(90)
    one.end()
    expect(held.now).toBe(40)
    // Its client went away first, then its pictures were done with.
    one.give(50)
    expect(held.now).toBe(40)
    one.end()
    expect(held.now).toBe(40)
  })

  test('after its end nothing of a request counts', () => {
    const held = new HeldBytes(100)
    const hold = held.hold()
    hold.end()
    hold.add(60)
    expect(held.now).toBe(0)
  })

  test('whoever would exceed the limit is refused, and adds nothing', () => {
    const held = new HeldBytes(100)
    held.hold().add(60)
    const other = held.hold()
    expect(() => other.add(41)).toThrow(expect.objectContaining({ name: 'MemoryFull' }))
    other.end()
    expect(held.now).toBe(60)
  })
})
