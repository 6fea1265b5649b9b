/**
 * The package's declarations: what can be reached from its two entries and no more, so that they need no other package's
 * types. Written by the compiler, file by file, under the names that the sources have.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, posix, relative, sep } from 'node:path'
import ts from 'typescript'
import { root } from '../command.mjs'

const SOURCES = join(root, 'src')
const ENTRIES = ['element/whatsit', 'element/element']
// Names that the build replaces, and addresses that it fills in.
const AMBIENT = ['element/build-constants.d.ts', 'element/worker-address.d.ts']
const SPECIFIER = /(?<=\b(?:from|import)\s*\(?\s*['"])\.[^'"]+(?=\.ts['"])/g

/** @returns {Map<string, string>}  declarations of all that the entries import, by path below src/, without `.d.ts` */
function emitted() {
  const path = join(SOURCES, 'element', 'tsconfig.json')
  const { config } = ts.readConfigFile(path, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(path))
  // One program over several rooms, not a room's own project.
  const { tsBuildInfoFile: _, ...own } = options
  const files = [...ENTRIES.map((entry) => `${entry}.ts`), ...AMBIENT].map((file) => join(SOURCES, file))
  const program = ts.createProgram(files, {
    ...own,
    composite: false,
    declaration: true,
    rootDir: SOURCES,
    outDir: SOURCES,
  })
  /** @type {Map<string, string>} */
  const declarations = new Map()
  const { diagnostics } = program.emit(undefined, (file, text) => {
    declarations.set(
      relative(SOURCES, file)
        .split(sep)
        .join('/')
        .replace(/\.d\.ts$/, ''),
      text,
    )
  })
  const [problem] = diagnostics
  if (problem) throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, '\n'))
  return declarations
}

/**
 * @param {string} folder  gets one declaration for each file, in the rooms' folders
 * @throws Error  where a declaration needs what the package does not hold
 */
export async function writeTypes(folder) {
  const declarations = emitted()
  const queue = [...ENTRIES]
  const done = new Set()
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (done.has(file)) continue
    done.add(file)
    const text = declarations.get(file)
    if (text === undefined) throw new Error(`the package's types need ${file}, which has no declaration`)
    const [foreign] = /(?<=\bfrom\s*['"])[^.'"][^'"]*/.exec(text) ?? []
    if (foreign !== undefined) throw new Error(`the package's types in ${file} need the package ${foreign}`)
    for (const [specifier] of text.matchAll(SPECIFIER)) queue.push(posix.join(posix.dirname(file), specifier))
    const path = join(folder, `${file}.d.ts`)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text.replace(/(?<=\b(?:from|import)\s*\(?\s*['"]\.[^'"]+)\.ts(?=['"])/g, '.js'))
  }
}
