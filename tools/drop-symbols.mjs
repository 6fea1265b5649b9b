/**
 * Leaves out of a program what only debuggers read: the sections behind its last segment, 18 of Node's 127 MB. As `strip`
 * does, which the images that hold Node do not hold. What addons are linked against is in a segment, and stays.
 */

const MAGIC = 0x464c457f
const CLASS_64 = 2
const LITTLE_ENDIAN = 1
/** Offsets in the header of a 64-bit ELF file, and in a line of its table of segments. */
const SEGMENTS_AT = 0x20
const SECTIONS_AT = 0x28
const SEGMENT_BYTES = 0x36
const SEGMENT_COUNT = 0x38
const SECTION_COUNT = 0x3c
const SECTION_NAMES = 0x3e
const FILE_OFFSET = 0x08
const FILE_BYTES = 0x20

/**
 * @param {Buffer} program  a whole 64-bit ELF file, little-endian as on x64 and arm64
 * @returns {Buffer}  runs the same
 */
export function dropSymbols(program) {
  if (program.readUInt32LE(0) !== MAGIC || program[4] !== CLASS_64 || program[5] !== LITTLE_ENDIAN) {
    throw new Error('It is no 64-bit ELF file.')
  }
  const table = Number(program.readBigUInt64LE(SEGMENTS_AT))
  const [bytes, count] = [program.readUInt16LE(SEGMENT_BYTES), program.readUInt16LE(SEGMENT_COUNT)]
  const ends = Array.from({ length: count }, (_, index) => {
    const segment = table + index * bytes
    return Number(program.readBigUInt64LE(segment + FILE_OFFSET) + program.readBigUInt64LE(segment + FILE_BYTES))
  })
  const dropped = Buffer.from(program.subarray(0, Math.max(table + bytes * count, ...ends)))
  // There is no table of sections any more.
  dropped.writeBigUInt64LE(0n, SECTIONS_AT)
  dropped.writeUInt16LE(0, SECTION_COUNT)
  dropped.writeUInt16LE(0, SECTION_NAMES)
  return dropped
}
