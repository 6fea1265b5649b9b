/** Starts the worker and lets decode.spec.ts hand it the served pictures by name. */
import { wrap } from 'comlink'
import { previewOrientation } from '../../src/client/preview-orientation.ts'
import type { Decoded, DecodeForTest } from './worker.ts'

const worker = wrap<DecodeForTest>(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }))

async function picture(name: string): Promise<Blob> {
  const response = await fetch(`/pictures/${name}`)
  return response.blob()
}

const decodePage = {
  /** What it decodes to, or the name of the error. */
  async decode(name: string, columns: number, rows: number): Promise<Decoded | string> {
    return worker.decode(await picture(name), columns, rows).catch((error: Error) => error.name)
  },
  async scrambleReadBack(): Promise<void> {
    await worker.scrambleReadBack()
  },
  async wrongBytesOfWidePicture(): Promise<{ whole: number; parts: number }> {
    return worker.wrongBytesOfWidePicture()
  },
  async readsAsPart(name: string, rectangle: readonly [number, number, number, number]): Promise<boolean> {
    return worker.readsAsPart(await picture(name), rectangle)
  },
  async besideCanvas(name: string, planes: boolean): Promise<{ way: 'planes' | 'frame' | 'canvas'; wrong: number }> {
    return worker.besideCanvas(await picture(name), planes)
  },
  async previewOrientation(name: string): Promise<number> {
    return previewOrientation(await picture(name))
  },
  /** What the browser alone does, in this thread: size of the ImageBitmap and of an <img>, 'fails' where it refuses. */
  async browserAlone(name: string): Promise<{ bitmap: string; img: string }> {
    const blob = await picture(name)
    const bitmap = await createImageBitmap(blob).then(
      ({ width, height }) => `${width} x ${height}`,
      () => 'fails',
    )
    const image = new Image()
    const url = URL.createObjectURL(blob)
    image.src = url
    const img = await image.decode().then(
      () => `${image.naturalWidth} x ${image.naturalHeight}`,
      () => 'fails',
    )
    URL.revokeObjectURL(url)
    return { bitmap, img }
  },
}

export type DecodePage = typeof decodePage

declare global {
  interface Window {
    decodePage: DecodePage
  }
}

window.decodePage = decodePage
