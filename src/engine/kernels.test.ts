import { describe, expect, test } from 'vitest'
import { instantiateKernels } from './kernel-module.ts'
import { type Activation, NO_ACTIVATION, type Pads, type Plan, type ValueId } from './layers.ts'
import { FIRST_ADDRESS } from './program.ts'
import { KERNELS, THREADED_KERNELS } from './testing/kernel-files.ts'
import { PlanBuilder, RELU6, type WindowChoice } from './testing/plan-builder.ts'
import { Random } from './testing/random.ts'
import { referenceValues } from './testing/reference.ts'
import { difference, runPlan } from './testing/run-plan.ts'

const SHAPES = 200
// Sums of float32 in another order than the reference's.
const CLOSE = 2e-6

interface Case {
  readonly plan: Plan
  readonly wanted: ValueId
  readonly text: string
}

function builder(random: Random, channels: number, most = 20): PlanBuilder {
  // Widths 1 to 7 as often as all larger ones.
  const width = random.next() < 0.5 ? random.integer(1, 7) : random.integer(8, most)
  return new PlanBuilder(random, { height: random.integer(1, most), width, channels })
}

function anyActivation(random: Random): Activation {
  return random.pick<Activation>(
    NO_ACTIVATION,
    RELU6,
    { kind: 'relu' },
    { kind: 'clip', low: -1, high: 0.5 },
    { kind: 'hardSwish' },
    { kind: 'hardSigmoid', alpha: 0.2, beta: 0.5 },
    { kind: 'sigmoid' },
    { kind: 'swish' },
  )
}

/** A window that fits: its kernel is not larger than the padded input, and each pad is smaller than the kernel. */
function anyWindow(random: Random, plan: PlanBuilder, kernel: number): WindowChoice {
  const { height, width } = plan.shape(plan.input)
  const pad = (): number => random.integer(0, kernel - 1)
  const top = pad()
  const left = pad()
  const pads: Pads = {
    top,
    left,
    bottom: Math.max(pad(), kernel - height - top),
    right: Math.max(pad(), kernel - width - left),
  }
  const stride = random.integer(1, 3)
  return { kernel: [kernel, kernel], stride: random.pick([stride, stride], [1, 1], [stride, 1]), pads }
}

const planOf = (plan: PlanBuilder, wanted: ValueId, text: object): Case => ({
  plan: plan.plan(wanted),
  wanted,
  text: JSON.stringify({ input: plan.shape(plan.input), output: plan.shape(wanted), ...text }),
})

/** Odd numbers of channels as often as whole vectors, and vectors as often as cache lines. */
const anyChannels = (random: Random): number =>
  random.pick(random.integer(1, 23), 4 * random.integer(1, 6), 16 * random.integer(1, 3))

/**
 * Behind another layer, since only the picture's numbers lie without room between pixels, and what a layer leaves in that
 * room must not matter.
 */
const behindUnary = (plan: PlanBuilder, activation: Activation): ValueId => plan.unary(plan.input, activation)

const KINDS: Record<string, (random: Random) => Case> = {
  'convolution 1 x 1': (random) => {
    const plan = builder(random, anyChannels(random))
    const activation = anyActivation(random)
    const input = random.pick(plan.input, behindUnary(plan, { kind: 'sigmoid' }))
    const outputs = anyChannels(random)
    const residual = random.next() < 0.5 ? undefined : plan.convolution(input, outputs, { kernel: [1, 1] })
    return planOf(plan, plan.convolution(input, outputs, { kernel: [1, 1] }, activation, residual), { activation })
  },
  'convolution of the picture': (random) => {
    const plan = builder(random, anyChannels(random), 12)
    const choice = anyWindow(random, plan, random.integer(1, 5))
    return planOf(plan, plan.convolution(plan.input, anyChannels(random), choice, RELU6), choice)
  },
  'convolution of a map': (random) => {
    const plan = builder(random, anyChannels(random), 12)
    const choice = anyWindow(random, plan, random.integer(2, 5))
    const input = behindUnary(plan, { kind: 'sigmoid' })
    return planOf(plan, plan.convolution(input, anyChannels(random), choice, { kind: 'relu' }), choice)
  },
  'convolution and residual with different zeros around them': (random) => {
    const plan = builder(random, 3, 12)
    const pads = { top: 1, left: 1, bottom: 1, right: 1 }
    const choice = { kernel: [3, 3], pads } as const
    const first = plan.convolution(plan.input, 9, choice, RELU6)
    const second = plan.convolution(first, 9, choice, RELU6)
    return planOf(plan, plan.convolution(second, 9, choice, { kind: 'relu' }, first), {})
  },
  'depthwise 3 x 3, 5 x 5, 7 x 7': (random) => {
    const plan = builder(random, anyChannels(random))
    const choice = anyWindow(random, plan, random.pick(3, 5, 7))
    const activation = anyActivation(random)
    return planOf(plan, plan.depthwise(plan.input, choice, activation), { choice, activation })
  },
  'depthwise of other sizes': (random) => {
    const plan = builder(random, anyChannels(random))
    const choice = anyWindow(random, plan, random.pick(1, 2, 4, 6, 9))
    return planOf(plan, plan.depthwise(behindUnary(plan, RELU6), choice), choice)
  },
  'fully connected': (random) => {
    const plan = builder(random, anyChannels(random), 9)
    const outputs = random.integer(1, 90)
    const activation = anyActivation(random)
    return planOf(plan, plan.fullyConnected(behindUnary(plan, { kind: 'sigmoid' }), outputs, activation), {
      activation,
    })
  },
  'addition and multiplication': (random) => {
    const plan = builder(random, anyChannels(random))
    const whole = plan.shape(plan.input)
    const right = {
      height: random.pick(1, whole.height),
      width: random.pick(1, whole.width),
      channels: random.pick(1, whole.channels),
    }
    const count = right.height * right.width * right.channels
    const constant = plan.value({ ...right, constant: random.numbers(count, -1, 1) })
    const operator = random.pick('add' as const, 'multiply' as const)
    const activation = anyActivation(random)
    return planOf(plan, plan.binary(operator, plan.input, constant, activation), { operator, right, activation })
  },
  'squeeze and excite': (random) => {
    const plan = builder(random, anyChannels(random))
    const { channels } = plan.shape(plan.input)
    const squeezed = plan.convolution(plan.globalAverage(plan.input), 5, { kernel: [1, 1] }, { kind: 'relu' })
    const gate = plan.convolution(squeezed, channels, { kernel: [1, 1] }, { kind: 'sigmoid' })
    return planOf(plan, plan.binary('multiply', plan.input, gate), {})
  },
  activations: (random) => {
    const plan = builder(random, anyChannels(random))
    const activation = anyActivation(random)
    return planOf(plan, plan.unary(plan.input, activation), { activation })
  },
  'global average': (random) => {
    const plan = builder(random, anyChannels(random))
    return planOf(plan, plan.globalAverage(plan.input), {})
  },
  pools: (random) => {
    const plan = builder(random, anyChannels(random))
    const choice = anyWindow(random, plan, random.integer(1, 4))
    const operator = random.pick('max' as const, 'average' as const)
    const countIncludePad = random.next() < 0.5
    const input = behindUnary(plan, NO_ACTIVATION)
    return planOf(plan, plan.pool(input, operator, choice, countIncludePad), { operator, choice, countIncludePad })
  },
  concat: (random) => {
    const plan = builder(random, anyChannels(random))
    const others = Array.from({ length: random.integer(1, 3) }, () =>
      plan.convolution(plan.input, random.integer(1, 9), { kernel: [1, 1] }),
    )
    return planOf(plan, plan.convolution(plan.concat([plan.input, ...others]), 4, { kernel: [1, 1] }), {})
  },
  softmax: (random) => {
    const plan = new PlanBuilder(random, { height: 1, width: 1, channels: anyChannels(random) })
    return planOf(plan, plan.softmax(plan.fullyConnected(plan.input, random.integer(1, 50))), {})
  },
}

describe(`${SHAPES} made-up shapes each, beside plain loops`, () => {
  test.each(Object.entries(KINDS))('%s', (_, make) => {
    const apart: { text: string; by: number }[] = []
    for (let seed = 0; seed < SHAPES; seed++) {
      const random = new Random(seed)
      const { plan, wanted, text } = make(random)
      const { channels, height, width } = plan.values[plan.input] ?? { channels: 0, height: 0, width: 0 }
      const planes = random.numbers(channels * height * width, -4, 4)
      const by = difference(runPlan(plan, planes, wanted), referenceValues(plan, planes)[wanted] ?? new Float64Array())
      if (!(by < CLOSE)) apart.push({ text, by })
    }
    expect(apart).toEqual([])
  })
})

test.each([
  ['kernels.wasm', KERNELS, false],
  ['kernels-threads.wasm', THREADED_KERNELS, true],
])('%s keeps its own numbers below ours', (_, wasm, shared) => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared })
  const { firstFree } = instantiateKernels(new WebAssembly.Module(wasm), memory)
  expect(firstFree()).toBeLessThanOrEqual(FIRST_ADDRESS)
})
