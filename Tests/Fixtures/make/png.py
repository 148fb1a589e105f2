"""PNG files of every kind, which Pillow reads but does not write: an encoder of what the format allows."""

import struct
import zlib

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type: grey, RGB, palette, grey and alpha, RGBA
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(samples, depth, colour, palette=None, transparency=None, interlaced=False, filters=(0,)):
    """`samples` [height, width, channels] of `depth` bits; `transparency` is the content of tRNS. Scanlines, of each
    pass of an interlaced image anew, take the `filters` in turn."""
    height, width, channels = samples.shape
    assert channels == CHANNELS[colour]
    passes = ADAM7 if interlaced else [(0, 0, 1, 1)]
    rows = b"".join(filtered([packed(row, depth) for row in samples[y::dy, x::dx] if row.size],
                             max(channels * depth // 8, 1), filters) for x, y, dx, dy in passes)
    chunks = [chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced)))]
    if palette is not None:
        chunks.append(chunk(b"PLTE", bytes(palette)))
    if transparency is not None:
        chunks.append(chunk(b"tRNS", bytes(transparency)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks + [chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")])


def filtered(rows, distance, filters):
    """Each scanline behind the number of its filter; `distance`: bytes from a pixel to the one on its left."""
    result, above = b"", bytes(len(rows[0]) if rows else 0)
    for number, row in enumerate(rows):
        kind = filters[number % len(filters)]
        left, corner = (bytes(distance) + line[:len(line) - distance] for line in (row, above))
        result += bytes([kind]) + bytes((value - predicted(kind, a, b, c)) % 256
                                        for value, a, b, c in zip(row, left, above, corner))
        above = row
    return result


def predicted(kind, left, above, corner):
    """None, Sub, Up, Average and Paeth, as the specification of PNG has them."""
    if kind == 4:
        estimate = left + above - corner
        return min((left, above, corner), key=lambda value: abs(estimate - value))
    return (0, left, above, (left + above) // 2)[kind]


def packed(row, depth):
    """Samples side by side, the first in the highest bits; a row begins with a byte of its own."""
    values = [int(value) for value in row.flatten()]
    if depth == 16:
        return struct.pack(f">{len(values)}H", *values)
    bits = "".join(format(value, f"0{depth}b") for value in values)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
