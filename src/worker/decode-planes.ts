/**
 * The fastest way to a JPEG's pixels: the browser's decoder gives luma and chroma as the file keeps them, and they become
 * pixels where the resampler reads them. No bitmap is made, which costs the browser more than decoding, and a quarter of its
 * memory is needed.
 */
import { toWhatsitError } from '../core/errors.ts'
import type { Size } from '../core/geometry.ts'
import { mayGivePlanes, PLANES_PROBE } from '../core/jpeg-planes.ts'
import { axesOf } from '../core/stored-plan.ts'
import type { Orientation } from '../core/webp-orientation.ts'
import { type Planes, planePixels } from '../resample/plane-pixels.ts'
import type { SimdKernel } from '../resample/simd-kernel.ts'
import type { DecodedPicture } from './decode.ts'
import { freshSimdKernel, simdKernel } from './mixer-kernel.ts'
import { readSlice } from './sniff.ts'

const TYPE = 'image/jpeg'

/** WebCodecs' newer attributes, which TypeScript's library does not have yet: how the frame is to be shown. */
interface TurnedFrame extends VideoFrame {
  /** Degrees clockwise, before {@link flip}. */
  readonly rotation: number
  /** Mirrored left to right. */
  readonly flip: boolean
}

/** EXIF's number of what WebCodecs says in two. */
const ORIENTATIONS: Readonly<Record<string, Orientation>> = {
  '0 false': 1,
  '0 true': 2,
  '180 false': 3,
  '180 true': 4,
  '90 true': 5,
  '90 false': 6,
  '270 true': 7,
  '270 false': 8,
}

/** How chroma is halved, by WebCodecs' names. */
const SAMPLINGS: Partial<Record<string, Pick<Planes, 'halvedAcross' | 'halvedDown'>>> = {
  I444: { halvedAcross: false, halvedDown: false },
  I422: { halvedAcross: true, halvedDown: false },
  I420: { halvedAcross: true, halvedDown: true },
}

// Metadata stands before the frame's header; a file that has more of it is left to others.
const HEADER_BYTES = 1024 * 1024

// Of so few columns libjpeg doubles the samples instead of weighing them.
const FEW_SAMPLES = 2

/**
 * @param stored  the picture's size as its header claims; what turns out otherwise is left to others
 * @param file  the image's bytes, where they have been read, and the header lets one expect planes
 * @returns nothing where planes cannot be had, or where this browser's would not give Pillow's pixels
 * @throws ImageUnreadable
 */
export async function decodePlanes(
  image: Blob,
  stored: Size,
  file?: Uint8Array<ArrayBuffer>,
): Promise<DecodedPicture | undefined> {
  const kernel = simdKernel()
  if (!kernel || !(await givesPlanes())) return undefined
  // The decoder takes the bytes: a second try reads them again.
  const bytes = file && file.length > 0 ? file : await readWhole(image)
  const frame = bytes && (await decodedFrame(bytes))
  const picture = frame && pictureOf(frame, kernel)
  if (picture && frame.codedWidth === stored.width && frame.codedHeight === stored.height) return picture
  frame?.close()
  return undefined
}

/** Nothing where the header speaks against it. */
async function readWhole(image: Blob): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const head = await readSlice(image, 0, HEADER_BYTES)
  if (!mayGivePlanes(head)) return undefined
  return head.length === image.size ? head : readSlice(image, 0, image.size)
}

async function decodedFrame(data: Uint8Array<ArrayBuffer>): Promise<TurnedFrame | undefined> {
  let decoder: ImageDecoder | undefined
  try {
    decoder = new ImageDecoder({ type: TYPE, data, transfer: [data.buffer] })
    return (await decoder.decode()).image as TurnedFrame
  } catch {
    // createImageBitmap has the last word on what is broken, and it says why.
    return undefined
  } finally {
    decoder?.close()
  }
}

function pictureOf(frame: TurnedFrame, kernel: SimdKernel): DecodedPicture | undefined {
  const { codedWidth: width, codedHeight: height, visibleRect, rotation, flip } = frame
  const sampling = SAMPLINGS[frame.format ?? '']
  const orientation = ORIENTATIONS[`${rotation} ${flip}`]
  if (!sampling || !orientation || !isSrgb(frame)) return undefined
  if (visibleRect?.width !== width || visibleRect.height !== height) return undefined
  if (sampling.halvedAcross && width <= 2 * FEW_SAMPLES) return undefined
  const { swapped } = axesOf(orientation)
  const read = planePixels(kernel, {
    width,
    height,
    ...sampling,
    async copy(memory, { left: x, top: y, width, height }, layout) {
      await frame.copyTo(memory, { rect: { x, y, width, height }, layout: [...layout] })
    },
  })
  return {
    width: swapped ? height : width,
    height: swapped ? width : height,
    orientation,
    bytes: frame.allocationSize(),
    async read(...rectangle) {
      try {
        return await read(...rectangle)
      } catch (error) {
        throw toWhatsitError(error, 'OutOfMemory')
      }
    },
    close: () => frame.close(),
  }
}

/** Colours as JPEG defines them (ITU-T T.871), and none to be converted. */
function isSrgb({ colorSpace: { primaries, transfer, matrix, fullRange } }: VideoFrame): boolean {
  return primaries === 'bt709' && transfer === 'iec61966-2-1' && matrix === 'smpte170m' && fullRange === true
}

let trusted: Promise<boolean> | undefined

/**
 * Whether this browser decodes a small picture to Pillow's pixels, turned as it should be. Asked once: it tells by which
 * inverse DCT the browser decodes, and that we read its planes as they are meant.
 */
export function givesPlanes(): Promise<boolean> {
  trusted ??= proves().catch(() => false)
  return trusted
}

async function proves(): Promise<boolean> {
  // Browsers that do not say how a frame lies are not asked.
  if (typeof ImageDecoder === 'undefined' || !('rotation' in VideoFrame.prototype)) return false
  // One of its own: the other's memory may be in the middle of a picture.
  const kernel = freshSimdKernel()
  const frame = await decodedFrame(PLANES_PROBE.bytes.slice())
  const picture = frame && kernel && pictureOf(frame, kernel)
  try {
    if (picture?.orientation !== 6) return false
    const pixels = await picture.read(0, 0, picture.height, picture.width)
    return fingerprint(pixels) === PLANES_PROBE.fingerprint
  } finally {
    frame?.close()
  }
}

/** FNV-1a, 32 bits, of the colours of RGBA pixels. */
function fingerprint(pixels: Uint8ClampedArray): number {
  return pixels.reduce((hash, byte, at) => (at % 4 === 3 ? hash : Math.imul(hash ^ byte, 0x01000193)), 0x811c9dc5) >>> 0
}
