/** What README promises, with the real curl. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import type { Classification } from '../../src/core/classification.ts'
import { missing } from '../server/required.ts'
import type { RunningServer } from '../server/running-server.ts'
import { answeringServer } from './answering-server.ts'

const pictures = join(import.meta.dirname, '../../public/pictures')

let server: RunningServer

test.beforeAll(async () => {
  server = await answeringServer()
})
test.afterAll(() => server.end())
test.beforeEach(() => test.skip(missing('curl') !== false, 'curl is not installed'))

/** As a person types it, but for the port, in the folder of the pictures. */
async function shell(command: string): Promise<string> {
  const typed = command.replace('127.0.0.1:8082', new URL(server.address).host)
  const { stdout } = await promisify(execFile)('sh', ['-c', typed], { cwd: pictures })
  return stdout
}

for (const command of [
  'curl -X POST http://127.0.0.1:8082/predict -F "image=@cat.jpg"',
  'curl -X POST http://127.0.0.1:8082/predict --data-binary "@cat.jpg"',
  // An older system's clients, and what curl sends otherwise.
  'curl -X POST http://127.0.0.1:8082/invocations -F "file=@cat.jpg"',
  'curl http://127.0.0.1:8082/predict -H "Content-Type: image/jpeg" -H "Transfer-Encoding: chunked" -T cat.jpg -X POST',
  'printf \'{"image":"%s"}\' "$(base64 cat.jpg | tr -d "\\n")" | curl http://127.0.0.1:8082/predict -H "Content-Type: application/json" -d @-',
]) {
  test(`${command}: cat first`, async () => {
    const { answer, predictions, model, size } = JSON.parse(await shell(command)) as Classification
    expect(answer).toEqual({ name: 'cat', score: expect.closeTo(0.968, 2), kind: 'group' })
    expect(predictions).toHaveLength(5)
    expect(predictions[0]?.label).toContain('cat')
    expect(model).toBe('efficientnet-lite0')
    expect(size).toEqual({ width: 451, height: 300 })
  })
}

test('lines for a shell, another model, fewer predictions', async () => {
  const said = await shell(
    'curl "http://127.0.0.1:8082/predict?top=2&model=efficientnet-lite2" -F "image=@cat.jpg" -H "Accept: text/plain"',
  )
  expect(said.split('\n')).toEqual([
    expect.stringMatching(/^ \d\d\.\d % {2}(?:Egyptian )?cat$/),
    expect.stringMatching(/^ \d\d\.\d % {2}\w/),
    expect.stringMatching(/^ +\d+\.\d % {2}\w/),
    '',
  ])
})

test('a batch: a line for each picture, in order', async () => {
  const said = await shell(
    'curl http://127.0.0.1:8082/predict/batch -F "a=@espresso.jpg" -F "a=@PROVENANCE.md" -F "b=@cat.jpg"',
  )
  const lines = said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Partial<Classification>)
  expect(lines).toMatchObject([
    { part: 0, name: 'espresso.jpg', answer: { name: 'espresso' } },
    { part: 1, name: 'PROVENANCE.md', problem: { status: 415, code: 'ImageUnsupported' } },
    { part: 2, name: 'cat.jpg', answer: { name: 'cat' } },
  ])
})

test('what is too large is refused before it is sent', async () => {
  const said = await shell(
    'head -c 40000000 /dev/zero | curl -s -i http://127.0.0.1:8082/predict -F "image=@-" -w "sent %{size_upload}"',
  )
  expect(said).toContain('HTTP/1.1 413 ')
  expect(said).toContain('"BodyTooLarge"')
  expect(said).toMatch(/sent 0$/)
})
