/** One line at the bottom of a terminal: how far it is, how fast, how long it may take. Nothing where no terminal is. */
import type { Sink } from './command.ts'

/** Often enough to look alive. */
const REDRAW_MS = 100
/** What takes less long needs none. */
const APPEAR_MS = 1000

const CLEAR = '\r\u001b[K'

const count = new Intl.NumberFormat('en')

/** @param total  undefined while it is being counted */
export function progressText(done: number, total: number | undefined, elapsedMs: number): string {
  const perSecond = done / (elapsedMs / 1000)
  const speed = perSecond >= 10 ? String(Math.round(perSecond)) : perSecond.toFixed(1)
  const so = total === undefined ? count.format(done) : `${count.format(done)} of ${count.format(total)}`
  const parts = [`${so} pictures`, `${speed} a second`]
  if (total !== undefined && done > 0 && done < total) parts.push(`${remaining((total - done) / perSecond)} left`)
  return parts.join(', ')
}

function remaining(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export interface Progress {
  /** One more is done. */
  step(done: number, total: number | undefined): Promise<void>
  /** Takes the line away, before other text is written to the same terminal. */
  clear(): Promise<void>
}

export function progressOn(terminal: Sink, now: () => number): Progress {
  const start = now()
  let drawn = Number.NEGATIVE_INFINITY
  let isShown = false
  return {
    async step(done, total) {
      const at = now()
      if (!terminal.isTerminal || at - start < APPEAR_MS || at - drawn < REDRAW_MS) return
      drawn = at
      isShown = true
      await terminal.write(`${CLEAR}${progressText(done, total, at - start).slice(0, terminal.columns - 1)}`)
    },
    async clear() {
      if (!isShown) return
      isShown = false
      await terminal.write(CLEAR)
    },
  }
}
