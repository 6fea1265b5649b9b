/**
 * Counters and one histogram in Prometheus's text format. Written here: the client library for Node brings the whole of
 * OpenTelemetry's interface along for what are ninety lines.
 */

/** Seconds; from a small picture on a quiet machine to one that waited. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const

type Labels = Readonly<Record<string, string>>

const escaped = (value: string): string => value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')

function series(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`
}

const heading = (name: string, type: string, help: string): string => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`

class Counter {
  readonly #counts = new Map<string, { labels: Labels; value: number }>()
  readonly #name: string
  readonly #help: string

  constructor(name: string, help: string) {
    this.#name = name
    this.#help = help
  }

  add(labels: Labels): void {
    const key = JSON.stringify(labels)
    const count = this.#counts.get(key) ?? { labels, value: 0 }
    count.value++
    this.#counts.set(key, count)
  }

  text(): string {
    const lines = [...this.#counts.values()].map(({ labels, value }) => series(this.#name, labels, value))
    return heading(this.#name, 'counter', this.#help) + lines.join('')
  }
}

class Histogram {
  /** By route: how many fell into each bucket, the last one for those beyond all. */
  readonly #routes = new Map<string, { counts: number[]; sum: number }>()
  readonly #name: string
  readonly #help: string

  constructor(name: string, help: string) {
    this.#name = name
    this.#help = help
  }

  add(route: string, seconds: number): void {
    const one = this.#routes.get(route) ?? { counts: new Array<number>(BUCKETS.length + 1).fill(0), sum: 0 }
    const bucket = BUCKETS.findIndex((limit) => seconds <= limit)
    const at = bucket < 0 ? BUCKETS.length : bucket
    one.counts[at] = (one.counts[at] ?? 0) + 1
    one.sum += seconds
    this.#routes.set(route, one)
  }

  text(): string {
    let text = heading(this.#name, 'histogram', this.#help)
    for (const [route, { counts, sum }] of this.#routes) {
      let below = 0
      for (const [index, count] of counts.entries()) {
        below += count
        text += series(`${this.#name}_bucket`, { route, le: String(BUCKETS[index] ?? '+Inf') }, below)
      }
      text += series(`${this.#name}_sum`, { route }, sum) + series(`${this.#name}_count`, { route }, below)
    }
    return text
  }
}

/** A value that is looked up when somebody asks. */
export interface Gauge {
  readonly name: string
  readonly type: 'gauge' | 'counter'
  readonly help: string
  readonly value: number
}

const PROCESS_START_SECONDS = Date.now() / 1000 - process.uptime()

function processGauges(): Gauge[] {
  const { user, system } = process.cpuUsage()
  const memory = process.memoryUsage.rss()
  return [
    { name: 'process_resident_memory_bytes', type: 'gauge', help: 'Memory of the whole process.', value: memory },
    {
      name: 'process_cpu_seconds_total',
      type: 'counter',
      help: 'Processor time of all threads.',
      value: (user + system) / 1e6,
    },
    {
      name: 'process_start_time_seconds',
      type: 'gauge',
      help: 'Start, since 1970.',
      value: PROCESS_START_SECONDS,
    },
  ]
}

export class Metrics {
  /** By `route`, `method` and `status`. */
  readonly requests = new Counter('whatsit_requests_total', 'Requests answered.')
  /** By `code`. */
  readonly errors = new Counter(
    'whatsit_errors_total',
    'Problems answered, by their code; a line of a batch counts too.',
  )
  readonly seconds = new Histogram('whatsit_request_seconds', 'From the head of a request to the end of its answer.')

  /** @param gauges  what else there is to tell, beside the process's own */
  text(gauges: readonly Gauge[]): string {
    const values = [...gauges, ...processGauges()]
    return (
      this.requests.text() +
      this.errors.text() +
      this.seconds.text() +
      values.map(({ name, type, help, value }) => heading(name, type, help) + series(name, {}, value)).join('')
    )
  }
}
