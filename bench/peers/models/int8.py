"""The network with weights and activations in int8: what LiteRT.js is fastest at."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from ai_edge_quantizer import quantizer, recipe_manager
from ai_edge_quantizer.algorithm_manager import AlgorithmName
from ai_edge_quantizer.qtyping import TFLOperationName as Operation
from PIL import Image

from network import Network, Step, Weights
from tflite_file import tflite_file

#: Squares of these shares of a picture's short edge, in its middle, sides and corners, and mirrored.
SHARES = (1.0, 0.75, 0.5)

#: Some channels have weights of zero and a bias that matters. A bias is kept in steps of its channel's largest weight, so
#: there it would be lost; this much, which adds nothing that int8 could tell, makes the steps large enough.
LEAST = 1e-4


def int8_file(network: Network, pictures: list[Path]) -> bytes:
    """A TensorFlow Lite file. The ranges of the activations are those that the pictures' parts give."""
    recipes = recipe_manager.RecipeManager()
    recipes.add_static_config(regex=".*", operation_name=Operation.ALL_SUPPORTED, activation_num_bits=8, weight_num_bits=8)
    # LiteRT.js takes no int8 tensors: what goes in and comes out stays float32.
    for end in (Operation.INPUT, Operation.OUTPUT):
        recipes.add_quantization_config(regex=".*", operation_name=end, algorithm_key=AlgorithmName.NO_QUANTIZE)
    model = tflite_file(_without_dead_channels(network), small=False, softmax=False)
    made = quantizer.Quantizer(bytearray(model), recipes.get_quantization_recipe())
    parts = [{"image": part} for path in pictures for part in _parts(path, network.edge)]
    return bytes(made.quantize(made.calibrate({"serving_default": parts}, num_threads=2)).quantized_model)


def _without_dead_channels(network: Network) -> Network:
    return replace(network, steps=[step if step.weights is None else _awake(step) for step in network.steps])


def _awake(step: Step) -> Step:
    weights = step.weights.float32()
    # Outputs first, whatever else follows.
    by_output = weights.reshape(-1, weights.shape[-1]).T if step.kind == "depthwise" else weights.reshape(len(weights), -1)
    by_output[np.abs(by_output).max(axis=1) < LEAST, 0] = LEAST
    return replace(step, weights=Weights(weights))


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
