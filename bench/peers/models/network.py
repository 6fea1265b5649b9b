"""A network of `public/models` as a list of steps with float32 weights, read from the file that the
page itself loads: whatever a peer is given is made of exactly these numbers.

The ONNX file's only freedom that matters here is used: convolutions with TensorFlow's SAME padding, ReLU6 behind some of
them, residual additions, one mean, one fully connected layer. Anything else is an error, not a guess.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import onnx
from onnx import helper, numpy_helper


@dataclass
class Weights:
    """As the file keeps them: int8 with a factor for each output, or float16, or float32. Outputs come first."""

    values: np.ndarray
    #: float32 [out]; None where the values are floating-point numbers.
    factors: np.ndarray | None = None

    def float32(self) -> np.ndarray:
        values = self.values.astype(np.float32)
        return values if self.factors is None else values * self.factors.reshape(-1, *[1] * (values.ndim - 1))

    def moved(self, *axes: int) -> "Weights":
        """The same with other axes; the outputs must stay where they are if they have factors."""
        return Weights(np.ascontiguousarray(self.values.transpose(axes)), self.factors)


@dataclass
class Step:
    """One operation on NHWC maps. `inputs` and `output` name maps."""

    kind: Literal["convolution", "depthwise", "add", "mean", "dense"]
    inputs: list[str]
    output: str
    #: Height, width and channels of the output; channels alone after the mean.
    shape: tuple[int, ...]
    stride: int = 1
    relu6: bool = False
    #: Convolution: [out, height, width, in]; depthwise: [1, height, width, channels]; dense: [out, in].
    weights: Weights | None = None
    #: float32 [out]
    bias: np.ndarray | None = None


@dataclass
class Network:
    #: Edge of the square input, pixels.
    edge: int
    input: str
    steps: list[Step]


class NotThisNetwork(ValueError):
    """The file holds something that the peers' copies could not say."""


#: Behind the logits: the class activation maps, which no peer is asked for.
BEHIND_LOGITS = {"TopK", "Reshape", "Gather", "MatMul"}


def read_network(path: Path) -> Network:
    """Raises NotThisNetwork."""
    graph = onnx.load(path).graph
    edge = graph.input[0].type.tensor_type.shape.dim[3].dim_value
    constants = {one.name: Weights(numpy_helper.to_array(one)) for one in graph.initializer}
    shapes: dict[str, tuple[int, ...]] = {graph.input[0].name: (edge, edge, 3)}
    #: Maps under another name: what a Clip or a Flatten gives is what the step before it gives.
    alias: dict[str, str] = {}
    steps: list[Step] = []

    for node in graph.node:
        inputs = [alias.get(name, name) for name in node.input if name not in constants]
        given = [constants[name] for name in node.input if name in constants]
        name = node.output[0]
        attributes = {one.name: helper.get_attribute_value(one) for one in node.attribute}
        if node.op_type == "Cast" and not inputs and attributes["to"] == onnx.TensorProto.FLOAT:
            constants[name] = given[0]
        elif node.op_type == "Mul" and not inputs:
            constants[name] = Weights(given[0].values, given[1].values.reshape(-1))
        elif node.op_type == "Conv":
            steps.append(_convolution(name, inputs[0], shapes[inputs[0]], given[0], given[1].values, attributes))
        elif node.op_type == "Clip" and steps[-1].output == inputs[0] and [one.values.item() for one in given] == [0, 6]:
            steps[-1].relu6 = True
            alias[name] = inputs[0]
        elif node.op_type == "Add" and len(inputs) == 2:
            steps.append(Step("add", inputs, name, shapes[inputs[0]]))
        elif node.op_type == "GlobalAveragePool":
            steps.append(Step("mean", inputs, name, shapes[inputs[0]][2:]))
        elif node.op_type == "Flatten":
            alias[name] = inputs[0]
        elif node.op_type == "Gemm" and attributes == {"transB": 1}:
            steps.append(Step("dense", inputs, name, given[1].values.shape, weights=given[0], bias=given[1].values))
        elif node.op_type not in BEHIND_LOGITS:
            raise NotThisNetwork(f"{node.op_type} ({name})")
        shapes[name] = steps[-1].shape if steps else ()
    return Network(edge, graph.input[0].name, steps)


def _convolution(
    name: str, source: str, size: tuple[int, ...], weights: Weights, bias: np.ndarray, attributes: dict
) -> Step:
    height, width, channels = size
    out, _, kernel, _ = weights.values.shape
    stride = attributes["strides"][0]
    shape = (-(-height // stride), -(-width // stride), out)
    # TensorFlow's SAME: what does not divide evenly goes below and to the right.
    missing = max((shape[0] - 1) * stride + kernel - height, 0)
    if list(attributes["pads"]) != [missing // 2] * 2 + [missing - missing // 2] * 2:
        raise NotThisNetwork(f"{name} is not padded as TensorFlow pads")
    if attributes["group"] == 1:
        return Step("convolution", [source], name, shape, stride, False, weights.moved(0, 2, 3, 1), bias)
    if attributes["group"] != channels or out != channels or weights.factors is not None:
        raise NotThisNetwork(f"{name} has groups of channels")
    return Step("depthwise", [source], name, shape, stride, False, weights.moved(1, 2, 3, 0), bias)
