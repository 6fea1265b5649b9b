/**
 * The source pixel of each of the output pixels `first` to `first + outputs`, as Pillow's `Image.NEAREST` picks them: it
 * steps from the first pixel on and adds up, and so do we, since the sums are rounded.
 */
export function nearestPixels(sourceLength: number, length: number, first: number, outputs: number): Int32Array {
  const step = sourceLength / length
  const pixels = new Int32Array(outputs)
  let position = step * 0.5
  for (let at = 0; at < first; at++) position += step
  for (let output = 0; output < outputs; output++, position += step) pixels[output] = Math.trunc(position)
  return pixels
}
