"""The whole network as an ONNX model: stem, blocks, head, and the three outputs."""

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, helper

from blocks import HEAD_CHANNELS, blocks
from convolution import StateDict, convolution
from graph import Graph
from variants import Variant

CLASSES = 1000
# As many classes as the page lists, and so as it has maps for.
TOP = 5
OPSET = 17
# The format of the file that came with opset 17; runtimes from 2022 on read it.
IR_VERSION = 8


def features(graph: Graph, state: StateDict, variant: Variant) -> tuple[str, int]:
    """Adds everything up to the last feature map [1, 1280, s, s]; returns its name and s.

    Raises ValueError where the checkpoint has another number of blocks than the variant.
    """
    x, side = convolution(graph, state, "pixel_values", "_conv_stem", "_bn0", side=variant.side, kernel=3, stride=2)
    count = 0
    for index, block in enumerate(blocks(variant)):
        # Names in the checkpoint: "_blocks.3._expand_conv.weight".
        prefix = f"_blocks.{index}."
        shortcut, inner = x, block.channels_in * block.expansion
        if block.expansion != 1:
            x, _ = convolution(graph, state, x, f"{prefix}_expand_conv", f"{prefix}_bn0", side=side)
        x, side = convolution(
            graph,
            state,
            x,
            f"{prefix}_depthwise_conv",
            f"{prefix}_bn1",
            side=side,
            kernel=block.kernel,
            stride=block.stride,
            groups=inner,
        )
        # No activation behind the projection: the bottleneck is linear (Sandler et al., MobileNetV2, 2018).
        x, _ = convolution(graph, state, x, f"{prefix}_project_conv", f"{prefix}_bn2", side=side, relu6=False)
        if block.has_shortcut:
            x = graph.node("Add", [x, shortcut], [f"blocks_{index}_sum"])
        count += 1
    if count != len({name.split(".")[1] for name in state if name.startswith("_blocks.")}):
        raise ValueError(f"these are not the weights of {variant.id}")
    return convolution(graph, state, x, "_conv_head", "_bn1", side=side)


def add_logits(graph: Graph, state: StateDict, feature_map: str) -> str:
    """Adds `logits` [1, 1000]: the mean over the map, then one linear layer; returns the layer's weights [1000, 1280]."""
    pooled = graph.node("GlobalAveragePool", [feature_map], ["pooled"])
    embedding = graph.node("Flatten", [pooled], ["embedding"], axis=1)
    classes = graph.weight("fc_w", state["_fc.weight"])
    graph.node("Gemm", [embedding, classes, graph.weight("fc_b", state["_fc.bias"])], ["logits"], transB=1)
    return classes


def add_top_maps(graph: Graph, feature_map: str, side: int, classes: str) -> None:
    """Adds `top_classes` [5] and their class activation maps `top_maps` [5, s, s] (Zhou et al., 2016).

    Pooling and the linear layer commute, so a class's weights times the unpooled map say how much each place of the picture
    adds to that class's logit: the mean of a map plus the class's bias is its logit.
    """
    graph.constant("top", np.array([TOP], np.int64))
    graph.constant("flat", np.array([-1], np.int64))
    graph.constant("features_shape", np.array([HEAD_CHANNELS, side * side], np.int64))
    graph.constant("maps_shape", np.array([TOP, side, side], np.int64))
    graph.node("TopK", ["logits", "top"], ["top_logits", "top_classes_2d"], axis=1)
    graph.node("Reshape", ["top_classes_2d", "flat"], ["top_classes"])
    graph.node("Gather", [classes, "top_classes"], ["top_weights"], axis=0)
    graph.node("Reshape", [feature_map, "features_shape"], ["features_flat"])
    graph.node("MatMul", ["top_weights", "features_flat"], ["top_maps_flat"])
    graph.node("Reshape", ["top_maps_flat", "maps_shape"], ["top_maps"])


def network(state: StateDict, variant: Variant) -> ModelProto:
    """The checked model.

    input:   pixel_values  float32 [1, 3, S, S], (RGB - 127) / 128
    outputs: logits        float32 [1, 1000]
             top_classes   int64   [5], indices of the five largest logits, the largest first
             top_maps      float32 [5, s, s], their class activation maps; s is S / 32, rounded up
    """
    graph = Graph()
    # The bounds of every ReLU6.
    graph.constant("zero", np.array(0, np.float32))
    graph.constant("six", np.array(6, np.float32))
    feature_map, side = features(graph, state, variant)
    classes = add_logits(graph, state, feature_map)
    add_top_maps(graph, feature_map, side, classes)

    tensor = helper.make_tensor_value_info
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            variant.id,
            [tensor("pixel_values", TensorProto.FLOAT, [1, 3, variant.side, variant.side])],
            [
                tensor("logits", TensorProto.FLOAT, [1, CLASSES]),
                tensor("top_classes", TensorProto.INT64, [TOP]),
                tensor("top_maps", TensorProto.FLOAT, [TOP, side, side]),
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="whatsit-export",
    )
    onnx.checker.check_model(model, full_check=True)
    return model
