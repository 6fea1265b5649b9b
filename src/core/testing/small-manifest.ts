/** The manifest of a model that does not exist, for tests that need any; they change what they are about. */
import type { ModelManifest } from '../manifest.ts'

const file = { url: 'x', bytes: 1, sha256: '' }

export const smallManifest: ModelManifest = {
  format: 1,
  id: 'small',
  name: 'Small',
  license: 'Apache-2.0',
  publishedAccuracy: 0.5,
  model: file,
  labels: file,
  input: 'pixel_values',
  outputs: { logits: 'logits' },
  preprocess: {
    shortestEdge: 8,
    centerCrop: 6,
    resample: 3,
    rescaleFactor: 1 / 255,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  },
  temperature: 1,
  threshold: 0.7,
}
