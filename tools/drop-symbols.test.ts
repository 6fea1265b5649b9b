import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dropSymbols } from './drop-symbols.mjs'

/** A header, two segments that end at 0x120 and 0x200, and sections behind them. */
function program(): Buffer {
  const file = Buffer.alloc(0x400, 0xaa)
  file.fill(0, 0, 0x40 + 2 * 0x38)
  file.write('\x7fELF\x02\x01\x01', 'latin1')
  file.writeBigUInt64LE(0x40n, 0x20)
  file.writeBigUInt64LE(0x300n, 0x28)
  file.writeUInt16LE(0x38, 0x36)
  file.writeUInt16LE(2, 0x38)
  file.writeUInt16LE(4, 0x3c)
  file.writeUInt16LE(3, 0x3e)
  for (const [index, offset, bytes] of [
    [0, 0x100n, 0x20n],
    [1, 0x180n, 0x80n],
  ] as const) {
    file.writeBigUInt64LE(offset, 0x40 + index * 0x38 + 0x08)
    file.writeBigUInt64LE(bytes, 0x40 + index * 0x38 + 0x20)
  }
  return file
}

describe('dropSymbols', () => {
  test('ends the file with its last segment, and changes nothing else than what names sections', () => {
    const before = program()
    const after = dropSymbols(before)
    expect(after.length).toBe(0x200)
    expect([after.readBigUInt64LE(0x28), after.readUInt16LE(0x3c), after.readUInt16LE(0x3e)]).toEqual([0n, 0, 0])
    expect(after.subarray(0x40)).toEqual(before.subarray(0x40, 0x200))
    expect(before.length).toBe(0x400)
  })

  test.each([
    ['a script', Buffer.from('#!/bin/sh\nexec node "$@"\n')],
    ['a 32-bit program', Buffer.concat([Buffer.from('\x7fELF\x01\x01', 'latin1'), Buffer.alloc(64)])],
  ])('refuses %s', (_, file) => {
    expect(() => dropSymbols(file)).toThrow(/64-bit ELF/)
  })

  test.runIf(process.platform === 'linux')('leaves a Node that runs, and loads sharp', () => {
    const folder = mkdtempSync(join(tmpdir(), 'whatsit-symbols-'))
    try {
      const node = join(folder, 'node')
      writeFileSync(node, dropSymbols(readFileSync(process.execPath)), { mode: 0o755 })
      const script = "import sharp from 'sharp'; console.log(process.version, sharp.versions.sharp !== undefined)"
      const said = execFileSync(node, ['--input-type=module', '-e', script], { encoding: 'utf8' })
      expect(said.trim()).toBe(`${process.version} true`)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
