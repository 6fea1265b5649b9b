/**
 * The logits of the self-test's picture, to the bit: on one thread and on several, here in Node and (tools/browsers) in each
 * browser. The golden hashes may change only where a kernel's order of additions does.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseManifest } from '../core/manifest.ts'
import { selfTestInput } from '../core/self-test.ts'
import { digest } from './testing/digest.ts'
import { KERNELS, THREADED_KERNELS } from './testing/kernel-files.ts'
import { startNodeThread } from './testing/node-threads.ts'
import { createWhatsitEngine } from './whatsit-engine.ts'

const goldens = JSON.parse(readFileSync(new URL('same-bits.json', import.meta.url), 'utf8')) as Record<string, string>

test.each(Object.entries(goldens))('%s', { timeout: 60_000 }, async (id, golden) => {
  const folder = new URL(`../../public/models/${id}/`, import.meta.url)
  const manifest = parseManifest(JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')))
  const model = new Uint8Array(readFileSync(new URL(manifest.model.url, folder)))
  const input = selfTestInput(manifest)
  for (const threads of [1, 2, 3, 4]) {
    const wasm = threads > 1 ? THREADED_KERNELS : KERNELS
    const engine = await createWhatsitEngine(model, manifest, { wasm, threads, startThread: startNodeThread })
    const bits = async (alone: boolean) => digest((await engine.run(input, { alone })).logits)
    // One run of the owner's alone leaves the others where they were.
    const runs = [await bits(false), await bits(true), await bits(false)]
    await engine.dispose()
    expect([threads, ...runs]).toEqual([threads, golden, golden, golden])
  }
})
