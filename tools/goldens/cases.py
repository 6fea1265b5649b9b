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
