/**
 * The results as a drawing: one panel per measure, one bar per peer. SVG by hand, since a few rectangles and words need no
 * library. It brings its own ground and follows the reader's light or dark; nothing is said by colour alone.
 */

/**
 * @typedef {object} Panel
 * @property {string} title
 * @property {string} better  which way is better
 * @property {readonly Bar[]} bars
 */

/**
 * @typedef {object} Bar
 * @property {string} name
 * @property {boolean} own
 * @property {number} value
 * @property {string} text  the value as people read it
 */

const WIDTH = 880
const COLUMNS = 2
const MARGIN = 24
const GAP = 32
const TITLE_HEIGHT = 44
const ROW = 22
const BAR_HEIGHT = 14
/** For the names, left of the bars. */
const NAMES = 158
/** For the longest value, right of the longest bar. */
const VALUES = 64

const STYLE = `
  .ground { fill: #ffffff } .title { fill: #1c2128; font-weight: 600 } .text { fill: #444c56 }
  .own { fill: #0f766e } .peer { fill: #9aa4b2 } .strong { fill: #1c2128; font-weight: 600 }
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif }
  .better { font-size: 11px }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #16191d } .title, .strong { fill: #f0f3f6 } .text { fill: #b6bec9 }
    .own { fill: #2dd4bf } .peer { fill: #6b7684 }
  }`

/** @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** @param {number} value */
const place = (value) => Number(value.toFixed(1))

/** @param {Bar} bar @param {number} longest  value of the longest bar @param {number} room  width for it, pixels @param {number} y */
function drawBar({ name, own, value, text }, longest, room, y) {
  // A bar too short to see is no bar.
  const width = place(Math.max(2, (value / longest) * room))
  const middle = y + BAR_HEIGHT - 3
  const words = own ? 'strong' : 'text'
  return [
    `<text class="${words}" x="${NAMES - 8}" y="${middle}" text-anchor="end">${escaped(name)}</text>`,
    `<rect class="${own ? 'own' : 'peer'}" x="${NAMES}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="2"/>`,
    `<text class="${words}" x="${place(NAMES + width + 6)}" y="${middle}">${escaped(text)}</text>`,
  ].join('')
}

/** @param {Panel} panel @param {number} width */
function drawPanel({ title, better, bars }, width) {
  const longest = Math.max(...bars.map(({ value }) => value))
  const room = width - NAMES - VALUES
  const drawn = bars.map((bar, row) => drawBar(bar, longest, room, TITLE_HEIGHT + row * ROW))
  return [
    `<text class="title" x="0" y="14">${escaped(title)}</text>`,
    `<text class="text better" x="0" y="31">${escaped(better)}</text>`,
    ...drawn,
  ].join('\n')
}

/**
 * @param {readonly Panel[]} panels  at least one; each with at least one bar
 * @param {string} description  what is to be seen, for those who cannot
 * @returns {string}  an SVG document
 */
export function chart(panels, description) {
  const width = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
  const height = TITLE_HEIGHT + Math.max(...panels.map(({ bars }) => bars.length)) * ROW
  const rows = Math.ceil(panels.length / COLUMNS)
  const whole = 2 * MARGIN + rows * height + (rows - 1) * GAP
  const drawn = panels.map((panel, at) => {
    const x = MARGIN + (at % COLUMNS) * (width + GAP)
    const y = MARGIN + Math.floor(at / COLUMNS) * (height + GAP)
    return `<g transform="translate(${x} ${y})">\n${drawPanel(panel, width)}\n</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${whole}" viewBox="0 0 ${WIDTH} ${whole}" role="img" aria-labelledby="about">
<title id="about">${escaped(description)}</title>
<style>${STYLE}
</style>
<rect class="ground" width="${WIDTH}" height="${whole}" rx="8"/>
${drawn.join('\n')}
</svg>
`
}
