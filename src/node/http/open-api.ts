/**
 * The API as an OpenAPI 3.1 document, served at /openapi.json; docs/http.md is made of it. What it says of an answer is
 * held to the types of the answers by its examples.
 */
import type { Classification } from '../../core/classification.ts'
import type { PoolEngine, PoolModel } from '../pool/api.ts'
import { type BatchLine, MAX_BATCH_PARTS } from './batch.ts'
import { MAX_TOP } from './parameters.ts'
import { PROBLEMS, type ProblemCode, type ProblemDocument, problemDocument } from './problem.ts'

export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly enum?: readonly (string | number)[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly default?: unknown
  readonly format?: string
  readonly contentEncoding?: string
  readonly contentMediaType?: string
}

interface Content {
  readonly schema?: Schema
  readonly example?: unknown
}

export interface ApiResponse {
  readonly description: string
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: Schema }>>
  readonly content?: Readonly<Record<string, Content>>
}

export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly parameters?: readonly {
    readonly name: string
    readonly in: 'query'
    readonly description: string
    readonly schema: Schema
  }[]
  readonly requestBody?: {
    readonly required: true
    readonly description: string
    readonly content: Readonly<Record<string, Content>>
  }
  readonly responses: Readonly<Record<string, ApiResponse>>
}

export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: {
    readonly title: string
    readonly version: string
    readonly summary: string
    readonly description: string
    readonly license: { readonly name: string; readonly identifier: string }
  }
  readonly servers: readonly { readonly url: string; readonly description: string }[]
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly security: readonly []
  readonly paths: Readonly<Record<string, { readonly get?: Operation; readonly post?: Operation }>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const schemaOf = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
const list = (items: Schema, description?: string): Schema => ({
  type: 'array',
  items,
  ...(description ? { description } : {}),
})
const text = (description?: string): Schema => ({ type: 'string', ...(description ? { description } : {}) })
const number = (description?: string): Schema => ({ type: 'number', ...(description ? { description } : {}) })
const whole = (description?: string): Schema => ({ type: 'integer', ...(description ? { description } : {}) })
const share = (description: string): Schema => ({ type: 'number', minimum: 0, maximum: 1, description })

/** All properties are required but for those that `optional` names. */
function object(properties: Record<string, Schema>, optional: readonly string[] = [], description?: string): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', ...(description ? { description } : {}), properties, required }
}

const classification = {
  answer: schemaOf('Answer'),
  path: list(schemaOf('PathLevel'), "The answer's own name, then the groups above it; empty where it is unsure."),
  predictions: list(schemaOf('Prediction'), 'The best classes, best first.'),
  timing: schemaOf('Timing'),
  model: text("The model that answered, as its manifest's id."),
  size: schemaOf('Size'),
  crop: schemaOf('Crop'),
  activationMaps: list(
    schemaOf('ActivationMap'),
    'Of the best five classes; with `?maps=1`, where the model has them.',
  ),
}

const SCHEMAS: Readonly<Record<string, Schema>> = {
  Classification: object(classification, ['activationMaps']),
  Answer: object(
    {
      name: text('"cat"; "Not sure" where nothing is likely enough.'),
      score: share('The sum of the scores of the classes below the name; of the best guess where it is unsure.'),
      kind: { type: 'string', enum: ['class', 'group', 'unsure'] },
    },
    [],
    'The most specific name that is likely enough.',
  ),
  PathLevel: object({ name: text(), score: share('The sum of the scores of the classes below it.') }),
  Prediction: object(
    {
      index: whole('Of the class in the model.'),
      label: text(),
      score: share('Softmax of the logits.'),
      definition: text('One sentence, where the labels have one.'),
      synonyms: list(text(), 'Other names, where there are some.'),
    },
    ['definition', 'synonyms'],
  ),
  Timing: object({ decode: number(), preprocess: number(), run: number() }, [], 'Milliseconds, wall clock.'),
  Size: object({ width: whole(), height: whole() }, [], 'Of the upright picture, in pixels.'),
  Crop: object(
    { left: number(), top: number(), width: number(), height: number() },
    [],
    'What of the picture the model saw, in pixels.',
  ),
  ActivationMap: object(
    {
      index: whole('Of the class.'),
      width: whole(),
      height: whole(),
      values: list(number(), 'Row by row: what each cell added to the logit of the class.'),
    },
    [],
    'Where the evidence for one class lay: a coarse grid over the crop.',
  ),
  BatchLine: {
    description: 'One line: a Classification or a problem.',
    oneOf: [
      object(
        { part: whole('Which picture, from 0.'), name: text("The file's name, where it has one."), ...classification },
        ['name', 'activationMaps'],
      ),
      object(
        {
          part: whole('Absent where the form itself broke off; such a line is the last.'),
          name: text(),
          problem: schemaOf('Problem'),
        },
        ['part', 'name'],
      ),
    ],
  },
  Models: object({ models: list(schemaOf('Model')) }),
  Model: object(
    {
      id: text('What `?model=` takes.'),
      name: text('For people.'),
      default: { type: 'boolean', description: 'Whether it answers where none is named.' },
      bytes: whole('Of model and labels together.'),
      inputSize: object({ width: whole(), height: whole() }, [], 'What a picture is made into, in pixels.'),
      license: text(),
      publishedAccuracy: share('Top-1 on ImageNet.'),
    },
    ['license', 'publishedAccuracy'],
  ),
  Ready: object({ status: { type: 'string', enum: ['ready'] }, engine: schemaOf('Engine') }),
  Engine: object(
    {
      engine: { type: 'string', enum: ['whatsit', 'ort', 'native'] },
      largestDifference: number("Between the self-test's logits and the golden ones."),
      refused: list(object({ engine: text(), reason: text() }), 'What was tried before it.'),
    },
    ['largestDifference'],
  ),
  Health: object({ status: { type: 'string', enum: ['ok'] }, version: text() }),
  Picture: object({ image: text("The picture's file as base64, or as a data: URL of base64.") }),
  Problem: object(
    {
      type: { type: 'string', format: 'uri', description: '`urn:whatsit:` and the code.' },
      title: text('What happened, the same for each code.'),
      status: whole(),
      detail: text('What exactly was met.'),
      code: { type: 'string', enum: Object.keys(PROBLEMS) },
    },
    [],
    'RFC 9457.',
  ),
}

/** What cat.jpg gives with `?top=2`. */
const CAT: Classification = {
  answer: { name: 'cat', score: 0.9677, kind: 'group' },
  path: [
    { name: 'cat', score: 0.9677 },
    { name: 'cat-like animal', score: 0.9783 },
    { name: 'mammal', score: 0.9811 },
    { name: 'animal', score: 0.9833 },
  ],
  predictions: [
    {
      index: 282,
      label: 'tiger cat (striped)',
      score: 0.4336,
      definition: 'a cat having a striped coat',
      synonyms: ['tiger cat'],
    },
    { index: 285, label: 'Egyptian cat', score: 0.3532, definition: 'a domestic cat of Egypt' },
  ],
  timing: { decode: 3.4, preprocess: 1.2, run: 15.9 },
  model: 'efficientnet-lite0',
  size: { width: 451, height: 300 },
  crop: { left: 93.96, top: 18.75, width: 263.08, height: 262.5 },
}
const CAT_TEXT = ' 96.8 %  cat\n 43.4 %  tiger cat (striped)\n 35.3 %  Egyptian cat\n'
const MODEL: PoolModel = {
  id: 'efficientnet-lite0',
  name: 'EfficientNet-Lite0',
  default: true,
  bytes: 5_100_000,
  inputSize: { width: 224, height: 224 },
  license: 'Apache-2.0',
  publishedAccuracy: 0.751,
}
const ENGINE: PoolEngine = { engine: 'whatsit', largestDifference: 0.000_01, refused: [] }
const LINES: readonly BatchLine[] = [
  { part: 0, name: 'cat.jpg', ...CAT },
  { part: 1, name: 'notes.txt', problem: exampleProblem('ImageUnsupported', 'not a picture') },
]

function exampleProblem(code: ProblemCode, detail: string): ProblemDocument {
  return { ...problemDocument(undefined), type: `urn:whatsit:${code}`, code, detail, ...statusAndTitle(code) }
}

function statusAndTitle(code: ProblemCode): { status: number; title: string } {
  const { status, title } = PROBLEMS[code]
  return { status, title }
}

/** One response for each status that these codes have. */
function problems(codes: readonly ProblemCode[]): Record<string, ApiResponse> {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort()
  return Object.fromEntries(
    statuses.map((status) => {
      const these = codes.filter((code) => PROBLEMS[code].status === status)
      const [first] = these
      const waits = these.some((code) => 'retryAfter' in PROBLEMS[code])
      const response: ApiResponse = {
        description: these.map((code) => `${code}: ${PROBLEMS[code].title}.`).join(' '),
        ...(waits
          ? {
              headers: {
                'Retry-After': { description: 'Seconds, where a later try may find an answer.', schema: whole() },
              },
            }
          : {}),
        content: {
          'application/problem+json': {
            schema: schemaOf('Problem'),
            ...(first ? { example: exampleProblem(first, PROBLEMS[first].title) } : {}),
          },
        },
      }
      return [String(status), response]
    }),
  )
}

const asJson = (description: string, schema: string, example: unknown): ApiResponse => ({
  description,
  content: { 'application/json': { schema: schemaOf(schema), example } },
})

const OF_MODEL: readonly ProblemCode[] = [
  'Loading',
  'Ending',
  'ModelUnreachable',
  'ModelCorrupt',
  'ModelUnsupported',
  'SelfTestFailed',
  'RuntimeFailed',
  'OutOfMemory',
  'WorkerLost',
]
const OF_REQUEST: readonly ProblemCode[] = ['ParameterWrong', 'ModelUnknown', 'HostRefused', 'EncodingUnsupported']
const OF_PICTURE = (Object.keys(PROBLEMS) as ProblemCode[]).filter(
  (code) => !['RouteUnknown', 'MethodWrong', 'Cancelled'].includes(code),
)

const PARAMETERS: NonNullable<Operation['parameters']> = [
  {
    name: 'top',
    in: 'query',
    description: `How many predictions, 1 to ${MAX_TOP}; 5 if absent.`,
    schema: { type: 'integer', minimum: 1, maximum: MAX_TOP, default: 5 },
  },
  { name: 'model', in: 'query', description: 'One of /models; its default if absent.', schema: { type: 'string' } },
  {
    name: 'maps',
    in: 'query',
    description: '1 for the activation maps, which are some thousand numbers.',
    schema: { type: 'integer', enum: [0, 1], default: 0 },
  },
]

const file: Schema = { type: 'string', contentMediaType: 'application/octet-stream' }

const PREDICT: Operation = {
  operationId: 'predict',
  summary: 'Say what is in one picture',
  description:
    'JPEG, PNG, WebP, GIF (the first frame) or AVIF; told by its bytes, whatever its name or type. A POST to any other path that is no file of the site answers the same, for programs that were written for an older system; `--strict-routes` turns that off.',
  tags: ['pictures'],
  parameters: PARAMETERS,
  requestBody: {
    required: true,
    description:
      'The picture: a file in a form (the field `image`, else the first file), base64 in JSON, or the body itself under any other Content-Type.',
    content: {
      'multipart/form-data': { schema: { type: 'object', properties: { image: file } } },
      'application/json': {
        schema: schemaOf('Picture'),
        example: { image: 'data:image/jpeg;base64,/9j/4AAQSkZJRg==' },
      },
      '*/*': { schema: file },
    },
  },
  responses: {
    '200': {
      description:
        'The answer; the examples are to `?top=2`. With `Accept: text/plain` as lines, the hedged answer first.',
      content: {
        'application/json': { schema: schemaOf('Classification'), example: CAT },
        'text/plain': { schema: { type: 'string' }, example: CAT_TEXT },
      },
    },
    ...problems(OF_PICTURE),
  },
}

const BATCH: Operation = {
  operationId: 'predictBatch',
  summary: 'Say what is in many pictures',
  description: `Up to ${MAX_BATCH_PARTS} files in one form, each as large as one of /predict. One line for each, in order, as soon as it is known: lines come while later pictures are still being sent. A picture that fails has a line with its problem; the others go on. A batch waits for room in the queue.`,
  tags: ['pictures'],
  parameters: PARAMETERS,
  requestBody: {
    required: true,
    description: 'Every file of the form, in any fields.',
    content: {
      'multipart/form-data': {
        schema: { type: 'object', properties: { image: { type: 'array', items: file, minItems: 1 } } },
      },
    },
  },
  responses: {
    '200': {
      description: `Lines of JSON, each a Classification with part and name, or a problem:\n\n${LINES.map((line) => JSON.stringify(line)).join('\n')}`,
      content: { 'application/x-ndjson': { schema: schemaOf('BatchLine') } },
    },
    ...problems(['BodyMalformed', ...OF_REQUEST, ...OF_MODEL]),
  },
}

const get = (operationId: string, summary: string, responses: Operation['responses']): { get: Operation } => ({
  get: { operationId, summary, tags: ['server'], responses: { ...responses, ...problems(['HostRefused']) } },
})

export function openApi(version: string): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Whatsit',
      version,
      summary: 'What is in a picture',
      description:
        'The classifier of the page, for programs: same model, same numbers. Nothing of a picture is written to disk or into a log.',
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'Where this document comes from.' }],
    tags: [
      { name: 'pictures', description: 'Pictures in, answers out.' },
      { name: 'server', description: 'What the server offers and how it is.' },
    ],
    security: [],
    paths: {
      '/predict': { post: PREDICT },
      '/predict/batch': { post: BATCH },
      '/models': get('models', 'The models that can be asked for', {
        '200': asJson('All of them.', 'Models', { models: [MODEL] }),
      }),
      '/healthz': get('health', 'Whether the process answers at all', {
        '200': asJson('It does.', 'Health', { status: 'ok', version: '0.1.0' }),
      }),
      '/readyz': get('ready', 'Whether pictures are answered', {
        '200': asJson('They are, and on what.', 'Ready', { status: 'ready', engine: ENGINE }),
        ...problems(OF_MODEL),
      }),
      '/metrics': get('metrics', "Numbers in Prometheus's text format", {
        '200': {
          description:
            'Requests by route, method and status; their seconds as a histogram; errors by code; the queue; bytes held; memory and processor time of the process.',
          content: { 'text/plain': { schema: { type: 'string' } } },
        },
      }),
      '/openapi.json': get('openApi', 'The OpenAPI 3.1 description of this API', {
        '200': { description: 'It, as JSON.', content: { 'application/json': { schema: { type: 'object' } } } },
      }),
    },
    components: { schemas: SCHEMAS },
  }
}
