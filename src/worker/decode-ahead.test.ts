import { describe, expect, test } from 'vitest'
import { WhatsitError } from '../core/errors.ts'
import type { DecodedPicture } from './decode.ts'
import { DecodeAhead, MAX_BYTES_AT_ONCE, PIXEL_BYTES } from './decode-ahead.ts'
import type { PictureSize } from './sniff-size.ts'

const MOST_PIXELS = MAX_BYTES_AT_ONCE / PIXEL_BYTES

/** Decoders as scripted: what is done is written down, and a decoding ends when the test says so. */
class Script {
  readonly steps: string[] = []
  readonly pictures: DecodeAhead<{ size: PictureSize | undefined }>
  /** Milliseconds of the clock. */
  time = 0
  /** Once decoded. */
  bytesOfPixel = PIXEL_BYTES
  readonly #pending = new Map<string, { finish: () => void; fail: (error: Error) => void }>()
  readonly #pixels: Record<string, number | undefined>

  /** @param pixels  of each picture, by its content; undefined where the header does not tell */
  constructor(pixels: Record<string, number | undefined>) {
    this.#pixels = pixels
    this.pictures = new DecodeAhead(
      {
        sniff: async (image) => {
          const name = await image.text()
          if (!(name in pixels)) throw new WhatsitError('ImageUnsupported', name)
          const width = pixels[name]
          return { size: width === undefined ? undefined : { width, height: 1 } }
        },
        decode: async (image) => {
          const name = await image.text()
          this.steps.push(`decode ${name}`)
          return new Promise((resolve, reject) => {
            this.#pending.set(name, { finish: () => resolve(this.#picture(name)), fail: reject })
          })
        },
      },
      () => this.time,
    )
  }

  #picture(name: string): DecodedPicture {
    return {
      width: this.#pixels[name] ?? 1,
      height: 1,
      bytes: (this.#pixels[name] ?? 1) * this.bytesOfPixel,
      read: () => new Uint8ClampedArray(),
      close: () => this.steps.push(`close ${name}`),
    }
  }

  /** Blobs are read in their own time: waits until a step was taken, which it was to be. */
  async reached(step: string): Promise<void> {
    await expect.poll(() => this.steps, { interval: 1 }).toContain(step)
  }

  async finish(name: string): Promise<void> {
    await expect.poll(() => this.#pending.has(name), { interval: 1 }).toBe(true)
    this.#pending.get(name)?.finish()
    this.#pending.delete(name)
  }

  async fail(name: string, error: Error): Promise<void> {
    await expect.poll(() => this.#pending.has(name), { interval: 1 }).toBe(true)
    this.#pending.get(name)?.fail(error)
    this.#pending.delete(name)
  }
}

const blob = (name: string): Blob => new Blob([name])
const named = (...names: string[]) => names.map((name) => ({ ticket: name.charCodeAt(0), image: blob(name) }))
const claim = (script: Script, name: string) => script.pictures.claim(blob(name), name.charCodeAt(0))

/** Long enough for whatever would be begun by mistake: reads of Blobs, like those of the script's own decoders. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Blob(['turn']).text()
}

describe('decoding ahead', () => {
  test('begins with the next pictures while this one is answered, and decodes none twice', async () => {
    const script = new Script({ a: 10, b: 10, c: 10, d: 10 })
    const first = claim(script, 'a')
    script.pictures.expect(named('b', 'c', 'd'))
    await script.finish('a')
    const a = await first
    await script.reached('decode c')
    await script.finish('b')
    a.release()
    const second = claim(script, 'b')
    // Before anything more is said: it was named beforehand.
    await script.reached('decode d')
    script.pictures.expect(named('c', 'd'))
    const b = await second
    expect(b.picture.width).toBe(10)
    await script.finish('c')
    await script.finish('d')
    b.release()
    ;(await claim(script, 'c')).release()
    ;(await claim(script, 'd')).release()
    expect(script.steps.filter((step) => step.startsWith('decode'))).toEqual([
      'decode a',
      'decode b',
      'decode c',
      'decode d',
    ])
    expect(script.steps.filter((step) => step.startsWith('close'))).toEqual([
      'close a',
      'close b',
      'close c',
      'close d',
    ])
  })

  test('begins with the next one also while this one is still being decoded', async () => {
    const script = new Script({ a: 10, b: 10 })
    const first = claim(script, 'a')
    script.pictures.expect(named('b'))
    await script.reached('decode b')
    await script.finish('b')
    await script.finish('a')
    ;(await first).release()
    ;(await claim(script, 'b')).release()
    expect(script.steps.filter((step) => step.startsWith('decode'))).toEqual(['decode a', 'decode b'])
  })

  test('holds four pictures ahead, not five', async () => {
    const script = new Script({ a: 10, b: 10, c: 10, d: 10, e: 10, f: 10 })
    const first = claim(script, 'a')
    await script.finish('a')
    await first
    script.pictures.expect(named('b', 'c', 'd', 'e', 'f'))
    for (const name of ['b', 'c', 'd', 'e']) await script.finish(name)
    await settled()
    expect(script.steps).toEqual(['a', 'b', 'c', 'd', 'e'].map((name) => `decode ${name}`))
  })

  test('one that takes less, once decoded, than it might have leaves room for the next', async () => {
    const script = new Script({ a: MOST_PIXELS / 2, b: MOST_PIXELS / 2 + 1 })
    script.bytesOfPixel = 2
    const first = claim(script, 'a')
    script.pictures.expect(named('b'))
    await settled()
    expect(script.steps).toEqual(['decode a'])
    await script.finish('a')
    await first
    await script.reached('decode b')
  })

  test('a large picture waits, and one behind it does not overtake it', async () => {
    const script = new Script({ a: 10, b: MOST_PIXELS, c: 10 })
    const first = claim(script, 'a')
    script.pictures.expect(named('b', 'c'))
    await script.finish('a')
    const a = await first
    await settled()
    expect(script.steps).toEqual(['decode a'])
    a.release()
    await script.reached('decode b')
    await settled()
    expect(script.steps).toEqual(['decode a', 'close a', 'decode b'])
  })

  test('gives a claimed picture that is still being decoded when it is ready', async () => {
    const script = new Script({ a: 10, b: 10 })
    script.pictures.expect(named('b'))
    await script.reached('decode b')
    const second = claim(script, 'b')
    await script.finish('b')
    expect((await second).picture.width).toBe(10)
    expect(script.steps).toEqual(['decode b'])
  })

  test.each([
    ['two that are too large together', MOST_PIXELS / 2, MOST_PIXELS / 2 + 1],
    ['a small one beside one of which the header says nothing', undefined, 10],
    ['one of which the header says nothing beside a small one', 10, undefined],
  ])('waits with %s until this one is closed', async (_, a, b) => {
    const script = new Script({ a, b })
    const first = claim(script, 'a')
    script.pictures.expect(named('b'))
    await settled()
    expect(script.steps).toEqual(['decode a'])
    await script.finish('a')
    const claimed = await first
    if (a !== undefined) {
      await settled()
      expect(script.steps).toEqual(['decode a'])
    }
    claimed.release()
    const second = claim(script, 'b')
    await script.finish('b')
    ;(await second).release()
    expect(script.steps.filter((step) => step.startsWith('decode'))).toEqual(['decode a', 'decode b'])
  })

  test('does not overtake a large picture that is expected too', async () => {
    const script = new Script({ a: MOST_PIXELS + 1, b: 10 })
    script.pictures.expect(named('a', 'b'))
    await settled()
    const first = claim(script, 'a')
    await script.finish('a')
    const a = await first
    await settled()
    expect(script.steps).toEqual(['decode a'])
    a.release()
    await script.reached('decode b')
  })

  test('two that just fit are decoded side by side', async () => {
    const script = new Script({ a: MOST_PIXELS / 2, b: MOST_PIXELS / 2 })
    const first = claim(script, 'a')
    await script.finish('a')
    await first
    script.pictures.expect(named('b'))
    await script.reached('decode b')
    expect(script.steps).toEqual(['decode a', 'decode b'])
  })

  test('leaves room for what others take', async () => {
    const script = new Script({ a: MOST_PIXELS / 2, b: MOST_PIXELS / 2 })
    script.pictures.expect(named('a', 'b'), MAX_BYTES_AT_ONCE / 2)
    await script.reached('decode a')
    await settled()
    expect(script.steps).toEqual(['decode a'])
    script.pictures.expect(named('a', 'b'))
    await script.reached('decode b')
  })

  test('lets go of a picture that is expected no more, also in the middle, and makes room for the next', async () => {
    const script = new Script({ b: MOST_PIXELS, c: MOST_PIXELS })
    script.pictures.expect(named('b'))
    await script.reached('decode b')
    script.pictures.expect(named('c'))
    await settled()
    expect(script.steps).toEqual(['decode b'])
    await script.finish('b')
    await script.reached('decode c')
    expect(script.steps).toEqual(['decode b', 'close b', 'decode c'])
  })
})

describe('a failure', () => {
  const undecodable = new WhatsitError('ImageUndecodable', 'broken')

  test('ahead does not touch this picture, and is told at its own turn, when it failed alone too', async () => {
    const script = new Script({ a: 10, b: 10 })
    const first = claim(script, 'a')
    await script.finish('a')
    const a = await first
    script.pictures.expect(named('b'))
    await script.fail('b', undecodable)
    a.release()
    const second = claim(script, 'b')
    await script.fail('b', undecodable)
    await expect(second).rejects.toBe(undecodable)
  })

  test('ahead for want of memory is no failure once the other picture is closed', async () => {
    const script = new Script({ a: 10, b: 10 })
    const first = claim(script, 'a')
    await script.finish('a')
    const a = await first
    script.pictures.expect(named('b'))
    await script.fail('b', new RangeError('memory'))
    a.release()
    const second = claim(script, 'b')
    await script.finish('b')
    expect((await second).picture.width).toBe(10)
  })

  test('of a look at the file is told at its turn, and the next one goes on', async () => {
    const script = new Script({ c: 10 })
    script.pictures.expect(named('x', 'c'))
    await settled()
    await expect(claim(script, 'x')).rejects.toMatchObject({ name: 'ImageUnsupported' })
    const third = claim(script, 'c')
    await script.finish('c')
    ;(await third).release()
    expect(script.steps).toEqual(['decode c', 'close c'])
  })

  test('gives its room back', async () => {
    const script = new Script({ a: MOST_PIXELS, b: MOST_PIXELS })
    const first = claim(script, 'a')
    await script.fail('a', undecodable)
    await expect(first).rejects.toBe(undecodable)
    script.pictures.expect(named('b'))
    await script.reached('decode b')
  })
})

describe('the time of a decoding', () => {
  test('is from its beginning to its end', async () => {
    const script = new Script({ a: 10 })
    script.time = 100
    const first = claim(script, 'a')
    await script.reached('decode a')
    script.time = 130
    await script.finish('a')
    expect((await first).decodeMs).toBe(30)
  })

  test('holds no waiting: neither for its turn, nor while another picture runs', async () => {
    const script = new Script({ a: 10, b: 10 })
    const first = claim(script, 'a')
    await script.finish('a')
    const a = await first
    script.pictures.expect(named('b'))
    await script.reached('decode b')
    script.time = 5
    await script.pictures.running(async () => {
      script.time = 55
    })
    script.time = 57
    await script.finish('b')
    await settled()
    script.time = 1000
    a.release()
    expect((await claim(script, 'b')).decodeMs).toBe(7)
  })
})
