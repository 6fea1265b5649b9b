"""Makes bench/parity/goldens/: the scores that Python gives to every picture of the parity bench.

    python -m pip install -r tools/goldens/requirements.txt
    python tools/goldens/parity.py

`pictures.json` lists the pictures with their kind, the hash of their decoded pixels and the first five of each model;
`<model>.scores.gz` holds all scores, a row of uint16 for each picture, in 65535ths.
"""

import gzip
import hashlib
import json
import re

import numpy as np
from PIL import Image

import answers
import decode
import preprocess
from make import MODELS, ROOT, session_of

OUT = ROOT / "bench/parity/goldens"
FOLDERS = ["public/pictures", "e2e/pictures", "bench/parity/pictures"]
STEPS = 65535

# What a picture is, by its path; the first that matches. In lossless kinds every decoder must give the same pixels.
KINDS = [
    ("the three examples", False, r"^public/pictures/"),
    ("Display-P3, Adobe RGB", False, r"/(display-p3|adobe-rgb|profile)"),
    ("CMYK", False, r"-cmyk"),
    ("AVIF", False, r"\.avif$"),
    ("EXIF orientations in JPEG", False, r"/(cat-orientation|orientation|turned)-.*\.jpg$"),
    ("JPEG", False, r"\.jpg$"),
    ("lossy WebP", False, r"/(cat-lossy|cat-orientation|lossy)"),
    ("photographs, cut and degraded", True, r"/(photo-|cat\.png|cat-lossless)"),
    ("gradients, patterns, text", True, r"/(gradient|pattern|flat|drawing|text)-"),
    ("noise", True, r"/noise-"),
    ("EXIF orientations in PNG and WebP", True, r"/(orientation|turned)-"),
    ("transparency", True, r"/(alpha|rgba16)"),
    ("palettes, greys, 16 bits, GIF, BMP, ICO", True,
     r"/(palette|grey|deep|rgb16|true-colour|cat-animated|cat-small|cat\.ico)"),
    ("1 x 1, narrow, 30 megapixels", True, r"/size-"),
]
# Kept for the page's tests and no pictures, or damaged; and the examples' thumbnails.
LEFT_OUT = {"truncated.jpg", "text.jpg", "empty.jpg", "claims-30000x30000.png", "page.png",
            "cat-small.webp", "espresso-small.webp", "rocket-small.webp"}
FORMATS = {".png", ".jpg", ".webp", ".gif", ".avif", ".bmp", ".ico"}


def pictures():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).iterdir()):
            if path.suffix in FORMATS and path.name not in LEFT_OUT:
                name = path.relative_to(ROOT).as_posix()
                kind, lossless, _ = next(row for row in KINDS if re.search(row[2], name))
                yield path, {"file": name, "kind": kind, "lossless": lossless}


def make():
    index = json.loads((MODELS / "index.json").read_text(encoding="utf-8"))
    manifests = [json.loads((MODELS / name / "manifest.json").read_text(encoding="utf-8")) for name in index["models"]]
    sessions = {manifest["id"]: session_of(MODELS / manifest["id"]) for manifest in manifests}
    steps = {manifest["id"]: [] for manifest in manifests}
    rows = []
    for path, row in pictures():
        rgb = decode.decoded(path)
        row |= {"width": rgb.shape[1], "height": rgb.shape[0], "sha256": hashlib.sha256(rgb.tobytes()).hexdigest()}
        row["top"] = {}
        for manifest in manifests:
            config = manifest["preprocess"]
            pixels = preprocess.cropped(Image.fromarray(rgb), config["shortestEdge"], config["centerCrop"])
            (output,) = sessions[manifest["id"]].run(["logits"], {"pixel_values": preprocess.tensor(pixels)})
            scores = answers.softmax(output[0], manifest["temperature"])
            # Processors differ in the sixth digit or so.
            row["top"][manifest["id"]] = [[at, round(float(scores[at]), 5)] for at in answers.top(scores.tolist(), 5)]
            steps[manifest["id"]].append((scores * STEPS).round().astype("<u2"))
        rows.append(row)
    OUT.mkdir(parents=True, exist_ok=True)
    body = ",\n".join(f"  {json.dumps(row)}" for row in rows)
    (OUT / "pictures.json").write_text(f'{{\n "steps": {STEPS},\n "pictures": [\n{body}\n ]\n}}\n', encoding="utf-8")
    for name, scores in steps.items():
        (OUT / f"{name}.scores.gz").write_bytes(gzip.compress(np.stack(scores).tobytes(), 9, mtime=0))


if __name__ == "__main__":
    make()
