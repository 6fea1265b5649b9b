/** How large the picture becomes and what is cut from it: whole-number arithmetic as in Pillow, torchvision, Hugging Face. */

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Rectangle extends Size {
  readonly left: number
  readonly top: number
}

/**
 * The size whose shorter edge is `edge` pixels; the longer one is `int(edge * long / short)`.
 *
 * @throws RangeError  when the picture has no pixels
 */
export function shortestEdge({ width, height }: Size, edge: number): Size {
  if (!(width >= 1 && height >= 1)) throw new RangeError(`a picture of ${width} x ${height} pixels`)
  return width < height
    ? { width: edge, height: Math.floor((edge * height) / width) }
    : { width: Math.floor((edge * width) / height), height: edge }
}

/** The centred rectangle of the size `crop`, which is at most `size`; what is odd is left over at the right and below. */
export function centerCrop({ width, height }: Size, crop: number | Size): Rectangle {
  const cut = sizeOf(crop)
  return { left: Math.floor((width - cut.width) / 2), top: Math.floor((height - cut.height) / 2), ...cut }
}

/** How a picture of any size becomes one of the network's: resized by one of two rules, then cut. */
export interface Framing {
  /** Resize so that the shorter edge has this many pixels, */
  readonly shortestEdge?: number
  /** or to exactly this, whatever the picture's shape. */
  readonly size?: Size
  /** Then cut this from the centre, a square where it is a number. Absent only where `size` is the network's already. */
  readonly centerCrop?: number | Size
}

function sizeOf(lengths: number | Size): Size {
  return typeof lengths === 'number' ? { width: lengths, height: lengths } : lengths
}

/** What a square, or any picture that is no smaller, is resized to at least. */
function leastResized({ shortestEdge: edge, size }: Framing): Size {
  return size ?? sizeOf(edge ?? 0)
}

/** The size of the network's input. */
export function inputSize(framing: Framing): Size {
  const { width, height } = framing.centerCrop === undefined ? leastResized(framing) : sizeOf(framing.centerCrop)
  return { width, height }
}

/** False where the cut is larger than some pictures become. */
export function fits(framing: Framing): boolean {
  const least = leastResized(framing)
  const { width, height } = inputSize(framing)
  return width <= least.width && height <= least.height
}

/** What a picture of the size `source` is resized to, and what is cut from that. */
export function framed(source: Size, framing: Framing): { readonly size: Size; readonly crop: Rectangle } {
  const { shortestEdge: edge, size } = framing
  const resized = edge === undefined ? (size ?? source) : shortestEdge(source, edge)
  return { size: resized, crop: centerCrop(resized, inputSize(framing)) }
}

/** The rectangle of the original picture that a crop of the resized one shows, in source pixels, with fractions. */
export function cropInSource(source: Size, resized: Size, crop: Rectangle): Rectangle {
  const across = source.width / resized.width
  const down = source.height / resized.height
  return { left: crop.left * across, top: crop.top * down, width: crop.width * across, height: crop.height * down }
}

/** What the network sees of a picture that is resized and cut for it, in pixels of the picture. */
export function cropSeen(source: Size, framing: Framing): Rectangle {
  const { size, crop } = framed(source, framing)
  return cropInSource(source, size, crop)
}
