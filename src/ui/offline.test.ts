import { describe, expect, test } from 'vitest'
import { Connection } from './offline.ts'

function browser(onLine: boolean | undefined) {
  const events = new EventTarget()
  const navigator = { onLine } as Navigator
  const go = (online: boolean): void => {
    Object.assign(navigator, { onLine: online })
    events.dispatchEvent(new Event(online ? 'online' : 'offline'))
  }
  const outside = {
    navigator,
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
  } as Pick<Window, 'navigator' | 'addEventListener' | 'removeEventListener'>
  return { outside, go }
}

describe('the offline mark', () => {
  test.each([
    [true, true],
    [false, false],
    [undefined, true],
  ])('a browser that says %s is online: %s', (onLine, online) => {
    expect(new Connection(browser(onLine).outside).online).toBe(online)
  })

  test('follows the network, until it is closed', () => {
    const { outside, go } = browser(true)
    const connection = new Connection(outside)
    const seen: boolean[] = []
    connection.addEventListener('change', () => seen.push(connection.online))
    go(false)
    go(true)
    connection.close()
    go(false)
    expect(seen).toEqual([false, true])
  })
})
