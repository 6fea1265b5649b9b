"""Makes the peers' copies of the model into a folder, from `public/models/efficientnet-lite0`, and checks them.

    python -m pip install -r bench/peers/models/requirements.txt
    python bench/peers/models/make.py .cache/peers/models
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from ai_edge_litert.interpreter import Interpreter

from int8 import int8_file
from mediapipe_file import mediapipe_file
from network import Network, read_network
from tfjs_folder import write_tfjs
from tflite_file import tflite_file

ROOT = Path(__file__).resolve().parents[3]
MODEL = ROOT / "public/models/efficientnet-lite0"
PICTURES = [ROOT / "public/pictures" / name for name in ("cat.jpg", "espresso.jpg", "rocket.jpg")]

#: Of a logit, between two runtimes in float32 on the same input; logits reach about 15.
MOST_DIFFERENCE = 1e-4


def answer(model: bytes, image: np.ndarray) -> np.ndarray:
    interpreter = Interpreter(model_content=model)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])[0]


def check(network: Network, model: bytes) -> None:
    """Raises ValueError where the float32 file answers anything else than the ONNX file does."""
    image = np.random.default_rng(1).uniform(-1, 1, (1, network.edge, network.edge, 3)).astype(np.float32)
    session = onnxruntime.InferenceSession(MODEL / "onnx/model.onnx")
    expected = session.run(["logits"], {"pixel_values": image.transpose(0, 3, 1, 2)})[0][0]
    difference = float(np.abs(answer(model, image) - expected).max())
    if difference > MOST_DIFFERENCE:
        raise ValueError(f"the TensorFlow Lite file's logits differ from onnxruntime's by {difference}")
    print(f"largest difference of a logit from onnxruntime: {difference:.1e}")


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    network = read_network(MODEL / "onnx/model.onnx")
    id2label = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))["id2label"]
    labels = [id2label[str(index)] for index in range(len(id2label))]
    float32 = tflite_file(network, small=True, softmax=False)
    check(network, float32)
    files = {
        "efficientnet-lite0.tflite": float32,
        "efficientnet-lite0-mediapipe.tflite": mediapipe_file(network, labels),
        "efficientnet-lite0-int8.tflite": int8_file(network, PICTURES),
        "labels.json": json.dumps(labels, ensure_ascii=False).encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")
    write_tfjs(network, folder / "tfjs")


if __name__ == "__main__":
    main()
