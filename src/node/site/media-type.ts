/**
 * Content types by file name, in one place: our server answers with them and nginx's `mime.types` is written from them
 * (`tools/nginx-headers.mjs`), since a module script or a wasm file with another type does not run.
 */
export const mediaTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  webmanifest: 'application/manifest+json',
  wasm: 'application/wasm',
  onnx: 'application/octet-stream',
  txt: 'text/plain; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
  bmp: 'image/bmp',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
}

/** What nobody named; with `nosniff` browsers download it and run nothing. */
const unknownMediaType = 'application/octet-stream'

/** @param path  of a file, with any folders; only the last extension counts, in either case */
export function mediaType(path: string): string {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(mediaTypes, extension) ? (mediaTypes[extension] ?? unknownMediaType) : unknownMediaType
}
