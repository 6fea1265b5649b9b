/**
 * Runs this machine's nginx on the real configuration and the built site, laid out as in the image, for the tests. Only
 * what cannot be as in the container is rewritten: the port, and the paths that would be outside the temporary folder.
 *
 *   node tools/nginx.mjs <port> [--api <address>]   serves until it is told to end; --api: with the api's include
 */
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { chmod, chown, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findProgram, giveUp, root } from './command.mjs'
import { layOut } from './nginx-layout.mjs'

/** The user of the official unprivileged images. */
const NGINX_UID = 101
const MODULE_FOLDERS = ['/usr/lib/nginx/modules', '/etc/nginx/modules']

/** @returns {string}  paths of the modules that this machine's nginx can load, one a line */
function installedModules() {
  const folders = MODULE_FOLDERS.map((folder) => {
    try {
      return readdirSync(folder).map((name) => join(folder, name))
    } catch {
      return []
    }
  })
  return folders.flat().join('\n')
}

/** As compose.yaml mounts it, with an address that needs no DNS. @param {string} includes @param {string} address */
async function layOutApi(includes, address) {
  await cp(join(root, 'deploy/nginx/api'), join(includes, 'api'), { recursive: true })
  const path = join(includes, 'api/locations.conf')
  await writeFile(path, (await readFile(path, 'utf8')).replace('http://api:8080', address))
}

/** @param {number} port @param {string | undefined} api  address */
async function serve(port, api) {
  const nginx = findProgram('nginx') ?? giveUp('There is no nginx here: apt-get install nginx')
  const folder = await mkdtemp(join(tmpdir(), 'whatsit-nginx-'))
  await layOut(folder, { modules: installedModules() })
  if (api !== undefined) await layOutApi(join(folder, 'etc/nginx/whatsit'), api)
  const path = join(folder, 'etc/nginx/nginx.conf')
  const rewritten = (await readFile(path, 'utf8'))
    .replace('listen 8080;', `listen 127.0.0.1:${port};`)
    .replace('/dev/shm/whatsit-nginx.pid', join(folder, 'tmp/nginx/pid'))
    .replace('/dev/stdout', join(folder, 'tmp/nginx/access.log'))
    .replaceAll(' /tmp/nginx;', ` ${folder}/tmp/nginx;`)
    .replace('/srv/whatsit', `${folder}/srv/whatsit`)
  await writeFile(path, rewritten)
  const isRoot = process.getuid?.() === 0
  if (isRoot) {
    await chmod(folder, 0o755)
    await chown(join(folder, 'tmp/nginx'), NGINX_UID, NGINX_UID)
  }
  // As in the container: not root, and the master is the process that gets the signals.
  const child = spawn(nginx, ['-e', 'stderr', '-p', folder, '-c', path], {
    stdio: ['ignore', 'inherit', 'inherit'],
    ...(isRoot ? { uid: NGINX_UID, gid: NGINX_UID } : {}),
  })
  const end = () => child.kill('SIGQUIT')
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  // Not a process of its own group: what ends this one hard must not leave it behind.
  process.on('exit', () => child.kill('SIGKILL'))
  child.on('close', async (code) => {
    await rm(folder, { recursive: true, force: true })
    process.exit(code ?? 1)
  })
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { api: { type: 'string' } } })
await serve(Number(positionals[0] ?? 8080), values.api)
