"""PNG files of every kind as Pillow reads them, and what torchvision's transforms make of them.

torchvision itself is not asked: ToTensor is the bytes divided by 255 in float32, channels first; Normalize is
(x - mean) / std in float32; Grayscale of a Pillow image is its convert("L").
"""

import io

import numpy as np
import PIL
import torch
from PIL import Image

from .files import CaseFile
from .png import CHANNELS, png

MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


def kinds():
    """name: (file, channels as they are read)"""
    values = np.random.default_rng(700)

    def noise(height, width, channels, bits=8):
        return values.integers(0, 2**bits, (height, width, channels)).astype(np.uint16)

    found = {}
    for colour, name in ((0, "grey"), (2, "colours"), (4, "grey and alpha"), (6, "colours and alpha")):
        for depth in (1, 2, 4, 8) if colour == 0 else (8,):
            for interlaced in (False, True):
                size = (9, 11) if interlaced else (4, 7)
                text = f"{name}, {depth} bits" + (", interlaced" if interlaced else "")
                samples = noise(*size, CHANNELS[colour], depth)
                found[text] = png(samples, depth, colour, interlaced=interlaced), CHANNELS[colour]
    for depth in (1, 2, 4, 8):
        count = min(2**depth, 40)
        palette = [int(v) for v in values.integers(0, 256, 3 * count)]
        indices = noise(5, 7, 1, 8) % count
        found[f"palette, {depth} bits"] = png(indices, depth, 3, palette), 3
        alphas = [int(v) for v in values.integers(0, 256, max(count - 1, 1))]
        found[f"palette with alpha, {depth} bits"] = png(indices, depth, 3, palette, alphas), 4
    four_colours = [1, 2, 3, 250, 100, 50, 7, 77, 177, 255, 0, 128]
    found["palette, interlaced"] = png(noise(9, 10, 1, 2), 2, 3, four_colours, interlaced=True), 3
    grey, colours = noise(4, 5, 1), noise(4, 5, 3)
    found["grey with a transparent one"] = png(grey, 8, 0, transparency=[0, int(grey[1, 2, 0])]), 2
    key = [byte for v in colours[2, 3] for byte in (0, int(v))]
    found["colours with a transparent one"] = png(colours, 8, 2, transparency=key), 4
    # Where rounding decides: greys, pure colours, and the ends of the range.
    edges = np.array([[[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255]],
                      [[1, 1, 1], [127, 128, 129], [254, 255, 254], [1, 0, 0], [0, 0, 5]]], dtype=np.uint16)
    found["edges of the range"] = png(edges, 8, 2), 3
    rows, columns = np.mgrid[0:9, 0:17]
    found["gradient"] = png(np.stack([columns * 15, rows * 28, (rows * columns) % 256], 2).astype(np.uint16), 8, 2), 3
    found["one pixel"] = png(noise(1, 1, 3), 8, 2), 3
    found["one pixel of one bit"] = png(np.ones((1, 1, 1), np.uint16), 1, 0), 1
    return found


FILTERS = {1: "Sub", 2: "Up", 3: "Average", 4: "Paeth"}


def filtered():
    """The same for scanlines that are stored as differences from what lies on their left and above."""
    values, found = np.random.default_rng(701), {}
    for filters in ((1,), (2,), (3,), (4,), (4, 3, 2, 1, 0)):
        text = " and ".join(FILTERS.get(kind, "None") for kind in filters)
        for colour, depth, name in ((0, 8, "grey"), (2, 8, "colours"), (4, 8, "grey and alpha"),
                                    (6, 8, "colours and alpha"), (0, 1, "grey, 1 bit"), (0, 4, "grey, 4 bits")):
            for interlaced in (False, True) if colour in (2, 6) or len(filters) > 1 else (False,):
                samples = values.integers(0, 2**depth, (7, 9, CHANNELS[colour])).astype(np.uint16)
                # Neighbours that are near each other, so that Paeth has all three to choose from.
                samples[3:] = samples[3:] // 32 + 100 if depth == 8 else samples[3:]
                whole = f"{name}, filters {text}" + (", interlaced" if interlaced else "")
                found[whole] = png(samples, depth, colour, interlaced=interlaced, filters=filters), CHANNELS[colour]
    return found


def array(picture):
    values = torch.from_numpy(np.array(picture).copy())
    return values.unsqueeze(0) if values.dim() == 2 else values.permute(2, 0, 1).contiguous()


def to_tensor(pixels):
    return pixels.to(torch.float32).div(255)


def normalized(x, mean, std):
    mean, std = (torch.tensor(values, dtype=torch.float32).view(-1, 1, 1) for values in (mean, std))
    return x.clone().sub_(mean).div_(std)


def make():
    file = CaseFile("images")
    for name, (data, channels) in kinds().items():
        file.put(f"png/{name}", torch.from_numpy(np.frombuffer(data, dtype=np.uint8).copy()))
        picture = Image.open(io.BytesIO(data))
        pixels, grey = array(picture.convert(MODES[channels])), array(picture.convert("L"))

        def case(item, y, text="", **args):
            at = file.add(item, name + text, {"image": name} | args, dtypes=())
            file.put(f"{at}/y", y)

        case("decodePNG", pixels)
        case("Grayscale", grey)
        case("ToTensor", to_tensor(pixels))
        single = dict(mean=[0.89099], std=[0.14788])
        case("Normalize", normalized(to_tensor(grey), **single), **single)
        if channels == 3:
            each = dict(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
            case("Normalize", normalized(to_tensor(pixels), **each), ", each channel", **each)
        case("Compose", normalized(to_tensor(grey), [0.8655], [0.162]), mean=[0.8655], std=[0.162])
    for name, (data, channels) in filtered().items():
        file.put(f"png/{name}", torch.from_numpy(np.frombuffer(data, dtype=np.uint8).copy()))
        at = file.add("decodePNG", name, {"image": name}, dtypes=())
        file.put(f"{at}/y", array(Image.open(io.BytesIO(data)).convert(MODES[channels])))
    file.save(pillow=PIL.__version__)
