import { describe, expect, test, vi } from 'vitest'
import type { Engine } from '../core/engine.ts'
import { createEngine } from './engine.ts'
import type { Plan } from './layers.ts'
import { digest } from './testing/digest.ts'
import { KERNELS, THREADED_KERNELS } from './testing/kernel-files.ts'
import { allKinds, efficientNetLite } from './testing/networks.ts'
import { startNodeThread, startWorker } from './testing/node-threads.ts'
import { PlanBuilder } from './testing/plan-builder.ts'
import { Random } from './testing/random.ts'
import { referenceValues } from './testing/reference.ts'
import { difference } from './testing/run-plan.ts'
import { plainWeights } from './weights.ts'

const SMALL_LITE = { width: 1, depth: 1, size: 96 }

/** A picture's normalised numbers. */
function picture({ inputShape: [, channels, height, width] }: Engine, seed = 7): Float32Array {
  return new Random(seed).numbers(channels * height * width, -1, 1)
}

const onOneThread = (plan: Plan): Promise<Engine> => createEngine(plan, { wasm: KERNELS, threads: 1 })

const onThreads = (plan: Plan, threads: number): Promise<Engine> =>
  createEngine(plan, { wasm: THREADED_KERNELS, threads, startThread: startNodeThread })

describe('an answer', () => {
  test.each([
    ['a network of all kinds', allKinds()],
    ['EfficientNet-Lite0 on a small picture', efficientNetLite(SMALL_LITE, 37)],
  ])('of %s is that of plain loops, with its maps', async (_, plan) => {
    const engine = await onOneThread(plan)
    const input = picture(engine)
    const { logits, activationMaps } = await engine.run(input)
    const reference = referenceValues(plan, input)
    const expected = reference[plan.logits] ?? new Float64Array()
    expect(difference(logits, expected)).toBeLessThan(1e-5)

    const byLogit = [...expected.keys()].sort((a, b) => (expected[b] ?? 0) - (expected[a] ?? 0))
    expect(activationMaps?.classes).toEqual(byLogit.slice(0, 5))
    const { height, width, channels } = plan.values[plan.topMaps?.features ?? -1] ?? {
      height: 0,
      width: 0,
      channels: 0,
    }
    expect(activationMaps).toMatchObject({ height, width })
    const features = reference[plan.topMaps?.features ?? -1] ?? new Float64Array()
    const weights = plainWeights(plan.topMaps?.weights ?? new Float32Array())
    const maps = byLogit.slice(0, 5).flatMap((index) =>
      Array.from({ length: height * width }, (_, pixel) => {
        let sum = 0
        for (let c = 0; c < channels; c++) {
          sum += (weights[index * channels + c] ?? Number.NaN) * (features[pixel * channels + c] ?? Number.NaN)
        }
        return sum
      }),
    )
    expect(difference(activationMaps?.maps ?? new Float32Array(), Float64Array.from(maps))).toBeLessThan(1e-5)
    await engine.dispose()
  })

  test('has maps also where the weights are not those of the last layer', async () => {
    const plan = allKinds()
    const copied = plan.topMaps && {
      ...plan,
      topMaps: { ...plan.topMaps, weights: plainWeights(plan.topMaps.weights).slice() },
    }
    const [engine, other] = [await onOneThread(plan), await onOneThread(copied ?? plan)]
    const input = picture(engine)
    expect((await other.run(input)).activationMaps).toEqual((await engine.run(input)).activationMaps)
  })

  test('has the same bits run after run, whatever ran between', async () => {
    const engine = await onOneThread(allKinds())
    const input = picture(engine)
    const first = digest((await engine.run(input)).logits)
    for (let run = 0; run < 200; run++) await engine.run(picture(engine, run))
    expect(digest((await engine.run(input)).logits)).toBe(first)
  })

  test.each([2, 3, 4])('has the same bits on %i threads as on one', async (threads) => {
    for (const plan of [allKinds(), efficientNetLite(SMALL_LITE, 37)]) {
      const [one, several] = [await onOneThread(plan), await onThreads(plan, threads)]
      for (let seed = 0; seed < 5; seed++) {
        const input = picture(one, seed)
        const [expected, answer] = [await one.run(input), await several.run(input)]
        expect(digest(answer.logits)).toBe(digest(expected.logits))
        expect(answer.activationMaps).toEqual(expected.activationMaps)
      }
      await several.dispose()
    }
  })
})

describe('failure', () => {
  test('a thread that dies between two runs', async () => {
    let tellLost = (): void => {}
    const lost = new Promise<void>((resolve) => {
      tellLost = resolve
    })
    const workers: { terminate(): Promise<number> }[] = []
    const engine = await createEngine(allKinds(), {
      wasm: THREADED_KERNELS,
      threads: 2,
      startThread: async (start, tell) => {
        const started = await startWorker(start, (why) => {
          tell(why)
          tellLost()
        })
        workers.push(started.worker)
        return started
      },
    })
    const input = picture(engine)
    await engine.run(input)
    await workers[0]?.terminate()
    await lost
    await expect(engine.run(input)).rejects.toMatchObject({ name: 'RunFailed', message: /thread 1/ })
    await engine.dispose()
  })

  test('a thread that says nothing and does not come', async () => {
    const engine = await createEngine(allKinds(), {
      wasm: THREADED_KERNELS,
      threads: 2,
      startThread: async () => ({ terminate: () => {} }),
      patienceMs: 20,
    })
    const input = picture(engine)
    await expect(engine.run(input)).rejects.toMatchObject({ name: 'RunFailed', message: /did not come/ })
    // It is broken for good: the next one does not even wait.
    await expect(engine.run(input)).rejects.toMatchObject({ name: 'RunFailed' })
  })

  test('a thread that does not start takes the others with it', async () => {
    const ended: number[] = []
    const starting = createEngine(allKinds(), {
      wasm: THREADED_KERNELS,
      threads: 3,
      startThread: async ({ thread }) => {
        if (thread === 2) throw new Error('no more workers')
        return { terminate: () => void ended.push(thread) }
      },
    })
    await expect(starting).rejects.toMatchObject({ name: 'RuntimeFailed', message: /no more workers/ })
    expect(ended).toEqual([1])
  })

  test('memory that is not to be had', async () => {
    const Memory = vi.spyOn(WebAssembly, 'Memory').mockImplementation(function refuse() {
      throw new RangeError('WebAssembly.Memory(): could not allocate memory')
    })
    await expect(onOneThread(allKinds())).rejects.toMatchObject({ name: 'OutOfMemory' })
    Memory.mockRestore()
  })

  test('no shared memory', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined)
    await expect(onThreads(allKinds(), 2)).rejects.toMatchObject({ name: 'RuntimeFailed' })
    vi.unstubAllGlobals()
  })

  test('a network that no memory of ours holds', async () => {
    const builder = new PlanBuilder(new Random(1), { height: 9000, width: 9000, channels: 3 })
    const features = builder.convolution(builder.input, 8, { kernel: [1, 1] })
    const plan = builder.plan(builder.globalAverage(features))
    await expect(onOneThread(plan)).rejects.toMatchObject({ name: 'ModelUnsupported' })
  })

  test.each([
    ['bytes that are no kernels', new TextEncoder().encode('<!doctype html>'), 1],
    ['no threads', KERNELS, 0],
    ['no way to start threads', THREADED_KERNELS, 2],
  ])('%s', async (_, wasm, threads) => {
    await expect(createEngine(allKinds(), { wasm, threads })).rejects.toMatchObject({ name: 'RuntimeFailed' })
  })

  test('a picture of the wrong size, and one that comes too late', async () => {
    const engine = await onOneThread(allKinds())
    await expect(engine.run(new Float32Array(5))).rejects.toMatchObject({ name: 'RunFailed' })
    await engine.dispose()
    await expect(engine.run(picture(engine))).rejects.toMatchObject({ name: 'RunFailed' })
  })
})
