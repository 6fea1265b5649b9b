import { expect, test } from 'vitest'
import { shortName } from './short-name.ts'

test.each([
  ['EfficientNet-Lite0', 'Lite0'],
  ['MobileNetV2', 'MobileNetV2'],
  ['ResNet-50', 'ResNet-50'],
  ['google/mobilenet_v1', 'google/mobilenet_v1'],
  ['ViT Base', 'Base'],
  ['', ''],
])('%s is %s', (name, short) => {
  expect(shortName(name)).toBe(short)
})
