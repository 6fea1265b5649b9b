/** Questions about a list of draft layers that every step of fusing asks. */
import { inputsOf } from '../inputs-of.ts'
import type { ValueId } from '../layers.ts'
import type { DraftLayer } from './draft.ts'

/** Which layer writes a value; none for the picture and constants. */
export function writersOf(layers: readonly DraftLayer[]): Map<ValueId, DraftLayer> {
  return new Map(layers.map((layer) => [layer.output, layer]))
}

/** How often each value is read; being kept counts as being read. */
export function readersOf(layers: readonly DraftLayer[], kept: readonly ValueId[]): (value: ValueId) => number {
  const counts = new Map<ValueId, number>()
  for (const value of [...layers.flatMap(inputsOf), ...kept]) counts.set(value, (counts.get(value) ?? 0) + 1)
  return (value) => counts.get(value) ?? 0
}

/** Those that something kept depends on. */
export function live(layers: readonly DraftLayer[], kept: readonly ValueId[]): DraftLayer[] {
  const read = new Set(kept)
  return layers
    .toReversed()
    .filter((layer) => {
      if (!read.has(layer.output)) return false
      for (const value of inputsOf(layer)) read.add(value)
      return true
    })
    .reverse()
}
