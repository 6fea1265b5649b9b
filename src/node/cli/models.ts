/** `whatsit models`: what can be asked for with `--model`. No model is started for it. */
import type { PoolModel } from '../pool/api.ts'
import { listModels } from '../pool/model-folder.ts'
import type { Command } from './command.ts'
import { EXIT } from './exit-code.ts'
import { UsageError } from './failure.ts'
import { MODELS, modelsFolder, notStarted } from './pool-flags.ts'
import { table } from './table.ts'

export const models: Command = {
  name: 'models',
  words: '',
  summary: 'List the models.',
  details: '',
  flags: [{ name: 'json', help: 'One JSON array.' }, MODELS],
  examples: ['whatsit models', 'whatsit models --json'],

  async run(given, outside) {
    const [word] = given.words
    if (word !== undefined) throw new UsageError(`whatsit models takes flags only, and was given "${word}".`)
    const offered = await listModels(modelsFolder(given, outside)).catch((error) => {
      throw notStarted(error)
    })
    await outside.out.write(given.flags.has('json') ? `${JSON.stringify(offered, null, 2)}\n` : listed(offered))
    return EXIT.ok
  },
}

function listed(offered: readonly PoolModel[]): string {
  const rows = offered.map(({ id, name, bytes, inputSize, publishedAccuracy, license, default: isDefault }) => [
    id,
    name,
    `${(bytes / 1e6).toFixed(1)} MB`,
    `${inputSize.width} x ${inputSize.height}`,
    publishedAccuracy === undefined ? '' : `${(publishedAccuracy * 100).toFixed(1)} %`,
    license ?? '',
    isDefault ? 'default' : '',
  ])
  return table([['id', 'name', 'size', 'input', 'published top-1', 'licence', ''], ...rows], [2, 3, 4])
}
