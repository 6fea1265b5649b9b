/**
 * Protobuf's wire format, read so that no field reaches past the message that holds it. pbf reads the values but believes
 * every length; here a length is believed after it was compared with the bytes that are left.
 */
import { PbfReader } from 'pbf'
import { unsupported } from './unsupported.ts'

const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

const MAX_VARINT_BYTES = 10

/** Names of tensors, nodes and operators, in bytes. Exporters that put a module's whole path in stay below 300. */
const MAX_NAME_BYTES = 1024

/** The fields of one message, one after the other. */
export class Message {
  /** Number of the field that {@link next} came to. */
  field = 0
  readonly #pbf: PbfReader
  readonly #where: string
  readonly #end: number
  #type = VARINT
  /** Where the length of a BYTES field lies, where the field's value starts, and where the next field does. */
  #prefix: number
  #start: number
  #behind: number

  private constructor(pbf: PbfReader, start: number, end: number, where: string) {
    this.#pbf = pbf
    this.#prefix = start
    this.#start = start
    this.#behind = start
    this.#end = end
    this.#where = where
  }

  /** @param where  what the file is called in messages */
  static of(file: Uint8Array, where: string): Message {
    return new Message(new PbfReader(file), 0, file.length, where)
  }

  /**
   * Steps to the next field; false at the end.
   *
   * @throws ModelUnsupported  the field is cut off, or of a kind that protobuf does not have
   */
  next(): boolean {
    if (this.#behind >= this.#end) return false
    this.#start = this.#behind
    const tag = this.#varint()
    this.field = Math.floor(tag / 8)
    this.#type = tag % 8
    this.#prefix = this.#start
    let bytes: number
    switch (this.#type) {
      case VARINT:
        bytes = this.#varintBytes()
        break
      case FIXED64:
        bytes = 8
        break
      case FIXED32:
        bytes = 4
        break
      case BYTES:
        bytes = this.#varint()
        break
      default:
        return this.#fail(`a field of the unknown kind ${this.#type}`)
    }
    if (bytes > this.#end - this.#start) {
      this.#fail(`field ${this.field} needs ${bytes} bytes and has ${this.#end - this.#start}`)
    }
    this.#behind = this.#start + bytes
    return true
  }

  /** int32, int64, enum: beyond 2^53 the nearest number. */
  integer(): number {
    this.#expect(VARINT)
    this.#pbf.pos = this.#start
    return this.#pbf.readVarint(true)
  }

  float(): number {
    this.#expect(FIXED32)
    this.#pbf.pos = this.#start
    return this.#pbf.readFloat()
  }

  /** Appends the integers of a repeated field, which holds one, or, packed, many. */
  integers(to: number[]): void {
    if (this.#type === VARINT) {
      to.push(this.integer())
      return
    }
    this.#expect(BYTES)
    const end = this.#behind
    while (this.#start < end) {
      const next = this.#start + this.#varintBytes()
      if (next > end) this.#fail(`field ${this.field} ends within a number`)
      this.#pbf.pos = this.#start
      to.push(this.#pbf.readVarint(true))
      this.#start = next
    }
  }

  /** Appends the floats of a repeated field. */
  floats(to: number[]): void {
    this.#fixed(FIXED32, 4, to, () => this.#pbf.readFloat())
  }

  doubles(to: number[]): void {
    this.#fixed(FIXED64, 8, to, () => this.#pbf.readDouble())
  }

  /** A view of the file, not a copy. */
  bytes(): Uint8Array {
    this.#expect(BYTES)
    return this.#pbf.buf.subarray(this.#start, this.#behind)
  }

  /** A name. Bytes that are not UTF-8 become U+FFFD. */
  text(): string {
    const { length } = this.bytes()
    if (length > MAX_NAME_BYTES) this.#fail(`a name of ${length} bytes, where ${MAX_NAME_BYTES} are the most`)
    this.#pbf.pos = this.#prefix
    return this.#pbf.readString()
  }

  message(where: string): Message {
    this.#expect(BYTES)
    return new Message(this.#pbf, this.#start, this.#behind, where)
  }

  /** Reads the varint at `#start` and steps over it. */
  #varint(): number {
    const next = this.#start + this.#varintBytes()
    this.#pbf.pos = this.#start
    const value = this.#pbf.readVarint()
    this.#start = next
    return value
  }

  /** How long the varint at `#start` is; it ends within the message. */
  #varintBytes(): number {
    const most = Math.min(MAX_VARINT_BYTES, this.#end - this.#start)
    for (let bytes = 1; bytes <= most; bytes++) {
      if ((this.#pbf.buf[this.#start + bytes - 1] ?? 0x80) < 0x80) return bytes
    }
    return this.#fail('a number is cut off')
  }

  #fixed(type: number, size: number, to: number[], read: () => number): void {
    if (this.#type !== type) this.#expect(BYTES)
    if ((this.#behind - this.#start) % size !== 0) this.#fail(`field ${this.field} ends within a number`)
    this.#pbf.pos = this.#start
    while (this.#pbf.pos < this.#behind) to.push(read())
  }

  #expect(type: number): void {
    if (this.#type !== type) this.#fail(`field ${this.field} is written as another type`)
  }

  #fail(why: string): never {
    return unsupported(this.#where, why)
  }
}
