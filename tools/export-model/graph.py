"""A graph under construction: nodes and constants in the order in which they are written.

Weights are stored small and used large: as int8 or float16 in the file, with nodes behind them that make float32 of them.
The runtime computes those nodes once, while it loads the model, so that every run is float32 arithmetic.
"""

import numpy as np
from onnx import NodeProto, TensorProto, helper, numpy_helper

from quantise import quantise

# Smaller tensors stay float16: int8 would save little there, and they are the ones that it hurts.
INT8_FROM_WEIGHTS = 25_000
# Below this, and for biases, even float16 is not worth a node.
FLOAT16_FROM_WEIGHTS = 256


class Graph:
    """Collects nodes and constants. Every method returns the name of what it added, to be the input of the next."""

    def __init__(self):
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, array: np.ndarray) -> str:
        """An array, stored as it is."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, inputs: list[str], outputs: list[str], **attributes) -> str:
        """An operator; returns the first of its outputs."""
        self.nodes.append(helper.make_node(operator, inputs, outputs, **attributes))
        return outputs[0]

    def weight(self, name: str, array: np.ndarray) -> str:
        """A weight [out, in, ...] or bias [out]: float32 wherever the graph uses it, stored as small as is harmless."""
        array = np.ascontiguousarray(array, np.float32)
        if array.ndim < 2 or array.size < FLOAT16_FROM_WEIGHTS:
            return self.constant(name, array)
        if array.size < INT8_FROM_WEIGHTS or _few_inputs(array):
            stored = self.constant(f"{name}_h", array.astype(np.float16))
            return self.node("Cast", [stored], [name], to=TensorProto.FLOAT)
        quantised, scales = quantise(array)
        stored = self.constant(f"{name}_q", quantised)
        scale = self.constant(f"{name}_s", scales)
        restored = self.node("Cast", [stored], [f"{name}_f"], to=TensorProto.FLOAT)
        return self.node("Mul", [restored, scale], [name])


def _few_inputs(array: np.ndarray) -> bool:
    """Depthwise kernels and the stem, which sees the picture's three channels: few terms for int8's errors to cancel in."""
    return array.ndim == 4 and array.shape[1] in (1, 3)
