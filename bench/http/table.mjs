/** bench/results/http.json as a table, in README.md where that has the two marks. */
import { writeFile } from 'node:fs/promises'
import { markdown, putIntoReadme } from '../markdown.mjs'
import { readResult, resultPath } from '../results.mjs'

/** A machine that did other things too: it is in every row. @param {import('../results.mjs').Machine} machine */
function busyNote({ loadBefore, cores }) {
  return loadBefore < cores / 2
    ? ''
    : `\n**The machine was busy with other things (load ${loadBefore} on ${cores} cores).**`
}

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`

/** @param {any} one */
function section({ picture, bytes, loop, loads }) {
  const plain = (loop.before + loop.after) / 2
  const rows = loads.map((/** @type {any} */ { connections, perSecond, p50, p99, refused, memoryMb }) => [
    String(connections),
    String(perSecond),
    `${(perSecond / plain).toFixed(2)} x`,
    String(p50),
    String(p99),
    String(refused),
    String(memoryMb),
  ])
  const heading = [
    `${picture}, ${megabytes(bytes)}: connections`,
    'answers a second',
    'of the loop’s',
    'p50, ms',
    'p99, ms',
    '429s',
    'memory, MB',
  ]
  return `${markdown([heading, ...rows])}\n\nIn the plain loop: ${loop.before} a second before, ${loop.after} after.`
}

/** Writes the table. */
export async function writeHttpTable() {
  const { machine, seconds, http } = await readResult('http')
  const text = `\`npm run bench:http\` on ${machine.date}: ${machine.processor}, ${machine.cores} cores, Node ${machine.node}; client and server on one machine, which share
its cores. ${seconds} s for each row; beside it the same decoding, preprocessing and network in a plain loop on one thread, without HTTP.${busyNote(machine)}

${http.map(section).join('\n\n')}`
  await writeFile(resultPath('http.md'), `${text}\n`)
  await putIntoReadme('http', text)
}
