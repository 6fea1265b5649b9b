/**
 * The plan as the contents of the kernels' memory: steps, packed weights, tables, and room for values, each at its address.
 * All is decided before there is a memory, so that its size is known when it is asked for; nothing grows later.
 */
import { inputsOf } from './inputs-of.ts'
import * as field from './kernels/fields.ts'
import type { Layer, Plan, Shape, ValueId } from './layers.ts'
import { VECTOR } from './pack.ts'
import { haloSteps, planesStep, type Room, type Step, type StepFields, stepsOf } from './steps.ts'
import { MapsTail, readPacked, readPlain } from './top-maps.ts'
import {
  ALIGNMENT,
  allocate,
  type Block,
  bytesOf,
  FLOAT_BYTES,
  type Place,
  shapeOf,
  strides,
  upTo,
} from './value-memory.ts'

/** Below lie a kilobyte of nothing (tools/kernels.mjs tells the optimiser so) and the constants of the kernels. */
export const FIRST_ADDRESS = 2048

/** The words whose bits are those of a float32. */
const FLOAT_FIELDS = new Set([field.FIRST, field.SECOND])

/** Where a list of steps lies. */
export interface StepList {
  readonly address: number
  readonly count: number
}

export interface Program {
  /** How large the memory must be. */
  readonly bytes: number
  /** The barrier's cache line, and one for each thread. */
  readonly sync: number
  /** Where the caller's picture goes: [channels, height, width]. */
  readonly planes: { readonly address: number; readonly length: number }
  readonly logits: { readonly address: number; readonly length: number }
  /** The part that values share; what they leave there means nothing to the next run. */
  readonly shared: { readonly address: number; readonly bytes: number }
  /** Where each value lies while it is needed. */
  readonly places: readonly Place[]
  readonly steps: StepList
  readonly maps?: { readonly tail: MapsTail; readonly steps: StepList }
  /** The steps as they were before they became words, for measurements. */
  readonly listing: readonly Step[]
  /** Fills a new memory (all zeros) with all but the values. */
  write(memory: ArrayBufferLike): void
}

/** Hands out addresses, one behind the other, and remembers what is to be written there. */
class Layout implements Room {
  readonly threads: number
  readonly #plan: Plan
  readonly #places: readonly Place[]
  readonly #tables = new Map<string, number>()
  readonly #writes: ((memory: ArrayBufferLike) => void)[] = []
  #end: number

  constructor(plan: Plan, places: readonly Place[], end: number, threads: number) {
    this.#plan = plan
    this.#end = end
    this.threads = threads
    this.#places = places.map((place, value) => {
      const known = plan.values[value]
      return known?.constant ? this.#constant(place, known, known.constant) : place
    })
  }

  get bytes(): number {
    return this.#end
  }

  write(memory: ArrayBufferLike): void {
    for (const write of this.#writes) write(memory)
  }

  shape(value: ValueId): Shape {
    return shapeOf(this.#plan.values, value)
  }

  place(value: ValueId): Place {
    const place = this.#places[value]
    if (!place) throw new RangeError(`the plan has no value ${value}`)
    return place
  }

  weights(length: number, write: (room: Float32Array) => void): number {
    const address = this.reserve(length * FLOAT_BYTES)
    this.#writes.push((memory) => write(new Float32Array(memory, address, length)))
    return address
  }

  table(key: string, length: number, write: (room: Int32Array) => void): number {
    const known = this.#tables.get(key)
    if (known !== undefined) return known
    const address = this.reserve(length * Int32Array.BYTES_PER_ELEMENT)
    this.#tables.set(key, address)
    this.#writes.push((memory) => write(new Int32Array(memory, address, length)))
    return address
  }

  reserve(bytes: number): number {
    const address = upTo(this.#end, ALIGNMENT)
    this.#end = address + bytes
    return address
  }

  steps(steps: readonly Step[]): StepList {
    const address = this.reserve(steps.length * field.STEP_BYTES)
    this.#writes.push((memory) => {
      for (const [index, { fields }] of steps.entries()) {
        writeFields(new DataView(memory, address + index * field.STEP_BYTES, field.STEP_BYTES), fields)
      }
    })
    return { address, count: steps.length }
  }

  /** A value that is known beforehand lies among the weights. */
  #constant(place: Place, { height, width, channels }: Shape, numbers: Float32Array): Place {
    const pixel = upTo(channels, VECTOR)
    const address = this.weights(height * width * pixel, (room) => {
      for (let at = 0; at < height * width; at++) {
        room.set(numbers.subarray(at * channels, (at + 1) * channels), at * pixel)
      }
    })
    return { ...place, address }
  }
}

function writeFields(words: DataView, fields: StepFields): void {
  for (const [offset, value] of Object.entries(fields)) {
    const at = Number(offset)
    if (FLOAT_FIELDS.has(at)) words.setFloat32(at, value, true)
    else words.setInt32(at, value, true)
  }
}

/** From when to when each value is needed, in numbers of layers: the picture from 0, the first layer's output from 1. */
function lifetimes(plan: Plan, places: readonly Place[]): Block[] {
  const written = new Map(plan.layers.map((layer, index) => [layer.output, index + 1]))
  const last = new Map<ValueId, number>()
  for (const [index, layer] of plan.layers.entries()) for (const value of inputsOf(layer)) last.set(value, index + 1)
  for (const value of [plan.logits, plan.topMaps?.features]) {
    if (value !== undefined) last.set(value, plan.layers.length + 1)
  }
  return plan.values.map((value, id) => {
    const from = written.get(id) ?? 0
    const place = places[id]
    const bytes = place && !value.constant ? bytesOf(place, value) : 0
    return { bytes, from, to: Math.max(from, last.get(id) ?? 0) }
  })
}

/** @param threads  how many will share each step */
export function layOut(plan: Plan, threads: number): Program {
  const placed = strides(plan)
  const { channels, height, width } = shapeOf(plan.values, plan.input)
  const planeNumbers = channels * height * width
  // The caller's planes are needed until the first step has read them.
  const planesBlock = { bytes: planeNumbers * FLOAT_BYTES, from: 0, to: 0 }
  const sync = FIRST_ADDRESS
  const start = sync + (1 + threads) * ALIGNMENT
  const { addresses, bytes } = allocate([...lifetimes(plan, placed), planesBlock])
  const at = (index: number): number => start + (addresses[index] ?? 0)
  const places = placed.map((place, value) => ({ ...place, address: place.address + at(value) }))
  const room = new Layout(plan, places, start + bytes, threads)

  const byLayer = new Map<Layer, Step[]>(plan.layers.map((layer) => [layer, stepsOf(layer, room)]))
  const planes = at(placed.length)
  const listing = [
    ...haloSteps(plan.input, room),
    planesStep(planes, plan.input, room),
    ...plan.layers.flatMap((layer) => [...haloSteps(layer.output, room), ...(byLayer.get(layer) ?? [])]),
  ]
  const steps = room.steps(listing)
  const tail = mapsTail(plan, room, byLayer)
  const maps = tail ? { tail, steps: room.steps([tail.step]) } : undefined
  return {
    bytes: room.bytes,
    sync,
    planes: { address: planes, length: planeNumbers },
    logits: { address: room.place(plan.logits).address, length: room.shape(plan.logits).channels },
    shared: { address: start, bytes },
    places: plan.values.map((_, value) => room.place(value)),
    steps,
    ...(maps ? { maps } : {}),
    listing,
    write: (memory) => room.write(memory),
  }
}

function mapsTail(plan: Plan, room: Room, byLayer: ReadonlyMap<Layer, readonly Step[]>): MapsTail | undefined {
  const { topMaps } = plan
  if (!topMaps) return undefined
  const { channels } = room.shape(topMaps.features)
  // Where the last layer has the same weights, they are in memory already.
  const owner = plan.layers.find((layer) => layer.kind === 'fullyConnected' && layer.weights === topMaps.weights)
  const ownerShape = owner?.kind === 'fullyConnected' ? room.shape(owner.input) : undefined
  const [step] = (owner && ownerShape?.channels === channels && byLayer.get(owner)) || []
  return new MapsTail(topMaps, room, step ? readPacked(step, channels) : readPlain(topMaps.weights, channels))
}
