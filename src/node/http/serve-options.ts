/**
 * What the server may be told, by flags or by the environment, once: the table below is the help text and a part of
 * docs/http.md too. A flag goes before the environment.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { MAX_PIXELS } from '../../core/limits.ts'
import { ENGINE_CHOICES, type EngineChoice, type PoolOptions } from '../pool/api.ts'
import { defaultAddress, startAddress } from './start-address.ts'

/** Everything but where the files are, which nobody need say. */
export interface ServeSettings extends Omit<PoolOptions, 'models'> {
  readonly host: string
  readonly port: number
  /** The folder that is asked for; absent where the site's own models are to be used. */
  readonly models?: string
  readonly maxBodyBytes: number
  readonly strictRoutes: boolean
  /** No page: another server has it. */
  readonly apiOnly: boolean
  /** Origins whose pages may read the answers; `*` for all. */
  readonly cors: readonly string[]
  /** Names that the Host header may have beside the machine's own. */
  readonly allowHosts: readonly string[]
  /** No line for each request. */
  readonly quiet: boolean
}

export interface Setting {
  readonly env: string
  /** What to write after the flag; absent where it stands alone. */
  readonly value?: string
  readonly many?: true
  readonly help: string
}

/** 32 MiB: a photograph of 12 megapixels as PNG, or of 100 as JPEG. */
const MAX_BODY_BYTES = 32 * 1024 * 1024
const QUEUE_LENGTH = 64
/** As many as `--jobs` of the command line takes: each thread has a model and a picture in memory. */
const MAX_CONCURRENCY = 256
const TIMEOUT_MS = 30_000

/** By flag. */
export const SETTINGS = {
  host: { env: 'HOST', value: 'address', help: 'What to listen on; 127.0.0.1, this machine alone, if absent.' },
  port: { env: 'PORT', value: 'number', help: '8082 if absent; 0 for any that is free.' },
  models: { env: 'WHATSIT_MODELS', value: 'folder', help: "Folder of model folders; the site's own if absent." },
  engine: { env: 'WHATSIT_ENGINE', value: 'name', help: `${ENGINE_CHOICES.join(', ')}; auto if absent.` },
  concurrency: {
    env: 'WHATSIT_CONCURRENCY',
    value: 'number',
    help: `Threads that answer, each one picture at a time, 1 to ${MAX_CONCURRENCY}; as many as there are cores, at most 8, if absent.`,
  },
  queue: { env: 'WHATSIT_QUEUE', value: 'number', help: `Pictures that wait beside those; ${QUEUE_LENGTH} if absent.` },
  'max-body-bytes': {
    env: 'WHATSIT_MAX_BODY_BYTES',
    value: 'bytes',
    help: `Of one picture's body; ${MAX_BODY_BYTES} (32 MiB) if absent.`,
  },
  'max-pixels': { env: 'WHATSIT_MAX_PIXELS', value: 'number', help: `Of one picture; ${MAX_PIXELS} if absent.` },
  'timeout-ms': {
    env: 'WHATSIT_TIMEOUT_MS',
    value: 'number',
    help: `For one picture, from the moment when a thread has it; ${TIMEOUT_MS} if absent.`,
  },
  'strict-routes': { env: 'WHATSIT_STRICT_ROUTES', help: 'Take pictures at /predict alone, not at every path.' },
  'api-only': {
    env: 'WHATSIT_API_ONLY',
    help: 'Serve no page, which need not be there then; it ends with 1 where no model can be loaded.',
  },
  cors: {
    env: 'WHATSIT_CORS',
    value: 'origin',
    many: true,
    help: 'An origin whose pages may read the answers, such as https://example.org, or *; none if absent.',
  },
  'allow-host': {
    env: 'WHATSIT_ALLOW_HOST',
    value: 'name',
    many: true,
    help: "A name that the Host header may have beside the machine's own.",
  },
  quiet: { env: 'WHATSIT_QUIET', help: 'Write no line for each request.' },
} as const satisfies Readonly<Record<string, Setting>>

export type SettingName = keyof typeof SETTINGS

/** Flag and environment together, as they were written. */
type Written = Readonly<Record<SettingName, readonly string[]>>

type Environment = Readonly<Record<string, string | undefined>>

/** For `--help`. */
export function settingsHelp(): string {
  const rows = Object.entries<Setting>(SETTINGS).map(
    ([name, { env, value, help }]) => [`--${name}${value ? ` <${value}>` : ''}`, env, help] as const,
  )
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map(([flag, env, help]) => `  ${flag.padEnd(widths[0] ?? 0)}  ${env.padEnd(widths[1] ?? 0)}  ${help}\n`)
    .join('')
}

function written(args: readonly string[], env: Environment): Written {
  const options = Object.fromEntries(
    Object.entries<Setting>(SETTINGS).map(([name, { value, many }]) => [
      name,
      { type: value ? ('string' as const) : ('boolean' as const), multiple: many ?? false },
    ]),
  )
  // Its own complaints name the API: those of mustBeSetting say what to type.
  const { values, tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  for (const token of tokens) mustBeSetting(token)
  const one = ([name, { env: variable, many }]: [string, Setting]): [string, readonly string[]] => {
    const flag = values[name]
    const said = env[variable] ?? ''
    if (flag !== undefined) return [name, [flag].flat().map(String)]
    if (said === '') return [name, []]
    return [name, many ? said.split(',').map((part) => part.trim()) : [said]]
  }
  return Object.fromEntries(Object.entries<Setting>(SETTINGS).map(one)) as Written
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number]

/** @throws RangeError  for a flag that there is not, one without its value, a switch with one, and any other word */
function mustBeSetting(token: Token): void {
  if (token.kind === 'positional') throw new RangeError(`The server takes flags only, and was given "${token.value}".`)
  if (token.kind === 'option-terminator') return
  const { name, rawName, value, inlineValue } = token
  const setting = Object.entries<Setting>(SETTINGS).find(([known]) => known === name)?.[1]
  if (setting === undefined) throw new RangeError(`There is no flag ${rawName}. --help lists them all.`)
  if (setting.value === undefined) {
    if (value !== undefined) throw new RangeError(`${rawName} takes no value, and was given "${value}".`)
  } else if (value === undefined || value === '' || (!inlineValue && value.startsWith('-'))) {
    throw new RangeError(`${rawName} needs a value: ${rawName} <${setting.value}>.`)
  }
}

/** The setting's two names, for a sentence about it. */
function namesOf(name: SettingName): string {
  return `--${name} (${SETTINGS[name].env})`
}

function wrong(name: SettingName, value: string, wanted: string): never {
  throw new RangeError(`${namesOf(name)} is "${value}", and should be ${wanted}.`)
}

function wholeNumber(said: Written, name: SettingName, fallback: number, least: number, most?: number): number {
  const [value] = said[name]
  if (value === undefined) return fallback
  const number = /^\d{1,15}$/.test(value) ? Number(value) : -1
  if (number >= least && number <= (most ?? number)) return number
  return wrong(name, value, `a whole number from ${least}${most === undefined ? '' : ` to ${most}`}`)
}

function flag(said: Written, name: SettingName): boolean {
  const [value = 'false'] = said[name]
  if (value === 'true' || value === '1') return true
  if (value === 'false' || value === '0') return false
  return wrong(name, value, '1 or 0')
}

function engineOf(said: Written): EngineChoice {
  const [value = 'auto'] = said.engine
  return (
    ENGINE_CHOICES.find((engine) => engine === value) ?? wrong('engine', value, `one of ${ENGINE_CHOICES.join(', ')}`)
  )
}

function originOf(value: string): string {
  if (value === '*') return value
  const url = URL.canParse(value) ? new URL(value) : undefined
  return url !== undefined && url.origin === value
    ? value
    : wrong('cors', value, 'an origin such as https://example.org, or *')
}

function hostNameOf(value: string): string {
  return /^[\w.-]+$|^\[[\da-f:.]+\]$/i.test(value) ? value : wrong('allow-host', value, 'a name without a port')
}

/**
 * @param args  after the program's name: `--queue 8 --strict-routes`
 * @throws RangeError  with a sentence for people
 */
export function serveSettings(args: readonly string[], env: Environment): ServeSettings {
  const said = written(args, env)
  const [models] = said.models
  const { host, port } = startAddress({
    HOST: said.host[0] ?? defaultAddress.host,
    PORT: said.port[0] ?? String(defaultAddress.port),
  })
  return {
    host,
    port,
    ...(models === undefined ? {} : { models }),
    engine: engineOf(said),
    concurrency: wholeNumber(said, 'concurrency', Math.min(availableParallelism(), 8), 1, MAX_CONCURRENCY),
    queueLength: wholeNumber(said, 'queue', QUEUE_LENGTH, 0),
    maxBodyBytes: wholeNumber(said, 'max-body-bytes', MAX_BODY_BYTES, 1),
    maxPixels: wholeNumber(said, 'max-pixels', MAX_PIXELS, 1),
    timeoutMs: wholeNumber(said, 'timeout-ms', TIMEOUT_MS, 1),
    strictRoutes: flag(said, 'strict-routes'),
    apiOnly: flag(said, 'api-only'),
    cors: said.cors.map(originOf),
    allowHosts: said['allow-host'].map(hostNameOf),
    quiet: flag(said, 'quiet'),
  }
}
