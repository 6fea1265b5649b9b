/**
 * Builds the Dockerfile with buildah on stand-in bases, runs what came out as it would run (its user, its command, a root
 * that cannot be written), asks it for the page and the wasm, and prints what it weighs. Needs root, buildah, busybox,
 * nginx and curl. The last line is `N passed, N failed`.
 *
 * The stand-ins are this machine's Node and nginx: Debian's libraries in place of Alpine's, so the base weighs more than
 * the real one; the site weighs the same.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProgram, giveUp, root } from './command.mjs'
import { layOutNginx, layOutNode } from './stand-in.mjs'

/** Bytes, unpacked: what the whole image may weigh on an alpine-slim-like base. */
const IMAGE_LIMIT = 30e6
/** Above what a build takes where the registry answers; npm alone would go on asking for a quarter of an hour. */
const BUILD_TIMEOUT_MS = 300_000
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'
const BUILD_BASE = 'localhost/whatsit-build-base'
const SERVE_BASE = 'localhost/whatsit-serve-base'
const IMAGE = 'localhost/whatsit'

for (const program of ['buildah', 'busybox', 'nginx', 'curl', 'unshare', 'nsenter', 'chroot']) {
  if (findProgram(program) === undefined) giveUp(`${program} is not installed`)
}
if (process.getuid?.() !== 0) giveUp('Making a container without its maker being root is not tried here.')

const folder = mkdtempSync(join(tmpdir(), 'whatsit-container-'))
/** Fast where the kernel has it; the other copies every layer whole. */
const driver = supportsOverlay() ? 'overlay' : 'vfs'
const storage = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), '--storage-driver', driver]

let passed = 0
let failed = 0

/** @param {string} what @param {() => void | Promise<void>} check  throws where it does not hold */
async function test(what, check) {
  try {
    await check()
    passed++
    console.log(`ok      ${what}`)
  } catch (error) {
    failed++
    console.log(`FAILED  ${what}\n${error instanceof Error ? error.message : error}`)
  }
}

/** @param {unknown} actual @param {unknown} expected */
function same(actual, expected) {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (one !== other) throw new Error(`        ${one} should be ${other}`)
}

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
function makeBase(name, layOut) {
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

/** @param {string} path @returns {number}  bytes of the plain files in it */
function weigh(path) {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.reduce((sum, entry) => sum + readFileSync(join(entry.parentPath, entry.name)).length, 0)
}

/** @param {string} name @param {number} bytes */
const line = (name, bytes) => console.log(`  ${name.padEnd(24)}${(bytes / 1e6).toFixed(2).padStart(7)} MB`)

/**
 * Runs the image's own command as its own user in namespaces of its own: no network but loopback, nothing writable but
 * shared memory, as under `docker run --read-only`.
 *
 * @param {string} rootfs @param {readonly string[]} argv @param {string} user
 */
function runReadOnly(rootfs, argv, user) {
  const log = join(folder, 'log')
  const descriptor = openSync(log, 'a')
  chmodSync(log, 0o666)
  const setup = [
    'busybox ip link set lo up',
    `mount --bind "$0" "$0"`,
    `mount --rbind /dev "$0/dev"`,
    `mount -t proc proc "$0/proc"`,
    `mount -o remount,ro,bind "$0"`,
    `exec chroot --userspec=${user}:${user} "$0" "$@"`,
  ].join(' && ')
  const child = spawn('unshare', ['-m', '-n', 'sh', '-c', setup, rootfs, ...argv], {
    stdio: ['ignore', descriptor, descriptor],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  })
  const within = ['-t', String(child.pid), '-m', '-n']
  /** In its network, with this machine's programs. @param {readonly string[]} args @returns {string} */
  const curl = (...args) => {
    const options = ['-s', '--max-time', '20', ...args]
    return execFileSync('nsenter', ['-t', String(child.pid), '-n', 'curl', ...options], {
      encoding: 'latin1',
      maxBuffer: 64e6,
    })
  }
  /** In the container. @param {readonly string[]} args */
  const inside = (...args) =>
    execFileSync('nsenter', [...within, 'chroot', `--userspec=${user}:${user}`, rootfs, ...args])
  return { child, curl, inside, log: () => readFileSync(log, 'utf8') }
}

/** Everything mounted below the folder, the innermost first: what a build that was cut short leaves too. */
function cleanUp() {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((entry) => entry.split(' ')[1] ?? '')
  for (const path of mounts.filter((mount) => mount.startsWith(`${folder}/`)).reverse()) {
    spawnSync('umount', ['-l', path], { stdio: 'inherit' })
  }
}

/** @param {string} rootfs @param {any} image  what `buildah inspect` says */
async function tryOut(rootfs, image) {
  const { Entrypoint, Cmd, User, ExposedPorts, Healthcheck } = image.Docker.config
  const server = runReadOnly(rootfs, [...Entrypoint, ...(Cmd ?? [])], User)
  const site = 'http://127.0.0.1:8080'
  const wasm = readdirSync(join(rootfs, 'srv/whatsit/assets'))
    .find((name) => name.endsWith('.wasm.gz'))
    ?.slice(0, -3)
  /** @param {string} path @param {readonly string[]} args */
  const head = (path, ...args) => server.curl('-D', '-', '-o', '/dev/null', ...args, site + path)
  try {
    for (let tries = 0; tries < 50 && server.child.exitCode === null; tries++) {
      try {
        server.curl('-o', '/dev/null', site)
        break
      } catch {
        await sleep(100)
      }
    }
    await test('it is not root, and says where it listens', () => {
      same([User, Object.keys(ExposedPorts)], ['101', ['8080/tcp']])
      const owner = readFileSync(`/proc/${server.child.pid}/status`, 'utf8')
      same(/^Uid:\s+(\d+)/m.exec(owner)?.[1], '101')
    })
    await test('with a root that cannot be written, the page is there with its headers', () => {
      const reply = server.curl('-i', `${site}/?url=secret`)
      for (const part of [
        'HTTP/1.1 200',
        'Content-Security-Policy: default-src',
        'Cross-Origin-Embedder-Policy: require-corp',
      ]) {
        if (!reply.includes(part)) throw new Error(`        no "${part}" in\n${reply}`)
      }
      if (!/<script type="module"/.test(reply)) throw new Error(`        no page in\n${reply}`)
    })
    await test('the wasm is kept as .gz alone and unpacked for those who do not take it', () => {
      same(existsSync(join(rootfs, 'srv/whatsit/assets', wasm ?? '')), false)
      const reply = head(`/assets/${wasm}`, '-H', 'Accept-Encoding: gzip')
      same(
        [/Content-Type: (\S+)/.exec(reply)?.[1], /Content-Encoding: (\S+)/.exec(reply)?.[1]],
        ['application/wasm', 'gzip'],
      )
      same(server.curl(`${site}/assets/${wasm}`).slice(0, 4), '\0asm')
    })
    await test('a missing asset is a 404', () => {
      same(head('/assets/gone.wasm').slice(0, 12), 'HTTP/1.1 404')
    })
    await test('the health check agrees', () => {
      same(Healthcheck.Test[0], 'CMD')
      server.inside(...Healthcheck.Test.slice(1))
    })
    await test('the log holds paths and no queries', () => {
      same([server.log().includes('GET /index.html 200'), server.log().includes('secret')], [true, false])
    })
    await test('it ends cleanly when asked', async () => {
      server.child.kill(image.Docker.config.StopSignal ?? 'SIGTERM')
      for (let tries = 0; tries < 50 && server.child.exitCode === null; tries++) await sleep(100)
      same(server.child.exitCode, 0)
    })
  } finally {
    server.child.kill('SIGKILL')
    if (failed > 0) console.log(server.log())
  }
}

async function main() {
  console.log(`storage: ${driver}`)
  makeBase(BUILD_BASE, layOutNode)
  makeBase(SERVE_BASE, layOutNginx)
  // The registry that npm uses here, given as what it is in the Dockerfile: a build argument.
  const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim()
  const bases = ['--build-arg', `BUILD_IMAGE=${BUILD_BASE}`, '--build-arg', `SERVE_IMAGE=${SERVE_BASE}`]
  const options = ['--isolation', 'chroot', '--pull-never', '--format', 'docker', '--layers']
  await test('the Dockerfile builds on stand-in bases', () => {
    const said = buildah(
      'bud',
      ...options,
      ...bases,
      '--build-arg',
      `NPM_CONFIG_REGISTRY=${registry}`,
      '-t',
      IMAGE,
      '.',
    )
    appendFileSync(join(folder, 'build.log'), said)
    console.log(said)
  })
  if (failed > 0) return
  const container = buildah('from', '--pull-never', IMAGE)
  const rootfs = buildah('mount', container)
  const site = weigh(join(rootfs, 'srv/whatsit'))
  const whole = weigh(rootfs)
  console.log('the image, unpacked:')
  line('nginx and its libraries', whole - site)
  line('the site', site)
  line('together', whole)
  await test(`it weighs at most ${IMAGE_LIMIT / 1e6} MB`, () => {
    if (whole > IMAGE_LIMIT) throw new Error(`        ${whole} bytes`)
  })
  await tryOut(rootfs, JSON.parse(buildah('inspect', IMAGE)))
}

try {
  await main()
} catch (error) {
  failed++
  console.log(error instanceof Error ? error.stack : error)
} finally {
  cleanUp()
  rmSync(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
