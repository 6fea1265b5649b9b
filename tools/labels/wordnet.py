"""Reads the nouns of WordNet 3.0 (`data.noun`; its format is described in the manual page wndb(5))."""

import re
from dataclasses import dataclass

# Pointers to a more general noun: "is a kind of" and "is an instance of".
HYPERNYM_POINTERS = ("@", "@i")
# Remarks of the lexicographers that help nobody who looks at a picture.
REMARKS = re.compile(
    r"^\((?:usually plural|computer science|trademark|Arabic|Yiddish|Islam|Middle Ages|from a combination[^)]*)\)\s*"
)
EXPRESSIONS = re.compile(r"\s*\([^()]*expression\)")
EXAMPLES = re.compile(r';?\s*"')
# Beyond this many characters, only the first clauses of a definition are kept.
LONG_DEFINITION = 66


@dataclass(frozen=True)
class Synset:
    """One meaning: the words for it, the ids of the meanings above it, and the gloss, which is definition and examples."""

    words: list[str]
    hypernyms: list[str]
    gloss: str

    @property
    def definition(self) -> str:
        """The gloss without examples and remarks, cut at a semicolon where it is long."""
        text = EXAMPLES.split(self.gloss)[0]
        text = EXPRESSIONS.sub("", REMARKS.sub("", text))
        text = re.sub(r"\s+", " ", text).strip(" ;")
        while len(text) > LONG_DEFINITION and ";" in text:
            text = text.rsplit(";", 1)[0].strip()
        return text


def read_nouns(data_noun: bytes) -> dict[str, Synset]:
    """Id -> meaning. An id is "n" and the byte at which its line begins, eight digits: so ids hold for one version only."""
    # Lines that begin with two blanks are the licence.
    lines = [line for line in data_noun.decode("latin1").split("\n") if line and not line.startswith("  ")]
    return dict(_synset(line) for line in lines)


def _synset(line: str) -> tuple[str, Synset]:
    fields, _, gloss = line.partition(" | ")
    # offset, file, type, count of words (hexadecimal), (word, sense)..., count of pointers, (pointer, offset, type, ends)...
    offset, _file, _type, count, *rest = fields.split()
    words = rest[: 2 * int(count, 16) : 2]
    pointer_count, *pointers = rest[2 * int(count, 16) :]
    hypernyms = [
        f"n{target}"
        for pointer, target, kind in zip(pointers[0::4], pointers[1::4], pointers[2::4][: int(pointer_count)])
        if pointer in HYPERNYM_POINTERS and kind == "n"
    ]
    return f"n{offset}", Synset([word.replace("_", " ") for word in words], hypernyms, gloss.strip())
