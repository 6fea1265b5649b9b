/** From what a page says to a classifier of its own, not started yet. */
import { assetsFolder, modelFolder } from './assets.ts'
import { LibraryClassifier } from './library-classifier.ts'
import { libraryOutside } from './library-outside.ts'

export interface Wanted {
  readonly assetsUrl?: string | URL | undefined
  readonly model?: string | undefined
  /** The visitor asked the browser to save data: no download without their yes. */
  readonly saveData?: boolean
}

/** @throws AssetsElsewhere */
export function openClassifier({ assetsUrl, model, saveData = false }: Wanted): LibraryClassifier {
  const page = { baseUrl: document.baseURI, origin: self.origin }
  const assets = assetsFolder(assetsUrl, import.meta.url, page)
  const folder = model === undefined ? undefined : modelFolder(model, page)
  return new LibraryClassifier(`${assets}models/`, libraryOutside(assets, folder, saveData))
}
