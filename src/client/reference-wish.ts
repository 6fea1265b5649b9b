/**
 * Whether a visit fetches onnxruntime-web where our own engine answers: as a reserve, and to compare the two. Somebody who
 * comes once pays for what answers and for nothing else; whoever comes back gets reserve and comparison (ADR 13).
 */
import type { LoadedModel } from '../worker/api.ts'

export type ReferenceWish =
  /** It answers here, and its files are kept for the next visit. */
  | 'answers'
  /** Wanted, when nothing else goes on. */
  | 'reserve'
  /** This visit has downloaded its model: the next one fetches it. */
  | 'next-visit'
  /** The person asked the browser to save data. */
  | 'saves-data'
  /** Nothing is kept here, so that every visit is a first one. */
  | 'keeps-nothing'

export interface VisitFacts {
  readonly saveData: boolean
  /** The model that this visit began with was stored already. */
  readonly foundStored: boolean
}

/** @param model  that answers */
export function referenceWish(
  { engine, kept }: Pick<LoadedModel, 'engine' | 'kept'>,
  { saveData, foundStored }: VisitFacts,
): ReferenceWish {
  if (engine === 'ort') return 'answers'
  if (saveData) return 'saves-data'
  if (foundStored) return 'reserve'
  return kept === 'stored' ? 'next-visit' : 'keeps-nothing'
}
