"""The definition of decoding: Pillow's pixels, upright, converted to sRGB where a profile is embedded, over white, 8 bits.

Used for every golden of the project: those of decoding (tools/pictures/make.py), of numerics and of parity.
"""

import io

import numpy as np
from PIL import Image, ImageCms, ImageOps

# Modes of Pillow that can hold transparency, in a channel or in a palette.
MAY_BE_CLEAR = {"RGBA", "LA", "PA", "P", "La", "RGBa"}


def eight_bits(image):
    """16 bits scaled by >> 8. Pillow does so itself for colours, and keeps greys whole."""
    if not image.mode.startswith("I"):
        return image
    scaled = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    scaled.info = image.info
    return scaled


def to_srgb(image):
    profile = image.info.get("icc_profile")
    if not profile:
        return image
    if image.mode == "P":
        image = image.convert("RGBA")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)


def over_white(image):
    """[height, width, 3] bytes"""
    # A "transparency" beside a mode without alpha: one colour, or one grey, that is clear.
    if image.mode not in MAY_BE_CLEAR and "transparency" not in image.info:
        return np.asarray(image.convert("RGB"))
    rgba = np.asarray(image.convert("RGBA")).astype(np.float64)
    opacity = rgba[..., 3:] / 255
    return (rgba[..., :3] * opacity + 255 * (1 - opacity)).round().astype(np.uint8)


def decoded(path):
    """[height, width, 3] bytes: the first frame, as everything else of the project must see it."""
    return over_white(to_srgb(ImageOps.exif_transpose(eight_bits(Image.open(path)))))
