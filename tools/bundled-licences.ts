/** Puts the licences of all packages that were bundled beside the bundle: their copies must carry them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** The package that a module belongs to: the folder below the last node_modules. */
function packageFolder(module: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(module.replace(/^\0/, ''))?.[0]
}

function licenceOf(folder: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string
    version: string
    license?: string
    author?: string | { name: string }
  }
  const file = readdirSync(folder).find((one) => /^licen[cs]e(?:\.|$)/i.test(one))
  // Some packages name their licence, and leave its text to their repository.
  const by = typeof author === 'object' ? author.name : author
  const text =
    file === undefined ? `Copyright (c) ${by ?? 'its authors'}` : readFileSync(join(folder, file), 'utf8').trim()
  return `${name} ${version} (${license ?? 'see below'})\n\n${text}\n`
}

/** @param fileName  in the output folder */
export function bundledLicences(fileName: string): Plugin {
  return {
    name: 'whatsit-bundled-licences',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []))
      const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== undefined))
      const licences = [...folders]
        .filter((folder) => existsSync(join(folder, 'package.json')))
        .sort()
        .map(licenceOf)
      this.emitFile({ type: 'asset', fileName, source: licences.join(`\n${'-'.repeat(80)}\n\n`) })
    },
  }
}
