"""Writes the network as a TensorFlow.js graph model: model.json with the graph, and its weights in one file."""

import base64
import json
from pathlib import Path

import numpy as np

from network import Network, Step


class GraphWriter:
    """Nodes as TensorFlow's GraphDef has them, in JSON; weights in the order in which the file holds them."""

    def __init__(self) -> None:
        self.nodes: list[dict] = []
        self.weights: list[tuple[str, np.ndarray]] = []

    def node(self, name: str, operation: str, inputs: list[str], **attributes: dict) -> None:
        attributes.setdefault("T", {"type": "DT_FLOAT"})
        self.nodes.append({"name": name, "op": operation, "input": inputs, "attr": attributes})

    def constant(self, name: str, value: np.ndarray) -> str:
        kind = {"type": "DT_INT32" if value.dtype == np.int32 else "DT_FLOAT"}
        shape = {"dim": [{"size": str(size)} for size in value.shape]}
        self.nodes.append(
            {"name": name, "op": "Const", "attr": {"dtype": kind, "value": {"tensor": {"dtype": kind["type"], "tensorShape": shape}}}}
        )
        self.weights.append((name, np.ascontiguousarray(value)))
        return name


def _strings(*values: str) -> dict:
    # GraphDef keeps strings as bytes, and its JSON bytes as base64.
    return {"list": {"s": [base64.b64encode(value.encode()).decode() for value in values]}}


def _add_step(graph: GraphWriter, step: Step) -> None:
    if step.kind in {"convolution", "depthwise"}:
        # Height, width, in, out; for depthwise channels and how many are made of each.
        depthwise = step.kind == "depthwise"
        weights = step.weights.float32().transpose(1, 2, 3, 0)
        inputs = [*step.inputs, graph.constant(f"{step.output}_w", weights), graph.constant(f"{step.output}_b", step.bias)]
        graph.node(
            step.output,
            "FusedDepthwiseConv2dNative" if depthwise else "_FusedConv2D",
            inputs,
            strides={"list": {"i": ["1", str(step.stride), str(step.stride), "1"]}},
            dilations={"list": {"i": ["1", "1", "1", "1"]}},
            padding={"s": "U0FNRQ=="},
            data_format={"s": "TkhXQw=="},
            num_args={"i": "1"},
            fused_ops=_strings("BiasAdd", "Relu6") if step.relu6 else _strings("BiasAdd"),
        )
    elif step.kind == "add":
        graph.node(step.output, "AddV2", step.inputs)
    elif step.kind == "mean":
        axes = graph.constant(f"{step.output}_axes", np.array([1, 2], np.int32))
        graph.node(step.output, "Mean", [*step.inputs, axes], keep_dims={"b": False}, Tidx={"type": "DT_INT32"})
    else:
        weights, bias = graph.constant(f"{step.output}_w", step.weights.float32().T), graph.constant(f"{step.output}_b", step.bias)
        graph.node(
            step.output,
            "_FusedMatMul",
            [*step.inputs, weights, bias],
            transpose_a={"b": False},
            transpose_b={"b": False},
            num_args={"i": "1"},
            fused_ops=_strings("BiasAdd"),
        )


def write_tfjs(network: Network, folder: Path) -> None:
    """`image` float32 [1, edge, edge, 3], (RGB - 127) / 128, to logits [1, classes]."""
    graph = GraphWriter()
    shape = {"shape": {"dim": [{"size": str(size)} for size in (1, network.edge, network.edge, 3)]}}
    graph.nodes.append({"name": network.input, "op": "Placeholder", "attr": {"dtype": {"type": "DT_FLOAT"}, "shape": shape}})
    for step in network.steps:
        _add_step(graph, step)
    kinds = {np.dtype(np.float32): "float32", np.dtype(np.int32): "int32"}
    entries = [{"name": name, "shape": list(value.shape), "dtype": kinds[value.dtype]} for name, value in graph.weights]
    model = {
        "format": "graph-model",
        "generatedBy": "2.18",
        "modelTopology": {"node": graph.nodes, "versions": {"producer": 1882}},
        "weightsManifest": [{"paths": ["weights.bin"], "weights": entries}],
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.json").write_text(json.dumps(model), encoding="utf-8")
    (folder / "weights.bin").write_bytes(b"".join(value.tobytes() for _, value in graph.weights))
