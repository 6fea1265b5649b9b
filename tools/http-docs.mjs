/** `node tools/http-docs.mjs`, after a build: writes docs/http.md anew from what the built server says of itself. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './command.mjs'
import { renderHttpDocs } from './http-docs/render.mjs'

const built = new URL('../dist-node/http-docs.js', import.meta.url)
const { openApi, PROBLEMS, SETTINGS } = await import(built.href)
await writeFile(join(root, 'docs', 'http.md'), renderHttpDocs(openApi(''), PROBLEMS, SETTINGS))
