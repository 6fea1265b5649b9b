/** Replaced at build time (vite.config.ts). */
declare const __BUILD__: string

declare module '*?url' {
  const address: string
  export default address
}
