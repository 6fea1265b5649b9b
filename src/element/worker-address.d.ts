declare module '*?worker&url' {
  /** Of the built script. */
  const address: string
  export default address
}
