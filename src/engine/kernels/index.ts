/** What the module exports. Every thread calls the same list of steps, each for its own share. */
import { barrier, PARTS, takePart } from './barrier'
import { dense } from './dense'
import { depthwise } from './depthwise'
import {
  BARRIER,
  KIND,
  KIND_ADD,
  KIND_AVERAGE_POOL,
  KIND_COPY,
  KIND_DENSE,
  KIND_DEPTHWISE,
  KIND_GLOBAL_AVERAGE,
  KIND_HALO,
  KIND_MAX_POOL,
  KIND_MULTIPLY,
  KIND_PLANES,
  KIND_SOFTMAX,
  KIND_UNARY,
  STEP_BYTES,
} from './fields'
import { copy, halo, planes } from './layout'
import { binary, unary } from './pointwise'
import { globalAverage, pool } from './pool'
import { softmax } from './softmax'

function perform(step: usize, thread: i32, threads: i32): void {
  switch (load<i32>(step, KIND)) {
    case KIND_PLANES:
      planes(step, thread, threads)
      break
    case KIND_HALO:
      halo(step, thread, threads)
      break
    case KIND_DENSE:
      dense(step, thread, threads)
      break
    case KIND_DEPTHWISE:
      depthwise(step, thread, threads)
      break
    case KIND_ADD:
    case KIND_MULTIPLY:
      binary(step, thread, threads)
      break
    case KIND_UNARY:
      unary(step, thread, threads)
      break
    case KIND_GLOBAL_AVERAGE:
      globalAverage(step, thread, threads)
      break
    case KIND_MAX_POOL:
    case KIND_AVERAGE_POOL:
      pool(step, thread, threads)
      break
    case KIND_COPY:
      copy(step, thread, threads)
      break
    case KIND_SOFTMAX:
      softmax(step, thread)
      break
    default:
      unreachable()
  }
}

/** Parts of a step until none is left, one's own first: what they read, the step before has likely left in this core's cache. */
function performParts(step: usize, thread: i32, threads: i32, sync: usize): void {
  for (let other = 0; other < threads; other++) {
    const owner = (thread + other) % threads
    for (let part = takePart(sync, owner); part < PARTS; part = takePart(sync, owner)) {
      perform(step, owner * PARTS + part, threads * PARTS)
    }
  }
}

/**
 * The steps, once, as thread `thread` of `threads`; every thread must call it. Thread 0 is the one that asked.
 *
 * @param sync  address of a cache line for the barrier and one for each thread, zeros at first
 * @param patience  nanoseconds to wait for the others at each barrier; negative for ever
 * @returns false where another thread did not come in time: the memory's contents are then undefined
 */
export function run(steps: usize, count: i32, thread: i32, threads: i32, sync: usize, patience: i64): bool {
  for (const end = steps + count * STEP_BYTES; steps < end; steps += STEP_BYTES) {
    if (load<i32>(steps, BARRIER) === 0 || threads === 1) {
      perform(steps, thread, threads)
    } else {
      performParts(steps, thread, threads, sync)
      if (!barrier(sync, threads, patience)) return false
    }
  }
  return true
}

/** Lets the waiting threads begin, or waits for the beginning. */
export function begin(threads: i32, sync: usize, patience: i64): bool {
  return barrier(sync, threads, patience)
}

/** The first address that is not the module's own. */
export function firstFree(): usize {
  return __heap_base
}
