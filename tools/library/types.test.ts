/** The package's types, used as an installation uses them: strictly, with nothing else of ours and no package of others. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeTypes } from './types.mjs'

const root = join(import.meta.dirname, '..', '..')
let folder = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'whatsit-types-'))
  const installed = join(folder, 'node_modules', '@whatsit', 'whatsit')
  mkdirSync(join(installed, 'dist-lib'), { recursive: true })
  copyFileSync(join(root, 'package.json'), join(installed, 'package.json'))
  await writeTypes(join(installed, 'dist-lib', 'types'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const USE = `
import { createClassifier, type Classification, ERROR_CODES, messageFor, WhatsitError } from '@whatsit/whatsit'
import { WhatsitClassifierElement } from '@whatsit/whatsit/element'

export async function use(blob: Blob): Promise<string> {
  const classifier = await createClassifier({ assetsUrl: '/whatsit/', model: 'flowers', onProgress: ({ stage }) => stage })
  const { answer, predictions }: Classification = await classifier.classify(blob, { topK: 3 })
  classifier.dispose()
  return answer.name + predictions.length + classifier.model.threads
}
document.querySelector('whatsit-classifier')?.classify(new Blob())
document.addEventListener('whatsit-answer', ({ detail }) => detail.picture.size)
document.addEventListener('whatsit-error', ({ detail }) => messageFor(detail).title)
export const all = [ERROR_CODES, WhatsitError, new WhatsitClassifierElement().picture]
`

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: false,
  types: [],
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
}

/** What the compiler says of a page's own script. */
function problems(text: string, options: ts.CompilerOptions): string[] {
  const file = join(folder, 'page.mts')
  writeFileSync(file, text)
  const program = ts.createProgram([file], { ...OPTIONS, ...options })
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

describe.each([
  ['a bundler', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
  ['Node’s resolution', { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }],
])('with %s', (_, options) => {
  test('a page compiles', { timeout: 60_000 }, () => {
    expect(problems(USE, options)).toEqual([])
  })

  test('a mistake is one', { timeout: 60_000 }, () => {
    expect(problems(USE.replace('topK: 3', "topK: '3'"), options)).toHaveLength(1)
  })
})
