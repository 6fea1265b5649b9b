import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { inputSize } from '../core/geometry.ts'
import { fromPlanes } from '../core/goldens/planes.ts'
import { parseManifest } from '../core/manifest.ts'
import { normalise } from '../core/preprocess.ts'
import { selfTest, selfTestInput } from '../core/self-test.ts'
import { createOrtEngine } from './engine.ts'
import { startRuntime } from './runtime.ts'

interface Case {
  name: string
  /** The pixels that Python's runtime was given. */
  file: string
  logits: number[]
}

const goldens = new URL('../core/goldens/', import.meta.url)
const folder = new URL('../../public/models/efficientnet-lite0/', import.meta.url)
const { cases } = JSON.parse(readFileSync(new URL('logits.json', goldens), 'utf8')) as { cases: Case[] }
const manifest = parseManifest(JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')))

beforeAll(() => startRuntime({ threads: 1 }))

test("from the same pixels, logits as Python's onnxruntime gives them", async () => {
  const engine = await createOrtEngine(new Uint8Array(readFileSync(new URL('onnx/model.onnx', folder))), manifest)
  const apart: Record<string, number> = {}
  for (const { name, file, logits } of cases) {
    const pixels = fromPlanes(gunzipSync(readFileSync(new URL(file, goldens))), inputSize(manifest.preprocess).width)
    const ours = (await engine.run(normalise(pixels, manifest.preprocess))).logits
    apart[name] = Math.max(...logits.map((logit, index) => Math.abs(logit - (ours[index] ?? Number.NaN))))
  }
  await engine.dispose()
  expect(Object.keys(apart)).toContain('cat')
  expect(Object.entries(apart).filter(([, most]) => !(most < 1e-3))).toEqual([])
})

test.each(['efficientnet-lite0', 'efficientnet-lite2'])('%s passes its self-test', async (id) => {
  const shipped = new URL(`../../public/models/${id}/`, import.meta.url)
  const ofShipped = parseManifest(JSON.parse(readFileSync(new URL('manifest.json', shipped), 'utf8')))
  const engine = await createOrtEngine(new Uint8Array(readFileSync(new URL('onnx/model.onnx', shipped))), ofShipped)
  const { largestDifference } = await selfTest(engine, ofShipped, selfTestInput(ofShipped))
  await engine.dispose()
  expect(largestDifference).toBeGreaterThan(0)
  expect(largestDifference).toBeLessThan(2e-4)
})
