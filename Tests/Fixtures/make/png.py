"""PNG files of every kind, which Pillow reads but does not write: an encoder of what the format allows."""

import struct
import zlib

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type: grey, RGB, palette, grey and alpha, RGBA
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(samples, depth, colour, palette=None, transparency=None, interlaced=False):
    """`samples` [height, width, channels] of `depth` bits; `transparency` is the content of tRNS."""
    height, width, channels = samples.shape
    assert channels == CHANNELS[colour]
    passes = ADAM7 if interlaced else [(0, 0, 1, 1)]
    rows = b"".join(b"\0" + packed(row, depth)
                    for x, y, dx, dy in passes for row in samples[y::dy, x::dx] if row.size)
    chunks = [chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced)))]
    if palette is not None:
        chunks.append(chunk(b"PLTE", bytes(palette)))
    if transparency is not None:
        chunks.append(chunk(b"tRNS", bytes(transparency)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks + [chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")])


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
