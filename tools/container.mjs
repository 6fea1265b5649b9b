/**
 * Builds both Dockerfiles with buildah on stand-in bases, runs what came out as it would run (its user, its command, a root
 * that cannot be written), asks it for what it serves, and prints what it weighs. Needs root, buildah, busybox, nginx and
 * curl. The last line is `N passed, N failed`.
 *
 *   node tools/container.mjs [page] [api] [--document]   --document: writes the sizes into docs/containers.md
 *
 * The stand-ins are this machine's Node and nginx: Debian's libraries in place of Alpine's for the page, so that base
 * weighs more than the real one; the api's image takes nothing from its base but Node and Debian's libraries.
 */

import { conclude, fail, failures, test } from './checks.mjs'
import { findProgram, giveUp } from './command.mjs'
import { tryApi } from './container/api.mjs'
import { tryPage } from './container/page.mjs'
import { build, cleanUp, driver, makeBase, open } from './container/workshop.mjs'
import { layOutNginx, layOutNode } from './stand-in.mjs'

const NODE_BASE = 'localhost/whatsit-node-base'
const NGINX_BASE = 'localhost/whatsit-nginx-base'

const IMAGES = [
  {
    name: 'page',
    file: 'Dockerfile',
    image: 'localhost/whatsit',
    bases: { BUILD_IMAGE: NODE_BASE, SERVE_IMAGE: NGINX_BASE },
    tryOut: tryPage,
  },
  {
    name: 'api',
    file: 'Dockerfile.api',
    image: 'localhost/whatsit-api',
    bases: { NODE_IMAGE: NODE_BASE },
    tryOut: tryApi,
  },
]

for (const program of ['buildah', 'busybox', 'nginx', 'curl', 'unshare', 'nsenter', 'setpriv', 'chroot']) {
  if (findProgram(program) === undefined) giveUp(`${program} is not installed`)
}
if (process.getuid?.() !== 0) giveUp('Making a container without its maker being root is not tried here.')

const names = process.argv.slice(2).filter((name) => !name.startsWith('-'))
try {
  console.log(`storage: ${driver}`)
  makeBase(NODE_BASE, layOutNode)
  makeBase(NGINX_BASE, layOutNginx)
  for (const { name, file, image, bases, tryOut } of IMAGES) {
    if (names.length > 0 && !names.includes(name)) continue
    const before = failures()
    await test(`${file} builds on stand-in bases`, () => build(file, image, bases))
    if (failures() > before) continue
    const { rootfs, config } = open(image)
    await tryOut(rootfs, config)
  }
} catch (error) {
  fail(error)
} finally {
  cleanUp()
}
conclude()
