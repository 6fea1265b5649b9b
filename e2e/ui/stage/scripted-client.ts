/** Stands in for the classifier: every state of the page can be had at will. Never part of the site. */

import type { EngineChoice } from '../../../src/client/engine-choice.ts'
import type { Shelf } from '../../../src/client/model-shelf.ts'
import type { ModelState } from '../../../src/client/model-state.ts'
import type { SwitchState } from '../../../src/client/model-switch.ts'
import type { Classification } from '../../../src/core/classification.ts'
import { type ErrorCode, WhatsitError } from '../../../src/core/errors.ts'
import type { Answerer } from '../../../src/ui/surroundings.ts'

interface Call {
  readonly start: () => void
  readonly answer: (classification: Classification) => void
  readonly refuse: (error: Error) => void
}

export class ScriptedClient extends EventTarget implements Answerer {
  modelState: ModelState = { stage: 'downloading', loaded: 0, total: 0 }
  /** What the page asked for, besides pictures. */
  readonly asked: string[] = []
  switchState: SwitchState | undefined
  /** What the picker lists. */
  offered: Shelf = { models: [], storedBytes: 0 }
  model: string | undefined = 'efficientnet-lite0'
  /** Milliseconds, by the manifest's id. */
  speeds: Readonly<Record<string, number>> = {}
  /** Ends the change of model that is under way. */
  endChange: (error?: WhatsitError) => void = () => {}
  readonly #calls: Call[] = []

  engineChoice: EngineChoice = 'auto'

  /** Ends the change of engine that is under way. */
  endEngineChange: () => void = () => {}

  chooseEngine(choice: EngineChoice): Promise<void> {
    this.asked.push(`chooseEngine ${choice}`)
    this.engineChoice = choice
    return new Promise((resolve) => {
      this.endEngineChange = resolve
    })
  }

  shelf: Answerer['shelf'] = async () => this.offered

  speed(id: string): number | undefined {
    return this.speeds[id]
  }

  use(folder: string): Promise<void> {
    this.asked.push(`use ${folder}`)
    return new Promise((resolve, reject) => {
      this.endChange = (error) => (error ? reject(error) : resolve())
    })
  }

  cancelSwitch(): void {
    this.asked.push('cancelSwitch')
    this.setSwitch(undefined)
    this.endChange(new WhatsitError('Cancelled', 'scripted'))
  }

  async remove(folder: string): Promise<void> {
    this.asked.push(`remove ${folder}`)
    this.offered = {
      models: this.offered.models.map((model) =>
        model.folder === folder && model.description
          ? { folder, description: { ...model.description, missing: model.description.bytes } }
          : model,
      ),
      storedBytes: 0,
    }
  }

  setSwitch(state: SwitchState | undefined): void {
    this.switchState = state
    this.dispatchEvent(new Event('model-switch'))
  }

  failSwitch(folder: string, code: ErrorCode): void {
    const error = new WhatsitError(code, 'scripted')
    this.setSwitch({ stage: 'failed', folder, error })
    this.endChange(error)
  }

  allowDownload(): void {
    this.asked.push('allowDownload')
  }

  retry(): void {
    this.asked.push('retry')
  }

  classify: Answerer['classify'] = (_image, options) =>
    new Promise((resolve, reject) => {
      options?.signal?.addEventListener('abort', () => reject(new WhatsitError('Cancelled', 'aborted')))
      this.#calls.push({ start: () => options?.onStart?.(), answer: resolve, refuse: reject })
    })

  deviceReport: Answerer['deviceReport'] = async () => ({
    rows: [
      { name: 'Version', value: '0.1.0 (1a2b3c4d)' },
      { name: 'Browser', value: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36' },
      { name: 'Secure context', value: 'yes' },
      { name: 'Cross-origin isolated', value: 'yes' },
      { name: 'Threads', value: '4 (8 cores)' },
      { name: 'Engine', value: 'onnxruntime-web (WebAssembly SIMD)' },
      {
        name: 'Tried (1)',
        value:
          'efficientnet-lite0 on onnxruntime-web, 4 threads: failed (SelfTestFailed: logit 110 should be 6.32752, is 6.4) in 212 ms',
      },
      {
        name: 'Tried (2)',
        value:
          'efficientnet-lite0 on onnxruntime-web, 1 thread: passed its self-test (largest difference 0.00002) in 143 ms',
      },
      { name: 'Chosen', value: 'onnxruntime-web, 1 thread: more threads failed here' },
      { name: 'Model', value: 'EfficientNet-Lite0, Apache-2.0' },
      { name: 'Storage', value: '19.2 MB used of 4096 MB, may be cleared when space runs short' },
    ],
  })

  setModel(state: ModelState): void {
    this.modelState = state
    this.dispatchEvent(new Event('model-state'))
  }

  failModel(code: ErrorCode): void {
    this.setModel({ stage: 'failed', error: new WhatsitError(code, 'scripted') })
  }

  /** How many pictures came. */
  get count(): number {
    return this.#calls.length
  }

  /** @param at  which picture, in the order they came */
  begin(at: number): void {
    this.#calls[at]?.start()
  }

  answer(at: number, classification: Classification): void {
    this.#calls[at]?.answer(classification)
  }

  refuse(at: number, code: ErrorCode): void {
    this.#calls[at]?.refuse(new WhatsitError(code, 'scripted'))
  }
}
