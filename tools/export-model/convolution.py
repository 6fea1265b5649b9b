"""One convolution with its batch norm folded in."""

import math

import numpy as np

from graph import Graph

# Of TensorFlow's EfficientNet, whose checkpoints these are; torch's own default is another one.
BATCH_NORM_EPSILON = 1e-3

StateDict = dict[str, np.ndarray]


def folded(state: StateDict, weights: str, norm: str) -> tuple[np.ndarray, np.ndarray]:
    """Weights [out, in, k, k] and bias [out], float64, of the convolution that equals convolution, then batch norm.

    gamma * (w x - mean) / sqrt(variance + epsilon) + beta  =  (w * factor) x + (beta - mean * factor)
    """
    kernel = state[f"{weights}.weight"].astype(np.float64)
    gamma, beta, mean, variance = (
        state[f"{norm}.{part}"].astype(np.float64) for part in ("weight", "bias", "running_mean", "running_var")
    )
    factor = gamma / np.sqrt(variance + BATCH_NORM_EPSILON)
    return kernel * factor[:, None, None, None], beta - mean * factor


def same_padding(side: int, kernel: int, stride: int) -> tuple[int, int, int]:
    """Edge of the output, and pixels of padding before and after: TensorFlow's SAME, where an odd pixel goes after."""
    out = math.ceil(side / stride)
    padding = max((out - 1) * stride + kernel - side, 0)
    before = padding // 2
    return out, before, padding - before


def convolution(
    graph: Graph,
    state: StateDict,
    x: str,
    weights: str,
    norm: str,
    *,
    side: int,
    kernel: int = 1,
    stride: int = 1,
    groups: int = 1,
    relu6: bool = True,
) -> tuple[str, int]:
    """Adds a convolution, and ReLU6 behind it if asked for.

    x: name of the input [1, channels, side, side]
    weights, norm: names in the checkpoint
    returns: name of the output and the edge of it
    """
    kernels, bias = folded(state, weights, norm)
    out, before, after = same_padding(side, kernel, stride)
    name = weights.strip("_").replace(".", "_")
    y = graph.node(
        "Conv",
        [x, graph.weight(f"{name}_w", kernels), graph.weight(f"{name}_b", bias)],
        [f"{name}_y"],
        name=name,
        kernel_shape=[kernel, kernel],
        strides=[stride, stride],
        group=groups,
        pads=[before, before, after, after],
    )
    return (graph.node("Clip", [y, "zero", "six"], [f"{name}_y6"]) if relu6 else y), out
