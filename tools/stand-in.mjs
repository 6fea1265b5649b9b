/**
 * Lays out base images from this machine's own files, for building the Dockerfile where no image registry can be
 * reached: the programs, the libraries that `ldd` names, busybox for everything else.
 */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { findProgram } from './command.mjs'
import { linkedLibraries } from './linked-libraries.mjs'

/** @param {...string} names @returns {string} */
function program(...names) {
  const path = findProgram(...names)
  if (path === undefined) throw new Error(`${names[0]} is not installed`)
  return path
}

/** @param {string} from  followed through links @param {string} tree @param {string} [to]  within the tree */
function copyInto(from, tree, to = from) {
  const target = join(tree, to)
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(realpathSync(from), target)
  chmodSync(target, 0o755)
}

/** A program with the libraries that it is linked with. @param {string} path @param {string} tree @param {string} [to] */
function copyProgram(path, tree, to = path) {
  copyInto(path, tree, to)
  for (const library of linkedLibraries(path)) copyInto(library, tree)
}

/** /bin/sh and the small programs, the folders that every system has, and who is who. @param {string} tree */
function layOutSystem(tree) {
  const busybox = program('busybox')
  copyInto(busybox, tree, '/bin/busybox')
  for (const applet of execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n')) {
    if (applet !== 'busybox') symlinkSync('busybox', join(tree, 'bin', applet))
  }
  for (const folder of ['etc', 'dev', 'proc', 'root', 'run', 'sys', 'tmp', 'usr/bin', 'var/log']) {
    mkdirSync(join(tree, folder), { recursive: true })
  }
  chmodSync(join(tree, 'tmp'), 0o1777)
  // Scripts name it by this path.
  symlinkSync('/bin/busybox', join(tree, 'usr/bin/env'))
  writeFileSync(join(tree, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nnginx:x:101:101:nginx:/tmp:/bin/false\n')
  writeFileSync(join(tree, 'etc/group'), 'root:x:0:\nnginx:x:101:\n')
}

/** Node with npm, in place of BUILD_IMAGE. @param {string} tree  an empty folder */
export function layOutNode(tree) {
  layOutSystem(tree)
  copyProgram(process.execPath, tree, '/usr/bin/node')
  // Debian's `ldd` is a script for a shell that is not here; what it asks is the loader. npm reads in it which C library
  // this is, by its name.
  const loader = linkedLibraries(process.execPath).find((library) => /\/ld-[^/]*$/.test(library))
  writeFileSync(join(tree, 'usr/bin/ldd'), `#!/bin/sh\n# GNU C Library\nexec ${loader} --list "$1"\n`, { mode: 0o755 })
  // npm's own folder: what its launcher links to, two levels up from bin/npm-cli.js.
  const npmFolder = dirname(dirname(realpathSync(program('npm'))))
  cpSync(npmFolder, join(tree, 'usr/lib/node_modules/npm'), { recursive: true, dereference: true })
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(tree, 'usr/bin/npm'))
  if (existsSync('/etc/ssl/certs'))
    cpSync('/etc/ssl/certs', join(tree, 'etc/ssl/certs'), { recursive: true, dereference: true })
  // Libraries that native packages ask for by name, beside those that Node itself is linked with.
  for (const library of [
    'libgcc_s.so.1',
    'libstdc++.so.6',
    'libdl.so.2',
    'libpthread.so.0',
    'librt.so.1',
    'libm.so.6',
    'libresolv.so.2',
  ]) {
    const found = ['/lib', '/lib64', '/usr/lib'].flatMap((folder) => [
      join(folder, `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`, library),
      join(folder, library),
    ])
    const path = found.find((one) => existsSync(one))
    if (path !== undefined) copyInto(path, tree)
  }
}

/** nginx without its modules, in place of SERVE_IMAGE. @param {string} tree  an empty folder */
export function layOutNginx(tree) {
  layOutSystem(tree)
  copyProgram(program('nginx'), tree, '/usr/sbin/nginx')
}
