/**
 * What `classifier-app` needs from outside, passed in as one property: the real ones by `main.ts`, scripted ones by the
 * tests of its states.
 */

import type { DeviceReport } from '../client/device-report.ts'
import type { EngineChoice } from '../client/engine-choice.ts'
import type { Shelf } from '../client/model-shelf.ts'
import type { ModelState } from '../client/model-state.ts'
import type { SwitchState } from '../client/model-switch.ts'
import type { Classification, ClassifyOptions } from '../core/classification.ts'

/**
 * The part of the client that the page uses. Fires `model-state` whenever {@link modelState} changed and `model-switch`
 * whenever {@link switchState} did.
 */
export interface Answerer extends EventTarget {
  readonly modelState: ModelState
  /** Of the model that is to take over from the one that answers. */
  readonly switchState: SwitchState | undefined
  /** The model that answers, or did last, by its folder. */
  readonly model: string | undefined
  /** The person's yes while `asking`. */
  allowDownload(): void
  /** After `failed`; queued pictures are still in the queue. */
  retry(): void
  /**
   * @param options.onStart  called when the picture's turn has come
   * @throws WhatsitError
   */
  classify(
    image: Blob,
    options?: ClassifyOptions & { readonly signal?: AbortSignal; readonly onStart?: () => void },
  ): Promise<Classification>
  deviceReport(): Promise<DeviceReport>
  /** Which engine the person wants. */
  readonly engineChoice: EngineChoice
  /** Remembers it, and goes over to it; never rejects. */
  chooseEngine(choice: EngineChoice): Promise<void>
  /** The site's models, and which are on this device. @throws WhatsitError */
  shelf(): Promise<Shelf>
  /** Changes over to another model. @throws WhatsitError */
  use(folder: string): Promise<void>
  /** Stops the model that is on its way, or forgets the one that failed. */
  cancelSwitch(): void
  /** Takes a model from this device. @throws WhatsitError */
  remove(folder: string): Promise<void>
  /** Median milliseconds of a model's runs here, by its manifest's id; undefined until measured. */
  speed(id: string): number | undefined
}

/** Whether a newer build waits, and whether this one works without a network. Fires `change`. */
interface SiteState extends EventTarget {
  readonly updateReady: boolean
  readonly offlineReady: boolean
  reload(): void
}

/** Whether the browser says that it has a network. Fires `change`. */
interface NetworkState extends EventTarget {
  readonly online: boolean
}

export interface Surroundings {
  readonly client: Answerer
  readonly updates: SiteState
  readonly network: NetworkState
  /** @throws WhatsitError ImageElsewhere | ImageUnreachable | Cancelled */
  readonly fetchPicture: (address: string, signal: AbortSignal) => Promise<Blob>
  /** The EXIF orientation, 1 to 8, by which an `<img>` of this picture must still be turned; nearly always 1. */
  readonly previewOrientation: (image: Blob) => Promise<number>
  readonly version: string
}
