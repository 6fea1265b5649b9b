/** The little that this page remembers from visit to visit, besides models: JSON texts in the browser's local storage. */

export interface Memory {
  /** What JSON.parse gave, or undefined; the caller parses it further. */
  read(key: string): unknown
  write(key: string, value: unknown): void
}

/**
 * @param site  absolute address below which the page lies: two of them on one host remember apart
 * @param storage  asked for each time, since a browser that forbids storage throws already there
 */
export function browserMemory(site: string, storage: () => Storage = () => localStorage): Memory {
  const name = (key: string): string => `whatsit ${key} ${site}`
  return {
    read(key) {
      try {
        return JSON.parse(storage().getItem(name(key)) ?? 'null') ?? undefined
      } catch {
        return undefined
      }
    },
    write(key, value) {
      try {
        storage().setItem(name(key), JSON.stringify(value))
      } catch {
        // Full or forbidden: it is forgotten, which harms nobody.
      }
    },
  }
}
