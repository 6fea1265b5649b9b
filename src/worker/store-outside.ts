/** What the model store needs of the world outside, so that tests can break it. */

export interface StoreOutside {
  readonly fetch: typeof fetch
  /** Absent in an insecure context. */
  readonly caches?: CacheStorage | undefined
  /** Absent in an insecure context: then two tabs may download the same file. */
  readonly locks?: LockManager | undefined
  readonly sha256: (bytes: Uint8Array<ArrayBuffer>) => Promise<string>
  /** Waits between the tries of a download, see {@link download}. */
  readonly pausesMs?: readonly number[]
}
