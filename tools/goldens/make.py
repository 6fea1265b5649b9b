"""Makes src/core/goldens/ and the golden numbers of the models' manifests: what Pillow, onnxruntime and numpy answer.

Run it from anywhere, with the versions of requirements.txt; it writes the same bytes each time:

    python -m pip install -r tools/goldens/requirements.txt
    python tools/goldens/make.py
"""

import gzip
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

import answers
import cases
import pattern
import preprocess
import self_test

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "src/core/goldens"
MODELS = ROOT / "public/models"
MODEL = MODELS / "efficientnet-lite0"
LABELS = MODELS / "imagenet-1k/labels.json"
PICTURES = ROOT / "public/pictures"


def write_pixels(path, pixels):
    """[S, S, 3] bytes as planes of differences from the left, then from above: half the size of the bytes themselves."""
    planes = pixels.transpose(2, 0, 1)
    differences = np.diff(np.diff(planes, axis=2, prepend=np.uint8(0)), axis=1, prepend=np.uint8(0))
    path.parent.mkdir(parents=True, exist_ok=True)
    # No time and no name in the header, so that the file depends on the content alone.
    path.write_bytes(gzip.compress(differences.tobytes(), 9, mtime=0))


def write_json(path, rows, **head):
    """One row a line, so that a change shows in a diff."""
    lines = [f" {json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
    body = ",\n".join(f"  {json.dumps(row)}" for row in rows)
    path.write_text("\n".join(["{", *lines, ' "cases": [', body, " ]", "}", ""]), encoding="utf-8")


def resample_case(width, height, edge, crop, seed):
    image = Image.fromarray(pattern.picture(width, height, seed))
    pixels = preprocess.cropped(image, edge, crop)
    row = {"width": width, "height": height, "edge": edge, "crop": crop, "seed": seed}
    return row | {"sha256": hashlib.sha256(pixels.tobytes()).hexdigest()}, pixels


def make_resample():
    rows, kept = [], {}
    for seed, (width, height, edge, crop) in enumerate(cases.SIZES):
        name = f"{width}x{height}"
        if sum(size[:2] == (width, height) for size in cases.SIZES) > 1:
            name += f"-{edge}-{crop}"
        row, pixels = resample_case(width, height, edge, crop, seed)
        kept[name] = pixels
        rows.append({"name": name, "file": f"resample/{name}.planes.gz"} | row)
        write_pixels(OUT / rows[-1]["file"], pixels)
    draw = pattern.scrambled(np.arange(cases.DRAWN * 4)).reshape(-1, 4)
    for seed, (a, b, c, d) in enumerate(draw.tolist(), start=1000):
        edge = 1 + c % 64
        size = (1 + a % cases.DRAWN_LONGEST, 1 + b % cases.DRAWN_LONGEST, edge, 1 + d % edge)
        row, _ = resample_case(*size, seed)
        rows.append({"name": "{}x{} to {}, {}".format(*size)} | row)
    write_json(OUT / "resample.json", rows, pillow=Image.__version__)
    return kept


def drawn_framing(numbers):
    """Half of them keep the picture's shape, half do not."""
    a, b, c, d, e = numbers
    width, height = 1 + a % 96, 1 + b % 96
    crop = {"width": 1 + c % width, "height": 1 + d % height}
    if e % 2:
        return {"size": {"width": width, "height": height}, "centerCrop": crop}
    return {"shortestEdge": width, "centerCrop": 1 + c % width}


def make_filters():
    draw = pattern.scrambled(np.arange(cases.DRAWN_PER_FILTER * 7) + 5000).reshape(-1, 7).tolist()
    longest = cases.DRAWN_LONGEST
    drawn = [(1 + a % longest, 1 + b % longest, drawn_framing(rest)) for a, b, *rest in draw]
    rows = []
    for resample in cases.FILTERS:
        for seed, (width, height, framing) in enumerate(cases.FRAMINGS + drawn, start=2000):
            pixels = preprocess.framed(Image.fromarray(pattern.picture(width, height, seed)), framing, resample)
            row = {"resample": resample, "width": width, "height": height, "seed": seed} | framing
            rows.append(row | {"sha256": hashlib.sha256(pixels.tobytes()).hexdigest()})
    write_json(OUT / "filters.json", rows, pillow=Image.__version__)


def session_of(folder):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = str(folder / "onnx/model.onnx")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def make_self_tests():
    for name in json.loads((MODELS / "index.json").read_text(encoding="utf-8"))["models"]:
        self_test.write(MODELS / name / "manifest.json", session_of(MODELS / name))


def make_logits(kept):
    inputs = {name: (f"resample/{name}.planes.gz", kept[name]) for name in cases.NETWORK}
    for name in cases.PICTURES:
        pixels = preprocess.cropped(preprocess.decoded(PICTURES / f"{name}.jpg"), 256, 224)
        inputs[name] = (f"pictures/{name}.planes.gz", pixels)
        write_pixels(OUT / inputs[name][0], pixels)
    session = session_of(MODEL)
    rows = []
    for name, (file, pixels) in inputs.items():
        (output,) = session.run(["logits"], {"pixel_values": preprocess.tensor(pixels)})
        # Processors differ in the sixth digit or so; the tests ask for 1e-3.
        rows.append({"name": name, "file": file, "logits": [round(float(logit), 4) for logit in output[0]]})
    write_json(OUT / "logits.json", rows, onnxruntime=onnxruntime.__version__)
    return {row["name"]: np.array(row["logits"], np.float32) for row in rows}


def vector(case, classes):
    if "base" in case:
        made = np.full(classes, case["base"], np.float64)
    else:
        made = pattern.logits(classes, case["seed"], case["spread"]).astype(np.float64)
    for index, value in case.get("add", []):
        made[index] += value
    for index, value in case.get("set", []):
        made[index] = value
    return made.astype(np.float32)


def make_answers(networks):
    labels = json.loads(LABELS.read_text(encoding="utf-8"))
    manifest = json.loads((MODEL / "manifest.json").read_text(encoding="utf-8"))
    classes = len(labels["classes"])
    vectors = [({"name": name, "picture": name}, made) for name, made in networks.items()]
    vectors += [(case, vector(case, classes)) for case in cases.ANSWERS]
    rows = []
    for case, logits in vectors:
        settings = {key: case.get(key, manifest[key]) for key in ("temperature", "threshold")}
        scores = answers.softmax(logits, settings["temperature"]).tolist()
        predictions = [[index, scores[index]] for index in answers.top(scores, 5)]
        answer = answers.hedged(labels, scores, settings["threshold"])
        rows.append(case | settings | {"predictions": predictions, "answer": answer})
    write_json(OUT / "answers.json", rows)


if __name__ == "__main__":
    for folder in ("resample", "pictures"):
        shutil.rmtree(OUT / folder, ignore_errors=True)
    make_answers(make_logits(make_resample()))
    make_filters()
    make_self_tests()
