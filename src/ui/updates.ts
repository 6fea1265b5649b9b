/**
 * The page's side of the offline shell: registers the service worker, says when everything is there for a visit without
 * network, and moves over to a new version when the person asks. The page never loads anything of another build: file
 * names carry a hash, and older files stay in the service worker's cache for as long as a window needs them.
 */
import { messageSW, Workbox } from 'workbox-window'
import { buildLock, isShellStatus, type ShellMessage, type ShellStatus } from '../core/offline-shell.ts'
import { holdsWholeModel } from './offline-model.ts'

// A tab that is never reloaded still learns of a new version, at the price of one small request.
const CHECK_EVERY_MS = 60 * 60 * 1000
// A service worker that is stopped needs a moment to start; one that never answers is an older one without the words.
const ANSWER_WITHIN_MS = 10_000
// Some megabytes on a slow network; whoever waits longer has it at the next visit.
const RUNTIME_WITHIN_MS = 10 * 60 * 1000

/** What the page has to say of itself before anything is fetched for the next visit. */
export interface PageNeeds {
  /** The model is kept for the next visit. */
  readonly modelStored: boolean
  /**
   * onnxruntime-web's files: `needed` where it answers, so that the next visit cannot do without; `wanted` as a reserve, when
   * there is time; `left` for another visit.
   */
  readonly runtime: 'needed' | 'wanted' | 'left'
}

export interface PageWork {
  /** Whether a reload would lose something: pictures, an open camera. */
  wouldBeLost(): boolean
  /** Resolves when no picture waits or is being answered: only then anything is downloaded here. */
  idle(): Promise<void>
  /** The model that the person chose, which is the one that the next visit loads. */
  chosenModel(): string | undefined
}

/** Fires `change` when one of its properties changed. Where there is no service worker it stays silent. */
export class SiteUpdates extends EventTarget {
  readonly #work: PageWork
  readonly #build: string
  readonly #root = new URL('./', document.baseURI).href
  readonly #container: ServiceWorkerContainer | undefined
  #workbox: Workbox | undefined
  #registration: ServiceWorkerRegistration | undefined
  #needs: PageNeeds = { modelStored: false, runtime: 'left' }
  #runtimeAsked = false
  #checkedAt = 0
  #looks = 0
  #status: ShellStatus | undefined
  #updateReady = false
  #offlineReady = false

  /**
   * @param work  of the page, which nothing here may disturb
   * @param build  the build that this page belongs to
   */
  constructor(work: PageWork, build: string = __BUILD__) {
    super()
    this.#work = work
    this.#build = build
    // Absent in an insecure context, and in some private windows.
    this.#container = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined
    if (!this.#container) return
    this.#container.addEventListener('controllerchange', () => void this.#takenOver())
    // Held until the window is gone: older files are kept for it.
    const held = navigator.locks?.request(buildLock(this.#root, build), { mode: 'shared' }, () => new Promise(() => {}))
    held?.catch(() => {})
  }

  /** A new version is here and whole: {@link reload} moves over to it. */
  get updateReady(): boolean {
    return this.#updateReady
  }

  /** Shell, the runtime that answers, model and labels are all stored: the next visit needs no network. */
  get offlineReady(): boolean {
    return this.#offlineReady
  }

  /** onnxruntime-web's files are stored, are not yet, or cannot be here: no service worker. */
  get runtime(): 'stored' | 'missing' | 'unstorable' {
    if (this.#workbox === undefined) return 'unstorable'
    return this.#status?.runtime === true ? 'stored' : 'missing'
  }

  /**
   * Call it when the model is ready, or has failed, and again when that changes: not before, so that the first visit
   * downloads the model first, and everything else once.
   */
  async start(needs: PageNeeds): Promise<void> {
    this.#needs = needs
    if (!this.#container) return
    await this.#work.idle()
    if (!this.#workbox) {
      const workbox = new Workbox(new URL('service-worker.js', this.#root).href)
      this.#workbox = workbox
      try {
        this.#registration = await workbox.register()
      } catch {
        // Forbidden, not there (development), or no network: the page works as it does without, until the next start.
        this.#workbox = undefined
        return
      }
      this.#follow(workbox)
      if (this.#registration?.active) await this.#check()
    }
    await this.#look()
    this.#cleanUp()
  }

  /** Moves over to the new version. What the page holds in memory is lost. */
  reload(): void {
    const waiting = this.#registration?.waiting
    if (!waiting) {
      location.reload()
      return
    }
    waiting.addEventListener('statechange', () => {
      // Redundant: an even newer one has taken its place, and the reload finds it.
      if (waiting.state === 'activated' || waiting.state === 'redundant') location.reload()
    })
    this.#workbox?.messageSkipWaiting()
  }

  #follow(workbox: Workbox): void {
    for (const event of ['waiting', 'activated', 'redundant'] as const) {
      workbox.addEventListener(event, () => void this.#look())
    }
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState !== 'visible') return
      if (Date.now() - this.#checkedAt >= CHECK_EVERY_MS) void this.#check()
      void this.#look()
    })
  }

  async #check(): Promise<void> {
    this.#checkedAt = Date.now()
    await this.#work.idle()
    try {
      await this.#registration?.update()
    } catch {
      // No network; the next check comes.
    }
  }

  /** Another window has moved the site over to a new version (or this is the first visit, and nothing is different). */
  async #takenOver(): Promise<void> {
    const status = await ask(this.#container?.controller)
    if (status && status.build !== this.#build && !this.#work.wouldBeLost()) location.reload()
    else await this.#look()
  }

  /** Finds out how things stand. Later looks win over earlier ones that are still waiting for an answer. */
  async #look(): Promise<void> {
    const look = ++this.#looks
    const active = this.#registration?.active ?? this.#container?.controller
    const waiting = this.#registration?.active && this.#registration.waiting
    // While a next version waits, the worker before it is left in peace: Chromium stops it to let the next one take over,
    // and a message in that very moment wakes it up again, for half a minute.
    const status = waiting && this.#status ? this.#status : await ask(active)
    const updateReady = Boolean(waiting) || (status !== undefined && status.build !== this.#build)
    const runtime = status?.runtime === true || this.#needs.runtime !== 'needed'
    const offlineReady = status?.whole === true && runtime && this.#needs.modelStored && (await this.#holdsModel())
    if (look !== this.#looks) return
    const runtimeCame = status?.runtime === true && this.#status?.runtime !== true
    this.#status = status
    if (status?.whole === true && !status.runtime) void this.#keepRuntime(active)
    if (updateReady === this.#updateReady && offlineReady === this.#offlineReady && !runtimeCame) return
    this.#updateReady = updateReady
    this.#offlineReady = offlineReady
    this.dispatchEvent(new Event('change'))
  }

  /** Once a visit, when there is time: onnxruntime-web's files. */
  async #keepRuntime(active: ServiceWorker | null | undefined): Promise<void> {
    if (this.#runtimeAsked || this.#needs.runtime === 'left') return
    this.#runtimeAsked = true
    await this.#work.idle()
    const status = await ask(active, { type: 'KEEP_RUNTIME' }, RUNTIME_WITHIN_MS)
    if (status?.runtime !== true) this.#runtimeAsked = false
    else await this.#look()
  }

  async #holdsModel(): Promise<boolean> {
    try {
      return await holdsWholeModel(caches, new URL('models/', this.#root).href, this.#work.chosenModel())
    } catch {
      return false
    }
  }

  /** After a move to a new version: the files of the one before may go, if this was its last window. */
  #cleanUp(): void {
    // Firefox may know the controller before it calls it active.
    const active = this.#registration?.active ?? this.#container?.controller
    if (!active) return
    const message: ShellMessage = { type: 'CLEAN_UP' }
    active.postMessage(message)
  }
}

async function ask(
  worker: ServiceWorker | null | undefined,
  message: ShellMessage = { type: 'STATUS' },
  withinMs = ANSWER_WITHIN_MS,
): Promise<ShellStatus | undefined> {
  if (!worker) return undefined
  const silence = new Promise((resolve) => setTimeout(resolve, withinMs))
  const answer: unknown = await Promise.race([messageSW(worker, message), silence])
  return isShellStatus(answer) ? answer : undefined
}
