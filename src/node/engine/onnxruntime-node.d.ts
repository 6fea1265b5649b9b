/** onnxruntime-node is none of our packages. What is used of it is what is used of onnxruntime-web. */
declare module 'onnxruntime-node' {
  type Onnxruntime = import('../../ort/session-engine.ts').Onnxruntime
  export const InferenceSession: Onnxruntime['InferenceSession']
  export const Tensor: Onnxruntime['Tensor']
}
