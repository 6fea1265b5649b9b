"""Makes src/core/goldens/hub-preprocess.json: what Hugging Face's own processors make of a synthetic picture.

    python -m pip install -r tools/goldens/requirements.txt -r tools/goldens/hub-requirements.txt
    python -B tools/goldens/hub.py
"""

import json
from pathlib import Path

import transformers
from PIL import Image

import pattern

OUT = Path(__file__).resolve().parents[2] / "src/core/goldens/hub-preprocess.json"
PICTURE = {"width": 400, "height": 300, "seed": 7}
# Of each input every so manieth number is kept; a prime, so that all channels, rows and columns are met.
STEP = 4099

NORMALISED = {"do_normalize": True, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
SQUARE = {"height": 224, "width": 224}
CUT = {"do_center_crop": True, "crop_size": SQUARE} | NORMALISED
CASES = [
    ("MobileNetV2ImageProcessor", {"size": {"shortest_edge": 256}, "resample": 2} | CUT),
    ("MobileNetV2ImageProcessor", {"size": 256, "resample": 2} | CUT | {"crop_size": 224}),
    ("ViTImageProcessor", {"size": SQUARE, "resample": 2} | NORMALISED),
    ("ViTImageProcessor", {"size": 224, "resample": 3} | NORMALISED),
    ("ViTImageProcessor", {"size": SQUARE, "resample": 1, "do_normalize": False}),
    ("ViTImageProcessor", {"size": {"height": 160, "width": 224}, "resample": 2, "do_rescale": False} | NORMALISED),
    ("ConvNextImageProcessor", {"size": {"shortest_edge": 224}, "crop_pct": 0.875, "resample": 3} | NORMALISED),
    ("ConvNextImageProcessor", {"size": 224, "crop_pct": 0.9, "resample": 3} | NORMALISED),
    ("ConvNextImageProcessor", {"size": {"shortest_edge": 224}, "resample": 3} | NORMALISED),
    ("ConvNextImageProcessor", {"size": {"shortest_edge": 384}, "crop_pct": 0.875, "resample": 3} | NORMALISED),
    ("EfficientNetImageProcessor", {"size": SQUARE, "resample": 0, "include_top": True} | NORMALISED),
    ("EfficientNetImageProcessor", {"size": SQUARE, "resample": 0, "include_top": False} | NORMALISED),
    ("DeiTImageProcessor", {"size": {"height": 256, "width": 256}, "resample": 3} | CUT),
    ("BeitImageProcessor", {"size": {"height": 256, "width": 256}, "resample": 2} | CUT),
    ("BitImageProcessor", {"size": {"shortest_edge": 256}, "resample": 3} | CUT),
    ("CLIPImageProcessor", {"size": 224, "resample": 3} | CUT | {"crop_size": 224}),
]


def row(name, config):
    """The folder's file as somebody wrote it, and as the library writes it, which says everything."""
    processor = getattr(transformers, name)(**config)
    values = processor(Image.fromarray(pattern.picture(**PICTURE)), return_tensors="np")["pixel_values"]
    kept = [float(f"{value:.7g}") for value in values.reshape(-1)[::STEP]]
    written = {"image_processor_type": name} | config
    return {"config": written, "whole": processor.to_dict(), "shape": list(values.shape), "values": kept}


if __name__ == "__main__":
    head = {"transformers": transformers.__version__, "picture": PICTURE, "step": STEP}
    lines = [f" {json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
    rows = ",\n".join(f"  {json.dumps(row(*case))}" for case in CASES)
    OUT.write_text("\n".join(["{", *lines, ' "cases": [', rows, " ]", "}", ""]), encoding="utf-8")
