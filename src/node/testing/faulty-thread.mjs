/**
 * A thread of the pool that fails as it is told. How it starts stands in its address: `?starts=died,ready&count=path`, one
 * word for each start, the last one for all that follow; the file has a dot for each. What it does with a picture is the picture.
 */
import { appendFileSync, readFileSync } from 'node:fs'
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads'

const { searchParams } = new URL(import.meta.url)
const count = searchParams.get('count') ?? ''
appendFileSync(count, '.')
const started = readFileSync(count, 'utf8').length
const starts = (searchParams.get('starts') ?? 'ready').split(',')
const word = starts[Math.min(started, starts.length) - 1]

/** @param {object} message */
const say = (message) => parentPort?.postMessage(message)

let released = 0
/** @type {(() => void)[]} */
const held = []
const channel = new BroadcastChannel('faulty-thread')
channel.unref()
channel.onmessage = () => {
  const answer = held.shift()
  if (answer) answer()
  else released++
}

/** @type {Record<string, (rest: string) => void>} */
const PICTURES = {
  dies: () => process.exit(3),
  throws() {
    throw new Error('on purpose')
  },
  loops() {
    for (;;);
  },
  silence() {},
  fails: (name) => say({ kind: 'failed', name, message: 'on purpose' }),
  // Until the test says go on.
  hold() {
    const answer = () => say({ kind: 'answered', classification: { answer: { name: 'hold' } } })
    if (released === 0) return held.push(answer)
    released--
    answer()
  },
}

parentPort?.on('message', ({ bytes, model, topK }) => {
  const text = new TextDecoder().decode(bytes)
  const [first = '', rest = ''] = text.split(' ')
  const fault = PICTURES[first]
  if (fault) fault(rest)
  else say({ kind: 'answered', classification: { answer: { name: text }, model, topK } })
})

if (word === 'died') process.exit(2)
else if (word === 'refused') say({ kind: 'failed', name: 'ModelCorrupt', message: workerData.defaultModel })
else if (word === 'ready') say({ kind: 'ready', engine: { engine: workerData.engine, refused: [] } })
