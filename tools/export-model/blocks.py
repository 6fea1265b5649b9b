"""The blocks of EfficientNet-Lite, scaled to a variant.

Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", 2019, table 1; the Lite variants
(Liu and Tan, 2020) drop squeeze-and-excitation, use ReLU6, and scale neither the stem nor the head nor the count of blocks
in the first and the last stage.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from variants import Variant

STEM_CHANNELS = 32
HEAD_CHANNELS = 1280
# Channels are a multiple of this after scaling.
CHANNEL_STEP = 8
# blocks, kernel, stride of the first block, expansion, channels
STAGES = [
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
]


@dataclass(frozen=True)
class Block:
    """An inverted bottleneck: 1x1 to `expansion` times the channels, depthwise `kernel`, 1x1 down to `channels_out`."""

    kernel: int
    stride: int
    expansion: int
    channels_in: int
    channels_out: int

    @property
    def has_shortcut(self) -> bool:
        """Its input is added to its output, where the two have the same shape."""
        return self.stride == 1 and self.channels_in == self.channels_out


def blocks(variant: Variant) -> Iterator[Block]:
    """All blocks, from the stem to the head."""
    channels_in = STEM_CHANNELS
    for stage, (count, kernel, stride, expansion, channels) in enumerate(STAGES):
        channels_out = scaled_channels(channels, variant.width)
        is_scaled = 0 < stage < len(STAGES) - 1
        for repeat in range(math.ceil(count * variant.depth) if is_scaled else count):
            yield Block(kernel, 1 if repeat else stride, expansion, channels_in, channels_out)
            channels_in = channels_out


def scaled_channels(channels: int, width: float) -> int:
    """The nearest multiple of 8, but never less than nine tenths of what was asked for."""
    wanted = channels * width
    rounded = max(CHANNEL_STEP, int(wanted + CHANNEL_STEP / 2) // CHANNEL_STEP * CHANNEL_STEP)
    return rounded + CHANNEL_STEP if rounded < 0.9 * wanted else rounded
