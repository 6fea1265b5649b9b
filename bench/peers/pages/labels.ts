/** The model's labels, for the peers whose model files carry none: as an app would, from one small file beside the model. */
import type { Prediction } from './peer.ts'

export async function fetchLabels(): Promise<readonly string[]> {
  return (await fetch('/assets/models/labels.json')).json()
}

/** Softmax, and the `topK` largest. */
export function predictionsOf(logits: ArrayLike<number>, labels: readonly string[], topK: number): Prediction[] {
  const values = Array.from(logits)
  const largest = Math.max(...values)
  const shares = values.map((logit) => Math.exp(logit - largest))
  const sum = shares.reduce((all, share) => all + share, 0)
  return shares
    .map((share, index) => ({ index, label: labels[index] ?? '', score: share / sum }))
    .sort((one, other) => other.score - one.score)
    .slice(0, topK)
}
