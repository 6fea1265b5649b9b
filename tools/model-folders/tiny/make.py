"""Makes tools/model-folders/goldens/: a folder as on the Hugging Face Hub with a very small MobileNetV2, and what Python
answers with it.

The network has the parts, names and symbolic batch of the ONNX model zoo's mobilenetv2-12.onnx. Its weights are drawn, so
its labels mean nothing; they are scaled so that of the three example pictures it is sure of one and unsure of another.

    python -m pip install -r tools/model-folders/tiny/requirements.txt
    python -B tools/model-folders/tiny/make.py
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools/goldens"))

import answers  # noqa: E402
import pattern  # noqa: E402
import preprocess  # noqa: E402

OUT = ROOT / "tools/model-folders/goldens"
FOLDER = OUT / "tiny-mobilenet"
INPUT = 64
LABELS = ["amber, fossil resin", "basil", "cedar", "dill", "elm, elm tree", "fern", "ginger", "hazel", "iris", "juniper"]
# Channels of the stem; then of each block: how much wider it is inside, its output, its stride; then of the head.
STEM, BLOCKS, HEAD = 8, [(1, 8, 1), (3, 12, 2), (3, 12, 1), (3, 16, 2), (3, 16, 1)], 64
# How far apart the logits lie.
SPREAD = 9.0

CONFIG = {
    "architectures": ["MobileNetV2ForImageClassification"],
    "model_type": "mobilenet_v2",
    "image_size": INPUT,
    "num_channels": 3,
    "id2label": {str(index): label for index, label in enumerate(LABELS)},
}
PREPROCESSOR = {
    "image_processor_type": "MobileNetV2ImageProcessor",
    "do_resize": True,
    "size": {"shortest_edge": 72},
    "resample": 2,
    "do_center_crop": True,
    "crop_size": {"height": INPUT, "width": INPUT},
    "do_rescale": True,
    "rescale_factor": 1 / 255,
    "do_normalize": True,
    "image_mean": [0.485, 0.456, 0.406],
    "image_std": [0.229, 0.224, 0.225],
}


class Graph:
    """Nodes and weights in the order in which they were added."""

    def __init__(self):
        self.nodes, self.weights, self.drawn = [], [], 0

    def constant(self, name, array):
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def draw(self, shape):
        """Uniform, from whole numbers alone, with the variance that keeps a ReLU's outputs in scale (He et al. 2015)."""
        count = int(np.prod(shape))
        uniform = (pattern.scrambled(np.arange(count) + self.drawn) >> np.uint32(8)) / 2**24 - 0.5
        self.drawn += count
        return (uniform * np.sqrt(24 / np.prod(shape[1:]))).reshape(shape).astype(np.float32)

    def node(self, kind, inputs, **attributes):
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def conv(self, source, outputs, inputs, kernel=1, stride=1, group=1, relu6=True):
        number = len(self.nodes)
        weight = self.constant(f"weight_{number}", self.draw((outputs, inputs // group, kernel, kernel)))
        bias = self.constant(f"bias_{number}", (self.draw((outputs, 1)) * 0.1).reshape(-1))
        pads = [kernel // 2] * 4
        result = self.node("Conv", [source, weight, bias], kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=pads, group=group)
        return self.node("Clip", [result, "low", "high"]) if relu6 else result


def network():
    """Everything but the classifier; gives the graph and the name of the [batch, HEAD] features."""
    graph = Graph()
    graph.constant("low", np.float32(0))
    graph.constant("high", np.float32(6))
    at, channels = graph.conv("input", STEM, 3, kernel=3, stride=2), STEM
    for widen, outputs, stride in BLOCKS:
        inside = channels * widen
        wide = graph.conv(at, inside, channels) if widen > 1 else at
        deep = graph.conv(wide, inside, inside, kernel=3, stride=stride, group=inside)
        thin = graph.conv(deep, outputs, inside, relu6=False)
        at = graph.node("Add", [at, thin]) if stride == 1 and channels == outputs else thin
        channels = outputs
    pooled = graph.node("GlobalAveragePool", [graph.conv(at, HEAD, channels)])
    return graph, graph.node("Flatten", [pooled], axis=1)


def model(graph, output, shape):
    value = helper.make_tensor_value_info
    made = helper.make_graph(
        graph.nodes,
        "tiny_mobilenet",
        [value("input", TensorProto.FLOAT, ["batch_size", 3, INPUT, INPUT])],
        [value(output, TensorProto.FLOAT, ["batch_size", shape])],
        graph.weights,
    )
    made = helper.make_model(made, opset_imports=[helper.make_opsetid("", 12)], ir_version=7, producer_name="whatsit")
    onnx.checker.check_model(made, full_check=True)
    return made


def run(made, batch):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(made.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session.run(None, {"input": batch})[0]


def tensor(image):
    """[1, 3, S, S] float32 of a picture, as PREPROCESSOR says."""
    crop = PREPROCESSOR["crop_size"]
    framing = {"shortestEdge": PREPROCESSOR["size"]["shortest_edge"], "centerCrop": crop}
    pixels = preprocess.framed(image, framing, PREPROCESSOR["resample"])
    mean, std = np.array(PREPROCESSOR["image_mean"]), np.array(PREPROCESSOR["image_std"])
    values = (pixels * PREPROCESSOR["rescale_factor"] - mean) / std
    return values.transpose(2, 0, 1)[None].astype(np.float32)


def classifier(graph, features):
    """Drawn weights of the features' differences from their mean over some pictures, so that no class is always first."""
    some = [tensor(Image.fromarray(pattern.picture(90, 80, seed))) for seed in range(24)]
    seen = run(model(graph, features, HEAD), np.concatenate(some))
    weights = graph.draw((len(LABELS), HEAD)) / (seen.std(axis=0) + 0.05)
    weights = np.round(weights * SPREAD / np.std(seen @ weights.T), 3).astype(np.float32)
    bias = np.round(-weights @ seen.mean(axis=0), 3).astype(np.float32)
    names = [graph.constant("classifier_weight", weights), graph.constant("classifier_bias", bias)]
    graph.nodes.append(helper.make_node("Gemm", [features, *names], ["output"], transB=1))
    return model(graph, "output", len(LABELS))


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{json.dumps(value, indent=2)}\n", encoding="utf-8")


def main():
    made = classifier(*network())
    (FOLDER / "onnx").mkdir(parents=True, exist_ok=True)
    (FOLDER / "onnx/model.onnx").write_bytes(made.SerializeToString(deterministic=True))
    write_json(FOLDER / "config.json", CONFIG)
    write_json(FOLDER / "preprocessor_config.json", PREPROCESSOR)
    pictures = {}
    for name in ["cat", "espresso", "rocket"]:
        logits = run(made, tensor(preprocess.decoded(ROOT / f"public/pictures/{name}.jpg")))[0]
        scores = answers.softmax(logits, 1).tolist()
        pictures[f"{name}.jpg"] = {"logits": [round(float(logit), 5) for logit in logits], "scores": [round(score, 7) for score in scores]}
    picture = {"width": 400, "height": 300, "seed": 7}
    logits = run(made, tensor(Image.fromarray(pattern.picture(**picture))))[0]
    synthetic = picture | {"logits": [round(float(logit), 5) for logit in logits]}
    write_json(OUT / "tiny-mobilenet.json", {"onnxruntime": onnxruntime.__version__, "pictures": pictures, "synthetic": synthetic})


if __name__ == "__main__":
    main()
