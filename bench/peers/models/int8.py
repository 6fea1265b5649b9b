"""The network with weights and activations in int8: what LiteRT.js is fastest at."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from ai_edge_quantizer import quantizer, recipe_manager
from ai_edge_quantizer.algorithm_manager import AlgorithmName
from ai_edge_quantizer.qtyping import TFLOperationName as Operation
from PIL import Image

from network import Network
from tflite_file import tflite_file

#: Squares of these shares of a picture's short edge, in its middle, sides and corners, and mirrored.
SHARES = (1.0, 0.75, 0.5)


def int8_file(network: Network, pictures: list[Path]) -> bytes:
    """A TensorFlow Lite file. The ranges of the activations are those that the pictures' parts give."""
    recipes = recipe_manager.RecipeManager()
    recipes.add_static_config(regex=".*", operation_name=Operation.ALL_SUPPORTED, activation_num_bits=8, weight_num_bits=8)
    # The logits in 256 steps would be too coarse for scores; this layer is 0.3 % of the multiplications.
    recipes.add_dynamic_config(regex=".*", operation_name=Operation.FULLY_CONNECTED, num_bits=8)
    # LiteRT.js takes no int8 tensors: what goes in and comes out stays float32.
    for end in (Operation.INPUT, Operation.OUTPUT):
        recipes.add_quantization_config(regex=".*", operation_name=end, algorithm_key=AlgorithmName.NO_QUANTIZE)
    model = tflite_file(network, small=False, softmax=False)
    made = quantizer.Quantizer(bytearray(model), recipes.get_quantization_recipe())
    parts = [{"image": part} for path in pictures for part in _parts(path, network.edge)]
    return bytes(made.quantize(made.calibrate({"serving_default": parts}, num_threads=2)).quantized_model)


def _parts(path: Path, edge: int) -> Iterator[np.ndarray]:
    """float32 [1, edge, edge, 3], (RGB - 127) / 128."""
    picture = Image.open(path).convert("RGB")
    for share in SHARES:
        side = int(min(picture.size) * share)
        for left in {0, (picture.width - side) // 2, picture.width - side}:
            for top in {0, (picture.height - side) // 2, picture.height - side}:
                part = picture.crop((left, top, left + side, top + side)).resize((edge, edge), Image.Resampling.BICUBIC)
                pixels = ((np.asarray(part).astype(np.float32) - 127) / 128)[None]
                yield pixels
                yield pixels[:, :, ::-1].copy()
