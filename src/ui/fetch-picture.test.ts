import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { fetchPicture } from './fetch-picture.ts'

let server: Server | undefined

/** A site whose every address is answered by `answer`. @returns its origin, which the page then has */
async function site(answer: (response: ServerResponse) => void): Promise<string> {
  server = createServer((_, response) => answer(response))
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  vi.stubGlobal('document', { baseURI: `${origin}/app/` })
  vi.stubGlobal('location', { origin })
  return origin
}

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  vi.unstubAllGlobals()
})

describe('fetchPicture', () => {
  test('gives the bytes of a file of this site', async () => {
    await site((response) => response.end('picture'))
    expect(await (await fetchPicture('cat.jpg')).text()).toBe('picture')
  })

  test.each(['https://elsewhere.example/cat.jpg', 'data:image/png;base64,AA', 'blob:http://127.0.0.1/1'])(
    'refuses %s',
    async (address) => {
      await site((response) => response.end('picture'))
      await expect(fetchPicture(address)).rejects.toMatchObject({ name: 'ImageElsewhere' })
    },
  )

  test.each([
    ['a file that is not there', (response: ServerResponse) => response.writeHead(404).end()],
    ['a page', (response: ServerResponse) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>')],
    ['no answer', (response: ServerResponse) => response.destroy()],
    [
      'an answer that is cut',
      (response: ServerResponse) => {
        response.writeHead(200, { 'Content-Length': 100 }).write('pic')
        setImmediate(() => response.destroy())
      },
    ],
  ])('%s is no picture', async (_, answer) => {
    await site(answer)
    await expect(fetchPicture('cat.jpg')).rejects.toMatchObject({ name: 'ImageUnreachable' })
  })

  test('is cancelled in the middle', async () => {
    const abort = new AbortController()
    await site((response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('pic')
      setImmediate(() => abort.abort())
    })
    await expect(fetchPicture('cat.jpg', abort.signal)).rejects.toMatchObject({ name: 'Cancelled' })
  })
})
