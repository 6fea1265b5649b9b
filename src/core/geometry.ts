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

/** The centred square of `crop` pixels, which is at most the size's shorter edge; what is odd is left over at the right and below. */
export function centerCrop({ width, height }: Size, crop: number): Rectangle {
  return { left: Math.floor((width - crop) / 2), top: Math.floor((height - crop) / 2), width: crop, height: crop }
}

/** The rectangle of the original picture that a crop of the resized one shows, in source pixels, with fractions. */
export function cropInSource(source: Size, resized: Size, crop: Rectangle): Rectangle {
  const across = source.width / resized.width
  const down = source.height / resized.height
  return { left: crop.left * across, top: crop.top * down, width: crop.width * across, height: crop.height * down }
}

/** What the network sees of a picture that is resized and cut for it, in pixels of the picture. */
export function cropSeen(
  source: Size,
  config: { readonly shortestEdge: number; readonly centerCrop: number },
): Rectangle {
  const resized = shortestEdge(source, config.shortestEdge)
  return cropInSource(source, resized, centerCrop(resized, config.centerCrop))
}
