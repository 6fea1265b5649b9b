"""Makes bench/parity/pictures: what e2e/pictures does not have, for comparing scores with Python's.

    python3 -m pip install -r tools/pictures/requirements.txt
    python3 tools/pictures/parity.py

The same bytes on every run with the same Pillow.
"""

import shutil

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

import icc
from make import ROOT, png, stored

OUT = ROOT / 'bench' / 'parity' / 'pictures'
EXAMPLES = ROOT / 'public' / 'pictures'
BICUBIC = Image.Resampling.BICUBIC
NEAREST = Image.Resampling.NEAREST


def save(name, picture, **options):
    picture.save(OUT / name, **options)


def lossless(name, picture, **options):
    """WebP, which is smaller than PNG for photographs."""
    save(f'{name}.webp', picture, lossless=True, quality=100, method=6, exact=True, **options)


def example(name):
    """The numbers alone: the rocket's colour profile would go into every file that is made of it."""
    return Image.fromarray(np.asarray(Image.open(EXAMPLES / f'{name}.jpg').convert('RGB')))


def cut(name, box, size):
    return example(name).crop(box).resize(size, BICUBIC)


def noise(*shape):
    """The same numbers on every run and with every numpy: PCG64's raw stream is fixed, its distributions are not."""
    count = int(np.prod(shape))
    raw = np.random.PCG64(20).random_raw(-(-count // 8))
    return raw.view(np.uint8)[:count].reshape(shape)


def make_photographs():
    cat = cut('cat', (75, 0, 375, 300), (240, 240))
    espresso = cut('espresso', (100, 0, 500, 400), (240, 240))
    rocket = cut('rocket', (170, 0, 597, 427), (240, 240))
    lossless('photo-cat', cat)
    lossless('photo-espresso', espresso)
    lossless('photo-rocket', rocket)
    save('photo-cat-face.png', cut('cat', (140, 40, 300, 200), (160, 160)))
    lossless('photo-cat-edge', example('cat').crop((0, 0, 150, 300)))
    lossless('photo-espresso-strip', example('espresso').crop((0, 150, 600, 250)))
    lossless('photo-rocket-tall', example('rocket').crop((260, 0, 380, 427)))
    lossless('photo-cat-upside-down', cat.rotate(180))
    lossless('photo-cat-blurred', cat.filter(ImageFilter.GaussianBlur(6)))
    lossless('photo-espresso-dark', ImageEnhance.Brightness(espresso).enhance(0.2))
    lossless('photo-rocket-pale', ImageEnhance.Contrast(rocket).enhance(0.15))
    lossless('photo-cat-negative', ImageOps.invert(cat))
    save('photo-cat-poster.png', ImageOps.posterize(cat, 2), optimize=True)
    save('photo-espresso-blocks.png', espresso.resize((24, 24), BICUBIC).resize((480, 480), NEAREST), optimize=True)
    save('photo-rocket-two-tones.png', rocket.convert('1', dither=Image.Dither.NONE), optimize=True)
    save('photo-cat-dithered.png', cat.convert('1'), optimize=True)
    lossless('photo-cat-edges', cat.filter(ImageFilter.FIND_EDGES))
    grainy = np.clip(np.asarray(cat.resize((160, 160), BICUBIC)).astype(np.int16) + noise(160, 160, 3) // 4 - 32, 0, 255)
    lossless('photo-cat-grain', Image.fromarray(grainy.astype(np.uint8)))
    pair = Image.new('RGB', (480, 240))
    pair.paste(cat, (0, 0))
    pair.paste(espresso, (240, 0))
    lossless('photo-cat-and-espresso', pair)


def make_drawings():
    y, x = np.mgrid[0:256, 0:320]
    across = np.stack([x * 255 // 319] * 3, axis=-1)
    save('gradient-across.png', Image.fromarray(across.astype(np.uint8)))
    diagonal = np.stack([x * 255 // 319, y, (x + y) * 255 // 574], axis=-1)
    save('gradient-diagonal.png', Image.fromarray(diagonal.astype(np.uint8)))
    rings = np.stack([(x - 160) ** 2 + (y - 128) ** 2] * 3, axis=-1) // (83, 167, 41) % 256
    save('gradient-rings.png', Image.fromarray(rings.astype(np.uint8)), optimize=True)
    hues = np.stack([x * 255 // 319, np.full_like(x, 255), 255 - y], axis=-1)
    save('gradient-hues.png', Image.fromarray(hues.astype(np.uint8), 'HSV').convert('RGB'), optimize=True)
    checks = np.stack([((x // 8 + y // 8) % 2) * 255] * 3, axis=-1)
    save('pattern-checks.png', Image.fromarray(checks.astype(np.uint8)), optimize=True)
    lines = np.stack([(x % 2) * 255] * 3, axis=-1)
    save('pattern-lines.png', Image.fromarray(lines.astype(np.uint8)), optimize=True)
    for name, colour in (('black', (0, 0, 0)), ('grey', (127, 127, 127)), ('orange', (255, 120, 0))):
        save(f'flat-{name}.png', Image.new('RGB', (300, 200), colour))
    shapes = Image.new('RGB', (400, 300), (250, 248, 240))
    draw = ImageDraw.Draw(shapes)
    draw.ellipse((60, 40, 240, 220), fill=(220, 40, 50), outline=(0, 0, 0), width=6)
    draw.polygon(((230, 260), (320, 60), (390, 260)), fill=(40, 110, 220))
    draw.rectangle((20, 240, 180, 280), fill=(30, 160, 80))
    save('drawing-shapes.png', shapes, optimize=True)
    for name, colours in (('black-on-white', ('white', 'black')), ('white-on-blue', ((20, 40, 120), 'white'))):
        page = Image.new('RGB', (360, 240), colours[0])
        words = 'The cat sat by the cup.\nA rocket rose behind it.\n' * 4
        ImageDraw.Draw(page).multiline_text((12, 10), words, fill=colours[1], font=ImageFont.load_default(22))
        save(f'text-{name}.png', page, optimize=True)
    word = Image.new('RGB', (300, 300), 'white')
    ImageDraw.Draw(word).text((14, 70), 'CAT', fill='black', font=ImageFont.load_default(130))
    save('text-word.png', word, optimize=True)


def make_noise():
    save('noise-colours.png', Image.fromarray(noise(120, 160, 3)))
    save('noise-grey.png', Image.fromarray(noise(160, 200)))
    save('noise-salt-and-pepper.png', Image.fromarray((noise(200, 240) > 127).astype(np.uint8) * 255).convert('1'))
    save('noise-soft.png', Image.fromarray(noise(12, 16, 3)).resize((320, 240), BICUBIC), optimize=True)
    save('noise-blocks.png', Image.fromarray(noise(14, 14, 3)).resize((448, 448), NEAREST), optimize=True)
    # Eight draws added up: nearly normal.
    summed = noise(8, 128, 128).astype(np.float64).mean(axis=0)
    save('noise-normal.png', Image.fromarray(summed.round().astype(np.uint8)))


def make_sizes():
    save('size-1x1-white.png', Image.new('RGB', (1, 1), 'white'))
    save('size-1x1-red.png', Image.new('RGB', (1, 1), 'red'))
    save('size-2x2.png', Image.fromarray(np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255] * 3]], np.uint8)))
    save('size-3x5.png', Image.fromarray(noise(5, 3, 3)))
    save('size-1x400.png', Image.fromarray(noise(400, 1, 3)))
    save('size-400x1.png', Image.fromarray(noise(1, 400, 3)))
    save('size-7x900.png', cut('cat', (215, 0, 222, 300), (7, 900)))
    save('size-900x7.webp', cut('espresso', (0, 190, 600, 197), (900, 7)), lossless=True, quality=100, method=6)
    lossless('size-24x16', example('cat').resize((24, 16), BICUBIC))
    lossless('size-224x224', cut('rocket', (170, 0, 597, 427), (224, 224)))
    save('size-256x256.png', cut('espresso', (100, 0, 500, 400), (64, 64)).resize((256, 256), NEAREST), optimize=True)
    # 30 megapixels in a few colours: 6600 x 4550.
    small = example('cat').crop((9, 0, 444, 300)).resize((132, 91), BICUBIC).quantize(16, dither=Image.Dither.NONE)
    save('size-30-megapixels.png', small.resize((6600, 4550), NEAREST), optimize=True)
    # As much, and no two rows alike.
    y, x = np.mgrid[0:4550, 0:6600]
    save('size-30-megapixels-bands.png', Image.fromarray(((x + y // 3) // 25 % 2 * 255).astype(np.uint8)).convert('1'),
         optimize=True)


def make_transparency():
    cat = cut('cat', (75, 0, 375, 300), (200, 200))
    y, x = np.mgrid[0:200, 0:200]
    oval = np.clip(1.6 - np.hypot(x - 100, y - 100) / 80, 0, 1)
    alpha = Image.fromarray((oval * 255).round().astype(np.uint8))
    cat.putalpha(alpha)
    save('alpha-oval.png', cat)
    lossless('alpha-oval', cat)
    save('alpha-oval-grey.png', cat.convert('LA'))
    half = Image.new('RGBA', (120, 120), (0, 90, 200, 128))
    save('alpha-half.png', half, optimize=True)
    save('alpha-clear.png', Image.new('RGBA', (80, 60), (200, 0, 0, 0)), optimize=True)
    few = cat.convert('RGB').quantize(64, dither=Image.Dither.NONE)
    save('alpha-key.gif', few, transparency=few.getpixel((0, 0)))
    save('alpha-key.png', cut('cat', (75, 0, 375, 300), (100, 100)).quantize(32), transparency=bytes(range(0, 256, 8)))


def make_depths():
    cat = cut('cat', (75, 0, 375, 300), (200, 200))
    save('palette-16.png', cat.quantize(16), bits=4, optimize=True)
    save('palette-4.png', cat.quantize(4, dither=Image.Dither.NONE), bits=2, optimize=True)
    save('palette-256.png', cut('rocket', (170, 0, 597, 427), (200, 200)).quantize(256), optimize=True)
    save('palette.gif', cut('espresso', (100, 0, 500, 400), (200, 200)).quantize(128), interlace=1)
    save('palette-8.bmp', cat.resize((120, 120), BICUBIC).quantize(200))
    save('grey-8.png', cat.convert('L'), optimize=True)
    save('grey-1.bmp', cat.convert('1'))
    save('true-colour.bmp', cut('espresso', (100, 0, 500, 400), (112, 112)))
    small = np.asarray(cut('cat', (75, 0, 375, 300), (112, 112))).astype(np.uint16)
    # Low bytes that rounding and cutting off treat differently.
    low = noise(112, 112, 3).astype(np.uint16)
    deep = (small << 8) | low
    alpha = np.broadcast_to(np.linspace(0, 65535, 112).round().astype(np.uint16), (112, 112))
    for name, color_type, picture in (
        ('deep-colour', 2, deep),
        ('deep-grey', 0, deep[..., 1]),
        ('deep-grey-alpha', 4, np.stack([deep[..., 1], alpha], axis=-1)),
    ):
        (OUT / f'{name}.png').write_bytes(png(112, 112, 16, color_type, [row.astype('>u2').tobytes() for row in picture]))


def make_turned():
    """Photographs for each orientation, in PNG and lossless WebP; the small pictures of e2e have each in JPEG and WebP."""
    for orientation in range(1, 9):
        upright = cut('rocket', (100, 100, 500, 400), (112, 84))
        picture, exif = stored(upright, orientation)
        save(f'turned-{orientation}.png', picture, exif=exif)
        lossless(f'turned-{orientation}', picture, exif=exif)
        save(f'turned-{orientation}.jpg', picture, exif=exif, quality=90)


def make_lossy():
    cat, espresso, rocket = (example(name) for name in ('cat', 'espresso', 'rocket'))
    save('lossy-cat-20.jpg', cat, quality=20)
    save('lossy-espresso-75.jpg', espresso.crop((101, 0, 438, 333)), quality=75, subsampling=2)
    save('lossy-rocket-90.jpg', rocket.crop((150, 0, 451, 301)), quality=90, subsampling=1)
    save('lossy-grey-60.jpg', espresso.convert('L').resize((300, 200), BICUBIC), quality=60)
    save('lossy-text.jpg', Image.open(OUT / 'text-black-on-white.png'), quality=85)
    save('lossy-noise.jpg', Image.open(OUT / 'noise-colours.png'), quality=85)
    save('lossy-hues.jpg', Image.open(OUT / 'gradient-hues.png'), quality=85)
    save('lossy-1x1.jpg', Image.new('RGB', (1, 1), (30, 90, 200)), quality=90)
    save('lossy-cmyk.jpg', espresso.resize((200, 133), BICUBIC).convert('CMYK'), quality=85)
    save('lossy-rocket.webp', rocket.crop((150, 0, 451, 301)), quality=60, method=6)
    save('lossy-alpha.webp', Image.open(OUT / 'alpha-oval.png'), quality=75, method=6)
    save('lossy-rocket.avif', rocket.crop((150, 0, 451, 301)), quality=60, speed=4, max_threads=1)
    save('lossy-alpha.avif', Image.open(OUT / 'alpha-oval.png'), quality=75, speed=4, max_threads=1)
    save('lossy-text.avif', Image.open(OUT / 'text-word.png'), quality=70, speed=4, max_threads=1)


def make_colours():
    p3 = icc.profile('Display P3', icc.DISPLAY_P3, icc.srgb_curve())
    adobe = icc.profile('Adobe RGB (1998)', icc.ADOBE_RGB, icc.gamma_curve(563 / 256))
    cat = cut('cat', (75, 0, 375, 300), (160, 160))
    rocket = cut('rocket', (170, 0, 597, 427), (160, 160))
    lossless('profile-p3-cat', cat, icc_profile=p3)
    lossless('profile-adobe-rocket', rocket, icc_profile=adobe)
    save('profile-p3-hues.png', Image.open(OUT / 'gradient-hues.png'), icc_profile=p3, optimize=True)
    save('profile-adobe-cat.png', cut('cat', (140, 40, 300, 200), (112, 112)), icc_profile=adobe)
    save('profile-adobe-espresso.jpg', cut('espresso', (100, 0, 500, 400), (240, 240)), icc_profile=adobe, quality=92)
    save('profile-p3-rocket.jpg', rocket, icc_profile=p3, quality=92)


if __name__ == '__main__':
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    make_photographs()
    make_drawings()
    make_noise()
    make_sizes()
    make_transparency()
    make_depths()
    make_turned()
    make_lossy()
    make_colours()
