"""Makes the small copies of the example pictures that the empty page shows; the full files are fetched only when chosen.

    python3 tools/thumbnails.py

Writes public/pictures/<name>-small.webp: a square from the middle, sRGB, no metadata, at most 15 kB each.
"""
import io
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

FOLDER = Path(__file__).parent.parent / "public" / "pictures"
# Shown at most 120 CSS pixels wide: sharp on screens of two device pixels each.
EDGE = 240
MAX_BYTES = 15_000


def to_srgb(image: Image.Image) -> Image.Image:
    """The picture in sRGB; one without a profile is taken to be sRGB already."""
    profile = image.info.get("icc_profile")
    if profile is None:
        return image.convert("RGB")
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    if converted is None:
        raise ValueError("the profile could not be applied")
    return converted


for path in sorted(FOLDER.glob("*.jpg")):
    with Image.open(path) as opened:
        image = to_srgb(ImageOps.exif_transpose(opened))
    small = ImageOps.fit(image, (EDGE, EDGE), Image.Resampling.LANCZOS)
    small.info.clear()
    target = path.with_name(f"{path.stem}-small.webp")
    small.save(target, quality=72, method=6)
    size = target.stat().st_size
    print(f"{target.name}  {size} bytes")
    if size > MAX_BYTES:
        raise SystemExit(f"{target.name} is over {MAX_BYTES} bytes")
