/** What Node answers with, for node-side.mjs, which bundles it: the pool of the command line and HTTP, and its decoder. */

export { decodePicture } from '../../src/node/picture/decode.ts'
export { createPool, shippedParts } from '../../src/node/pool/pool.ts'
