/** The worker's decoding alone, without model and runtime, for decode.spec.ts. */
import { expose } from 'comlink'
import { decode } from '../../src/worker/decode.ts'

/** RGB of some points and a hash of all, which is what the goldens hold. */
export interface Decoded {
  readonly width: number
  readonly height: number
  /** Of all pixels as RGB, row by row; lower-case hex. */
  readonly sha256: string
  /** RGB of columns x rows points, row by row. */
  readonly samples: readonly number[]
  /** Whether every pixel read is opaque. */
  readonly opaque: boolean
}

const exposed = {
  async decode(image: Blob, columns: number, rows: number): Promise<Decoded> {
    const picture = await decode(image)
    const { width, height } = picture
    const rgba = picture.read(0, 0, width, height)
    const rgb = new Uint8Array(width * height * 3)
    let opaque = true
    for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
      rgb.set(rgba.subarray(from, from + 3), to)
      opaque &&= rgba[from + 3] === 255
    }
    const samples: number[] = []
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const x = Math.floor(((column + 0.5) * width) / columns)
        const y = Math.floor(((row + 0.5) * height) / rows)
        samples.push(...rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3))
      }
    }
    picture.close()
    return { width, height, sha256: hex(await crypto.subtle.digest('SHA-256', rgb)), samples, opaque }
  },

  /** Milliseconds for decoding and for reading all of it, strip by strip, as RGB of the last pixel proves. */
  async time(image: Blob): Promise<{ decode: number; read: number; last: readonly number[] }> {
    const started = performance.now()
    const picture = await decode(image)
    const decoded = performance.now()
    let pixels = new Uint8ClampedArray()
    for (let y = 0; y < picture.height; y += 256) {
      pixels = new Uint8ClampedArray(picture.read(0, y, picture.width, Math.min(256, picture.height - y)).buffer)
    }
    const read = performance.now()
    picture.close()
    return { decode: decoded - started, read: read - decoded, last: [...pixels.slice(-4)] }
  },

  /** RGBA of rectangles [x, y, width, height] of one picture. */
  async rectangles(image: Blob, wanted: readonly (readonly [number, number, number, number])[]): Promise<number[][]> {
    const picture = await decode(image)
    const pixels = wanted.map(([x, y, width, height]) => [...picture.read(x, y, width, height)])
    picture.close()
    return pixels
  },
}

export type DecodeForTest = typeof exposed

function hex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

expose(exposed)
