/** Asks the browser to keep the stored model when space runs short. */

let asked = false

/** Asked once, after the first answer: by then a person knows what they would keep (Firefox asks them). */
export async function keepStorage(): Promise<void> {
  if (asked) return
  asked = true
  const { storage } = navigator as { storage?: StorageManager }
  try {
    if (storage?.persist && !(await storage.persisted())) await storage.persist()
  } catch {
    // A browser that cannot promise it keeps what it can.
  }
}
