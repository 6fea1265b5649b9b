/** The default model beside the package's own files, and no other: whoever wants more adds folders to `models/`. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'

// What the licences of the network and of its labels ask to go along.
const LICENCES = ['APACHE-2.0.txt', 'imagenet-1k/WORDNET-LICENSE.txt', 'imagenet-1k/README.md']

/**
 * @param {string} from  `models/` of the built site, where every folder has its manifest
 * @param {string} to  `models/` of the package
 */
export async function copyDefaultModel(from, to) {
  const index = JSON.parse(await readFile(join(from, 'index.json'), 'utf8'))
  /** @type {string} */
  const id = index.default
  const { model, labels } = JSON.parse(await readFile(join(from, id, 'manifest.json'), 'utf8'))
  const files = ['manifest.json', model.url, labels.url].map((file) => posix.join(id, file))
  for (const file of [...files, ...LICENCES]) {
    await mkdir(dirname(join(to, file)), { recursive: true })
    await cp(join(from, file), join(to, file))
  }
  await writeFile(join(to, 'index.json'), `${JSON.stringify({ format: 1, default: id, models: [id] })}\n`)
}
