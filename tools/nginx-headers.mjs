/** Writes what nginx includes, from the sources that our own server uses: dist-node/nginx/. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './command.mjs'

const HINT = '# Written by tools/nginx-headers.mjs: change the source named there, not this file.\n'

/** @param {string} value @returns {string}  for nginx's configuration, where $ would name a variable */
function quoted(value) {
  if (/["\\$\n]/.test(value)) throw new Error(`nginx's configuration cannot hold ${JSON.stringify(value)}`)
  return `"${value}"`
}

export async function writeNginxIncludes() {
  const bundle = join(root, 'dist-node')
  /** @param {string} name */
  const load = (name) => import(`${pathToFileURL(join(bundle, name)).href}?${Date.now()}`)
  const { siteHeaders, cacheControl } = await load('headers.js')
  const { mediaTypes } = await load('media-type.js')

  const headers = [...Object.entries(siteHeaders).map(([name, value]) => [name, quoted(value)])]
  headers.push(['Cache-Control', '$whatsit_cache_control'], ['Allow', '$whatsit_allow'])
  /** @type {Map<string, string[]>} */
  const extensions = new Map()
  for (const [extension, type] of Object.entries(mediaTypes)) {
    extensions.set(type, [...(extensions.get(type) ?? []), extension])
  }

  const files = {
    // `always`: errors and 304 too.
    'headers.conf': headers.map(([name, value]) => `add_header ${name} ${value} always;\n`).join(''),
    // What is missing or refused is never kept: the next deployment may have it. An empty value sends no header.
    'maps.conf': `map "$status$uri" $whatsit_cache_control {
  default ${quoted(cacheControl.other)};
  "~^(?:200|304)/assets/" ${quoted(cacheControl.hashed)};
}
map $status $whatsit_allow {
  default "";
  405 "GET, HEAD";
}
`,
    'mime.types': `types {
${[...extensions].map(([type, names]) => `  ${quoted(type)} ${names.join(' ')};\n`).join('')}}
`,
  }
  await mkdir(join(bundle, 'nginx'), { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(join(bundle, 'nginx', name), HINT + text)
}
