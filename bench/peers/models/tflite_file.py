"""
Writes the network as a TensorFlow Lite file, for LiteRT.js and MediaPipe. Large weights are kept as the ONNX file keeps
them, as int8 with a DEQUANTIZE behind each that runs once, at loading: nearly the same download, and the arithmetic is
float32. The small ones, float16 there, are float32 here: LiteRT.js would restore float16 at each run, three times slower.
"""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from network import Network, Step, Weights

Operator = schema.BuiltinOperator
Options = schema.BuiltinOptions

VERSIONS = {Operator.DEQUANTIZE: 5}

TYPES = {
    "float32": schema.TensorType.FLOAT32,
    "int32": schema.TensorType.INT32,
    "int8": schema.TensorType.INT8,
}


class TfliteWriter:
    """One subgraph, one signature ("serving_default": `image` to `logits`)."""

    def __init__(self) -> None:
        # Buffer 0 is the empty one by convention.
        self.buffers = [schema.BufferT()]
        self.tensors: list[schema.TensorT] = []
        self.operators: list[schema.OperatorT] = []
        self.codes: list[int] = []
        self.by_name: dict[str, int] = {}

    def map(self, name: str, shape: tuple[int, ...]) -> int:
        """A tensor that is computed. Batch 1."""
        return self._tensor(name, (1, *shape), schema.TensorType.FLOAT32, 0)

    def constant(self, name: str, value: np.ndarray, factors: np.ndarray | None = None) -> int:
        """`factors`: of int8, for each of the first axis."""
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(np.ascontiguousarray(value).tobytes(), np.uint8)
        self.buffers.append(buffer)
        tensor = self._tensor(name, value.shape, TYPES[value.dtype.name], len(self.buffers) - 1)
        if factors is not None:
            quantization = schema.QuantizationParametersT()
            quantization.scale, quantization.zeroPoint = factors, np.zeros(len(factors), np.int64)
            quantization.quantizedDimension = 0
            self.tensors[tensor].quantization = quantization
        return tensor

    def weights(self, name: str, weights: Weights, *, small: bool) -> int:
        if not small or weights.factors is None:
            return self.constant(name, weights.float32())
        stored = self.constant(f"{name}_stored", weights.values, weights.factors)
        restored = self._tensor(name, weights.values.shape, schema.TensorType.FLOAT32, 0)
        self.operator(Operator.DEQUANTIZE, [stored], restored, Options.DequantizeOptions, schema.DequantizeOptionsT())
        return restored

    def _tensor(self, name: str, shape: tuple[int, ...], kind: int, buffer: int) -> int:
        tensor = schema.TensorT()
        tensor.name, tensor.shape, tensor.type, tensor.buffer = name, list(shape), kind, buffer
        tensor.hasRank = True
        self.tensors.append(tensor)
        self.by_name[name] = len(self.tensors) - 1
        return len(self.tensors) - 1

    def operator(self, code: int, inputs: list[int], output: int, kind: int, options: object) -> None:
        if code not in self.codes:
            self.codes.append(code)
        operator = schema.OperatorT()
        operator.opcodeIndex = self.codes.index(code)
        operator.inputs, operator.outputs = inputs, [output]
        operator.builtinOptionsType, operator.builtinOptions = kind, options
        self.operators.append(operator)

    def file(self, image: int, answer: int) -> bytes:
        graph = schema.SubGraphT()
        graph.name = "main"
        graph.tensors, graph.operators = self.tensors, self.operators
        graph.inputs, graph.outputs = [image], [answer]
        signature = schema.SignatureDefT()
        signature.signatureKey, signature.subgraphIndex = "serving_default", 0
        signature.inputs = [_named("image", image)]
        signature.outputs = [_named(self.tensors[answer].name, answer)]
        model = schema.ModelT()
        model.version = 3
        model.description = "EfficientNet-Lite"
        model.operatorCodes = [_code(code) for code in self.codes]
        model.subgraphs, model.buffers, model.signatureDefs = [graph], self.buffers, [signature]
        builder = flatbuffers.Builder(1 << 20)
        builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
        return bytes(builder.Output())


def _named(name: str, tensor: int) -> schema.TensorMapT:
    entry = schema.TensorMapT()
    entry.name, entry.tensorIndex = name, tensor
    return entry


def _code(code: int) -> schema.OperatorCodeT:
    entry = schema.OperatorCodeT()
    entry.builtinCode = code
    # Readers from before there were more than 127 operators look here.
    entry.deprecatedBuiltinCode = min(code, 127)
    # From which on the operator takes int8 with factors for each channel.
    entry.version = VERSIONS.get(code, 1)
    return entry


def _activation(step: Step) -> int:
    return schema.ActivationFunctionType.RELU6 if step.relu6 else schema.ActivationFunctionType.NONE


def _add_step(writer: TfliteWriter, step: Step, *, small: bool) -> None:
    inputs = [writer.by_name[name] for name in step.inputs]
    if step.weights is not None and step.bias is not None:
        inputs.append(writer.weights(f"{step.output}_w", step.weights, small=small))
        inputs.append(writer.constant(f"{step.output}_b", step.bias))
    if step.kind == "convolution":
        options = schema.Conv2DOptionsT()
        options.padding, options.strideW, options.strideH = schema.Padding.SAME, step.stride, step.stride
        options.fusedActivationFunction = _activation(step)
        code, kind = Operator.CONV_2D, Options.Conv2DOptions
    elif step.kind == "depthwise":
        options = schema.DepthwiseConv2DOptionsT()
        options.padding, options.strideW, options.strideH = schema.Padding.SAME, step.stride, step.stride
        options.depthMultiplier = 1
        options.fusedActivationFunction = _activation(step)
        code, kind = Operator.DEPTHWISE_CONV_2D, Options.DepthwiseConv2DOptions
    elif step.kind == "add":
        options = schema.AddOptionsT()
        code, kind = Operator.ADD, Options.AddOptions
    elif step.kind == "mean":
        options = schema.ReducerOptionsT()
        inputs.append(writer.constant(f"{step.output}_axes", np.array([1, 2], np.int32)))
        code, kind = Operator.MEAN, Options.ReducerOptions
    else:
        options = schema.FullyConnectedOptionsT()
        code, kind = Operator.FULLY_CONNECTED, Options.FullyConnectedOptions
    writer.operator(code, inputs, writer.map(step.output, step.shape), kind, options)


def tflite_file(network: Network, *, small: bool, softmax: bool) -> bytes:
    """
    `image` float32 [1, edge, edge, 3], (RGB - 127) / 128, to `logits` [1, classes].

    small: large weights as int8, as the ONNX file keeps them; otherwise float32
    softmax: to `probabilities`, since MediaPipe takes the output for scores as it is
    """
    writer = TfliteWriter()
    image = writer.map(network.input, (network.edge, network.edge, 3))
    for step in network.steps:
        _add_step(writer, step, small=small)
    answer = writer.by_name[network.steps[-1].output]
    if softmax:
        options = schema.SoftmaxOptionsT()
        options.beta = 1.0
        logits, answer = answer, writer.map("probabilities", network.steps[-1].shape)
        writer.operator(Operator.SOFTMAX, [logits], answer, Options.SoftmaxOptions, options)
    return writer.file(image, answer)
