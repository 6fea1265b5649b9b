/**
 * How long each model takes here, from real answers: the median of its latest runs, remembered for this build, since
 * another build may be faster. Only the model's own time counts, so that two models can be compared whatever the
 * pictures were.
 */
import type { Memory } from './memory.ts'

const KEY = 'speeds'
// Odd, so that the median is one of them; few, so that it follows a device that got slower or faster.
const RUNS = 9

type Runs = Readonly<Record<string, readonly number[]>>

export class Speeds {
  readonly #memory: Memory
  readonly #build: string
  #runs: Runs

  constructor(memory: Memory, build: string) {
    this.#memory = memory
    this.#build = build
    this.#runs = runsOf(memory.read(KEY), build)
  }

  /** @param model  the manifest's id  @param ms  milliseconds of one run */
  add(model: string, ms: number): void {
    this.#runs = { ...this.#runs, [model]: [...(this.#runs[model] ?? []), ms].slice(-RUNS) }
    this.#memory.write(KEY, { build: this.#build, runs: this.#runs })
  }

  /** Milliseconds; undefined until the model has answered here. */
  median(model: string): number | undefined {
    const sorted = [...(this.#runs[model] ?? [])].sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)]
  }

  /** How many runs the median is of, at most nine. */
  count(model: string): number {
    return this.#runs[model]?.length ?? 0
  }
}

function runsOf(value: unknown, build: string): Runs {
  const stored = value as { readonly build?: unknown; readonly runs?: unknown } | null | undefined
  if (stored?.build !== build || typeof stored.runs !== 'object' || stored.runs === null) return {}
  const isTime = (ms: unknown): ms is number => typeof ms === 'number' && ms > 0 && Number.isFinite(ms)
  const entries = Object.entries(stored.runs as Record<string, unknown>).map(
    ([model, times]) => [model, Array.isArray(times) ? times.filter(isTime).slice(-RUNS) : []] as const,
  )
  return Object.fromEntries(entries)
}
