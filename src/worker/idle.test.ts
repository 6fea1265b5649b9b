import { expect, test } from 'vitest'
import { Idle } from './idle.ts'
import { throttled } from './throttle.ts'

test('idle downloads wait while a picture is being classified', async () => {
  const idle = new Idle(20)
  const order: string[] = []
  let finish = (): void => {}
  const picture = idle.during(() => new Promise<void>((resolve) => (finish = resolve)))
  const waiting = idle.wait().then(() => order.push('download'))
  await new Promise((resume) => setTimeout(resume, 60))
  order.push('answer')
  finish()
  await Promise.all([picture, waiting])
  expect(order).toEqual(['answer', 'download'])
})

test('progress is told at most every 100 ms', () => {
  const told: number[] = []
  let now = 0
  const tell = throttled(
    (value: number) => told.push(value),
    () => now,
  )
  for (now = 0; now < 350; now += 10) tell(now)
  expect(told).toEqual([0, 100, 200, 300])
})
