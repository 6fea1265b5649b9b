/** Checked before anything else runs: without these nothing on this page can answer, or its picture has no size. */

/**
 * The oldest browsers that have all of it, stated here and nowhere else in code (index.html, which stands before any code,
 * is compared with it). Chromium: `color-mix`; Firefox: module workers; Safari: a 2d context of OffscreenCanvas.
 */
export const BROWSER_FLOOR = 'Chrome or Edge 111, Firefox 114, Safari 16.4, or anything newer'

// The smallest module with a SIMD instruction: (func (result v128) i32.const 0  i8x16.splat)
// biome-ignore format: one section a line
const SIMD_MODULE = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // "\0asm", version 1
  0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, // types: () -> v128
  0x03, 0x02, 0x01, 0x00, // functions: one, of type 0
  0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b, // code: i32.const 0, i8x16.splat, end
])

/** What is looked at; the page's `globalThis`, or a stand-in. */
export interface Scope {
  readonly WebAssembly?: Pick<typeof WebAssembly, 'validate'>
  readonly Worker?: new (url: string, options?: WorkerOptions) => unknown
  readonly OffscreenCanvas?: new (width: number, height: number) => { getContext(kind: '2d'): unknown }
  readonly createImageBitmap?: unknown
  readonly Array?: { readonly prototype: { readonly findLastIndex?: unknown } }
  readonly CSS?: Pick<typeof CSS, 'supports'>
}

function hasSimd({ WebAssembly }: Scope): boolean {
  return WebAssembly?.validate?.(SIMD_MODULE) ?? false
}

/**
 * A browser that knows module workers reads `type`; every browser then refuses the address, so no worker is started.
 */
function hasModuleWorkers({ Worker }: Scope): boolean {
  if (Worker === undefined) return false
  let asked = false
  const options = {
    get type(): WorkerType {
      asked = true
      return 'module'
    },
  }
  try {
    new Worker('http://', options)
  } catch {
    // Expected: 'http://' is not an address.
  }
  return asked
}

function hasOffscreenCanvas({ OffscreenCanvas, createImageBitmap }: Scope): boolean {
  if (OffscreenCanvas === undefined || createImageBitmap === undefined) return false
  try {
    return new OffscreenCanvas(1, 1).getContext('2d') !== null
  } catch {
    return false
  }
}

// The youngest method that core uses.
function hasFindLastIndex(scope: Scope): boolean {
  return typeof scope.Array?.prototype.findLastIndex === 'function'
}

// The picture takes its size from its container. `color-mix`, which is younger, only tints, and is not worth a refusal.
function hasContainerUnits({ CSS }: Scope): boolean {
  return CSS?.supports?.('width', '1cqw') ?? false
}

/** Names of what is missing, for people; empty where the page can work. */
export function missingFeatures(scope: Scope = globalThis): string[] {
  const checks = [
    ['WebAssembly SIMD', hasSimd],
    ['module workers', hasModuleWorkers],
    ['OffscreenCanvas', hasOffscreenCanvas],
    ['newer JavaScript', hasFindLastIndex],
    ['newer CSS', hasContainerUnits],
  ] as const
  return checks.filter(([, check]) => !check(scope)).map(([name]) => name)
}

/** @param missing  at least one name */
export function unsupportedSentence(missing: readonly string[]): string {
  const list = new Intl.ListFormat('en', { type: 'conjunction' }).format(missing)
  return `Whatsit needs ${list}, which this browser does not have. Use ${BROWSER_FLOOR}.`
}
