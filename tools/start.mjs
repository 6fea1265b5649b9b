/** `npm start`: installs and builds what is missing, then serves the built site. Opens nothing. */
import { isBuilt } from './build-stamp.mjs'
import { giveUp, node } from './command.mjs'
import { installIfMissing } from './install.mjs'

await installIfMissing()
if (!isBuilt()) {
  console.log('Building ...')
  // On its own, so that what the bundler holds in memory ends with it.
  const { code } = await node(['tools/build.mjs'])
  if (code !== 0) giveUp('The site could not be built; why is above.')
}
const server = new URL('../dist-node/server.js', import.meta.url)
await import(server.href)
