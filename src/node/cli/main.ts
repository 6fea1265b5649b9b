#!/usr/bin/env node
/** The program `whatsit`: hands the commands what they need of this machine, and its exit code to the shell. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createPool, shippedParts } from '../pool/pool.ts'
import { bench } from './bench.ts'
import { classify } from './classify.ts'
import type { Interruption, Outside } from './command.ts'
import { EXIT } from './exit-code.ts'
import { models } from './models.ts'
import { program } from './program.ts'
import { serve } from './serve.ts'
import { sinkOf } from './sink.ts'

const interruption = new AbortController()
const interrupt = (reason: Interruption): void => interruption.abort(reason)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!interruption.signal.aborted) {
      interrupt(signal)
      return
    }
    // Somebody who asks twice does not want to wait. process.exit() would: for a thread that waits for a disk or a share.
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

const folder = import.meta.dirname
const site = join(folder, '..', 'dist')
let isReaderNeeded = true
const outEnded = (code: string): void => {
  if (!isReaderNeeded) return
  if (code === 'EPIPE') {
    interrupt('reader gone')
    return
  }
  // A full disk is no quiet end: what was to be written is lost.
  process.stderr.write(`whatsit: what was answered could not be written (${code}).\n`)
  process.exit(EXIT.failed)
}
const outside: Outside = {
  out: sinkOf(process.stdout, process.env, outEnded),
  // Nobody who hears of mistakes is no reason to stop.
  err: sinkOf(process.stderr, process.env, () => {}),
  // Looking at it opens it, and that keeps a program from ending.
  get stdin() {
    return process.stdin
  },
  fetch,
  env: process.env,
  folders: { models: join(site, 'models'), site },
  version: __VERSION__,
  cores: availableParallelism(),
  now: () => performance.now(),
  interrupted: interruption.signal,
  goOnWithoutReader: () => {
    isReaderNeeded = false
  },
  createPool: (options) => createPool(options, shippedParts(folder)),
}

// Everything is written by now; what is still open, as a stdin that nobody closes, is nothing to wait for.
process.exit(await program(process.argv.slice(2), [classify, serve, models, bench], outside))
