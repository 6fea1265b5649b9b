/** MediaPipe's image classifier, as in its guide for the web. It has its own preprocessing, and no threads. */
import { FilesetResolver, ImageClassifier } from '@mediapipe/tasks-vision'
import type { LoadPeer } from '../peer.ts'

export const load: LoadPeer = async () => {
  const fileset = await FilesetResolver.forVisionTasks('/assets/mediapipe')
  const classifier = await ImageClassifier.createFromOptions(fileset, {
    baseOptions: { modelAssetPath: '/assets/models/efficientnet-lite0-mediapipe.tflite', delegate: 'CPU' },
    runningMode: 'IMAGE',
  })
  return {
    async classify(image, topK) {
      const bitmap = await createImageBitmap(image)
      const { classifications } = classifier.classify(bitmap)
      bitmap.close()
      const categories = classifications[0]?.categories ?? []
      return categories
        .map(({ index, categoryName, score }) => ({ index, label: categoryName, score }))
        .sort((one, other) => other.score - one.score)
        .slice(0, topK)
    },
  }
}
