/** Who is measured: Whatsit, and each peer on the nearest model that it loads. */
import { versionOf } from './site.mjs'

/**
 * @typedef {object} Subject
 * @property {string} id
 * @property {string} name  with its version
 * @property {string} path  of its page
 * @property {boolean} own  Whatsit itself
 * @property {'float32' | 'int8'} arithmetic
 * @property {boolean} threads  whether it can use more than one
 */

/** In the order of the table. @type {readonly (Omit<Subject, 'name' | 'path' | 'own'> & {called: string, package: string})[]} */
const PEERS = [
  {
    id: 'transformers',
    called: 'transformers.js',
    package: '@huggingface/transformers',
    arithmetic: 'float32',
    threads: true,
  },
  { id: 'litert', called: 'LiteRT.js', package: '@litertjs/core', arithmetic: 'float32', threads: true },
  {
    id: 'tfjs',
    called: 'TensorFlow.js',
    package: '@tensorflow/tfjs-backend-wasm',
    arithmetic: 'float32',
    threads: true,
  },
  {
    id: 'mediapipe',
    called: 'MediaPipe Tasks',
    package: '@mediapipe/tasks-vision',
    arithmetic: 'float32',
    threads: false,
  },
  { id: 'litert-int8', called: 'LiteRT.js', package: '@litertjs/core', arithmetic: 'int8', threads: true },
]

export const PEER_PAGES = PEERS.map(({ id }) => id)

/** @returns {Promise<Subject[]>} */
export async function subjects() {
  const peers = PEERS.map(async ({ called, package: name, ...peer }) => ({
    ...peer,
    name: `${called} ${await versionOf(name)}`,
    path: `${peer.id}.html`,
    own: false,
  }))
  return [
    { id: 'whatsit', name: 'Whatsit', path: '', own: true, arithmetic: 'float32', threads: true },
    ...(await Promise.all(peers)),
  ]
}
