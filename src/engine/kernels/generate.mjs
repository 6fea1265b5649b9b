/**
 * Writes the innermost loops as AssemblyScript: tiles of the matrix product and strips of depthwise rows, unrolled so that
 * every sum stays in a register. What each does is said once, here; how they are called, in dense.ts and depthwise.ts.
 */

/** Rows of output pixels in a tile of the matrix product, each eight channels wide. */
const TILE_ROWS = [6, 5]
/** Panels of eight channels at a time, where there are too few pixels for a tile. */
const SINGLE_PANELS = [4, 1]
/** Kernel size, stride, output pixels in a strip: as many as registers hold beside a row of the kernel. */
const STRIPS = [
  [1, 1, 7],
  [1, 1, 5],
  [3, 1, 7],
  [3, 1, 5],
  [3, 2, 7],
  [3, 2, 5],
  [5, 1, 7],
  [5, 1, 5],
  [5, 2, 7],
  [5, 2, 5],
  [7, 1, 5],
  [7, 2, 5],
]
/** Steps of the matrix product's inner loop that are written out. */
const UNROLL = 4

const PANEL_BYTES = 32
const VECTOR_BYTES = 16

/** @param {number} count @returns {number[]} */
const upTo = (count) => Array.from({ length: count }, (_, index) => index)

/** @param {number} count @param {(index: number) => string} line @returns {string} */
const lines = (count, line) => upTo(count).map(line).join('\n')

/**
 * Clipping of the sums, while they are in registers.
 *
 * @param {readonly string[]} sums  names of variables
 */
const clip = (sums) => `
  if (load<i32>(step, ACTIVATION) === ACTIVATION_CLIP) {
    const low = v128.load32_splat(step, FIRST)
    const high = v128.load32_splat(step, SECOND)
    ${sums.map((sum) => `${sum} = f32x4.pmin(high, f32x4.pmax(low, ${sum}))`).join('\n')}
  }`

/**
 * One step of the inner loop: eight weights, and one number of each row.
 *
 * @param {number} rows @param {number} panels @param {number} u  which of the unrolled steps
 */
const multiplyAdd = (rows, panels, u) =>
  lines(panels, (p) => {
    const weights = lines(2, (j) => `const b${u}_${p}_${j} = v128.load(w${p}, ${u * PANEL_BYTES + j * VECTOR_BYTES})`)
    const sums = lines(
      rows,
      (r) => `const x${u}_${p}_${r} = v128.load32_splat(a${r}, ${4 * u})
      ${lines(2, (j) => `c${r}_${p}_${j} = f32x4.add(c${r}_${p}_${j}, f32x4.mul(x${u}_${p}_${r}, b${u}_${p}_${j}))`)}`,
    )
    return `${weights}\n${sums}`
  })

/**
 * Sums of `rows` output pixels from `pixel` on, for the panels `panel` to `end`, `panels` of them at a time.
 *
 * @param {string} name @param {number} rows @param {number} panels
 */
function tile(name, rows, panels) {
  const sums = upTo(rows).flatMap((r) => upTo(panels).flatMap((p) => upTo(2).map((j) => `c${r}_${p}_${j}`)))
  const advance = (/** @type {number} */ steps) =>
    `${lines(panels, (p) => `w${p} += ${steps * PANEL_BYTES}`)}\n${lines(rows, (r) => `a${r} += ${4 * steps}`)}`
  return `
export function ${name}(step: usize, pixel: i32, panel: i32, end: i32): void {
  const depth = load<i32>(step, DEPTH)
  const kernelRows = load<i32>(step, KERNEL_HEIGHT)
  const channels = load<i32>(step, CHANNELS)
  const inTable = load<usize>(step, IN_TABLE) + (<usize>pixel << 2)
  const inPixel = load<i32>(step, IN_PIXEL)
  const input = load<usize>(step, INPUT)
  ${lines(rows, (r) => `let a${r}: usize = input + load<i32>(inTable, ${4 * r}) * inPixel`)}
  const outTable = load<usize>(step, OUT_TABLE) + (<usize>pixel << 2)
  const outPixel = load<i32>(step, OUT_PIXEL)
  const output = load<usize>(step, OUTPUT) + panel * ${PANEL_BYTES}
  ${lines(rows, (r) => `let d${r}: usize = output + load<i32>(outTable, ${4 * r}) * outPixel`)}
  const hasOther = load<usize>(step, OTHER) !== 0
  ${lines(rows, (r) => `let o${r}: usize = 0`)}
  if (hasOther) {
    const otherTable = load<usize>(step, OTHER_TABLE) + (<usize>pixel << 2)
    const otherPixel = load<i32>(step, OTHER_PIXEL)
    const other = load<usize>(step, OTHER) + panel * ${PANEL_BYTES}
    ${lines(rows, (r) => `o${r} = other + load<i32>(otherTable, ${4 * r}) * otherPixel`)}
  }
  const panelBytes: usize = kernelRows * depth * ${PANEL_BYTES}
  let w0: usize = load<usize>(step, WEIGHTS) + panel * panelBytes
  ${lines(panels - 1, (p) => `let w${p + 1}: usize = w${p} + panelBytes`)}
  let bias = load<usize>(step, BIAS) + panel * ${PANEL_BYTES}
  const nextRow = load<i32>(step, IN_ROW) - 4 * depth
  const back: usize = kernelRows * load<i32>(step, IN_ROW)
  for (; panel < end; panel += ${panels}) {
    ${sums.map((sum) => `let ${sum} = v128.load(bias, ${sumOffset(sum)})`).join('\n')}
    for (let row = 0; row < kernelRows; row++) {
      for (let k = depth >> 2; k > 0; k--) {
        ${lines(UNROLL, (u) => multiplyAdd(rows, panels, u))}
        ${advance(UNROLL)}
      }
      for (let k = depth & 3; k > 0; k--) {
        ${multiplyAdd(rows, panels, 0)}
        ${advance(1)}
      }
      ${lines(rows, (r) => `a${r} += nextRow`)}
    }
    if (hasOther) {
      ${sums.map((sum) => `${sum} = f32x4.add(${sum}, v128.load(o${sum[1]}, ${sumOffset(sum)}))`).join('\n')}
      ${lines(rows, (r) => `o${r} += ${panels * PANEL_BYTES}`)}
    }
    ${clip(sums)}
    ${lines(rows, (r) => lines(panels, (p) => `v128.store(d${r}, c${r}_${p}_0, ${p * PANEL_BYTES})`))}
    ${lines(rows, (r) => lines(panels - 1, (p) => `v128.store(d${r}, c${r}_${p}_1, ${p * PANEL_BYTES + VECTOR_BYTES})`))}
    // The last panel may have channels for half its width only.
    if (8 * (panel + ${panels}) <= channels) {
      ${lines(rows, (r) => `v128.store(d${r}, c${r}_${panels - 1}_1, ${panels * PANEL_BYTES - VECTOR_BYTES})`)}
    }
    ${lines(rows, (r) => `a${r} -= back\nd${r} += ${panels * PANEL_BYTES}`)}
    ${panels > 1 ? lines(panels, (p) => `w${p} += ${panels - 1} * panelBytes`) : ''}
    bias += ${panels * PANEL_BYTES}
  }
}`
}

/** @param {string} sum  c<row>_<panel>_<half> @returns {number}  bytes from the tile's first channel */
function sumOffset(sum) {
  const [, panel, half] = sum.split('_')
  return Number(panel) * PANEL_BYTES + Number(half) * VECTOR_BYTES
}

/**
 * `pixels` outputs beside each other, for the channels in `bytes`, four at a time. Every input is loaded once for each row
 * of the kernel; `rows` of them count, from that of `weights` on.
 *
 * @param {number} size @param {number} stride @param {number} pixels
 */
function strip(size, stride, pixels) {
  const sums = upTo(pixels).map((pixel) => `c${pixel}`)
  const inputs = (pixels - 1) * stride + size
  const uses = (/** @type {number} */ i) =>
    upTo(pixels)
      .filter((pixel) => i - pixel * stride >= 0 && i - pixel * stride < size)
      .map((pixel) => `c${pixel} = f32x4.add(c${pixel}, f32x4.mul(v${i}, w${i - pixel * stride}))`)
      .join('\n')
  return `
function strip${size}${stride}${pixels}(step: usize, input: usize, weights: usize, rows: i32, bias: usize, output: usize, bytes: usize): void {
  const inPixel = load<usize>(step, IN_PIXEL)
  const inRow = load<usize>(step, IN_ROW)
  const outPixel = load<usize>(step, OUT_PIXEL)
  const skip: usize = (${size} - rows) * ${VECTOR_BYTES * size}
  for (const end = bias + bytes; bias < end; bias += ${VECTOR_BYTES}) {
    const b = v128.load(bias)
    ${sums.map((sum) => `let ${sum} = b`).join('\n')}
    let line = input
    for (let row = rows; row > 0; row--) {
      ${lines(size, (i) => `const w${i} = v128.load(weights, ${VECTOR_BYTES * i})`)}
      let at = line
      ${lines(inputs, (i) => `const v${i} = v128.load(at)\nat += inPixel\n${uses(i)}`)}
      weights += ${VECTOR_BYTES * size}
      line += inRow
    }
    ${clip(sums)}
    let to = output
    ${sums.map((sum) => `v128.store(to, ${sum})\nto += outPixel`).join('\n')}
    weights += skip
    input += ${VECTOR_BYTES}
    output += ${VECTOR_BYTES}
  }
}`
}

/** Chooses the strip for a kernel. @param {number} pixels */
const chooseStrip = (pixels) => `
/** ${pixels} output pixels; false where no strip of that length is written out for this kernel. */
export function strip${pixels}(kernel: i32, step: usize, input: usize, weights: usize, rows: i32, bias: usize, output: usize, bytes: usize): bool {
  ${STRIPS.filter(([, , long]) => long === pixels)
    .map(
      ([size = 0, stride = 0]) => `if (kernel === ${10 * size + stride}) {
    strip${size}${stride}${pixels}(step, input, weights, rows, bias, output, bytes)
    return true
  }`,
    )
    .join('\n')}
  return false
}`

/** @returns {string}  AssemblyScript source; lies beside the files that it imports from, one folder deeper */
export function generateLoops() {
  return `// Written by generate.mjs.
import {
  ACTIVATION, ACTIVATION_CLIP, BIAS, CHANNELS, DEPTH, FIRST, IN_PIXEL, IN_ROW, IN_TABLE, INPUT,
  KERNEL_HEIGHT, OTHER, OTHER_PIXEL, OTHER_TABLE, OUT_PIXEL, OUT_TABLE, OUTPUT, SECOND, WEIGHTS,
} from '../fields'
${TILE_ROWS.map((rows) => tile(`tile${rows}`, rows, 1)).join('\n')}
${SINGLE_PANELS.map((panels) => tile(`single${panels}`, 1, panels)).join('\n')}
${STRIPS.map(([size = 0, stride = 0, pixels = 0]) => strip(size, stride, pixels)).join('\n')}
${[7, 5].map(chooseStrip).join('\n')}
`
}
