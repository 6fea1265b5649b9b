/**
 * The headers of every response of the site, in one place: the development server, `npm start` and nginx (through
 * `tools/nginx-headers.mjs`) all take them from here, and an e2e test compares what they send.
 */

const contentSecurityPolicy = [
  "default-src 'self'",
  // WebAssembly is compiled, nothing else is evaluated.
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  // blob: shows the person's own picture, which never leaves the page.
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Sent with every response, errors and 304 included. */
export const siteHeaders = {
  'Content-Security-Policy': contentSecurityPolicy,
  // These three give the page shared memory, which the runtime's threads need; assets and workers need them too.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(self), clipboard-read=(self)',
} as const

/** What browsers may keep: `hashed` files never change, everything else is asked for again each time. */
export const cacheControl = {
  hashed: 'public, max-age=31536000, immutable',
  other: 'no-cache',
} as const

/** @param pathname  within the site, starting with a slash */
export function cacheControlFor(pathname: string): string {
  return pathname.startsWith('/assets/') ? cacheControl.hashed : cacheControl.other
}
