"""Symmetric int8 with one scale per output channel: a weight is `int8 * scale`, zero stays zero."""

import numpy as np

# The largest weight need not be representable: clipping it a little makes all the others finer. Ratios of the peak to try.
CLIPPING_RATIOS = np.linspace(0.8, 1.0, 41)
# -128 is left out, so that the range is symmetric.
INT8_PEAK = 127
# A channel of zeros has no peak; any scale serves it but 0.
SMALLEST_PEAK = 1e-8


def quantise(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The int8 weights and their scales, of all clipping ratios those with the least squared error in each channel.

    weights: float32 [out, ...]
    returns: int8 [out, ...], and float32 [out, 1, ...] that broadcasts against it
    """
    rows = weights.reshape(len(weights), -1)
    peak = np.maximum(np.abs(rows).max(axis=1, keepdims=True), SMALLEST_PEAK)
    best_scale = peak / INT8_PEAK
    best_error = np.full((len(rows), 1), np.inf)
    for ratio in CLIPPING_RATIOS:
        scale = peak * ratio / INT8_PEAK
        error = ((_rounded(rows, scale) * scale - rows) ** 2).sum(axis=1, keepdims=True)
        better = error < best_error
        best_scale = np.where(better, scale, best_scale)
        best_error = np.where(better, error, best_error)
    scales = best_scale.astype(np.float32).reshape(-1, *[1] * (weights.ndim - 1))
    return _rounded(rows, best_scale).astype(np.int8).reshape(weights.shape), scales


def _rounded(rows: np.ndarray, scale: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(rows / scale), -INT8_PEAK, INT8_PEAK)
