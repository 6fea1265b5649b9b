import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFile } from './read-file.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whatsit-read-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const never = new AbortController().signal
const text = async (path: string): Promise<string> => new TextDecoder().decode(await readFile(path, never))

test('a file is read whole, into memory of its own', async () => {
  const path = join(folder, 'a.jpg')
  writeFileSync(path, 'bytes')
  const bytes = await readFile(path, never)
  expect(new TextDecoder().decode(bytes)).toBe('bytes')
  expect(bytes.buffer.byteLength).toBe(5)
})

test('a folder is none', async () => {
  await expect(readFile(folder, never)).rejects.toThrow('It is a folder.')
})

describe.skipIf(process.platform === 'win32')('where there are pipes and devices', () => {
  test('a pipe is read to its end', async () => {
    const pipe = join(folder, 'written')
    execFileSync('mkfifo', [pipe])
    // It waits for a reader.
    spawn('sh', ['-c', 'printf %s picture > "$0"', pipe])
    expect(await text(pipe)).toBe('picture')
  })

  test('the signal ends the reading of a pipe to which nobody writes', async () => {
    const pipe = join(folder, 'silent')
    execFileSync('mkfifo', [pipe])
    const controller = new AbortController()
    const read = readFile(pipe, controller.signal)
    setImmediate(() => controller.abort())
    await expect(read).rejects.toThrow()
  })

  test('a device is neither', async () => {
    await expect(text('/dev/zero')).rejects.toThrow('It is neither a file nor a pipe.')
  })
})
