/** What onnxruntime-web throws (plain Errors, numbers, texts), as errors with a code. */
import { type ErrorCode, WhatsitError } from '../core/errors.ts'

// What V8, SpiderMonkey, JavaScriptCore, emscripten and onnxruntime's allocator say when memory ran out.
const OUT_OF_MEMORY =
  /out of memory|could not allocate|cannot allocate|allocation failed|bad_alloc|memory access.*grow|OOM/i

/** @param fallback  the code of everything that does not tell of memory */
export function runtimeError(error: unknown, fallback: ErrorCode): WhatsitError {
  const message = error instanceof Error ? error.message : String(error)
  return new WhatsitError(OUT_OF_MEMORY.test(message) ? 'OutOfMemory' : fallback, message, { cause: error })
}
