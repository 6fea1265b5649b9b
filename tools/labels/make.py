"""Rebuilds public/models/imagenet-1k/labels.json: names, definitions and groups of the 1000 classes. Python alone is enough.

    python -m pip download --no-deps timm==1.0.31
    apt-get download wordnet-base
    python tools/labels/make.py --timm timm-*.whl --wordnet wordnet-base_*.deb

Ends with 0 when the file is the committed one, 1 when it is another (as after an edit).
"""

import argparse
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from edits import Edits, read_edits
from tree import Group, build_tree
from wordnet import Synset, read_nouns

COMMITTED = Path(__file__).resolve().parents[2] / "public/models/imagenet-1k/labels.json"
CLASS_ORDER = "timm/data/_info/imagenet_synsets.txt"
CLASS_ORDER_SHA256 = "70002b0ff5de60a3a17a82dbfcff291931f96225ddf941ad2e182fc39e183d15"
NOUNS = "./usr/share/wordnet/data.noun"
NOUNS_SHA256 = "fea17d2f9656611334eac790e5d69e47645fa180c4aa481fb4cd9b3520754ca2"
SYNONYMS = 3
NOTICE = (
    "Labels, definitions and groups derived from WordNet 3.0, Copyright 2006 by Princeton University, modified; "
    "see the WordNet licence. Class order from timm (Apache-2.0)."
)


def checked(name: str, content: bytes, sha256: str) -> bytes:
    """The content itself. Exits where it is not what labels.json was made from."""
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        sys.exit(f"{name}: sha256 is {found}, should be {sha256}")
    return content


def read_class_order(wheel: Path) -> list[str]:
    """WordNet ids in the order of the models' outputs, which is the order of the ids."""
    with zipfile.ZipFile(wheel) as archive:
        return checked(CLASS_ORDER, archive.read(CLASS_ORDER), CLASS_ORDER_SHA256).decode().split()


def read_wordnet(path: Path) -> bytes:
    """data.noun, from the Debian package or as a file of its own."""
    if path.suffix != ".deb":
        return checked(str(path), path.read_bytes(), NOUNS_SHA256)
    tar = subprocess.run(["dpkg-deb", "--fsys-tarfile", path], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        file = archive.extractfile(NOUNS)
        return checked(NOUNS, file.read() if file else b"", NOUNS_SHA256)


def letters(word: str) -> str:
    """What is left of a word without case, blanks and hyphens: spellings that differ in these are the same word."""
    return re.sub(r"[^a-z]", "", word.lower())


def class_row(index: int, wnid: str, synset: Synset, group: int, edits: Edits) -> list:
    """[wnid, label, group, definition, "synonym|synonym"]"""
    label = edits.labels.get(str(index)) or edits.labels.get(synset.words[0]) or synset.words[0]
    synonyms = {letters(word): word for word in reversed(synset.words)}
    synonyms.pop(letters(label), None)
    chosen = [word for word in synset.words if synonyms.get(letters(word)) == word][:SYNONYMS]
    definition = edits.definitions.get(str(index)) or synset.definition
    return [wnid, label, group, definition, "|".join(chosen)]


def written(groups: list[Group], rows: list[list]) -> bytes:
    """One row a line, so that a change shows in a diff."""

    def line(value) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    group_rows = [[group.name, group.parent, group.wnid, int(group.is_vague)] for group in groups]
    return "\n".join(
        [
            '{"format":1,',
            f'"notice":{line(NOTICE)},',
            '"groupColumns":["name","parent","wnid","vague"],',
            '"groups":[',
            ",\n".join(map(line, group_rows)),
            "],",
            '"classColumns":["wnid","label","group","definition","synonyms"],',
            '"classes":[',
            ",\n".join(map(line, rows)),
            "]}\n",
        ]
    ).encode()


def outline(groups: list[Group], rows: list[list]) -> str:
    """The tree for people to read: each group indented below its own, with its classes behind it."""
    depths: list[int] = []
    lines = []
    for index, group in enumerate(groups):
        depths.append(depths[group.parent] + 1 if group.parent >= 0 else 0)
        labels = ", ".join(row[1] for row in rows if row[2] == index)
        lines.append(f"{'  ' * depths[index]}{group.name}{': ' if labels else ''}{labels}")
    return "\n".join(lines)


def make(classes: list[str], synsets: dict[str, Synset], edits: Edits) -> tuple[list[Group], list[list]]:
    """Groups and rows of classes. Raises ValueError where two names would look the same, or an edit changes nothing."""
    groups, group_of = build_tree(classes, synsets, edits)
    rows = [class_row(index, wnid, synsets[wnid], group_of[wnid], edits) for index, wnid in enumerate(classes)]
    names = [name.lower() for name in [row[1] for row in rows] + [group.name for group in groups]]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"names that are there twice: {', '.join(twice)}")
    labelled = {synsets[wnid].words[0] for wnid in classes} | {str(index) for index in range(len(classes))}
    named = {group.wnid for group in groups} | {key for key in edits.names if key not in synsets}
    unused = sorted((edits.labels.keys() - labelled) | (edits.names.keys() - named))
    if unused:
        raise ValueError(f"edits of what is not there: {', '.join(unused)}")
    return groups, rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--timm", type=Path, required=True, help="wheel of timm, for the order of the classes")
    parser.add_argument("--wordnet", type=Path, required=True, help="Debian's wordnet-base (.deb), or data.noun of it")
    parser.add_argument("--out", type=Path, help="where to write it; otherwise it is only compared")
    parser.add_argument("--tree", action="store_true", help="print the groups with their classes")
    options = parser.parse_args()

    groups, rows = make(read_class_order(options.timm), read_nouns(read_wordnet(options.wordnet)), read_edits())
    if options.tree:
        print(outline(groups, rows))
    content = written(groups, rows)
    if options.out is not None:
        options.out.write_bytes(content)
    is_same = content == COMMITTED.read_bytes()
    print(f"{len(rows)} classes, {len(groups)} groups, {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")
    print(f"{'the same as' if is_same else 'NOT the same as'} public/models/imagenet-1k/labels.json")
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main())
