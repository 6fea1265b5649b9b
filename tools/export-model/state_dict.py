"""Reads the arrays of a torch checkpoint without torch, and without trusting it.

A checkpoint is a pickle, and a pickle may call whatever it names. This reader knows the three names that a file of plain
tensors needs and refuses every other one, so that no code of the file's choice can run.

The format is the one that torch wrote before 1.6 (`torch.serialization._legacy_save`): five pickles (magic number, protocol,
machine, tensors, keys of the storages), then each storage as a length of 8 bytes and its raw little-endian numbers.
"""

import collections
import io
import pickle
from dataclasses import dataclass

import numpy as np

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
STORAGE_TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


@dataclass
class Storage:
    """A flat run of numbers, shared by the tensors that are cut from it; known before its numbers are."""

    dtype: np.dtype
    length: int
    numbers: np.ndarray | None = None


@dataclass(frozen=True)
class TensorView:
    """Where a tensor lies in its storage; offset and strides count numbers, not bytes."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def array(self) -> np.ndarray:
        """A contiguous copy. Raises ValueError where the tensor would reach outside of its storage."""
        flat = self.storage.numbers
        if flat is None or len(self.shape) != len(self.strides):
            raise ValueError("a tensor without its storage or strides")
        last = self.offset + sum((size - 1) * step for size, step in zip(self.shape, self.strides))
        if self.offset < 0 or min(self.shape + self.strides, default=1) < 0 or last >= len(flat):
            raise ValueError("a tensor reaches outside of its storage")
        steps = [step * flat.itemsize for step in self.strides]
        return np.lib.stride_tricks.as_strided(flat[self.offset :], self.shape, steps).copy()


def _rebuild_tensor(storage, offset, shape, strides, *_gradient_and_hooks) -> TensorView:
    return TensorView(storage, offset, tuple(shape), tuple(strides))


class _TensorsOnly(pickle.Unpickler):
    """An unpickler for which nothing exists but tensors, their storages and the ordered dictionary that holds them."""

    def __init__(self, file, storages: dict[str, Storage]):
        super().__init__(file)
        self._storages = storages

    def find_class(self, module, name):
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild_tensor
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if module == "torch" and name in STORAGE_TYPES:
            return STORAGE_TYPES[name]
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a file of weights")

    def persistent_load(self, pid):
        _kind, dtype, key, _device, length, _view = pid
        return self._storages.setdefault(key, Storage(dtype, length))


def read_state_dict(content: bytes) -> dict[str, np.ndarray]:
    """Name -> array, for every tensor of a checkpoint.

    Raises pickle.UnpicklingError where the file names anything but tensors, and ValueError where it is damaged.
    """
    file = io.BytesIO(content)
    storages: dict[str, Storage] = {}
    magic, protocol, _machine, tensors, keys = (_TensorsOnly(file, storages).load() for _ in range(5))
    if (magic, protocol) != (MAGIC, PROTOCOL):
        raise ValueError("not a checkpoint of torch's legacy format")
    for key in keys:
        storage = storages[key]
        length = int.from_bytes(file.read(8), "little")
        raw = file.read(storage.length * storage.dtype.itemsize)
        if length != storage.length or len(raw) != length * storage.dtype.itemsize:
            raise ValueError(f"storage {key} is cut off")
        storage.numbers = np.frombuffer(raw, storage.dtype)
    if file.read(1):
        raise ValueError("bytes after the last storage")
    return {name: view.array() for name, view in tensors.items()}
