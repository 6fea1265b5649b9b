"""Makes the peers' copies of the models into a folder, from `public/models`, and checks them: of each model a float32
TensorFlow Lite file, which the engines' bench takes too, and of the one that the page starts with all other forms.

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
MODELS = ROOT / "public/models"
PICTURES = [ROOT / "public/pictures" / name for name in ("cat.jpg", "espresso.jpg", "rocket.jpg")]

#: Of a logit, between two runtimes in float32 on the same input; logits reach about 15.
MOST_DIFFERENCE = 1e-4


def answer(model: bytes, image: np.ndarray) -> np.ndarray:
    interpreter = Interpreter(model_content=model)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])[0]


def check(network: Network, model: bytes, original: Path) -> None:
    """Raises ValueError where the float32 file answers anything else than the ONNX file does."""
    image = np.random.default_rng(1).uniform(-1, 1, (1, network.edge, network.edge, 3)).astype(np.float32)
    session = onnxruntime.InferenceSession(original)
    expected = session.run(["logits"], {"pixel_values": image.transpose(0, 3, 1, 2)})[0][0]
    difference = float(np.abs(answer(model, image) - expected).max())
    if difference > MOST_DIFFERENCE:
        raise ValueError(f"the TensorFlow Lite file's logits differ from onnxruntime's by {difference}")
    print(f"largest difference of a logit from onnxruntime: {difference:.1e}")


def float32_file(network: Network, original: Path) -> bytes:
    model = tflite_file(network, small=True, softmax=False)
    check(network, model, original)
    return model


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    index = json.loads((MODELS / "index.json").read_text(encoding="utf-8"))
    originals = {name: MODELS / name / "onnx/model.onnx" for name in index["models"]}
    networks = {name: read_network(original) for name, original in originals.items()}
    files = {f"{name}.tflite": float32_file(networks[name], original) for name, original in originals.items()}
    first = index["default"]
    id2label = json.loads((MODELS / first / "config.json").read_text(encoding="utf-8"))["id2label"]
    labels = [id2label[str(number)] for number in range(len(id2label))]
    files |= {
        f"{first}-mediapipe.tflite": mediapipe_file(networks[first], labels),
        f"{first}-int8.tflite": int8_file(networks[first], PICTURES),
        "labels.json": json.dumps(labels, ensure_ascii=False).encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")
    write_tfjs(networks[first], folder / "tfjs")


if __name__ == "__main__":
    main()
