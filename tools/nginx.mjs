/**
 * Runs this machine's nginx on the real configuration and the built site, laid out as in the image, for the tests. Only
 * what cannot be as in the container is rewritten: the port, and the paths that would be outside the temporary folder.
 *
 *   node tools/nginx.mjs <port>   serves until it is told to end
 */
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram, giveUp } from './command.mjs'
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

/** @param {number} port */
async function serve(port) {
  const nginx = findProgram('nginx') ?? giveUp('There is no nginx here: apt-get install nginx')
  const folder = await mkdtemp(join(tmpdir(), 'whatsit-nginx-'))
  await layOut(folder, { modules: installedModules() })
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

await serve(Number(process.argv[2] ?? 8080))
