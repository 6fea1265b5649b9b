import { describe, expect, test } from 'vitest'
import { MAX_PIXELS } from '../../core/limits.ts'
import { SETTINGS, serveSettings, settingsHelp } from './serve-options.ts'

describe('serveSettings', () => {
  test('where nothing is said', () => {
    expect(serveSettings([], {})).toEqual({
      host: '127.0.0.1',
      port: 8082,
      engine: 'auto',
      concurrency: expect.any(Number),
      queueLength: 64,
      maxBodyBytes: 33_554_432,
      maxPixels: MAX_PIXELS,
      timeoutMs: 30_000,
      strictRoutes: false,
      apiOnly: false,
      cors: [],
      allowHosts: [],
      quiet: false,
    })
  })

  test.each([
    [['--port', '0', '--host', '::'], {}, { port: 0, host: '::' }],
    [[], { PORT: '9000', HOST: '0.0.0.0' }, { port: 9000, host: '0.0.0.0' }],
    [[], { PORT: '', HOST: '', WHATSIT_QUEUE: '' }, { port: 8082, host: '127.0.0.1', queueLength: 64 }],
    [['--port', '9001'], { PORT: '9000' }, { port: 9001 }],
    [['--queue=0', '--concurrency', '3'], {}, { queueLength: 0, concurrency: 3 }],
    [
      [],
      { WHATSIT_MAX_BODY_BYTES: '5', WHATSIT_MAX_PIXELS: '6', WHATSIT_TIMEOUT_MS: '7' },
      { maxBodyBytes: 5, maxPixels: 6, timeoutMs: 7 },
    ],
    [['--engine', 'ort', '--models', '/srv/models'], {}, { engine: 'ort', models: '/srv/models' }],
    [['--strict-routes', '--quiet'], {}, { strictRoutes: true, quiet: true }],
    [[], { WHATSIT_STRICT_ROUTES: '1', WHATSIT_QUIET: '0' }, { strictRoutes: true, quiet: false }],
    [
      ['--cors', 'https://a.example', '--cors', 'http://b.example:81'],
      {},
      { cors: ['https://a.example', 'http://b.example:81'] },
    ],
    [[], { WHATSIT_CORS: 'https://a.example, *' }, { cors: ['https://a.example', '*'] }],
    [['--cors', '*'], { WHATSIT_CORS: 'https://a.example' }, { cors: ['*'] }],
    [['--allow-host', 'a.example'], {}, { allowHosts: ['a.example'] }],
    [[], { WHATSIT_ALLOW_HOST: 'a.example,[::1]' }, { allowHosts: ['a.example', '[::1]'] }],
  ])('%j %j', (args, env, settings) => {
    expect(serveSettings(args, env)).toMatchObject(settings)
  })

  test.each([
    [['--queue=-1'], {}, '--queue (WHATSIT_QUEUE) is "-1", and should be a whole number from 0.'],
    [['--queue', '-1'], {}, '--queue needs a value: --queue <number>.'],
    [['--host'], {}, '--host needs a value: --host <address>.'],
    [['--host='], {}, '--host needs a value: --host <address>.'],
    [['--host', '--quiet'], {}, '--host needs a value: --host <address>.'],
    [['--quiet=1'], {}, '--quiet takes no value, and was given "1".'],
    [['-q'], {}, 'There is no flag -q. --help lists them all.'],
    [['--queue', 'ten'], {}, '--queue (WHATSIT_QUEUE) is "ten", and should be a whole number from 0.'],
    [
      ['--concurrency', '0'],
      {},
      '--concurrency (WHATSIT_CONCURRENCY) is "0", and should be a whole number from 1 to 256.',
    ],
    [[], { WHATSIT_CONCURRENCY: '257' }, 'is "257", and should be a whole number from 1 to 256.'],
    [[], { WHATSIT_MAX_PIXELS: '1e9' }, 'is "1e9", and should be a whole number from 1.'],
    [['--port', '70000'], {}, 'PORT is "70000", and should be a number from 0 to 65535.'],
    [['--engine', 'gpu'], {}, 'is "gpu", and should be one of auto, whatsit, ort, native.'],
    [['--cors', 'a.example'], {}, 'is "a.example", and should be an origin such as https://example.org, or *.'],
    [['--cors', 'https://a.example/'], {}, 'should be an origin'],
    [['--allow-host', 'a.example:80'], {}, 'should be a name without a port.'],
    [[], { WHATSIT_QUIET: 'yes' }, '--quiet (WHATSIT_QUIET) is "yes", and should be 1 or 0.'],
    [['--quite'], {}, 'There is no flag --quite. --help lists them all.'],
    [['-q'], {}, 'There is no flag -q. --help lists them all.'],
    [['--constructor'], {}, 'There is no flag --constructor. --help lists them all.'],
    [['--port'], {}, '--port needs a value: --port <number>.'],
    [['--models', '--quiet'], {}, '--models needs a value: --models <folder>.'],
    [['--quiet=1'], {}, '--quiet takes no value, and was given "1".'],
    [['picture.jpg'], {}, 'The server takes flags only, and was given "picture.jpg".'],
  ])('%j %j is refused with a sentence', (args, env, sentence) => {
    expect(() => serveSettings(args, env)).toThrow(RangeError)
    expect(() => serveSettings(args, env)).toThrow(sentence)
  })
})

test('the help names every flag and its variable', () => {
  const lines = settingsHelp().trimEnd().split('\n')
  for (const [index, [flag, { env }]] of Object.entries(SETTINGS).entries()) {
    expect(lines[index]).toMatch(new RegExp(`^ {2}--${flag}\\b.* ${env} `))
  }
})
