/**
 * MediaPipe's image classifier, as in its guide for the web. It has its own preprocessing, and no threads. Left alone it
 * squeezes the whole picture into the network's square; told which region counts, it sees what the others see.
 */
import { FilesetResolver, ImageClassifier } from '@mediapipe/tasks-vision'
import type { LoadPeer } from '../peer.ts'

/** The model's: the short edge becomes 256, of which the middle 224 are seen. */
const SEEN = 224 / 256

/** In shares of width and height. */
function middleSquare({ width, height }: ImageBitmap) {
  const side = Math.min(width, height) * SEEN
  const [x, y] = [side / width / 2, side / height / 2]
  return { left: 0.5 - x, top: 0.5 - y, right: 0.5 + x, bottom: 0.5 + y }
}

export const load: LoadPeer = async () => {
  const fileset = await FilesetResolver.forVisionTasks('/assets/mediapipe')
  const classifier = await ImageClassifier.createFromOptions(fileset, {
    baseOptions: { modelAssetPath: '/assets/models/efficientnet-lite0-mediapipe.tflite', delegate: 'CPU' },
    runningMode: 'IMAGE',
  })
  return {
    async classify(image, topK) {
      const bitmap = await createImageBitmap(image)
      const { classifications } = classifier.classify(bitmap, { regionOfInterest: middleSquare(bitmap) })
      bitmap.close()
      const categories = classifications[0]?.categories ?? []
      return categories
        .map(({ index, categoryName, score }) => ({ index, label: categoryName, score }))
        .sort((one, other) => other.score - one.score)
        .slice(0, topK)
    },
  }
}
