/**
 * The walls between the rooms, each tested by a file that must fail: imports by Biome's noRestrictedImports, globals and
 * other rooms' files by the rooms' TypeScript projects. And the doors, so that a wall is never simply everywhere.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

const WALLS = [
  // room, what it may not import
  ['core', '../ort/engine.ts'],
  ['core', '../worker/decode.ts'],
  ['core', 'lit'],
  ['core', 'node:fs'],
  ['core', 'onnxruntime-web/wasm'],
  ['ort', '../worker/api.ts'],
  ['ort', 'onnxruntime-web'],
  ['ort', 'comlink'],
  ['core', '../engine/engine.ts'],
  ['engine', '../ort/engine.ts'],
  ['engine', '../worker/api.ts'],
  ['engine', 'onnxruntime-web/wasm'],
  ['engine', 'node:fs'],
  ['engine/plan', '../../ort/engine.ts'],
  ['engine/plan', 'onnxruntime-web/wasm'],
  ['engine/plan', 'node:fs'],
  ['ort', '../engine/engine.ts'],
  ['core', '../resample/simd-mixer.ts'],
  ['resample', '../worker/decode.ts'],
  ['resample', '../ort/engine.ts'],
  ['resample', 'node:fs'],
  ['worker', '../client/client-outside.ts'],
  ['client', '../worker/decode.ts'],
  ['client', '../ui/main.ts'],
  ['client', '../ort/engine.ts'],
  ['client', 'lit'],
  ['client', 'node:fs'],
  ['worker', '../node/site/headers.ts'],
  ['worker', 'lit'],
  ['worker', 'onnxruntime-web/wasm'],
  ['ui', '../worker/decode.ts'],
  ['ui', 'comlink'],
  ['ui', '../ort/engine.ts'],
  ['ui', '../engine/engine.ts'],
  ['ui', '../sw/main.ts'],
  ['ui', 'onnxruntime-web/wasm'],
  ['ui', 'node:fs'],
  ['client', '../element/api.ts'],
  ['ui', '../element/api.ts'],
  ['element', '../ui/look.ts'],
  ['element', '../worker/main.ts'],
  ['element', '../engine/engine.ts'],
  ['element', 'comlink'],
  ['element', 'node:fs'],
  ['sw', '../ui/updates.ts'],
  ['sw', '../worker/model-store.ts'],
  ['sw', 'lit'],
  ['node', '../worker/decode.ts'],
  ['node/pool', '../../worker/decode.ts'],
  ['node/pool', '../../ui/main.ts'],
  ['node/pool', 'onnxruntime-web/wasm'],
  ['node', '../ui/main.ts'],
  ['node', 'lit'],
] as const

const DOORS = [
  ['core', './errors.ts'],
  ['ort', '../core/errors.ts'],
  ['ort', 'onnxruntime-web/wasm'],
  ['engine', '../core/errors.ts'],
  ['engine', 'pbf'],
  ['engine/plan', '../layers.ts'],
  ['engine/plan', '../../core/errors.ts'],
  ['worker', '../core/errors.ts'],
  ['worker', '../ort/engine.ts'],
  ['worker', '../engine/engine.ts'],
  ['resample', '../core/mixer.ts'],
  ['worker', '../core/errors.ts'],
  ['worker', '../ort/engine.ts'],
  ['worker', '../resample/simd-mixer.ts'],
  ['worker', '../resample/built/mixer.wasm?url&inline'],
  ['worker', 'comlink'],
  ['worker', 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url'],
  ['client', '../core/errors.ts'],
  ['client', '../worker/api.ts'],
  ['client', 'comlink'],
  ['ui', '../core/errors.ts'],
  ['ui', '../client/messages.ts'],
  ['ui', '../worker/api.ts'],
  ['ui', 'lit/decorators.js'],
  ['element', '../core/errors.ts'],
  ['element', '../client/messages.ts'],
  ['element', '../worker/api.ts'],
  ['element', '../worker/main.ts?worker&url'],
  ['element', 'lit/decorators.js'],
  ['sw', '../core/store-names.ts'],
  ['sw', 'workbox-core'],
  ['sw', 'workbox-core/types.js'],
  ['node', 'node:fs'],
  ['node', 'node:fs/promises'],
  ['node', '../core/errors.ts'],
  ['node', '../engine/engine.ts'],
  ['node', '../resample/simd-mixer.ts'],
  ['node', 'hono'],
  ['node', 'picomatch'],
  ['node/pool', '../../core/errors.ts'],
  ['node/http', '../in-order.ts'],
  ['node/pool', '../picture/decode.ts'],
  ['node/engine', '../../ort/engine.ts'],
  ['node/engine', '../../engine/whatsit-engine.ts'],
  ['node/engine', 'onnxruntime-node'],
  ['node/picture', 'sharp'],
  ['node', '@remix-run/multipart-parser'],
] as const

const source = (imported: string): string => `import { a } from '${imported}'\n\na()\n`
const fileOf = (room: string, index: number, kind: string): string => `src/${room}/${kind}-${index}.ts`

describe('imports', () => {
  let folder = ''
  let refused: Set<string>

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'whatsit-walls-'))
    copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'))
    writeFileSync(join(folder, '.gitignore'), '')
    for (const [kind, rows] of [
      ['wall', WALLS],
      ['door', DOORS],
    ] as const) {
      for (const [index, [room, imported]] of rows.entries()) {
        const path = join(folder, fileOf(room, index, kind))
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, source(imported))
      }
    }
    refused = new Set(refusedBy(folder))
  }, 30_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(WALLS.map(([room, imported], index) => [room, imported, index] as const))(
    '%s may not import %s',
    (room, _, index) => {
      expect(refused).toContain(fileOf(room, index, 'wall'))
    },
  )

  test.each(DOORS.map(([room, imported], index) => [room, imported, index] as const))(
    '%s may import %s',
    (room, _, index) => {
      expect(refused).not.toContain(fileOf(room, index, 'door'))
    },
  )
})

/** The files below `folder` in which Biome finds a restricted import. */
function refusedBy(folder: string): string[] {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const words = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '--vcs-enabled=false', '.']
  let printed: string
  try {
    printed = execFileSync(process.execPath, words, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch (error) {
    // Findings end it with a code other than 0.
    printed = String((error as { stdout: unknown }).stdout)
  }
  const { diagnostics } = JSON.parse(printed) as { diagnostics: { category: string; location: { path: string } }[] }
  return diagnostics
    .filter(({ category }) => category === 'lint/style/noRestrictedImports')
    .map(({ location }) => location.path.replace(/^\.\//, ''))
}

const FOREIGN_GLOBALS = {
  core: ['document.title', 'self.postMessage(1)', 'process.exit()', 'performance.now()', "fetch('/')"],
  ort: ['document.title', 'process.exit()'],
  engine: ['document.title', 'self.postMessage(1)', 'process.exit()', 'performance.now()'],
  resample: ['document.title', 'self.postMessage(1)', 'process.exit()', 'performance.now()'],
  worker: ['document.title', 'process.exit()'],
  client: ['process.exit()'],
  ui: ['process.exit()'],
  element: ['process.exit()'],
  sw: ['document.title', 'process.exit()'],
  node: ['document.title'],
} as const

const FOREIGN_FILES = [
  ['core', 'src/ort/engine.ts'],
  ['ort', 'src/worker/decode.ts'],
  ['engine', 'src/ort/engine.ts'],
  ['resample', 'src/worker/decode.ts'],
  ['client', 'src/worker/decode.ts'],
  ['client', 'src/ui/main.ts'],
  ['ui', 'src/worker/decode.ts'],
  ['ui', 'src/ort/engine.ts'],
  ['element', 'src/ui/look.ts'],
  ['element', 'src/worker/main.ts'],
  ['sw', 'src/ui/main.ts'],
  ['node', 'src/ui/main.ts'],
] as const

describe('the compiler', () => {
  test.each(Object.entries(FOREIGN_GLOBALS))(
    '%s knows none of %j',
    (room, statements) => {
      const errors = compile(room, statements.map((statement) => `export const x = () => ${statement}`).join(';'))
      for (const statement of statements) {
        const global = /^\w+/.exec(statement)?.[0] ?? ''
        expect(errors, statement).toContainEqual(expect.stringContaining(`Cannot find name '${global}'`))
      }
    },
    60_000,
  )

  test.each(FOREIGN_FILES)(
    '%s reaches no %s',
    (room, file) => {
      const errors = compile(room, `export const x = import('../${file.slice('src/'.length)}')`)
      expect(errors).toContainEqual(expect.stringMatching(new RegExp(`${file}' is not (under|listed)`)))
    },
    60_000,
  )

  test.each(Object.keys(FOREIGN_GLOBALS))(
    '%s compiles a plain file',
    (room) => {
      expect(compile(room, 'export const one: number = 1')).toEqual([])
    },
    60_000,
  )
})

const parsed = new Map<string, ts.SourceFile | undefined>()

/** What the compiler says of one more file in a room, with the room's own settings. */
function compile(room: string, text: string): string[] {
  const folder = join(root, 'src', room)
  const path = join(folder, 'wall-test.ts')
  const config: unknown = ts.readConfigFile(join(folder, 'tsconfig.json'), (file) => readFileSync(file, 'utf8')).config
  const { options, projectReferences = [] } = ts.parseJsonConfigFileContent(config, ts.sys, folder)
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (file) => file === path || fileExists(file)
  host.getSourceFile = (file, language) => {
    if (file === path) return ts.createSourceFile(file, text, language)
    if (!parsed.has(file)) parsed.set(file, getSourceFile(file, language))
    return parsed.get(file)
  }
  const program = ts.createProgram({ rootNames: [path], options, host, projectReferences })
  // A file of another room is an error of the project, not of the file that imports it.
  const errors = [...program.getSemanticDiagnostics(program.getSourceFile(path)), ...program.getOptionsDiagnostics()]
  return errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}
