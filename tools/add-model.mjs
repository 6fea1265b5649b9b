/** `npm run add-model -- <file, address or folder>`: checks a model and adds it to public/models/. See docs/models.md. */
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { giveUp, root } from './command.mjs'
import { installIfMissing } from './install.mjs'

const HELP = `npm run add-model -- <file.onnx | https://... | folder> [options]

Checks a model and adds it to public/models/. A folder is one as on the Hugging Face Hub: config.json,
preprocessor_config.json, onnx/model.onnx. A model that is known by its hash needs no options.

  --labels imagenet-1k | file     the labels of ImageNet-1k with the groups above them, or a file with one label a line
  --preprocess imagenet | file    shortest edge, centre crop, ImageNet's mean and deviation; or a preprocessor_config.json
  --sha256 hex                    what the ONNX file's hash must be
  --id name                       of the folder; the file's name if absent
  --name text                     what people read
  --license text                  SPDX's name of the model's licence
  --force                         replace a folder of the same name
  --help                          this text
`

/** @returns {{ source: string | undefined, help: boolean, options: Record<string, string | boolean | undefined> }} */
function readArguments() {
  const text = /** @type {const} */ ({ type: 'string' })
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        labels: text,
        preprocess: text,
        sha256: text,
        id: text,
        name: text,
        license: text,
        force: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    const { help = false, ...options } = values
    if (positionals.length > 1) giveUp(`One model at a time, not ${positionals.length}.`)
    return { source: positionals[0], help, options }
  } catch (error) {
    return giveUp(`${error instanceof Error ? error.message : error}\n\n${HELP}`)
  }
}

const { source, help, options } = readArguments()
if (help) {
  console.log(HELP)
  process.exit(0)
}
if (source === undefined) giveUp(`Which model?\n\n${HELP}`)

await installIfMissing()
const { runnerImport } = await import('vite')
/** @type {{ module: typeof import('./model-folders/add.ts') }} */
const { module: adding } = await runnerImport(join(root, 'tools/model-folders/add.ts'), { root, configFile: false })
// Paths are the caller's: npm runs scripts from the package's folder and says here where it was called.
process.chdir(process.env['INIT_CWD'] ?? process.cwd())
try {
  const { manifest, folder } = await adding.addModel({ ...options, source, models: join(root, 'public/models') })
  const [best] = manifest.golden?.topLogits ?? []
  console.log(`${manifest.name}: ${(manifest.model.bytes / 1e6).toFixed(1)} MB, in ${relative(root, folder)}`)
  console.log(`Runs; of a synthetic picture, class ${best?.index} has the largest logit, ${best?.logit}.`)
  if (manifest.license === undefined)
    console.log('Its licence is not known here: say it with --license, or in the manifest.')
} catch (error) {
  giveUp(`${error instanceof Error ? error.message : error}. Nothing was added.`)
}
