/** What every peer's page offers to the bench, so that one driver times them all and none is timed differently. */

export interface Prediction {
  /** Of the class, in the model's order. */
  readonly index: number
  readonly label: string
  /** Softmax of the logits, no temperature. */
  readonly score: number
}

export interface Peer {
  /** Blob in, labels out, by the peer's own means. */
  classify(image: Blob, topK: number): Promise<readonly Prediction[]>
}

/**
 * Loads the peer's runtime and the model.
 *
 * @param threads  1 where the page has no shared memory
 */
export type LoadPeer = (threads: number) => Promise<Peer>

/** What the page's address may ask for. */
export interface PageOptions {
  readonly threads: number
  /** Where the peer runs: in a worker, or on the page's own thread as in most quick starts. */
  readonly on: 'worker' | 'page'
}

/**
 * Several pictures: this many are begun before the first is done, so that a peer whose API lets it has the next ones decoded
 * while this one runs. Four keep two decoders and a network busy; each of 12 megapixels holds 48 MB meanwhile.
 */
export const IN_FLIGHT = 4

export async function classifyAll(peer: Peer, images: readonly Blob[]): Promise<readonly Prediction[][]> {
  const answers: Prediction[][] = []
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < images.length) {
      const at = next++
      const image = images[at]
      if (image) answers[at] = [...(await peer.classify(image, 5))]
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
  return answers
}
