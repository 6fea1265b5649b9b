/** Which of the compressed copies beside a file a client wants (RFC 9110, section 12.5.3). */

export type Encoding = 'br' | 'gzip' | 'identity'

/** Where the copies lie: `main.js.br` beside `main.js`. Smallest first. */
export const encodingSuffixes = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const satisfies readonly (readonly [Encoding, string])[]

const QUALITY = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i

/** Quality by lower-case name; a quality that cannot be read counts as 0, so nobody gets what they may not want. */
function qualities(header: string): Map<string, number> {
  const named = new Map<string, number>()
  for (const entry of header.split(',')) {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim())
    if (name === '') continue
    const [first] = parameters
    const quality = first === undefined ? 1 : Number(QUALITY.exec(first)?.[1] ?? 0)
    named.set(name.toLowerCase().replace(/^x-gzip$/, 'gzip'), quality)
  }
  return named
}

/**
 * The encodings to try, best first: by the client's quality, the smaller one where two are equal. Ends with `identity`
 * even where the client refuses it, because an answer it may be able to read is better than none.
 *
 * @param header  the value of Accept-Encoding, undefined where there is none
 */
export function acceptedEncodings(header: string | undefined): readonly Encoding[] {
  const named = qualities(header ?? '')
  const wildcard = named.get('*') ?? 0
  const candidates = (['br', 'gzip', 'identity'] as const)
    // Not naming identity permits it, behind everything that is named.
    .map((encoding) => ({ encoding, quality: named.get(encoding) ?? (encoding === 'identity' ? 0.0001 : wildcard) }))
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ encoding }) => encoding)
  return candidates.includes('identity') ? candidates : [...candidates, 'identity']
}
