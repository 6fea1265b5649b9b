/** Where pictures come in from other people's scripts, which TypeScript need not have checked. */

/**
 * Told by its tag and not by its class: a frame has a `Blob` of its own.
 *
 * @throws TypeError  as the browser's own properties do, since it is a mistake of the script and not of the picture
 */
export function mustBeBlob(picture: unknown): asserts picture is Blob {
  const tag = Object.prototype.toString.call(picture)
  if (tag === '[object Blob]' || tag === '[object File]') return
  const given = typeof picture === 'string' ? 'a string (an address has to be fetched first)' : tag
  throw new TypeError(`A picture has to be a Blob or a File, and is ${given}`)
}
