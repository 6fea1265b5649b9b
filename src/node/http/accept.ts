/** Which of our forms of an answer a client wants (RFC 9110, section 12.5.1). */

const QUALITY = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i

interface Range {
  readonly range: string
  readonly quality: number
}

/** A quality that cannot be read counts as 0, so nobody gets what they may not want. */
function ranges(header: string): Range[] {
  return header.split(',').flatMap((entry) => {
    const [range = '', ...parameters] = entry.split(';').map((part) => part.trim())
    const quality = parameters.find((parameter) => /^q\s*=/i.test(parameter))
    const value = quality === undefined ? 1 : Number(QUALITY.exec(quality)?.[1] ?? 0)
    return range === '' ? [] : [{ range: range.toLowerCase(), quality: value }]
  })
}

/** The most specific range that names the type decides. */
function qualityOf(type: string, asked: readonly Range[]): number {
  const names = [type, type.replace(/\/.*/, '/*'), '*/*']
  for (const name of names) {
    const found = asked.find(({ range }) => range === name)
    if (found) return found.quality
  }
  return 0
}

/**
 * The best of `types` by the client's quality, the earlier one where two are equal. The first one even where the client
 * wants none of them: an answer that it may be able to read is better than none.
 *
 * @param header  the value of Accept, undefined where there is none
 */
export function acceptedType<T extends string>(header: string | undefined, types: readonly [T, ...T[]]): T {
  const asked = ranges(header ?? '')
  const rated = types.map((type) => ({ type, quality: qualityOf(type, asked) }))
  return rated.reduce((best, one) => (one.quality > best.quality ? one : best)).type
}
