/** A second build that differs from the first in its build id alone, and so in the names of page and worker. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../offline/visit.ts'

/** @returns its folder; the caller removes it */
export function buildAgain(salt: string): string {
  mkdirSync(join(root, '.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, `.cache/build-${salt}-`))
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const { status, stderr } = spawnSync(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', WHATSIT_BUILD_SALT: salt },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The second build failed:\n${stderr}`)
  return folder
}

/** Names of the scripts in a build's assets folder. */
export async function scriptsOf(folder: string): Promise<string[]> {
  return (await readdir(join(folder, 'assets'))).filter((name) => name.endsWith('.js'))
}
