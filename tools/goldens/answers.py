"""The definition of scores and of the hedged answer, after public/models/imagenet-1k/README.md."""

import math

import numpy as np


def softmax(logits, temperature):
    exact = logits.astype(np.float64)
    powers = np.exp((exact - exact.max()) / temperature)
    return powers / math.fsum(powers)


def top(scores, count):
    """Indices, best first; of equal scores the lower index first."""
    return sorted(range(len(scores)), key=lambda index: (-scores[index], index))[:count]


def ancestors(groups, group):
    """The group itself, then what is above it, up to the root."""
    while group >= 0:
        yield group
        group = groups[group][1]


def hedged(labels, scores, threshold):
    """The most specific name that is likely enough, found by walking up from every class; and the groups above it.

    `path` holds names and scores: the answer's own, then of what is above it, widest last, but for the vague groups. Where
    nothing is likely enough it is empty.
    """
    best = max(scores)
    below = {}
    found = None
    for (_, label, group, *_), score in zip(labels["classes"], scores):
        if score >= threshold:
            found = {"name": label, "score": score, "kind": "class"}, group
        for above in ancestors(labels["groups"], group):
            below.setdefault(above, []).append(score)
    sums = {group: min(1.0, math.fsum(parts)) for group, parts in below.items()}
    if found is None:
        passing = [group for group, score in sums.items() if score >= threshold]
        depth = {group: len(list(ancestors(labels["groups"], group))) for group in passing}
        deepest = max(passing, key=depth.get, default=None)
        if deepest is None or labels["groups"][deepest][3]:
            return {"answer": {"name": "Not sure", "score": best, "kind": "unsure"}, "path": []}
        found = {"name": labels["groups"][deepest][0], "score": sums[deepest], "kind": "group"}, deepest
    answer, group = found
    path = [at for at in ancestors(labels["groups"], group) if not labels["groups"][at][3]]
    own = [[answer["name"], answer["score"]]] if answer["kind"] == "class" else []
    return {"answer": answer, "path": own + [[labels["groups"][at][0], sums[at]] for at in path]}
