/** results/*.json, one file per kind of run, overwritten by the next: git keeps the history. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, 'results')

/** @typedef {ReturnType<import('./machine.mjs').machine>} Machine */

/** @param {string} name */
export const resultPath = (name) => join(FOLDER, name)

/** @param {string} kind @param {Machine} machine @param {object} measured */
export async function writeResult(kind, machine, measured) {
  await mkdir(FOLDER, { recursive: true })
  await writeFile(resultPath(`${kind}.json`), `${JSON.stringify({ machine, ...measured }, null, 2)}\n`)
}

/** @param {string} kind @returns {Promise<any>} */
export async function readResult(kind) {
  return JSON.parse(await readFile(resultPath(`${kind}.json`), 'utf8'))
}
