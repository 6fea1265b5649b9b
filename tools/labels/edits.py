"""The edits by hand, from the text files in edits/: one a line, `#` begins a comment line."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("edits")


@dataclass(frozen=True)
class Edits:
    """What each file holds is said at its top."""

    labels: dict[str, str]
    definitions: dict[str, str]
    names: dict[str, str]
    dropped: frozenset[str]
    # Node -> the node above it; nodes as in the files, with first words and indices not yet resolved.
    parents: list[tuple[str, str]]


def read_edits() -> Edits:
    """Raises ValueError where a key is there twice."""
    groups = {key: value.split(" > ") for key, value in _pairs("groups.txt", " = ").items()}
    moves = [line.split(" > ") for line in _lines("parents.txt")]
    return Edits(
        labels=_pairs("labels.txt", " = "),
        definitions=_pairs("definitions.txt", " = "),
        names=_pairs("names.txt", " = ") | {key: name for key, (name, _) in groups.items()},
        dropped=frozenset(_pairs("dropped.txt", " ")),
        parents=[(child.lstrip("*"), parent) for children, parent in moves for child in children.split(", ")]
        + [(key, parent) for key, (_, parent) in groups.items()],
    )


def _lines(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _pairs(name: str, separator: str) -> dict[str, str]:
    lines = _lines(name)
    pairs = dict(line.split(separator, 1) for line in lines)
    if len(pairs) != len(lines):
        raise ValueError(f"{name}: a key is there twice")
    return pairs
