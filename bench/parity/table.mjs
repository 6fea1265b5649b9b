/** results/parity.json as Markdown, between the marks of README.md. */
import { markdown, putIntoReadme } from '../markdown.mjs'
import { readResult } from '../results.mjs'
import { kindsOf, summary } from './compare.mjs'

/** @typedef {import('./compare.mjs').Compared} Compared */

const PAIRS = /** @type {const} */ (['pagePython', 'nodePython', 'pageNode'])

/** "0.0004"; what is less cannot be told from how Python's scores are rounded. @param {number} value */
const difference = (value) => (value < 0.00005 ? '< 0.0001' : value.toFixed(4))

/** @param {string} name @param {readonly Compared[]} compared */
function line(name, compared) {
  const [page, node, both] = PAIRS.map((pair) => summary(compared, pair))
  if (!page || !node || !both) return []
  const pictures = page.count === node.count ? `${page.count}` : `${page.count} (${node.count})`
  const same = page.sameTop + node.sameTop
  const agreement = `${((100 * same) / (page.count + node.count)).toFixed(same === page.count + node.count ? 0 : 1)} %`
  return [name, pictures, agreement, ...[page, node, both].map(({ largest }) => difference(largest))]
}

/** @param {readonly Compared[]} compared */
function lines(compared) {
  const kinds = kindsOf(compared).map((kind) => compared.filter((picture) => picture.kind === kind))
  const bold = (/** @type {string[]} */ cells) => cells.map((cell) => `**${cell}**`)
  const rows = kinds.map((pictures) => ({
    lossless: pictures[0]?.lossless,
    row: line(pictures[0]?.kind ?? '', pictures),
  }))
  return [
    ...rows.filter(({ lossless }) => lossless).map(({ row }) => row),
    bold(
      line(
        'all of these, lossless',
        compared.filter(({ lossless }) => lossless),
      ),
    ),
    ...rows.filter(({ lossless }) => !lossless).map(({ row }) => row),
  ]
}

/** @param {{model: string, pictures: Compared[]}} result */
function table({ model, pictures }) {
  return markdown([
    [model, 'pictures', 'same first class', 'page, Python', 'Node, Python', 'page, Node'],
    ...lines(pictures),
  ])
}

export async function writeParityTable() {
  const { machine, limit, parity } = await readResult('parity')
  const text = `\`npm run bench:parity\` on ${machine.date}, ${machine.browser.replace('/', ' ')}: the largest difference of any class's score (of all 1000) from
Python's (Pillow, onnxruntime), and the share of answers whose first class is Python's. Promised for lossless pictures: 100 % and
at most ${limit}. In brackets: what sharp, which decodes for Node, can read of them.

${parity.map(table).join('\n\n')}`
  await putIntoReadme('parity', text)
}
