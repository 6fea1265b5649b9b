"""What is asked of Python, and so of everything else."""

# width, height, shortest edge, crop. Of these the bytes are kept.
SIZES = [
    (1, 1, 256, 224),
    (1, 4000, 256, 224),
    (4000, 1, 256, 224),
    (3, 2, 256, 224),
    (7, 90, 256, 224),
    (37, 1000, 256, 224),
    (1000, 37, 256, 224),
    (64, 64, 64, 64),
    (100, 75, 256, 224),
    (223, 224, 256, 224),
    (224, 224, 256, 224),
    (224, 224, 224, 224),
    (256, 256, 256, 224),
    (256, 300, 256, 224),
    (257, 255, 256, 224),
    (300, 451, 256, 224),
    (451, 300, 256, 224),
    (640, 427, 256, 224),
    (300, 900, 256, 224),
    (600, 1200, 256, 224),
    (540, 1200, 64, 56),
    (1999, 1501, 256, 224),
    (1501, 1999, 292, 260),
    (3000, 200, 64, 48),
]

# Many more sizes, drawn from these ranges; of them only a hash is kept.
DRAWN = 150
DRAWN_LONGEST = 400

# Pillow's numbers: NEAREST, LANCZOS, BILINEAR, BICUBIC, BOX, HAMMING. Each with sizes of its own, of which only a hash is kept.
FILTERS = [0, 1, 2, 3, 4, 5]
DRAWN_PER_FILTER = 40
# width, height, and what becomes of it: to the shortest edge and cut, or to a size whatever the shape, cut or whole.
FRAMINGS = [
    (1, 1, {"shortestEdge": 256, "centerCrop": 224}),
    (1, 4000, {"shortestEdge": 256, "centerCrop": 224}),
    (451, 300, {"shortestEdge": 256, "centerCrop": {"width": 224, "height": 160}}),
    (451, 300, {"size": {"width": 224, "height": 224}}),
    (300, 451, {"size": {"width": 224, "height": 224}}),
    (224, 224, {"size": {"width": 224, "height": 224}}),
    (224, 451, {"size": {"width": 224, "height": 224}}),
    (1999, 1501, {"size": {"width": 96, "height": 160}}),
    (600, 1200, {"size": {"width": 256, "height": 256}, "centerCrop": 224}),
    (7, 3, {"size": {"width": 50, "height": 90}, "centerCrop": {"width": 31, "height": 90}}),
]

# The sizes of which the network's logits are kept too.
NETWORK = ["1x1", "3x2", "37x1000", "224x224-256-224", "451x300", "1999x1501"]
PICTURES = ["cat", "espresso", "rocket"]

# Classes: tabby, tiger cat, Egyptian cat (all "cat"); espresso; golden retriever and its neighbour, two kinds of dog.
TABBY, TIGER, EGYPTIAN, ESPRESSO, RETRIEVER, LABRADOR = 281, 282, 285, 967, 207, 208
FAR_BELOW = -2000  # exp() of it is exactly 0

# Each: what the logits are made of (pattern.logits, then boosts set or added), and what differs from the manifest.
ANSWERS = (
    [{"name": f"noise of spread {spread}, seed {seed}", "spread": spread, "seed": seed}
     for spread in (1, 8, 16, 24, 40, 100) for seed in (1, 2, 3)]
    + [{"name": f"class {index} above the noise by {boost}", "spread": 8, "seed": index, "add": [[index, boost]]}
       for index in (0, 207, 281, 500, 999) for boost in (6, 8, 10, 12)]
    + [{"name": f"three cats above the noise by {boost}", "spread": 4, "seed": boost,
        "add": [[TABBY, boost], [TIGER, boost], [EGYPTIAN, boost - 0.5]]} for boost in (5, 6, 7, 9)]
    + [{"name": f"two dogs above the noise by {boost}", "spread": 4, "seed": boost,
        "add": [[RETRIEVER, boost], [LABRADOR, boost]]} for boost in (5, 7, 9)]
    + [
        {"name": "all equal", "spread": 0, "seed": 0},
        {"name": "all equal and far below 0", "spread": 0, "seed": 0, "base": -1e30},
        {"name": "all equal and far above 0", "spread": 0, "seed": 0, "base": 1e30},
        {"name": "one huge", "spread": 8, "seed": 5, "set": [[ESPRESSO, 1e30]]},
        {"name": "one huge, threshold 1", "spread": 0, "seed": 5, "set": [[ESPRESSO, 1e30]], "threshold": 1},
        {"name": "one far below", "spread": 0, "seed": 0, "set": [[ESPRESSO, -1e30]]},
        {"name": "two equal and alone", "spread": 0, "seed": 0, "base": FAR_BELOW, "set": [[ESPRESSO, 0], [TABBY, 0]]},
        {"name": "group exactly at the threshold", "spread": 0, "seed": 0, "base": FAR_BELOW, "threshold": 0.75,
         "set": [[TABBY, 3], [TIGER, 3], [EGYPTIAN, 3], [ESPRESSO, 3]]},
        {"name": "group just below the threshold", "spread": 0, "seed": 0, "base": FAR_BELOW, "threshold": 0.7500001,
         "set": [[TABBY, 3], [TIGER, 3], [EGYPTIAN, 3], [ESPRESSO, 3]]},
        {"name": "flat temperature", "spread": 8, "seed": 9, "add": [[RETRIEVER, 30]], "temperature": 3},
        {"name": "sharp temperature", "spread": 8, "seed": 9, "add": [[RETRIEVER, 5]], "temperature": 0.25},
    ]
)
