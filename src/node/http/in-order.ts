/** Runs a few at a time, and gives the results in the order of the beginnings, each as soon as it is there. */

/**
 * @param items  the next one is asked for only while fewer than `atOnce` are under way
 * @param start  never rejects
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterator<Item>,
  atOnce: number,
  start: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = []
  let next: Promise<IteratorResult<Item>> | undefined = items.next()
  while (next !== undefined || running.length > 0) {
    const [oldest] = running
    // The first result must not wait for an item that is still being sent.
    const item = await Promise.race([
      ...(next !== undefined && running.length < atOnce ? [next] : []),
      ...(oldest === undefined ? [] : [oldest.then(() => undefined)]),
    ])
    if (item === undefined) {
      running.shift()
      if (oldest !== undefined) yield await oldest
    } else if (item.done === true) {
      next = undefined
    } else {
      running.push(start(item.value))
      next = items.next()
    }
  }
}
