/** Replaced at build time (vite.config.ts). */
declare const __BUILD__: string

declare module '*?url&inline' {
  /** `data:` and the file in base64 */
  const address: string
  export default address
}

declare module '*?url' {
  const address: string
  export default address
}
