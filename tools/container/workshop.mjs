/** Builds images with buildah in a storage of its own, which leaves nothing behind, and runs what came out as it would run. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../command.mjs'

/** Above what a build takes where the registry answers; npm alone would go on asking for a quarter of an hour. */
const BUILD_TIMEOUT_MS = 300_000
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'

const folder = mkdtempSync(join(tmpdir(), 'whatsit-container-'))
/** Fast where the kernel has it; the other copies every layer whole. */
export const driver = supportsOverlay() ? 'overlay' : 'vfs'
const storage = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), '--storage-driver', driver]

function supportsOverlay() {
  const [lower, upper, work, merged] = ['lower', 'upper', 'work', 'merged'].map((name) => join(folder, 'try', name))
  for (const path of [lower, upper, work, merged]) mkdirSync(/** @type {string} */ (path), { recursive: true })
  try {
    const options = `lowerdir=${lower},upperdir=${upper},workdir=${work}`
    const trial = `mount -t overlay overlay -o ${options} ${merged} && umount ${merged}`
    execFileSync('unshare', ['-m', 'sh', '-c', trial], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** @param {readonly string[]} args @returns {string}  what it printed */
function buildah(...args) {
  const [verb = '', ...rest] = args
  return execFileSync('buildah', [...storage, verb, ...rest], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64e6,
    timeout: BUILD_TIMEOUT_MS,
  }).trim()
}

/** @param {string} name @param {(tree: string) => void} layOut */
export function makeBase(name, layOut) {
  const tree = join(folder, name.replace('/', '-'))
  mkdirSync(tree)
  layOut(tree)
  const container = buildah('from', 'scratch')
  buildah('copy', '-q', container, tree, '/')
  buildah('config', '--env', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', container)
  // A registry mirror's certificate is often known to the machine alone, and Node looks only at its own list.
  if (existsSync(join(tree, CERTIFICATES))) buildah('config', '--env', `NODE_EXTRA_CA_CERTS=${CERTIFICATES}`, container)
  buildah('commit', '-q', '--rm', container, name)
  rmSync(tree, { recursive: true })
}

/** @param {string} file  Dockerfile @param {string} image  its name @param {Readonly<Record<string, string>>} bases */
export function build(file, image, bases) {
  // The registry that npm uses here, given as what it is in the Dockerfile: a build argument.
  const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim()
  const given = Object.entries({ ...bases, NPM_CONFIG_REGISTRY: registry })
  const args = given.flatMap(([name, value]) => ['--build-arg', `${name}=${value}`])
  const options = ['--isolation', 'chroot', '--pull-never', '--format', 'docker', '--layers']
  console.log(buildah('bud', '-f', file, ...options, ...args, '-t', image, '.'))
}

/**
 * @param {string} image
 * @returns {{rootfs: string, config: any}}  its files, and what it says of its user, command and ports
 */
export function open(image) {
  const rootfs = buildah('mount', buildah('from', '--pull-never', image))
  return { rootfs, config: JSON.parse(buildah('inspect', image)).Docker.config }
}

/** @param {string} rootfs @param {(path: string) => string} partOf @returns {Map<string, number>}  bytes of plain files */
export function weigh(rootfs, partOf) {
  /** @type {Map<string, number>} */
  const weights = new Map()
  for (const entry of readdirSync(rootfs, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const part = partOf(relative(rootfs, path))
    weights.set(part, (weights.get(part) ?? 0) + readFileSync(path).length)
  }
  return weights
}

/** The only child of a process. @param {number} pid @returns {number} */
function childOf(pid) {
  const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
  if (child === '') throw new Error(`process ${pid} has no child yet`)
  return Number(child)
}

/**
 * Runs the image's own command as its own user in namespaces of its own: process 1, no network but loopback, nothing
 * writable but shared memory, no way to more rights, as under `docker run --read-only --cap-drop=ALL
 * --security-opt no-new-privileges`. Comes back when it answers, or has ended.
 *
 * @param {string} rootfs @param {any} config  of the image @param {string} address  where it is asked whether it is there
 */
export async function runReadOnly(rootfs, { Entrypoint, Cmd, User, Env }, address) {
  const log = join(folder, `log-${User}`)
  const descriptor = openSync(log, 'a')
  chmodSync(log, 0o666)
  const setup = [
    'busybox ip link set lo up',
    // As container engines make them where an image has none.
    `mkdir -p "$0/dev" "$0/proc"`,
    `mount --bind "$0" "$0"`,
    `mount --rbind /dev "$0/dev"`,
    `mount -t proc proc "$0/proc"`,
    `mount -o remount,ro,bind "$0"`,
    `exec setpriv --no-new-privs chroot --userspec=${User}:${User} "$0" "$@"`,
  ].join(' && ')
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child']
  const child = spawn('unshare', [...namespaces, 'sh', '-c', setup, rootfs, ...Entrypoint, ...(Cmd ?? [])], {
    stdio: ['ignore', descriptor, descriptor],
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      ...Object.fromEntries((Env ?? []).map((/** @type {string} */ pair) => pair.split(/=(.*)/s).slice(0, 2))),
    },
  })
  const pid = () => childOf(child.pid ?? 0)
  /** In its network, with this machine's programs. @param {readonly string[]} args @returns {string} */
  const curl = (...args) => {
    const options = ['-s', '--max-time', '20', ...args]
    return execFileSync('nsenter', ['-t', String(pid()), '-n', 'curl', ...options], {
      encoding: 'latin1',
      maxBuffer: 64e6,
    })
  }
  /** In the container. @param {readonly string[]} args */
  const inside = (...args) => {
    const within = ['-t', String(pid()), '-m', '-n', 'chroot', `--userspec=${User}:${User}`, rootfs]
    return execFileSync('nsenter', [...within, ...args])
  }
  /** Of the container's process 1, by the kernel. @param {string} field @returns {string} */
  const status = (field) =>
    new RegExp(`^${field}:\\s+(\\S+)`, 'm').exec(readFileSync(`/proc/${pid()}/status`, 'utf8'))?.[1] ?? ''
  /** Sends a signal and waits for the end. @param {NodeJS.Signals} signal @returns {Promise<number | null>}  exit code */
  const end = async (signal) => {
    process.kill(pid(), signal)
    for (let tries = 0; tries < 100 && child.exitCode === null; tries++) await sleep(100)
    return child.exitCode
  }
  for (let tries = 0; tries < 100 && child.exitCode === null; tries++) {
    try {
      curl('-f', '-o', '/dev/null', address)
      break
    } catch {
      await sleep(100)
    }
  }
  return { curl, inside, status, end, kill: () => child.kill('SIGKILL'), log: () => readFileSync(log, 'utf8') }
}

/** Everything mounted below the folder, the innermost first: what a build that was cut short leaves too. */
export function cleanUp() {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((entry) => entry.split(' ')[1] ?? '')
  for (const path of mounts.filter((mount) => mount.startsWith(`${folder}/`)).reverse()) {
    spawnSync('umount', ['-l', path], { stdio: 'inherit' })
  }
  rmSync(folder, { recursive: true, force: true })
}
