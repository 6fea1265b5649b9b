"""Test pictures and logits from whole numbers alone; the same as src/core/pattern.ts, so inputs are not committed."""

import numpy as np

U32 = np.uint32


def scrambled(n):
    """The finaliser of MurmurHash3 (Austin Appleby, public domain): every bit of n reaches every bit of the result."""
    n = np.asarray(n, U32)
    n = (n ^ (n >> U32(16))) * U32(0x85EBCA6B)
    n = (n ^ (n >> U32(13))) * U32(0xC2B2AE35)
    return n ^ (n >> U32(16))


def picture(width, height, seed):
    """[height, width, 3] bytes: a quilt of gradients, noise, and black, white and saturated patches with hard edges."""
    x = np.arange(width, dtype=U32)[None, :, None]
    y = np.arange(height, dtype=U32)[:, None, None]
    channel = np.arange(3, dtype=U32)[None, None, :]
    cell = U32(1 + (max(width, height) >> 5))
    patch = scrambled((x // cell) * U32(73856093) + (y // cell) * U32(19349663) + U32(seed))
    pixel = scrambled(x * U32(73856093) + y * U32(19349663) + channel * U32(83492791) + U32(seed))
    wave = ((x * (channel + U32(5)) + y * (channel + channel + U32(3))) * U32(16) // cell) & U32(511)
    smooth = np.where(wave < 256, wave, U32(511) - wave)
    stripe = (x // (cell // U32(4) + U32(1)) + y // (cell // U32(3) + U32(1))) & U32(1)
    kind = patch & U32(7)
    bytes_ = np.select(
        [kind == 0, kind == 1, kind == 2, kind == 3],
        [
            pixel & U32(255),  # noise
            stripe * U32(255),  # black and white
            ((patch >> U32(8)) & U32(1)) * U32(255),  # all black or all white
            ((patch >> (channel + U32(8))) & U32(1)) * U32(255),  # one of the eight saturated colours
        ],
        smooth,
    )
    return np.broadcast_to(bytes_, (height, width, 3)).astype(np.uint8)


def logits(classes, seed, spread):
    """[classes] float32 from -spread / 2 to spread / 2. `spread` is a whole number, so nothing is rounded before the end."""
    n = scrambled(np.arange(classes, dtype=U32) * U32(2654435761) + U32(seed))
    return (((n >> U32(8)) / 2**24 - 0.5) * spread).astype(np.float32)
