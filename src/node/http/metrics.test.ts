import { expect, test } from 'vitest'
import { Metrics } from './metrics.ts'

/** Every line is a comment or a series, and every series has its heading before it. */
function series(text: string): Map<string, number> {
  expect(text.endsWith('\n')).toBe(true)
  const typed = new Set<string>()
  const values = new Map<string, number>()
  for (const line of text.trimEnd().split('\n')) {
    const [, type] = /^# TYPE ([a-z_]+) (?:counter|gauge|histogram)$/.exec(line) ?? []
    if (type) typed.add(type)
    if (line.startsWith('#')) {
      expect(line).toMatch(/^# (?:HELP [a-z_]+ \S|TYPE [a-z_]+ (?:counter|gauge|histogram)$)/)
      continue
    }
    const [, name = '', base = '', value] =
      /^(([a-z_]+)(?:\{(?:[a-z]+="(?:[^"\\\n]|\\.)*",?)+\})?) ([\d.e+-]+)$/.exec(line) ?? []
    expect(value, line).toBeDefined()
    expect(typed.has(base) || typed.has(base.replace(/_(?:bucket|sum|count)$/, '')), line).toBe(true)
    expect(values.has(name), line).toBe(false)
    values.set(name, Number(value))
  }
  return values
}

test("Prometheus's text format", () => {
  const metrics = new Metrics()
  metrics.requests.add({ route: '/predict', status: '200' })
  metrics.requests.add({ route: '/predict', status: '200' })
  metrics.errors.add({ code: 'a "quote"\n\\' })
  for (const seconds of [0.001, 0.005, 0.02, 100]) metrics.seconds.add('/predict', seconds)
  const values = series(metrics.text([{ name: 'queue', type: 'gauge', help: 'Waiting.', value: 3 }]))
  expect(Object.fromEntries(values)).toMatchObject({
    'whatsit_requests_total{route="/predict",status="200"}': 2,
    'whatsit_errors_total{code="a \\"quote\\"\\n\\\\"}': 1,
    'whatsit_request_seconds_bucket{route="/predict",le="0.005"}': 2,
    'whatsit_request_seconds_bucket{route="/predict",le="0.025"}': 3,
    'whatsit_request_seconds_bucket{route="/predict",le="30"}': 3,
    'whatsit_request_seconds_bucket{route="/predict",le="+Inf"}': 4,
    'whatsit_request_seconds_count{route="/predict"}': 4,
    queue: 3,
  })
  expect(values.get('process_resident_memory_bytes')).toBeGreaterThan(1_000_000)
})
