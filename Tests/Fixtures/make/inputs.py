"""Input values: drawn from generators of their own, laid out in memory as asked. float32 holds them exactly, so that
both types get the same numbers; those of doubles, for cases of float64 alone, it does not."""

import zlib
from dataclasses import dataclass, field

import torch

from .files import short


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


@dataclass
class Input:
    """An input of an operation. Layouts: contiguous; transposed (dimensions reversed in memory);
    expanded (one row, repeated with stride 0); strided (every second element of a larger array)."""

    shape: tuple = ()
    low: float = None   # -2 and 2 unless the operation says otherwise
    high: float = None
    layout: str = "contiguous"
    dtype: torch.dtype = None  # that of the case
    constant: bool = False     # no gradient is asked for
    values: torch.Tensor = field(default=None, repr=False)

    def master(self, generator, doubles=False):
        """The values as they are stored: float32, with `doubles` float64, or what they are."""
        if self.values is not None:
            value = self.values
            return value.to(torch.float64 if doubles else torch.float32) if value.is_floating_point() else value
        low = -2.0 if self.low is None else self.low
        high = 2.0 if self.high is None else self.high
        if self.layout == "expanded":
            row = draw_stored(generator, 1, *self.shape[1:], low=low, high=high, doubles=doubles)
            return row.expand(self.shape).contiguous()
        return draw_stored(generator, *self.shape, low=low, high=high, doubles=doubles)

    def leaf(self, master, dtype):
        value = master
        if value.is_floating_point():
            value = value.to(self.dtype or dtype)
        value = laid_out(value.clone(), self.layout)
        return value.requires_grad_(value.is_floating_point() and not self.constant)

    def manifest(self):
        entry = {}
        if self.layout != "contiguous":
            entry["layout"] = self.layout
        if self.dtype is not None:
            entry["dtype"] = short(self.dtype)
        if self.constant:
            entry["constant"] = True
        return entry

    def describe(self):
        shape = list(self.shape if self.values is None else self.values.shape)
        text = "" if self.layout == "contiguous" else f" {self.layout}"
        if self.dtype is not None:
            text += f" {short(self.dtype)}"
        elif self.values is not None and not self.values.is_floating_point():
            text += f" {short(self.values.dtype)}"
        return f"{shape}{text}"


def laid_out(value, layout):
    if layout == "transposed":
        order = list(range(value.dim()))[::-1]
        return value.permute(order).contiguous().permute(order)
    if layout == "expanded":
        return value[:1].expand(value.shape)
    if layout == "strided":
        larger = torch.zeros(*value.shape[:-1], 2 * value.shape[-1] + 1, dtype=value.dtype)
        larger[..., 1::2] = value
        return larger[..., 1::2]
    assert layout == "contiguous", layout
    return value


def given(values, **more):
    """An input of given values: numbers (float32 unless they are a tensor already)."""
    if not isinstance(values, torch.Tensor):
        values = torch.tensor(values, dtype=torch.float32)
    return Input(values=values, **more)
