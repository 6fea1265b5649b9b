"""The tree of groups above the classes: WordNet's first hypernyms, edited by hand, without chains that say nothing new."""

from collections import defaultdict
from dataclasses import dataclass

from edits import Edits
from wordnet import Synset

ROOT = "n00001740"
# "thing", "man-made object", "living thing": an answer as general as these is none, and the page says "Not sure" instead.
VAGUE = {ROOT, "n00021939", "n00004475"}


@dataclass(frozen=True)
class Group:
    """parent: index of the group above, -1 for the root; wnid: WordNet's id, "" for a group that WordNet lacks."""

    name: str
    parent: int
    wnid: str
    is_vague: bool


def build_tree(classes: list[str], synsets: dict[str, Synset], edits: Edits) -> tuple[list[Group], dict[str, int]]:
    """All groups, depth first and the larger ones first, and the group of each class.

    classes: WordNet ids in the order of the model
    Raises ValueError where an edit names something that is not there, or a class does not hang below the root.
    """
    children = _children(classes, synsets, edits)
    is_class = set(classes)
    sizes: dict[str, int] = {}

    def count(node: str) -> int:
        sizes[node] = 1 if node in is_class else sum(count(child) for child in children[node])
        return sizes[node]

    if count(ROOT) != len(classes):
        raise ValueError(f"{sizes[ROOT]} of {len(classes)} classes hang below the root")

    groups: list[Group] = []
    group_of: dict[str, int] = {}

    def add(node: str, parent: int) -> None:
        # Of a chain of groups with one child each, the lowest is the one that says most.
        while node not in is_class and node != ROOT and len(children[node]) == 1:
            (node,) = children[node]
        if node in is_class:
            group_of[node] = parent
            return
        index = len(groups)
        name = edits.names.get(node) or synsets[node].words[0]
        groups.append(Group(name, parent, node if node in synsets else "", node in VAGUE))
        for child in sorted(children[node], key=lambda child: (-sizes[child], child)):
            add(child, index)

    add(ROOT, -1)
    return groups, group_of


def _children(classes: list[str], synsets: dict[str, Synset], edits: Edits) -> dict[str, list[str]]:
    """Node -> the nodes right below it, for every node on a way from a class to the root; dropped ones are bridged."""
    moved = {_resolve(child, classes, synsets, edits): parent for child, parent in edits.parents}

    def above(node: str) -> str | None:
        return moved.get(node) or next(iter(synsets[node].hypernyms), None)

    children: dict[str, list[str]] = defaultdict(list)
    seen: set[str] = set()
    for node in classes:
        while node not in seen and node != ROOT:
            seen.add(node)
            parent = above(node)
            while parent in edits.dropped:
                parent = above(parent)
            if parent is None:
                raise ValueError(f"{node} does not hang below the root")
            children[parent].append(node)
            node = parent
    return children


def _resolve(node: str, classes: list[str], synsets: dict[str, Synset], edits: Edits) -> str:
    """The id of what edits/parents.txt calls a child: an id, the index of a class, or the first word of one."""
    if node in synsets or node in edits.names:
        return node
    if node.isdigit():
        return classes[int(node)]
    matches = [wnid for wnid in classes if synsets[wnid].words[0] == node]
    if len(matches) != 1:
        raise ValueError(f'"{node}" is the first word of {len(matches)} classes')
    return matches[0]
