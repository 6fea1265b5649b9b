/** How large a picture may be, the same wherever it comes in. */

// Above the 108 megapixels of the largest phone cameras. One RGBA copy is 480 MB, so such a picture is read in strips.
export const MAX_PIXELS = 120_000_000

// 256 MiB: a photograph of MAX_PIXELS as PNG has about that. The decoder holds the file beside its pixels.
export const MAX_BYTES = 256 * 1024 * 1024
