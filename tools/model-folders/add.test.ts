import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inputSize } from '../../src/core/geometry.ts'
import { parseManifest } from '../../src/core/manifest.ts'
import { patternPicture } from '../../src/core/pattern.ts'
import { pixelSource } from '../../src/core/pixels.ts'
import { preprocess } from '../../src/core/preprocess.ts'
import { selfTest, selfTestInput } from '../../src/core/self-test.ts'
import { parseTaxonomy } from '../../src/core/taxonomy.ts'
import { createOrtEngine } from '../../src/ort/engine.ts'
import { type AddOptions, addModel } from './add.ts'
import { KNOWN_MODELS } from './presets.ts'

const goldens = join(import.meta.dirname, 'goldens')
const tiny = join(goldens, 'tiny-mobilenet')
const tinyModel = join(tiny, 'onnx/model.onnx')
const sha256 = createHash('sha256').update(readFileSync(tinyModel)).digest('hex')
/** What Python's onnxruntime answers. */
const python = JSON.parse(readFileSync(join(goldens, 'tiny-mobilenet.json'), 'utf8')) as {
  synthetic: { width: number; height: number; seed: number; logits: number[] }
}

let root = ''
let models = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'whatsit-add-'))
  models = join(root, 'models')
  mkdirSync(models)
  writeFileSync(join(models, 'index.json'), '{ "format": 1, "default": "first", "models": ["first"] }')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(name: string, content: string | Uint8Array): string {
  const path = join(root, name)
  writeFileSync(path, content)
  return path
}

const labels = (): string =>
  write('labels.txt', 'n00000001 amber\nn00000002 basil, sweet basil\nc\nd\ne\nf\ng\nh\ni\nj\n')
const manifestIn = (id: string) => parseManifest(JSON.parse(readFileSync(join(models, id, 'manifest.json'), 'utf8')))
const index = (): unknown => JSON.parse(readFileSync(join(models, 'index.json'), 'utf8'))

describe('a model is added', () => {
  test('from a folder of the Hub, and answers as in Python', async () => {
    const { folder } = await addModel({ source: tiny, models, license: 'MIT' })
    expect(folder).toBe(join(models, 'tiny-mobilenet'))
    const manifest = manifestIn('tiny-mobilenet')
    expect(manifest).toMatchObject({ name: 'tiny-mobilenet', license: 'MIT', model: { sha256 } })
    expect(readdirSync(folder).sort()).toEqual(['config.json', 'manifest.json', 'onnx', 'preprocessor_config.json'])
    expect(index()).toEqual({ format: 1, default: 'first', models: ['first', 'tiny-mobilenet'] })

    const engine = await createOrtEngine(new Uint8Array(readFileSync(join(folder, manifest.model.url))), manifest)
    const { width, height } = inputSize(manifest.preprocess)
    // The graph leaves the batch open.
    expect(engine.inputShape).toEqual([1, 3, height, width])
    const { synthetic } = python
    const picture = pixelSource(patternPicture(synthetic.width, synthetic.height, synthetic.seed))
    const { logits } = await engine.run(preprocess(picture, manifest.preprocess))
    const apart = synthetic.logits.map((logit, at) => Math.abs(logit - (logits[at] ?? Number.NaN)))
    expect(logits).toHaveLength(synthetic.logits.length)
    expect(Math.max(...apart)).toBeLessThan(1e-4)
    await selfTest(engine, manifest, selfTestInput(manifest))
    await engine.dispose()
  })

  test('from a file, with labels in lines and the preprocessing of ImageNet', async () => {
    await addModel({ source: tinyModel, models, id: 'herbs', name: 'Herbs', labels: labels(), preprocess: 'imagenet' })
    const manifest = manifestIn('herbs')
    expect(manifest.name).toBe('Herbs')
    expect(manifest).not.toHaveProperty('license')
    expect(manifest.preprocess).toMatchObject({
      shortestEdge: 73,
      centerCrop: 64,
      resample: 2,
      mean: [0.485, 0.456, 0.406],
    })
    const { classes } = parseTaxonomy(JSON.parse(readFileSync(join(models, 'herbs/config.json'), 'utf8')))
    expect(classes.slice(0, 2)).toMatchObject([{ label: 'amber' }, { label: 'basil', synonyms: ['sweet basil'] }])
    expect(classes).toHaveLength(10)
  })

  /** Ten labels where the site has the shared thousand. */
  function shareLabels(): string {
    const classes = Array.from({ length: 10 }, (_, at) => ['', `name ${at}`, 0, '', ''])
    const shared = JSON.stringify({ format: 1, groups: [['thing', -1, '', 1]], classes })
    mkdirSync(join(models, 'imagenet-1k'))
    writeFileSync(join(models, 'imagenet-1k/labels.json'), shared)
    return shared
  }

  test('with the shared labels and their groups', async () => {
    const shared = shareLabels()
    await addModel({ source: tinyModel, models, id: 'herbs', labels: 'imagenet-1k', preprocess: 'imagenet' })
    expect(manifestIn('herbs').labels).toEqual({
      url: '../imagenet-1k/labels.json',
      bytes: shared.length,
      sha256: createHash('sha256').update(shared).digest('hex'),
    })
    const config = JSON.parse(readFileSync(join(models, 'herbs/config.json'), 'utf8'))
    expect(config.id2label['3']).toBe('name 3')
  })

  test('without any options where its hash is known', async () => {
    shareLabels()
    const known = KNOWN_MODELS.values().next().value
    if (known === undefined) throw new Error('no model is known')
    await addModel({ source: tinyModel, models }, new Map([[sha256, known]]))
    expect(manifestIn('mobilenetv2')).toMatchObject({
      name: 'MobileNetV2',
      license: 'Apache-2.0',
      labels: { url: '../imagenet-1k/labels.json' },
      preprocess: { centerCrop: 64, std: [0.229, 0.224, 0.225] },
    })
  })

  test('from an address', async () => {
    const server = createServer((request, response) => {
      if (request.url !== '/models/tiny.onnx') response.writeHead(404)
      response.end(readFileSync(tinyModel))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models`
    const options = { models, labels: labels(), preprocess: join(tiny, 'preprocessor_config.json'), sha256 }
    try {
      await addModel({ source: `${site}/tiny.onnx`, ...options })
      await expect(addModel({ source: `${site}/gone.onnx`, ...options })).rejects.toThrow(
        'gone.onnx answers with HTTP 404',
      )
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
    expect(manifestIn('tiny').preprocess.shortestEdge).toBe(72)
    expect(index()).toMatchObject({ models: ['first', 'tiny'] })
  })

  test('in the place of one with the same name only when that is asked for', async () => {
    await addModel({ source: tiny, models, id: 'herbs' })
    await expect(addModel({ source: tiny, models, id: 'herbs', name: 'Other' })).rejects.toThrow('--force')
    expect(manifestIn('herbs').name).toBe('herbs')
    await addModel({ source: tiny, models, id: 'herbs', name: 'Other', force: true })
    expect(manifestIn('herbs').name).toBe('Other')
    expect(index()).toMatchObject({ models: ['first', 'herbs'] })
    expect(readdirSync(models).sort()).toEqual(['herbs', 'index.json'])
  })
})

describe('nothing is written, and a sentence says why, when', () => {
  const file = (): AddOptions => ({ source: tinyModel, models, labels: labels(), preprocess: 'imagenet' })
  /** A folder as the tiny one, with one file changed. */
  const folderWith = (name: string, change: (value: Record<string, unknown>) => unknown): AddOptions => {
    const source = join(root, 'changed')
    cpSync(tiny, source, { recursive: true })
    const path = join(source, name)
    writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))))
    return { source, models }
  }
  test.each<[string, () => AddOptions, string]>([
    ['there is no such file', () => ({ ...file(), source: join(root, 'none.onnx') }), 'none.onnx is not there'],
    ['the hash is another', () => ({ ...file(), sha256: 'a'.repeat(64) }), `sha256 is ${sha256}`],
    [
      'it is a web page',
      () => ({ ...file(), source: write('m.onnx', '<!doctype html>') }),
      'onnx/model.onnx is a web page',
    ],
    ['it is empty', () => ({ ...file(), source: write('m.onnx', '') }), 'is an empty file'],
    [
      'it is a pointer',
      () => ({ ...file(), source: write('m.onnx', 'version https://git-lfs.github.com/spec/v1\noid sha256:00') }),
      'Git LFS',
    ],
    [
      'it is cut short',
      () => ({ ...file(), source: write('m.onnx', readFileSync(tinyModel).subarray(0, 9000)) }),
      'is no ONNX model that onnxruntime-web runs',
    ],
    ['nothing tells its labels', () => ({ ...file(), labels: undefined }), '--labels imagenet-1k'],
    ['nothing tells its preprocessing', () => ({ ...file(), preprocess: undefined }), '--preprocess imagenet'],
    [
      'there is a label too few',
      () => ({ ...file(), labels: write('nine.txt', 'a\nb\nc\nd\ne\nf\ng\nh\ni') }),
      'float32 [1, 9]',
    ],
    [
      'a label is empty',
      () => ({ ...file(), labels: write('gap.txt', 'a\nb\n\nd\ne\nf\ng\nh\ni\nj\n') }),
      'id2label.2',
    ],
    ['the labels are not there', () => ({ ...file(), labels: join(root, 'none.txt') }), 'none.txt cannot be read'],
    ['its name climbs out', () => ({ ...file(), id: '../herbs' }), '"../herbs" is no name for a folder'],
    [
      'its input is another than the picture becomes',
      () => folderWith('preprocessor_config.json', (config) => ({ ...config, crop_size: { height: 60, width: 60 } })),
      'changed: onnx/model.onnx: the input should be float32 [1, 3, 60, 60]',
    ],
    [
      'a step is not known',
      () => folderWith('preprocessor_config.json', (config) => ({ ...config, do_pad: true })),
      'preprocessor_config.json: do_pad should be false',
    ],
    [
      'it is for another task',
      () => folderWith('config.json', (config) => ({ ...config, architectures: ['SegformerForSemanticSegmentation'] })),
      'config.json: architectures should be of a model for image classification',
    ],
  ])('%s', async (_, options, message) => {
    await expect(addModel(options())).rejects.toThrow(message)
    expect(readdirSync(models)).toEqual(['index.json'])
    expect(index()).toEqual({ format: 1, default: 'first', models: ['first'] })
  })
})

test("the zoo's MobileNetV2 needs no options", () => {
  expect(KNOWN_MODELS.get('c0c3f76d93fa3fd6580652a45618618a220fced18babf65774ed169de0432ad5')).toEqual({
    id: 'mobilenetv2',
    name: 'MobileNetV2',
    license: 'Apache-2.0',
    labels: 'imagenet-1k',
    preprocess: 'imagenet',
  })
})

describe('npm run add-model', () => {
  const run = (...words: string[]) =>
    promisify(execFile)(process.execPath, [join(import.meta.dirname, '../add-model.mjs'), ...words])

  test('--help says how', async () => {
    expect((await run('--help')).stdout).toContain('--labels imagenet-1k | file')
  })

  test.each([
    [[], 'Which model?'],
    [['a.onnx', 'b.onnx'], 'One model at a time'],
    [['a.onnx', '--lables', 'x'], '--lables'],
    [['/nowhere/a.onnx'], '/nowhere/a.onnx is not there. Nothing was added.'],
  ])('%j fails with a sentence', async (words, sentence) => {
    const failed = await run(...words).catch((error: { code: number; stderr: string }) => error)
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining(sentence) })
    expect(failed.stderr).not.toContain('    at ')
  })
})
