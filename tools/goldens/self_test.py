"""The golden numbers of a model's self-test: what onnxruntime answers to the synthetic picture, as a line of its manifest."""

import json
import re

from PIL import Image

import pattern
import preprocess

PICTURE = {"width": 400, "height": 300, "seed": 7}
TOP = 5
# A hundred times what engines differ by, and far below what a wrong number changes.
TOLERANCE = 0.002


def golden(session, manifest):
    """The manifest's `golden`."""
    image = Image.fromarray(pattern.picture(**PICTURE))
    config = manifest["preprocess"]
    pixels = preprocess.cropped(image, config["shortestEdge"], config["centerCrop"])
    (output,) = session.run([manifest["outputs"]["logits"]], {manifest["input"]: preprocess.tensor(pixels)})
    logits = output[0]
    top = [{"index": int(index), "logit": round(float(logits[index]), 5)} for index in (-logits).argsort(kind="stable")[:TOP]]
    return PICTURE | {"topLogits": top, "tolerance": TOLERANCE}


def write(path, session):
    """Puts the golden numbers into a manifest.json and leaves the rest of its text alone."""
    text = path.read_text(encoding="utf-8")
    line = f'  "golden": {json.dumps(golden(session, json.loads(text)))}'
    if '"golden"' in text:
        text = re.sub(r'  "golden": .*', lambda _: line, text)
    else:
        text = re.sub(r"\n}\n$", lambda _: f",\n{line}\n}}\n", text)
    path.write_text(text, encoding="utf-8")
