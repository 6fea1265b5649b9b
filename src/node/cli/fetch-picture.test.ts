import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MAX_BYTES } from '../../core/limits.ts'
import { fetchPicture } from './fetch-picture.ts'

let server: Server
let address = ''
let agentSeen: string | undefined

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? ''
    agentSeen = request.headers['user-agent']
    const hops = /^\/hops\/(\d+)$/.exec(path)?.[1]
    if (path === '/cat.jpg') response.end('cat')
    else if (hops !== undefined) redirect(Number(hops) > 1 ? `/hops/${Number(hops) - 1}` : '/cat.jpg')
    else if (path === '/file') redirect('file:///etc/hostname')
    else if (path === '/secret') redirect('http://user:secret@127.0.0.1/cat.jpg')
    else if (path === '/cut') {
      response.writeHead(200, { 'Content-Length': 100 }).write('half', () => response.destroy())
    } else if (path === '/announced') response.writeHead(200, { 'Content-Length': MAX_BYTES + 1 }).write('x')
    else if (path === '/hangs') response.writeHead(200).write('x')
    else response.writeHead(404).end('<p>nothing here')
    function redirect(location: string): void {
      response.writeHead(302, { Location: location }).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const never = new AbortController().signal
const get = async (path: string, signal = never): Promise<string> =>
  new TextDecoder().decode(await fetchPicture(`${address}${path}`, { fetch, agent: 'whatsit/1', signal }))

test('gives the bytes, and says who asks', async () => {
  expect(await get('/cat.jpg')).toBe('cat')
  expect(agentSeen).toBe('whatsit/1')
})

test('follows five redirects', async () => {
  expect(await get('/hops/5')).toBe('cat')
})

test.each([
  ['/hops/6', 'ImageUnreachable', /more than 5 times/],
  ['/file', 'ImageUnreachable', /"file:\/\/\/etc\/hostname", which is no web address/],
  ['/secret', 'ImageUnreachable', /^Its server leads on to an address with a password in it\.$/],
  ['/cut', 'ImageUnreachable', /^It broke off before its end \(\w+\)\.$/],
  ['/none', 'ImageUnreachable', 'Its server answers 404 Not Found.'],
  ['/announced', 'ImageTooLarge', /more than the 256 MB/],
])('%s: %s', async (path, name, message) => {
  const error = await get(path).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name })
  expect((error as Error).message).toMatch(message)
})

test.each([['user:secret@'], ['user@'], [':secret@']])(
  'a secret in an address is not sent, and not told: %s',
  async (secret) => {
    const asked = fetchPicture(address.replace('//', `//${secret}`), { fetch, agent: '', signal: never })
    await expect(asked).rejects.toThrow(/^An address with a user name or a password in it is not asked\.$/)
  },
)

test('a server that is not there is told with its reason', async () => {
  const nobody = createServer()
  await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve))
  const { port } = nobody.address() as AddressInfo
  await new Promise((resolve) => nobody.close(resolve))
  const asked = fetchPicture(`http://127.0.0.1:${port}/`, { fetch, agent: '', signal: never })
  await expect(asked).rejects.toThrow('Its server cannot be reached (ECONNREFUSED).')
})

test('the signal ends it', async () => {
  const controller = new AbortController()
  const answer = get('/hangs', controller.signal)
  controller.abort('SIGINT')
  await expect(answer).rejects.toBe('SIGINT')
})
