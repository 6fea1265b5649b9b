import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, createServer, type InlineConfig } from 'vite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseManifest } from '../../src/core/manifest.ts'
import { modelFolders } from './plugin.ts'

const tiny = join(import.meta.dirname, 'goldens/tiny-mobilenet')

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'whatsit-models-'))
  mkdirSync(join(root, 'public/models'), { recursive: true })
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>A site</title>')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function offer(...models: readonly string[]): void {
  const index = { format: 1, default: models[0], models }
  writeFileSync(join(root, 'public/models/index.json'), JSON.stringify(index))
}

function add(id: string): void {
  cpSync(tiny, join(root, 'public/models', id), { recursive: true })
}

const settings = (): InlineConfig => ({ root, configFile: false, logLevel: 'silent', plugins: [modelFolders()] })

async function built(id: string): Promise<unknown> {
  await build(settings())
  return JSON.parse(readFileSync(join(root, 'dist/models', id, 'manifest.json'), 'utf8'))
}

describe('the built site', () => {
  test('has the manifest of a folder that had none', async () => {
    add('herbs')
    offer('herbs')
    const manifest = parseManifest(await built('herbs'))
    expect(manifest).toMatchObject({ id: 'herbs', input: 'input', outputs: { logits: 'output' } })
    expect(manifest.golden?.topLogits).toHaveLength(5)
  })

  test('has the names of its models in their list, those of the list first', async () => {
    for (const id of ['herbs', 'trees', 'own']) add(id)
    writeFileSync(join(root, 'public/models/trees/manifest.json'), '{ "name": "Trees" }')
    writeFileSync(join(root, 'public/models/own/manifest.json'), '{ "name": "Own" }')
    const index = { format: 1, default: 'herbs', models: ['herbs', 'trees', 'own'] }
    writeFileSync(join(root, 'public/models/index.json'), JSON.stringify({ ...index, names: { own: 'As I say' } }))
    const { name } = parseManifest(await built('herbs'))
    const list: unknown = JSON.parse(readFileSync(join(root, 'dist/models/index.json'), 'utf8'))
    expect(list).toEqual({ ...index, names: { herbs: name, trees: 'Trees', own: 'As I say' } })
  })

  test('has the manifest of a folder that had one as it was', async () => {
    add('herbs')
    writeFileSync(join(root, 'public/models/herbs/manifest.json'), '{ "own": true }')
    offer('herbs')
    expect(await built('herbs')).toEqual({ own: true })
  })

  test.each([
    ['names a folder that is not there', () => {}, 'models/index.json names herbs, and there is no such folder'],
    [
      'lacks a file',
      () => {
        add('herbs')
        rmSync(join(root, 'public/models/herbs/preprocessor_config.json'))
      },
      'herbs: preprocessor_config.json cannot be read',
    ],
    [
      'asks for what is not done here',
      () => {
        add('herbs')
        const text = JSON.stringify({ size: { shortest_edge: 72 }, crop_size: 64, do_pad: true })
        writeFileSync(join(root, 'public/models/herbs/preprocessor_config.json'), text)
      },
      'herbs: preprocessor_config.json: do_pad should be false',
    ],
  ])('is not built where the list %s', async (_, arrange, message) => {
    arrange()
    offer('herbs')
    await expect(build(settings())).rejects.toThrow(message)
  })
})

describe('in development', () => {
  async function asked(path: string): Promise<{ status: number; body: string }> {
    const server = await createServer({ ...settings(), server: { port: 0, host: '127.0.0.1', watch: null } })
    try {
      await server.listen()
      const response = await fetch(new URL(path, server.resolvedUrls?.local[0]))
      return { status: response.status, body: await response.text() }
    } finally {
      await server.close()
    }
  }

  test('the manifest is derived when it is asked for', async () => {
    add('herbs')
    const { status, body } = await asked('/models/herbs/manifest.json')
    expect(status).toBe(200)
    expect(parseManifest(JSON.parse(body)).id).toBe('herbs')
  })

  test('a folder that does not work is an error of the server', async () => {
    add('herbs')
    writeFileSync(join(root, 'public/models/herbs/config.json'), '{')
    expect((await asked('/models/herbs/manifest.json')).status).toBe(500)
  })
})
