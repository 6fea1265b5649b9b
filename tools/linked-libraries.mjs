/** Which libraries a program or library is linked with, by asking the system's own loader. */
import { execFileSync } from 'node:child_process'
import { realpathSync } from 'node:fs'

/** @param {string} path @returns {string[]}  paths, the loader's among them */
export function linkedLibraries(path) {
  const linked = execFileSync('ldd', [realpathSync(path)], { encoding: 'utf8' })
  const [missing] = /^.* => not found$/m.exec(linked) ?? []
  if (missing !== undefined) throw new Error(`${path} needs what is not here: ${missing.trim()}`)
  return [...linked.matchAll(/(?:=> |^\t)(\/\S+) \(0x/gm)].map(([, library = '']) => library)
}
