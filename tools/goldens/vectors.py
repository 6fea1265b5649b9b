"""Logit vectors for the hedged answer, as rules that src/core/answer.test.ts follows too, so that none is committed.

A case is a dictionary: `seed` and `spread` (noise, see pattern.logits) or `base` (all the same), then `set` puts values at
indices. Every value is exact in float32 arithmetic, so both languages make the same vector to the bit. `threshold` and
`temperatures` stand only where they are not the models' own.
"""

import itertools

import numpy as np

import answers
import pattern

RANDOM = 200

# The manifests' own, of EfficientNet-Lite0 and Lite2; every vector is answered with each.
TEMPERATURES = [0.85, 0.75]
THRESHOLD = 0.7

# Classes by their index. The first three are "cat", the next five dogs, then a big cat; then what is neither.
TABBY, TIGER, EGYPTIAN = 281, 282, 285
RETRIEVER, LABRADOR, BEAGLE, BOXER, PUG = 207, 208, 162, 242, 254
LION, GOLDFISH, DAISY, ESPRESSO, LAPTOP, TRENCH_COAT = 291, 1, 985, 967, 620, 869
FIRST, LAST = 0, 999

FAR_BELOW = -2000  # exp() of it is exactly 0 at every temperature here
LARGEST = 3.4028234663852886e38  # of float32
SMALLEST = 1.401298464324817e-45


def logits_of(case, classes):
    """[classes] float32"""
    if "base" in case:
        made = np.full(classes, case["base"], np.float32)
    else:
        made = pattern.logits(classes, case["seed"], case["spread"])
    for index, value in case.get("set", []):
        made[index] = value
    return made


def below(labels, group):
    """Indices of the classes below a group."""
    groups, found = labels["groups"], []
    for index, (_, _, at, *_) in enumerate(labels["classes"]):
        while at > group:
            at = groups[at][1]
        if at == group:
            found.append(index)
    return found


def random_case(labels, number):
    """Noise, and above it nothing, one class, two of them, its group, or the group above that: from flat to certain."""
    draw = pattern.scrambled([number * 8 + k for k in range(8)]).tolist()
    spread = 2 + draw[0] % 40
    chosen = draw[1] % len(labels["classes"])
    group = labels["classes"][chosen][2]
    parent = max(0, labels["groups"][group][1])
    kins = [[], [chosen], [chosen], [chosen, draw[2] % 1000], below(labels, group), below(labels, group), below(labels, parent)]
    kin = kins[draw[3] % len(kins)]
    # At most a dozen, evenly picked. In eighths, from the top of the noise to 10 above: at 5 or so the answer turns.
    kin = kin[:: 1 + len(kin) // 12]
    lift = spread / 2 + (draw[4] % 81) / 8
    jitter = pattern.scrambled([draw[5] + index for index in kin]).tolist()
    steps = 1 + draw[6] % 16
    values = [[index, lift - (step % steps) / 8] for index, step in zip(kin, jitter)]
    name = f"random {number}: spread {spread}, {len(kin)} of them up to {lift - spread / 2} above"
    return {"name": name, "spread": spread, "seed": draw[7], "set": values}


def beside_cases(labels):
    """Scores of no particular value, and a threshold that lies so little below or above that only rounding is less."""
    found = {"class": 0, "group": 0}
    for number in itertools.count():
        case = random_case(labels, number)
        temperature = TEMPERATURES[number % 2]
        scores = answers.softmax(logits_of(case, len(labels["classes"])), temperature).tolist()
        answer = answers.hedged(labels, scores, THRESHOLD)["answer"]
        if found.get(answer["kind"], 3) == 3 or answer["score"] > 0.999:
            continue
        found[answer["kind"]] += 1
        for side, less in (("below", 1 - 1e-12), ("above", 1 + 1e-12)):
            name = f"random {number}, a threshold that is a hair {side} the {answer['kind']}'s score"
            settings = {"threshold": answer["score"] * less, "temperatures": [temperature]}
            yield case | {"name": name} | settings
        if min(found.values()) == 3:
            return


def alone(name, indices, **settings):
    """Only these share the whole, all alike."""
    return {"name": name, "base": FAR_BELOW, "set": [[index, 3] for index in indices]} | settings


def sharing(labels, name, group, of_it, others):
    """So many classes of a group and so many others, all alike: the group's share is a fraction, to the last digit."""
    inside = below(labels, next(at for at, row in enumerate(labels["groups"]) if row[0] == group))
    outside = [index for index in range(999, -1, -1) if index not in inside]
    return alone(f"{name}: {of_it} {group} of {of_it + others}", inside[:of_it] + outside[:others])


def edge_cases(labels):
    classes = len(labels["classes"])
    three_cats = [TABBY, TIGER, EGYPTIAN]
    quarter = [*three_cats, ESPRESSO]
    hair = 2**-53
    return [
        # Flat, and as far out as float32 goes.
        *({"name": f"all {base}", "base": base} for base in (0, 80, -80, 1e30, -1e30, LARGEST, -LARGEST, SMALLEST)),
        {"name": "one is 80, all else -80", "base": -80, "set": [[PUG, 80]]},
        {"name": "one is -80, all else 80", "base": 80, "set": [[PUG, -80]]},
        {"name": "every other one is 80, the rest -80", "base": -80, "set": [[at, 80] for at in range(0, classes, 2)]},
        {"name": "the first 700 are 80, the rest -80", "base": -80, "set": [[at, 80] for at in range(700)]},
        {"name": "one huge", "spread": 8, "seed": 5, "set": [[ESPRESSO, 1e30]]},
        {"name": "one as large as can be", "spread": 8, "seed": 6, "set": [[LAST, LARGEST]]},
        {"name": "largest and smallest", "base": -LARGEST, "set": [[FIRST, LARGEST]]},
        {"name": "one far below", "base": 0, "set": [[ESPRESSO, -1e30]]},
        *({"name": f"noise to 80, seed {seed}", "spread": 160, "seed": seed} for seed in (1, 2, 3)),
        # One hot, from a step that says nothing to one that says all.
        *({"name": f"one is {hot}, all else 0", "base": 0, "set": [[BEAGLE, hot]]} for hot in (1, 6, 7, 80)),
        {"name": "the first class alone", "base": -80, "set": [[FIRST, 0]]},
        {"name": "the last class alone", "base": -80, "set": [[LAST, 0]]},
        # Halves, thirds and more: of one group, of groups that meet at a good name, and of groups that do not.
        alone("two at .5 of one group", [TABBY, EGYPTIAN]),
        alone("two at .5 that are both dogs", [RETRIEVER, PUG]),
        alone("two at .5 that meet above the cats", [TABBY, LION]),
        alone("two at .5 that meet at animal", [TABBY, GOLDFISH]),
        alone("two at .5 that are living things, which is vague", [TABBY, DAISY]),
        alone("two at .5 that are man-made objects, which is vague", [LAPTOP, TRENCH_COAT]),
        alone("two at .5 that meet at the root", [TABBY, ESPRESSO]),
        alone("two at .5, the later first", [ESPRESSO, TABBY]),
        alone("five dogs alike", [RETRIEVER, LABRADOR, BEAGLE, BOXER, PUG]),
        alone("all dogs alike", range(151, 269)),
        alone("all classes but the dogs", [*range(151), *range(269, classes)]),
        {"name": "a tie for the fifth place", "base": FAR_BELOW,
         "set": [[LAST, 9], [TABBY, 5], [TIGER, 5], [EGYPTIAN, 5], [PUG, 3], [BOXER, 3], [BEAGLE, 3]]},
        {"name": "a tie of 0 and -0", "base": -9, "set": [[TIGER, 0.0], [TABBY, -0.0], [ESPRESSO, 0.0]]},
        {"name": "a tie but for the last bit", "base": -9, "set": [[TABBY, 1], [TIGER, 1 + 2**-23]]},
        # A vague group wins by far, and a good name just below it does not.
        {"name": "living thing at .9, animal at .6", "base": FAR_BELOW,
         "set": [[at, 3] for at in (TABBY, TIGER, PUG, BOXER, GOLDFISH, LION, DAISY, 986, 984, ESPRESSO)]},
        {"name": "the root alone passes", "spread": 1, "seed": 4},
        # On the threshold, and the next number to either side of it.
        alone("a group at .75 of .75", quarter, threshold=0.75),
        alone("a group at .75 of the next more", quarter, threshold=0.75 + 2 * hair),
        alone("a group at .75 of the next less", quarter, threshold=0.75 - hair),
        alone("a class at 1 of 1", [ESPRESSO], threshold=1),
        alone("a group at 1 of 1", [TABBY, TIGER], threshold=1),
        alone("a class at .5, a hair below", [TABBY, ESPRESSO], threshold=0.5 + 2 * hair),
        # Sums of numbers that binary cannot hold: mathematically on the threshold.
        sharing(labels, "a sum of exactly .7", "dog", 7, 3),
        sharing(labels, "a sum of exactly .7", "dog", 14, 6),
        sharing(labels, "a sum of exactly .7", "dog", 35, 15),
        sharing(labels, "a sum of exactly .7", "bird", 35, 15),
        sharing(labels, "a sum of exactly .7", "animal", 140, 60),
        sharing(labels, "a sum of exactly .7", "animal", 245, 105),
        sharing(labels, "just below .7", "animal", 244, 105),
        sharing(labels, "just above .7", "animal", 246, 105),
        # Settings of other models.
        {"name": "flat temperature", "spread": 8, "seed": 9, "set": [[RETRIEVER, 33]], "temperatures": [3]},
        {"name": "sharp temperature", "spread": 8, "seed": 9, "set": [[RETRIEVER, 9]], "temperatures": [0.25]},
        {"name": "a class above .5, threshold just above .5", "spread": 4, "seed": 9, "set": [[RETRIEVER, 6]],
         "threshold": 0.500001},
        *beside_cases(labels),
    ]
