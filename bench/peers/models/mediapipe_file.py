"""The network as MediaPipe wants it: with scores, and with what it reads beside the network, in the same file."""

import sys
import types

from network import Network
from tflite_file import tflite_file

# MediaPipe's writer asks compiled code, which its package on PyPI lacks, which version of its readers the metadata needs.
# Input normalisation and labels have been understood since the first.
_version = types.ModuleType("mediapipe.tasks.cc.metadata.python._pywrap_metadata_version")
_version.GetMinimumMetadataParserVersion = lambda metadata: "1.0.0"
_package = types.ModuleType("mediapipe.tasks.cc.metadata.python")
_package._pywrap_metadata_version = _version
sys.modules[_package.__name__] = _package

from mediapipe.tasks.python.metadata.metadata_writers import image_classifier, metadata_writer  # noqa: E402


def mediapipe_file(network: Network, labels: list[str]) -> bytes:
    """A TensorFlow Lite file whose metadata say how pixels become its input, and what the classes are called."""
    model = bytearray(tflite_file(network, small=True, softmax=True))
    names = metadata_writer.Labels().add(labels)
    content, _ = image_classifier.MetadataWriter.create(model, [127.0], [128.0], names).populate()
    return bytes(content)
