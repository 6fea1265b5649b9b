import { describe, expect, test } from 'vitest'
import { chart } from './chart.mjs'

const bars = [
  { name: 'Whatsit', own: true, value: 40, text: '40 ms' },
  { name: 'Other <1.0>', own: false, value: 80, text: '80 ms' },
  { name: 'Instant', own: false, value: 0, text: '0 ms' },
]
const panel = { title: 'cat.jpg & more', better: 'less is better', bars }

/** @param {string} svg */
const widths = (svg) =>
  [...svg.matchAll(/<rect class="(?:own|peer)"[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width))
/** @param {string} svg */
const height = (svg) => Number(/ height="(\d+)" viewBox/.exec(svg)?.[1])

describe('chart', () => {
  test('draws bars as long as their values, and each so that it can be seen', () => {
    const [own = 0, other = 0, instant = 0] = widths(chart([panel], 'Times'))
    expect(own / other).toBeCloseTo(0.5, 2)
    expect(instant).toBeGreaterThan(0)
  })

  test('leaves room for the value beside the longest bar', () => {
    const svg = chart([panel, panel], 'Times')
    const ends = [...svg.matchAll(/<text class="text" x="([\d.]+)" y="\d+">/g)].map(([, x]) => Number(x))
    expect(Math.max(...ends)).toBeLessThanOrEqual((880 - 2 * 24 - 32) / 2 - 50)
  })

  test('grows by rows of two panels', () => {
    const [one, two, three] = [1, 2, 3].map((count) => height(chart(Array(count).fill(panel), 'Times')))
    expect(two).toBe(one)
    expect(three).toBeGreaterThan(two ?? 0)
  })

  test('says everything in words, with what XML reserves escaped', () => {
    const svg = chart([panel], 'Times of "Whatsit"')
    for (const text of [
      'Other &lt;1.0>',
      'cat.jpg &amp; more',
      '80 ms',
      'less is better',
      'Times of &quot;Whatsit&quot;',
    ]) {
      expect(svg).toContain(`>${text}</`)
    }
  })
})
