"""Input values: drawn from generators of their own, laid out in memory as asked. float32 holds them exactly, so that
both types get the same numbers; those of doubles, for cases of float64 alone, it does not."""

import zlib

import torch


def own_generator(seed):
    """A name is a seed too."""
    return torch.Generator().manual_seed(zlib.crc32(seed.encode()) if isinstance(seed, str) else seed)


def draw(generator, *shape, low=-1.0, high=1.0, dtype=torch.float64):
    """Uniform values that float32 holds exactly, in the dtype asked for."""
    values = torch.rand(shape, generator=generator) * (high - low) + low
    return values.to(dtype)


def draw_stored(generator, *shape, low=-1.0, high=1.0, doubles=False):
    """Uniform values as they are stored: float32, or doubles with all their digits."""
    if doubles:
        return torch.rand(shape, generator=generator, dtype=torch.float64) * (high - low) + low
    return draw(generator, *shape, low=low, high=high, dtype=torch.float32)


def integers(values):
    return torch.tensor(list(values), dtype=torch.int64)


def laid_out(value, layout):
    """The same elements: contiguous; transposed (the last dimension first); gapped (every other element of a larger
    array); expanded (one slice, repeated with stride 0)."""
    if layout == "transposed":
        order = list(range(value.dim()))[::-1]
        return value.permute(order).contiguous().permute(order)
    if layout == "gapped":
        return torch.stack([value, value], -1)[..., 0]
    if layout == "expanded":
        dim = next((dim for dim, size in enumerate(value.shape) if size > 1), None)
        return value if dim is None else value.narrow(dim, 0, 1).expand(value.shape)
    assert layout == "contiguous", layout
    return value
