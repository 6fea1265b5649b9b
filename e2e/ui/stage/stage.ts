/** The real page on a scripted classifier; `window.stage` holds the strings. */

import { previewOrientation } from '../../../src/client/preview-orientation.ts'
import { ClassifierApp } from '../../../src/ui/classifier-app.ts'
import { fetchPicture } from '../../../src/ui/fetch-picture.ts'
import { ScriptedClient } from './scripted-client.ts'

class ScriptedSite extends EventTarget {
  updateReady = false
  offlineReady = false
  online = true
  reloads = 0

  reload(): void {
    this.reloads += 1
  }

  set(change: Partial<Pick<ScriptedSite, 'updateReady' | 'offlineReady' | 'online'>>): void {
    Object.assign(this, change)
    this.dispatchEvent(new Event('change'))
  }
}

const stage = { app: new ClassifierApp(), client: new ScriptedClient(), site: new ScriptedSite() }

declare global {
  interface Window {
    stage: typeof stage
  }
}

window.stage = stage
const { app, client, site } = stage
app.surroundings = { client, updates: site, network: site, fetchPicture, previewOrientation, version: '0.1.0' }
document.body.replaceChildren(app)
