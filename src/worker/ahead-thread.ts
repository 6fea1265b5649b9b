/** Entry of the thread that prepares the next pictures while the engine answers. */
import { simdMixer } from '../resample/simd-mixer.ts'
import { decodeSniffed, sniffPicture } from './decode.ts'
import { simdKernel } from './mixer-kernel.ts'
import { type Expectation, FIRST_WORD, PrepareAhead } from './prepare-ahead.ts'

const kernel = simdKernel()

const ahead = new PrepareAhead({
  steps: { sniff: sniffPicture, decode: decodeSniffed },
  now: () => performance.now(),
  createMixer: kernel && simdMixer(kernel),
  tell: (preparation) => {
    const { picture } = preparation
    postMessage(preparation, picture ? [picture.input.buffer as ArrayBuffer] : [])
  },
})

addEventListener('message', ({ data }: MessageEvent<Expectation>) => ahead.expect(data))
postMessage(FIRST_WORD)
