/** In a worker: answers the page's messages with a peer. Its counterpart is publish.ts. */
import { classifyAll, type LoadPeer, type Peer } from './peer.ts'

export type Asked =
  | { readonly id: number; readonly ask: 'load'; readonly threads: number }
  | { readonly id: number; readonly ask: 'classify'; readonly image: Blob; readonly topK: number }
  | { readonly id: number; readonly ask: 'classifyAll'; readonly images: readonly Blob[] }

export type Answered = { readonly id: number; readonly value?: unknown; readonly error?: string }

export function serve(load: LoadPeer): void {
  let peer: Promise<Peer> | undefined
  const loaded = async (): Promise<Peer> => {
    if (!peer) throw new Error('asked before it was loaded')
    return peer
  }
  const answer = async (asked: Asked): Promise<unknown> => {
    switch (asked.ask) {
      case 'load':
        peer = load(asked.threads)
        await peer
        return undefined
      case 'classify':
        return (await loaded()).classify(asked.image, asked.topK)
      case 'classifyAll':
        return classifyAll(await loaded(), asked.images)
    }
  }
  self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
    // A library's own threads talk in the same way.
    if (typeof data?.ask !== 'string') return
    const say = (answered: Answered): void => self.postMessage(answered)
    answer(data).then(
      (value) => say({ id: data.id, value }),
      (error: unknown) => say({ id: data.id, error: String(error) }),
    )
  })
}
