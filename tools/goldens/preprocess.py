"""The definition of preprocessing: Pillow's BICUBIC to the shortest edge, centre crop, (v - 127) / 128.

Pillow's from version 13 on: it resizes tall pictures in the other order than 12 did, which gives slightly other bytes.
"""

import numpy as np
from PIL import Image


def cropped(image, edge, crop):
    """[crop, crop, 3] bytes of an RGB image."""
    width, height = image.size
    if width < height:
        size = (edge, int(edge * height / width))
    else:
        size = (int(edge * width / height), edge)
    left, top = (size[0] - crop) // 2, (size[1] - crop) // 2
    resized = image.resize(size, Image.Resampling.BICUBIC)
    return np.asarray(resized.crop((left, top, left + crop, top + crop)))


def tensor(pixels):
    """[1, 3, S, S] float32 of [S, S, 3] bytes."""
    return ((pixels.astype(np.float32) - 127) / 128).transpose(2, 0, 1)[None]
