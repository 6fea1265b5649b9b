/** Lets the tabs that wait for another tab's download show how far it is. */

export interface SharedProgress {
  /** Bytes that have come here; told to the other tabs too. */
  readonly tell: (loaded: number) => void
  readonly close: () => void
}

/**
 * @param name  of the download, the same in every tab
 * @param onProgress  called for this tab's bytes and for those that another tab tells of
 */
export function sharedProgress(name: string, onProgress: ((loaded: number) => void) | undefined): SharedProgress {
  const channel = new BroadcastChannel(`whatsit-download-${name}`)
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'number') onProgress?.(data)
  }
  return {
    tell(loaded) {
      onProgress?.(loaded)
      channel.postMessage(loaded)
    },
    close: () => channel.close(),
  }
}
