/** Elements that want the same share one worker: two of them would need twice the memory, and download twice on one visit. */
import type { LibraryClassifier } from './library-classifier.ts'
import type { Wanted } from './open-classifier.ts'

interface Shared {
  readonly classifier: LibraryClassifier
  users: number
}

export class SharedClassifiers {
  readonly #open: (wanted: Wanted) => LibraryClassifier
  readonly #shared = new Map<string, Shared>()

  constructor(open: (wanted: Wanted) => LibraryClassifier) {
    this.#open = open
  }

  /** To be given back by {@link release}. @throws AssetsElsewhere */
  take(wanted: Wanted): LibraryClassifier {
    const key = JSON.stringify([wanted.assetsUrl, wanted.model])
    const shared = this.#shared.get(key) ?? { classifier: this.#open(wanted), users: 0 }
    shared.users += 1
    this.#shared.set(key, shared)
    return shared.classifier
  }

  /** The last one ends the worker. */
  release(classifier: LibraryClassifier): void {
    for (const [key, shared] of this.#shared) {
      if (shared.classifier !== classifier) continue
      shared.users -= 1
      if (shared.users > 0) return
      this.#shared.delete(key)
      classifier.dispose()
    }
  }
}
