/** Counts the bytes of the arrays that some code makes: a bound on memory that no busy machine can change. */

const CONSTRUCTORS = ['Float32Array', 'Float64Array', 'Int8Array', 'Int32Array', 'Uint8Array', 'Uint16Array'] as const

/** Runs `code`, and returns what its typed arrays took. Views of memory that exists take nothing. */
export function countBytes(code: () => void): number {
  let bytes = 0
  const globals = globalThis as unknown as Record<string, new (...args: unknown[]) => ArrayBufferView>
  const originals = CONSTRUCTORS.map((name) => [name, globals[name]] as const)
  for (const [name, original] of originals) {
    if (!original) continue
    globals[name] = new Proxy(original, {
      construct(target, args: unknown[]) {
        const made = new target(...args)
        if (made.buffer !== args[0]) bytes += made.byteLength
        return made
      },
    })
  }
  try {
    code()
  } finally {
    for (const [name, original] of originals) if (original) globals[name] = original
  }
  return bytes
}
