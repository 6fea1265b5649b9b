import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scriptedOutside } from '../testing/scripted-outside.ts'
import { models } from './models.ts'
import { program } from './program.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'public', 'models')

async function run(...args: string[]) {
  const outside = scriptedOutside()
  const code = await program(['models', ...args], [models], outside)
  return { code, out: outside.out.text, err: outside.err.text }
}

test('a line each: id, name, size, input, accuracy, licence, and which is the default', async () => {
  const { code, out } = await run('--models', folder)
  expect(code).toBe(0)
  const [heading, first, second] = out.split('\n').map((line) => line.split(/ {2,}/))
  expect(heading).toEqual(['id', 'name', 'size', 'input', 'published top-1', 'licence'])
  expect(first).toEqual([
    'efficientnet-lite0',
    'EfficientNet-Lite0',
    expect.stringMatching(/^\d+\.\d MB$/),
    '224 x 224',
    '75.1 %',
    'Apache-2.0',
    'default',
  ])
  expect(second).toHaveLength(6)
})

test('--json: the same as an array', async () => {
  const { out } = await run('--json', '--models', folder)
  expect(JSON.parse(out)[0]).toMatchObject({ id: 'efficientnet-lite0', default: true, inputSize: { width: 224 } })
})

test('a folder that has no models is a sentence with the file that was looked for', async () => {
  const { code, out, err } = await run('--models', 'nowhere')
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/^whatsit: The model’s files are not there\..*nowhere.index\.json/)
})
