import { expect, test } from 'vitest'
import { modelCredit } from './device-report.ts'

test.each([
  [{ name: 'EfficientNet-Lite0', license: 'Apache-2.0' }, 'EfficientNet-Lite0, Apache-2.0'],
  [{ name: 'my-flowers' }, 'my-flowers'],
])('%j is credited as "%s"', (model, credit) => {
  expect(modelCredit(model)).toBe(credit)
})
