/** `npm start`: installs and builds what is missing, then serves the built site. Opens nothing. */
import { isBuilt } from './build-stamp.mjs'
import { giveUp, node } from './command.mjs'
import { installIfMissing } from './install.mjs'

const PARENT_CHECK_MS = 500

await installIfMissing()
if (!isBuilt()) {
  console.log('Building ...')
  // On its own, so that what the bundler holds in memory ends with it.
  const { code } = await node(['tools/build.mjs'])
  if (code !== 0) giveUp('The site could not be built; why is above.')
}
// npm's shell ends at a signal without passing it on, and then nobody is left who could end this.
if (process.env['npm_lifecycle_event'] === 'start') {
  const shell = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, PARENT_CHECK_MS).unref()
}
const server = new URL('../dist-node/server.js', import.meta.url)
await import(server.href)
