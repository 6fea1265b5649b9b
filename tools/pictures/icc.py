"""Small ICC profiles (version 4, matrix and curve), built here so that they are free, tiny and the same on every run."""

import struct

# Chromaticities of the primaries, and the D65 white that all these spaces share.
# sRGB: ITU-R BT.709. Display P3: SMPTE EG 432-1. Adobe RGB (1998): Adobe's specification of 2005-05, section 4.3.
SRGB = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
DISPLAY_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
ADOBE_RGB = ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060))
D65 = (0.3127, 0.3290)
# ICC.1:2010, 7.2.16: the illuminant of the connection space.
D50 = (0.9642, 1.0, 0.8249)


def _xyz(chromaticity):
    x, y = chromaticity
    return [x / y, 1.0, (1 - x - y) / y]


def _times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector)) for row in matrix]


def _product(one, other):
    return [[sum(a * other[k][j] for k, a in enumerate(row)) for j in range(3)] for row in one]


def _inverse(m):
    (a, b, c), (d, e, f), (g, h, i) = m
    determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    adjugate = [
        [e * i - f * h, c * h - b * i, b * f - c * e],
        [f * g - d * i, a * i - c * g, c * d - a * f],
        [d * h - e * g, b * g - a * h, a * e - b * d],
    ]
    return [[value / determinant for value in row] for row in adjugate]


# Bradford's cone response, as ICC.1:2010 annex E.3 gives it.
_BRADFORD = [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]


def _adaptation():
    source, target = _times(_BRADFORD, _xyz(D65)), _times(_BRADFORD, D50)
    scale = [[target[i] / source[i] if i == j else 0.0 for j in range(3)] for i in range(3)]
    return _product(_inverse(_BRADFORD), _product(scale, _BRADFORD))


def _fixed(value):
    return struct.pack('>i', round(value * 65536))


def _xyz_tag(xyz):
    return b'XYZ \0\0\0\0' + b''.join(_fixed(v) for v in xyz)


def _text_tag(text):
    encoded = text.encode('utf-16-be')
    return b'mluc\0\0\0\0' + struct.pack('>II2s2sII', 1, 12, b'en', b'US', len(encoded), 28) + encoded


def srgb_curve():
    """Parametric curve type 3 with the parameters of IEC 61966-2-1."""
    parameters = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    return b'para\0\0\0\0' + struct.pack('>HH', 3, 0) + b''.join(_fixed(v) for v in parameters)


def gamma_curve(gamma):
    return b'para\0\0\0\0' + struct.pack('>HH', 0, 0) + _fixed(gamma)


def profile(name, primaries, curve):
    """The profile's bytes. `primaries` are three (x, y), red, green, blue."""
    columns = [_xyz(p) for p in primaries]
    matrix = [[columns[j][i] for j in range(3)] for i in range(3)]
    weights = _times(_inverse(matrix), _xyz(D65))
    adaptation = _adaptation()
    colorants = [_times(adaptation, [v * w for v in column]) for column, w in zip(columns, weights)]
    tags = [
        (b'desc', _text_tag(name)),
        (b'cprt', _text_tag('No copyright, use freely')),
        (b'wtpt', _xyz_tag(D50)),
        (b'chad', b'sf32\0\0\0\0' + b''.join(_fixed(v) for row in adaptation for v in row)),
        *((tag, _xyz_tag(xyz)) for tag, xyz in zip((b'rXYZ', b'gXYZ', b'bXYZ'), colorants)),
        *((tag, curve) for tag in (b'rTRC', b'gTRC', b'bTRC')),
    ]
    table, body = struct.pack('>I', len(tags)), b''
    first = 128 + 4 + 12 * len(tags)
    for signature, content in tags:
        table += struct.pack('>4sII', signature, first + len(body), len(content))
        body += content + b'\0' * (-len(content) % 4)
    header = struct.pack(
        '>I4sI4s4s4s6H4s4sIIIQI3i4s16s28x',
        first + len(body), b'\0' * 4, 0x04300000, b'mntr', b'RGB ', b'XYZ ',
        2024, 1, 1, 0, 0, 0, b'acsp', b'\0' * 4, 0, 0, 0, 0, 0,
        *(round(v * 65536) for v in D50), b'\0' * 4, b'\0' * 16,
    )
    return header + table + body
