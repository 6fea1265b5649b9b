"""Compares the installed packages with the versions of requirements.txt; needs nothing but Python itself.

    python tools/export-model/pins.py      names what is missing or another version, and ends with 1 where there is any
"""

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def unmet() -> list[str]:
    """For people: "onnx 1.20.0, should be 1.23.2"; empty where all is as pinned."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    found = [(name, _installed(name), pinned) for name, pinned in pins]
    return [f"{name} {installed}, should be {pinned}" for name, installed, pinned in found if installed != pinned]


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    missing = unmet()
    print("; ".join(missing) or "all packages are as pinned")
    sys.exit(1 if missing else 0)
