/** A file's content as a data: address in base64, which Vite puts into the script. */
declare module '*.wasm?url&inline' {
  const address: string
  export default address
}
