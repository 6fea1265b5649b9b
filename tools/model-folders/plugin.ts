/**
 * Lets a folder as on the Hugging Face Hub stand in public/models/ as it is: its manifest is derived when the site is built
 * or, in development, asked for. So whatever the page loads has its hash, and a folder that does not work stops the build.
 * The built list of models gets their names, out of the manifests.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { type ModelIndex, parseModelIndex } from '../../src/core/model-index.ts'
import { deriveManifest } from './derive.ts'
import { readFolder } from './folder-files.ts'

const REQUEST = /^\/models\/(\w[\w.-]*)\/manifest\.json(?:\?|$)/

function readIndex(models: string): ModelIndex {
  return parseModelIndex(JSON.parse(readFileSync(join(models, 'index.json'), 'utf8')))
}

/** @throws Error  when index.json names a folder that is not there */
function checkFolders(models: string, { models: named }: ModelIndex): void {
  const missing = named.find((id) => !existsSync(join(models, id)))
  if (missing !== undefined) throw new Error(`models/index.json names ${missing}, and there is no such folder`)
}

/** The text of the folder's manifest. */
async function manifestText(models: string, id: string): Promise<string> {
  const manifest = await deriveManifest(await readFolder(join(models, id), id))
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}

export function modelFolders(): Plugin {
  let models = ''
  return {
    name: 'whatsit-model-folders',

    configResolved({ publicDir }) {
      models = join(publicDir, 'models')
    },

    async generateBundle() {
      const index = readIndex(models)
      checkFolders(models, index)
      const names: Record<string, string> = {}
      for (const id of index.models) {
        const own = join(models, id, 'manifest.json')
        const derived = existsSync(own) ? undefined : await manifestText(models, id)
        const { name }: { readonly name?: unknown } = JSON.parse(derived ?? readFileSync(own, 'utf8'))
        if (typeof name === 'string') names[id] = name
        if (derived === undefined) continue
        this.emitFile({ type: 'asset', fileName: `models/${id}/manifest.json`, source: derived })
      }
      const named: ModelIndex = { ...index, names: { ...names, ...index.names } }
      this.emitFile({
        type: 'asset',
        fileName: 'models/index.json',
        source: `${JSON.stringify(named, undefined, 2)}\n`,
      })
    },

    configureServer({ middlewares, config }) {
      middlewares.use(async (request, response, next) => {
        const [, id] = REQUEST.exec(request.url ?? '') ?? []
        if (id === undefined || existsSync(join(models, id, 'manifest.json')) || !existsSync(join(models, id))) {
          next()
          return
        }
        try {
          response.setHeader('Content-Type', 'application/json')
          response.end(await manifestText(models, id))
        } catch (error) {
          config.logger.error(error instanceof Error ? error.message : String(error))
          response.statusCode = 500
          response.end()
        }
      })
    },
  }
}
