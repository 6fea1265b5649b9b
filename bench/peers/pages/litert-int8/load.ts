/** The same with int8 weights and activations: another network, faster and less exact. */
import { loaderOf } from '../litert/load.ts'

export const load = loaderOf('efficientnet-lite0-int8.tflite')
