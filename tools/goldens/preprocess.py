"""The definition of preprocessing: Pillow's BICUBIC to the shortest edge, centre crop, (v - 127) / 128.

Pillow's from version 13 on: it resizes tall pictures in the other order than 12 did, which gives slightly other bytes.
"""

import io

import numpy as np
from PIL import Image, ImageCms, ImageOps


def decoded(path):
    """RGB, upright, sRGB. Enough for the example pictures: 8 bits, no alpha."""
    image = ImageOps.exif_transpose(Image.open(path))
    profile = image.info.get("icc_profile")
    if profile:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return image.convert("RGB")


def cropped(image, edge, crop):
    """[crop, crop, 3] bytes."""
    width, height = image.size
    if width < height:
        size = (edge, int(edge * height / width))
    else:
        size = (int(edge * width / height), edge)
    left, top = (size[0] - crop) // 2, (size[1] - crop) // 2
    resized = image.resize(size, Image.Resampling.BICUBIC)
    return np.asarray(resized.crop((left, top, left + crop, top + crop)))


def framed(image, framing, resample):
    """[height, width, 3] bytes: any of Pillow's filters, and the rules of Framing in src/core/geometry.ts."""
    width, height = image.size
    if "size" in framing:
        size = (framing["size"]["width"], framing["size"]["height"])
    else:
        edge = framing["shortestEdge"]
        size = (edge, int(edge * height / width)) if width < height else (int(edge * width / height), edge)
    crop = framing.get("centerCrop", framing.get("size"))
    across, down = (crop, crop) if isinstance(crop, int) else (crop["width"], crop["height"])
    left, top = (size[0] - across) // 2, (size[1] - down) // 2
    resized = image.resize(size, Image.Resampling(resample))
    return np.asarray(resized.crop((left, top, left + across, top + down)))


def tensor(pixels):
    """[1, 3, S, S] float32 of [S, S, 3] bytes."""
    return ((pixels.astype(np.float32) - 127) / 128).transpose(2, 0, 1)[None]
