/** Writes what nginx includes, from the sources that our own server uses: dist-node/nginx/. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './command.mjs'

const HINT = '# Written by tools/nginx-headers.mjs from src/node/: a change here is lost with the next build.\n'

/** @param {string} value @returns {string}  for nginx's configuration, where $ would name a variable */
function quoted(value) {
  if (/["\\$\n]/.test(value)) throw new Error(`nginx's configuration cannot hold ${JSON.stringify(value)}`)
  return `"${value}"`
}

/** @param {string} header */
const variableOf = (header) => header.toLowerCase().replaceAll('-', '_')

/**
 * @param {string} source
 * @param {string} variable  without `$whatsit_`
 * @param {readonly (readonly [string, string | undefined])[]} cases  undefined: a parameter without a value
 */
function map(source, variable, cases) {
  const lines = cases.map(([one, value]) => (value === undefined ? `  ${one};` : `  ${one} ${quoted(value)};`))
  return [`map ${source} $whatsit_${variable} {`, ...lines, '}']
}

export async function writeNginxIncludes() {
  const bundle = join(root, 'dist-node')
  /** @param {string} name */
  const load = (name) => import(`${pathToFileURL(join(bundle, name)).href}?${Date.now()}`)
  const { siteHeaders, cacheControl } = await load('headers.js')
  const { mediaTypes } = await load('media-type.js')

  /** @type {Map<string, string[]>} */
  const extensions = new Map()
  for (const [extension, type] of Object.entries(mediaTypes)) {
    extensions.set(type, [...(extensions.get(type) ?? []), extension])
  }

  const headers = Object.entries(siteHeaders).map(([name, value]) => ({ name, value, variable: variableOf(name) }))
  const files = {
    // `always`: errors and 304 too.
    'headers.conf': [
      ...headers.map(({ name, variable }) => `add_header ${name} $whatsit_${variable} always;`),
      'add_header Cache-Control $whatsit_cache_control always;',
      'add_header Allow $whatsit_allow always;',
    ],
    'maps.conf': [
      // What is missing or refused is never kept: the next deployment may have it.
      ...map('"$status$uri"', 'cache_control', [
        ['volatile', undefined],
        ['default', cacheControl.other],
        ['"~^416"', ''],
        ['"~^(?:200|304)/assets/"', cacheControl.hashed],
      ]),
      ...map('$status', 'allow', [
        // An empty value sends no header.
        ['default', ''],
        ['405', 'GET, HEAD'],
      ]),
      // A refused Range passes nginx's headers twice, first as 200: a doubled Cross-Origin-Resource-Policy would mean none.
      ...headers.flatMap(({ value, variable }) =>
        map('$status', variable, [
          ['volatile', undefined],
          ['default', value],
          ['416', ''],
        ]),
      ),
    ],
    'mime.types': ['types {', ...[...extensions].map(([type, names]) => `  ${quoted(type)} ${names.join(' ')};`), '}'],
  }
  await mkdir(join(bundle, 'nginx'), { recursive: true })
  for (const [name, lines] of Object.entries(files))
    await writeFile(join(bundle, 'nginx', name), `${HINT}${lines.join('\n')}\n`)
}
