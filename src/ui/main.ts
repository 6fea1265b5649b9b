/** The page's first code: looks whether this browser can answer at all, then puts the page together and starts it. */
import './first-worker.ts'
import { missingFeatures, unsupportedSentence } from '../client/browser-support.ts'
import { ClassifierClient } from '../client/classifier-client.ts'
import { chosenModel } from '../client/model-choice.ts'
import { previewOrientation } from '../client/preview-orientation.ts'
import { ClassifierApp } from './classifier-app.ts'
import { fetchPicture } from './fetch-picture.ts'
import { Connection } from './offline.ts'
import { pageOutside } from './page-outside.ts'
import { publishApi } from './public-api.ts'
import { SiteUpdates } from './updates.ts'

function startPage(): void {
  const site = new URL('./', document.baseURI).href
  const outside = pageOutside(site)
  const client = new ClassifierClient(new URL('models/', site).href, outside)
  const app = new ClassifierApp()
  const network = new Connection()
  const updates = new SiteUpdates({
    wouldBeLost: () => app.isBusy || client.pending > 0,
    idle: () => client.idle,
    chosenModel: () => chosenModel(outside.memory),
  })
  app.surroundings = {
    client,
    updates,
    network,
    fetchPicture,
    previewOrientation,
    version: __VERSION__,
  }
  // The model's download comes first, and the pictures that wait for it; then the offline copy of the page is made.
  client.addEventListener('model-state', () => {
    const { modelState } = client
    if (modelState.stage === 'ready') {
      const { reference } = client
      const runtime = reference === 'answers' ? 'needed' : reference === 'reserve' ? 'wanted' : 'left'
      void updates.start({ modelStored: modelState.model.kept === 'stored', runtime }).then(checkEngine)
    } else if (modelState.stage === 'failed') void updates.start({ modelStored: false, runtime: 'left' })
  })
  // What failed for want of a network is tried again when there is one.
  network.addEventListener('change', () => {
    const { modelState } = client
    const lacked =
      modelState.stage === 'failed' && ['ModelUnreachable', 'WorkerUnreachable'].includes(modelState.error.name)
    if (network.online && lacked) client.retry()
  })
  // From what is stored, whenever it came. Where nothing can be stored the comparison itself fetches the reference, so it
  // waits as that does. Never where data is saved.
  const checkEngine = (): void => {
    const { runtime } = updates
    const here = runtime === 'stored' || (runtime === 'unstorable' && client.reference === 'reserve')
    if (here && !outside.saveData) void client.checkEngine()
  }
  updates.addEventListener('change', checkEngine)
  publishApi(client)
  document.body.replaceChildren(app)
  void client.start()
}

/** Says in the page that is already there what is missing; nothing is started. */
function showUnsupported(missing: readonly string[]): void {
  const sentence = document.querySelector('.before-late')
  if (!sentence) return
  sentence.textContent = unsupportedSentence(missing)
  sentence.classList.add('before-now')
}

const missing = missingFeatures()
if (missing.length > 0) showUnsupported(missing)
else startPage()
