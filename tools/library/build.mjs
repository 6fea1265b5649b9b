/** The package for other people's pages: its scripts, the default model, types, and what editors know of the element. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../command.mjs'
import { customElementsManifest } from './custom-elements.mjs'
import { copyDefaultModel } from './models.mjs'
import { writeTypes } from './types.mjs'

/** @param {string} site  the built site, whose models are taken @returns {Promise<string>}  the folder */
export async function buildLibrary(site) {
  const { build } = await import('vite')
  await build({ configFile: join(root, 'vite.lib.config.ts'), logLevel: 'warn' })
  const folder = join(root, 'dist-lib')
  await copyDefaultModel(join(site, 'models'), join(folder, 'models'))
  await writeTypes(join(folder, 'types'))
  await writeFile(
    join(folder, 'custom-elements.json'),
    `${JSON.stringify(await customElementsManifest(), undefined, 2)}\n`,
  )
  return folder
}
