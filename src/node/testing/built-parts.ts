/** A pool's parts for tests: Node 20 runs no TypeScript, so a thread's script is bundled as `npm run build` does it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll } from 'vitest'
import { type PoolParts, shippedParts } from '../pool/pool.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/** A build of its own, since other tests run at the same time; removed after the file's last test. */
export async function builtParts(): Promise<PoolParts> {
  // Below the project, where the thread finds sharp.
  const cache = join(root, '.cache')
  mkdirSync(cache, { recursive: true })
  const outDir = mkdtempSync(join(cache, 'node-for-tests-'))
  afterAll(() => rmSync(outDir, { recursive: true, force: true }))
  await build({ root, configFile: join(root, 'vite.node.config.ts'), logLevel: 'error', build: { outDir } })
  return shippedParts(outDir)
}
