/** The library's one function. */
import type { Classifier, ClassifierOptions } from './api.ts'
import { openClassifier } from './open-classifier.ts'

/**
 * Starts a worker and loads a model. Resolves once it can answer.
 *
 * @throws WhatsitError: AssetsElsewhere | WorkerUnreachable | ModelUnreachable | ModelCorrupt | ModelUnsupported
 *   | RuntimeFailed | SelfTestFailed | OutOfMemory | Cancelled
 */
export async function createClassifier(options: ClassifierOptions = {}): Promise<Classifier> {
  const { onProgress, signal } = options
  const classifier = openClassifier(options)
  const tell = (): void => {
    const { modelState } = classifier
    // Until the manifest has come there are no bytes to tell of.
    if (modelState.stage === 'downloading' && modelState.total === 0) return
    if (modelState.stage === 'downloading' || modelState.stage === 'starting') onProgress?.(modelState)
  }
  classifier.addEventListener('model-state', tell)
  try {
    let model = await classifier.ready(signal ? { signal } : {})
    classifier.addEventListener('model-state', () => {
      // A worker that failed was replaced, perhaps on other settings.
      if (classifier.modelState.stage === 'ready') model = classifier.modelState.model
    })
    return Object.freeze({
      get model() {
        return model
      },
      classify: (image, options) => classifier.classify(image, options),
      dispose: () => classifier.dispose(),
    } satisfies Classifier)
  } catch (error) {
    classifier.dispose()
    throw error
  } finally {
    classifier.removeEventListener('model-state', tell)
  }
}
