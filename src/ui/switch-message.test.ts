import { describe, expect, test } from 'vitest'
import { ERROR_CODES } from '../core/errors.ts'
import { switchMessage } from './switch-message.ts'

describe('a model that is not used', () => {
  test.each(ERROR_CODES)('after %s says what happened, what to do, and who answers', (code) => {
    for (const online of [true, false]) {
      const { title, advice } = switchMessage(code, 'EfficientNet-Lite2', 'EfficientNet-Lite0', online)
      expect(title.length).toBeLessThanOrEqual(48)
      expect(title).toMatch(/EfficientNet-Lite2.*[^.!?]$|EfficientNet-Lite2$/)
      expect(advice).toMatch(/^[A-Z].*\. EfficientNet-Lite0 goes on answering\.$/)
    }
  })

  test('without a network it is not the connection that is to be checked', () => {
    expect(switchMessage('ModelUnreachable', 'Large', 'Small', false)).toEqual({
      title: 'Large is not on this device',
      advice: 'You are offline. Connect once to download it. Small goes on answering.',
    })
  })
})
