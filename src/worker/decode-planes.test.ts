import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { fromHex } from '../core/hex.ts'
import { PLANES_PROBE } from '../core/jpeg-planes.ts'

/** What Chromium's decoder makes of the probe: luma, 18 x 10, then blue's and red's chroma, 9 x 5. */
const PLANES = fromHex(
  '7ce26ee8a2a4715fb16a09b75888a680a38d58b54483e138bd32a100eb87cd8dbdc9c2b4386afaa4697551e5744e3b771b307796544d' +
    '3568696b535d558f7f915fccaa668a2b6368ae79bd40c2729a92da758f625cb67bae7a93a34dce3551851d942d5f8190596e415d2e58' +
    'c8e512907ab083597bc4c453a000d0a23e759d8e8c585d6e4f844e92978e2e9642a73e81bf9158a0ba1c7074636ae3505568a44ea9a2' +
    '8e6572aaba306b98872d8763a2577c9b3d367b7c7c7e7f808182847d7d7e7f7f808181ad81818181808080809e8685848382807f7f30' +
    '8b8a888683817f7eb17690a2937161738d687188998e74697a918d697a89867976859687636c767c7f858f985a63626673849195945a',
)
const SIZE = { width: 18, height: 10 }

const PROBE = {
  planes: PLANES,
  format: 'I420' as string | null,
  rotation: 90,
  flip: false,
  codedWidth: SIZE.width,
  codedHeight: SIZE.height,
  visibleRect: SIZE,
  colorSpace: { primaries: 'bt709', transfer: 'iec61966-2-1', matrix: 'smpte170m', fullRange: true },
}

interface Asked {
  readonly rect: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  readonly layout: readonly { readonly offset: number; readonly stride: number }[]
}

let opened = 0
let closed = 0
let decoders = 0

class FakeFrame {
  /** The prototype's, as a browser's is: that it is there tells that frames say how they lie. */
  get rotation(): number {
    return this.of.rotation
  }
  readonly of: typeof PROBE
  constructor(of: typeof PROBE) {
    this.of = of
    opened++
    const { rotation: _, planes: __, ...rest } = of
    Object.assign(this, rest)
  }
  async copyTo(memory: Uint8Array, { rect, layout }: Asked): Promise<void> {
    let at = 0
    for (const [plane, { offset, stride }] of layout.entries()) {
      const part = plane === 0 ? 1 : 2
      const columns = Math.ceil(SIZE.width / part)
      for (let row = rect.y / part; row < Math.ceil((rect.y + rect.height) / part); row++) {
        const from = at + row * columns + rect.x / part
        const to = offset + (row - rect.y / part) * stride
        memory.set(this.of.planes.subarray(from, from + Math.ceil(rect.width / part)), to)
      }
      at += columns * Math.ceil(SIZE.height / part)
    }
  }
  allocationSize(): number {
    return this.of.planes.length
  }
  close(): void {
    closed++
  }
}

/** A browser whose decoder gives `probe` first, and `picture` after it. */
function browser(picture: Partial<typeof PROBE> | Error = {}, probe: Partial<typeof PROBE> | Error = {}): void {
  const answers = [probe, picture]
  vi.stubGlobal('VideoFrame', FakeFrame)
  vi.stubGlobal(
    'ImageDecoder',
    class {
      constructor() {
        decoders++
      }
      async decode() {
        const answer = answers.shift()
        if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked once more')
        return { image: new FakeFrame({ ...PROBE, ...answer }) }
      }
      close(): void {
        decoders--
      }
    },
  )
}

/** As a worker that has just started decodes the probe's file. */
async function decoded(file: BlobPart = PLANES_PROBE.bytes, size = SIZE) {
  vi.resetModules()
  const { decodePlanes } = await import('./decode-planes.ts')
  return decodePlanes(new Blob([file]), size)
}

beforeEach(() => {
  opened = 0
  closed = 0
  decoders = 0
})

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('a picture is read from planes', () => {
  test.each([
    [0, false, 1],
    [0, true, 2],
    [180, false, 3],
    [180, true, 4],
    [90, true, 5],
    [90, false, 6],
    [270, true, 7],
    [270, false, 8],
  ])('turned by %i degrees and mirrored: %s, which EXIF calls %i', async (rotation, flip, orientation) => {
    browser({ rotation, flip })
    const picture = await decoded()
    const [width, height] = orientation >= 5 ? [10, 18] : [18, 10]
    expect(picture).toMatchObject({ width, height, orientation, bytes: 270 })
    // Valid until the next one is read.
    const part = [...((await picture?.read(3, 1, 5, 4)) ?? [])]
    const whole = [...((await picture?.read(0, 0, 18, 10)) ?? [])]
    expect(part).toEqual([1, 2, 3, 4].flatMap((row) => whole.slice((row * 18 + 3) * 4, (row * 18 + 8) * 4)))
    expect(new Set(whole).size).toBeGreaterThan(100)
    picture?.close()
    expect({ opened, closed, decoders }).toEqual({ opened: 2, closed: 2, decoders: 0 })
  })
})

describe('planes are left alone, and nothing is kept', () => {
  const wrongPlanes = PLANES.map((byte, at) => (at === 100 ? byte ^ 1 : byte))

  test.each([
    ['decodes to other bytes than Pillow', { planes: wrongPlanes }],
    ['does not turn what EXIF turns', { rotation: 0 }],
    ['gives pixels', { format: 'BGRX' }],
    ['cannot decode it', new DOMException('Failed to decode', 'EncodingError')],
  ])('in a browser that %s', async (_, probe) => {
    browser({}, probe)
    expect(await decoded()).toBeUndefined()
    expect({ opened, decoders }).toEqual({ opened: closed, decoders: 0 })
  })

  test('in a browser without decoders', async () => {
    vi.stubGlobal('VideoFrame', FakeFrame)
    vi.stubGlobal('ImageDecoder', undefined)
    expect(await decoded()).toBeUndefined()
  })

  test('in a browser whose frames do not tell how they lie', async () => {
    browser()
    vi.stubGlobal('VideoFrame', class {})
    expect(await decoded()).toBeUndefined()
    expect(opened).toBe(0)
  })

  test.each([
    ['pixels', { format: 'BGRX' }],
    ['planes that are halved in another way', { format: 'I420A' }],
    ['a format of its own', { format: null }],
    ['Display P3', { colorSpace: { ...PROBE.colorSpace, primaries: 'smpte432' } }],
    ["a video's gamma", { colorSpace: { ...PROBE.colorSpace, transfer: 'bt709' } }],
    ["a video's range", { colorSpace: { ...PROBE.colorSpace, fullRange: false } }],
    ['a turn by no right angle', { rotation: 45 }],
    ['a part of the picture', { visibleRect: { width: 17, height: 10 } }],
    ['another size than the header claims', { codedHeight: 9, visibleRect: { width: 18, height: 9 } }],
    ['an error', new DOMException('Failed to decode', 'EncodingError')],
  ])('of a picture that comes as %s', async (_, picture) => {
    browser(picture)
    expect(await decoded()).toBeUndefined()
    expect({ opened, decoders }).toEqual({ opened: closed, decoders: 0 })
  })

  test('of a picture with too few columns of chroma to weigh', async () => {
    const size = { width: 4, height: 10 }
    browser({ codedWidth: 4, visibleRect: size })
    expect(await decoded(PLANES_PROBE.bytes, size)).toBeUndefined()
    browser({ codedWidth: 5, visibleRect: { width: 5, height: 10 } })
    expect(await decoded(PLANES_PROBE.bytes, { width: 5, height: 10 })).toBeDefined()
  })

  test('of a file whose header speaks against it, which is not decoded', async () => {
    browser()
    expect(await decoded(Uint8Array.of(0xff, 0xd8, 0xff, 0xda))).toBeUndefined()
    expect(opened).toBe(1)
  })
})

test('memory that cannot be had is an error with a code', async () => {
  browser()
  const picture = await decoded()
  vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
    throw new RangeError('no more')
  })
  await expect(picture?.read(0, 0, 18, 10 ** 6)).rejects.toMatchObject({ name: 'OutOfMemory' })
})
