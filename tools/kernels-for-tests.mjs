/** Before the first unit test: the kernels that src/engine's tests run. */
export { buildKernels as setup } from './kernels.mjs'
