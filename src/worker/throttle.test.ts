import { expect, test } from 'vitest'
import { throttled } from './throttle.ts'

/** What comes through of these reports, each `bytes` of 100 at a moment. */
function through(...reports: readonly (readonly [ms: number, bytes: number])[]): number[] {
  const told: number[] = []
  let time = 0
  const report = throttled(
    (bytes: number) => told.push(bytes),
    (bytes) => bytes === 100,
    () => time,
  )
  for (const [ms, bytes] of reports) {
    time = ms
    report(bytes)
  }
  return told
}

test.each([
  [
    'the first, and none within a tenth of a second',
    [
      [0, 0],
      [50, 10],
      [99, 20],
    ],
    [0],
  ],
  [
    'one each tenth of a second',
    [
      [0, 0],
      [100, 10],
      [150, 20],
      [200, 30],
    ],
    [0, 10, 30],
  ],
  [
    'the end, however soon it comes, once',
    [
      [0, 0],
      [1, 100],
      [2, 100],
      [300, 100],
    ],
    [0, 100],
  ],
  [
    'an end that was none, and the true one',
    [
      [0, 100],
      [200, 10],
      [201, 100],
    ],
    [100, 10, 100],
  ],
] as const)('%s', (_, reports, told) => {
  expect(through(...reports)).toEqual(told)
})

test('progress is told at most every 100 ms', () => {
  const told: number[] = []
  let now = 0
  const tell = throttled(
    (value: number) => told.push(value),
    () => false,
    () => now,
  )
  for (now = 0; now < 350; now += 10) tell(now)
  expect(told).toEqual([0, 100, 200, 300])
})
