import { expect, test } from 'vitest'
import { Idle } from './idle.ts'

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
