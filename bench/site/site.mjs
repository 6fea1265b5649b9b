/** The built site as `npm start` serves it, twice: with the headers that allow threads, and without. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../../tools/command.mjs'
import { openGateway } from './gateway.mjs'

const SERVER = join(root, 'dist-node', 'server.js')

/** @param {string} script @returns {Promise<{address: string, close: () => void}>} */
async function startServer(script) {
  const server = spawn(process.execPath, [script, '--quiet'], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const close = () => server.kill()
  process.once('exit', close)
  const address = await new Promise((resolve, reject) => {
    let said = ''
    const hear = (/** @type {Buffer} */ chunk) => {
      said += chunk
      const [found] = /http:\/\/[^\s]+/.exec(said) ?? []
      // Until then its own threads want the cores. A site that has no model for programs says so.
      if (found && /Model Loaded!|could not be loaded/.test(said)) resolve(found)
    }
    server.stdout.on('data', hear)
    server.stderr.on('data', hear)
    server.once('exit', (code) => reject(new Error(`the site's server ended (${code}): ${said}`)))
  })
  return { address, close }
}

/** @typedef {Awaited<ReturnType<typeof openSite>>} Site */

/** @param {{server?: string, policy?: boolean}} options  policy: send the site's Content-Security-Policy */
export async function openSite({ server: script = SERVER, policy = true } = {}) {
  const server = await startServer(script)
  const isolated = await openGateway(server.address, { isolated: true, policy })
  const plain = await openGateway(server.address, { isolated: false, policy })
  let visitors = 0
  return {
    isolated,
    plain,
    /**
     * An address that the browser has never seen: names below localhost are origins of their own, secure ones, so each
     * begins with nothing stored, cached or compiled, and clearing a browser by hand is not needed.
     *
     * @param {{port: number}} gateway
     */
    freshAddress: (gateway) => `http://visitor-${++visitors}.localhost:${gateway.port}/`,
    close() {
      isolated.close()
      plain.close()
      server.close()
    },
  }
}
