"""Makes the pictures of e2e/pictures and the pixels that they must decode to.

    python3 -m pip install -r tools/pictures/requirements.txt
    python3 tools/pictures/make.py

The same bytes on every run with the same Pillow. The goldens (e2e/pictures/goldens/decode.json) are what Pillow decodes, as
tools/goldens/decode.py defines it.
"""

import base64
import hashlib
import io
import json
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

import icc

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tools' / 'goldens'))
import decode  # noqa: E402
OUT = ROOT / 'e2e' / 'pictures'
CAT = ROOT / 'public' / 'pictures' / 'cat.jpg'
ORIENTATION = 0x0112

# How to store an upright picture so that EXIF's orientation turns it upright again.
STORE = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}

# Points of the golden per picture, evenly spread: columns and rows.
GRID = (16, 12)


def corners():
    """96 x 64: four corners that no turning confuses, over a ramp in which every pixel differs from its neighbours."""
    y, x = np.mgrid[0:64, 0:96]
    picture = np.stack([x * 2 + 20, y * 3 + 20, (x + y) + 40], axis=-1).astype(np.uint8)
    picture[:16, :24] = (220, 30, 30)
    picture[:16, -24:] = (30, 200, 40)
    picture[-16:, :24] = (40, 60, 220)
    picture[-16:, -24:] = (230, 210, 40)
    return Image.fromarray(picture)


def stored(upright, orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    turn = STORE[orientation]
    return (upright if turn is None else upright.transpose(turn)), exif


def alpha():
    """96 x 64: opaque at the left to clear at the right; vivid red lies under the clear part."""
    picture = np.array(corners().convert('RGBA'))
    picture[..., 3] = np.linspace(255, 0, 96).round().astype(np.uint8)[None, :]
    picture[:, 72:] = (255, 0, 0, 0)
    return Image.fromarray(picture)


def vivid():
    """96 x 64 patches: greys, pale colours, and colours at the edge of their space, which leave sRGB's gamut."""
    levels = [(0, 0, 0), (64, 64, 64), (128, 128, 128), (255, 255, 255)]
    pale = [(180, 140, 130), (130, 180, 140), (140, 130, 180), (200, 190, 120)]
    edge = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)]
    patches = np.array([levels, pale, edge, edge[::-1]], dtype=np.uint8)
    return Image.fromarray(patches.repeat(16, axis=0).repeat(24, axis=1))


def png(width, height, bits, color_type, rows):
    """A PNG file from rows of raw bytes: Pillow writes neither 16-bit RGB nor a header that lies."""
    def chunk(name, content):
        return struct.pack('>I', len(content)) + name + content + struct.pack('>I', zlib.crc32(name + content))

    header = struct.pack('>IIBBBBB', width, height, bits, color_type, 0, 0, 0)
    packed = zlib.compress(b''.join(b'\0' + row for row in rows), 9)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', packed) + chunk(b'IEND', b'')


def deep(channels):
    """[64, 96, channels] of 16 bits: low bytes of every value, so that rounding and cutting off differ."""
    y, x = np.mgrid[0:64, 0:96]
    planes = [x * 683 + y * 3, y * 1021 + x * 7, (x + y) * 409 + 131, 65535 - x * 683]
    return np.stack(planes[:channels], axis=-1).astype(np.uint16)


def save(name, picture, **options):
    picture.save(OUT / name, **options)


def write(name, content):
    (OUT / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def make_pictures():
    cat = Image.open(CAT).convert('RGB')
    corner = corners()

    # The cat in every format.
    save('cat.png', cat, optimize=True)
    save('cat-lossy.webp', cat, quality=85, method=6)
    save('cat-lossless.webp', cat, lossless=True, quality=100, method=6)
    palette = cat.quantize(256, dither=Image.Dither.NONE)
    second = Image.new('P', cat.size, 0)
    second.putpalette(palette.getpalette())
    save('cat-animated.gif', palette, save_all=True, append_images=[second], duration=500, loop=0)
    save('cat.avif', cat, quality=80, subsampling='4:4:4', speed=4, max_threads=1)
    save('cat-small.bmp', cat.resize((150, 100), Image.Resampling.BICUBIC))
    save('cat-progressive.jpg', cat, quality=85, subsampling=0, progressive=True)
    # Chroma halved along the rows alone, odd numbers of both; too narrow to weigh samples.
    save('cat-422.jpg', cat.crop((0, 0, 331, 217)), quality=85, subsampling='4:2:2')
    save('cat-narrow.jpg', cat.crop((180, 90, 184, 121)), quality=85, subsampling='4:2:0')
    save('cat-grey.jpg', cat.convert('L'), quality=85)
    save('cat-cmyk.jpg', cat.convert('CMYK'), quality=85)
    save('cat.ico', cat.resize((48, 32), Image.Resampling.BICUBIC), sizes=[(48, 32)])
    for orientation, form in ((6, 'jpg'), (6, 'webp')):
        picture, exif = stored(cat, orientation)
        save(f'cat-orientation-{orientation}.{form}', picture, quality=85, exif=exif)

    # Orientation.
    for orientation in STORE:
        picture, exif = stored(corner, orientation)
        save(f'orientation-{orientation}.jpg', picture, quality=95, subsampling=0, exif=exif)
        save(f'orientation-{orientation}.webp', picture, lossless=True, quality=100, method=6, exif=exif)
    picture, exif = stored(corner, 6)
    save('orientation-6.png', picture, exif=exif)
    for orientation in (5, 6):
        picture, exif = stored(corner, orientation)
        save(f'orientation-{orientation}.avif', picture, quality=95, subsampling='4:4:4', exif=exif, max_threads=1)

    # Alpha.
    save('alpha.png', alpha())
    save('alpha.webp', alpha(), lossless=True, exact=True, quality=100, method=6)
    with_clear = corner.quantize(64, dither=Image.Dither.NONE)
    save('alpha-palette.png', with_clear, transparency=with_clear.getpixel((2, 2)))

    # Depth.
    for name, channels, color_type in (('grey16', 1, 0), ('rgb16', 3, 2), ('rgba16', 4, 6)):
        rows = [row.astype('>u2').tobytes() for row in deep(channels)]
        write(f'{name}.png', png(96, 64, 16, color_type, rows))

    # Colour.
    p3 = icc.profile('Display P3', icc.DISPLAY_P3, icc.srgb_curve())
    adobe = icc.profile('Adobe RGB (1998)', icc.ADOBE_RGB, icc.gamma_curve(563 / 256))
    save('display-p3.png', vivid(), icc_profile=p3)
    save('display-p3.jpg', vivid(), icc_profile=p3, quality=98, subsampling=0)
    srgb = icc.profile('sRGB', icc.SRGB, icc.srgb_curve())
    save('srgb.jpg', vivid(), icc_profile=srgb, quality=98, subsampling='4:2:0')
    save('adobe-rgb.jpg', vivid(), icc_profile=adobe, quality=98, subsampling=0)

    # Large: every block of 32 x 32 has one colour, which keeps 50 megapixels below 400 kB.
    blocks = cat.crop((25, 0, 425, 300)).resize((256, 192), Image.Resampling.BICUBIC)
    large = blocks.resize((8192, 6144), Image.Resampling.NEAREST)
    save('cat-50-megapixels.jpg', large, quality=50, optimize=True)


def make_broken():
    whole = CAT.read_bytes()
    write('truncated.jpg', whole[: len(whole) // 3])
    write('text.jpg', 'This is a text file that was named like a picture.\n')
    write('empty.jpg', b'')
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="64"><rect width="96" height="64" fill="red"/>{}</svg>\n'
    write('drawing.svg', svg.format(''))
    write('drawing-with-script.svg', '<?xml version="1.0"?>\n<!-- a drawing -->\n'
          + svg.format('<script>globalThis.scriptRan = true</script>'))
    write('claims-30000x30000.png', png(30000, 30000, 8, 2, [b'\0' * 300]))
    brands = b'heic' + struct.pack('>I', 0) + b'mif1heic'
    write('photo.heic', struct.pack('>I4s', 8 + len(brands), b'ftyp') + brands + b'\0\0\0\x08meta')
    brands = b'isom' + struct.pack('>I', 512) + b'isomiso2avc1mp41'
    write('film.mp4', struct.pack('>I4s', 8 + len(brands), b'ftyp') + brands + b'\0\0\0\x08moov')
    write('document.pdf', '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')
    write('page.png', '<!doctype html>\n<title>404</title>\n<p>Not found\n')


def golden(path):
    rgb = decode.decoded(path)
    height, width, _ = rgb.shape
    columns = [int((i + 0.5) * width / GRID[0]) for i in range(GRID[0])]
    rows = [int((i + 0.5) * height / GRID[1]) for i in range(GRID[1])]
    sampled = rgb[np.ix_(rows, columns)]
    return {
        'width': width,
        'height': height,
        'sha256': hashlib.sha256(rgb.tobytes()).hexdigest(),
        'samples': base64.b64encode(sampled.tobytes()).decode(),
    }


BROKEN = {'truncated.jpg', 'text.jpg', 'empty.jpg', 'claims-30000x30000.png', 'page.png'}
PICTURES = {'.png', '.jpg', '.webp', '.gif', '.avif', '.bmp', '.ico'}


def make_goldens():
    paths = sorted(p for p in OUT.iterdir() if p.suffix in PICTURES and p.name not in BROKEN)
    pictures = {path.name: golden(path) for path in paths}
    content = {'grid': {'columns': GRID[0], 'rows': GRID[1]}, 'pictures': pictures}
    write('goldens/decode.json', json.dumps(content, indent=1) + '\n')


def probe():
    """The WebP in src/core/webp-orientation.ts, printed as hex."""
    picture = Image.new('RGB', (2, 1), (255, 0, 0))
    picture.putpixel((1, 0), (0, 0, 255))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    buffer = io.BytesIO()
    picture.save(buffer, 'WEBP', lossless=True, method=6, exif=exif)
    return buffer.getvalue().hex()


def planes_probe():
    """The JPEG in src/core/jpeg-planes.ts, printed as hex, and FNV-1a (32 bits) of its pixels as they lie."""
    noise = np.random.default_rng(0).integers(0, 256, (10, 18, 3), dtype=np.uint8)
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, 'JPEG', quality=30, subsampling='4:2:0', optimize=True, exif=exif)
    fingerprint = 0x811C9DC5
    for byte in Image.open(buffer).convert('RGB').tobytes():
        fingerprint = ((fingerprint ^ byte) * 0x01000193) & 0xFFFFFFFF
    return f'{buffer.getvalue().hex()} {fingerprint:#010x}'


if __name__ == '__main__':
    (OUT / 'goldens').mkdir(parents=True, exist_ok=True)
    make_pictures()
    make_broken()
    make_goldens()
    print('probe:', probe())
    print('probe of planes:', planes_probe())
