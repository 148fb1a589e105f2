"""Clipped gradients."""

import math

import torch
from torch import nn

from .files import DTYPES, SHORT, CaseFile
from .inputs import draw_stored, own_generator


def clip(file, name, masters, max_norm, dtypes=("float32", "float64")):
    """A last parameter has no gradient."""
    at = file.add("clipGradNorm", name, {"maxNorm": max_norm, "gradients": len(masters)}, dtypes)
    for k, master in enumerate(masters):
        file.put(f"{at}/gradient/{k}", master)
    for dtype in [DTYPES[name] for name in dtypes]:
        parameters = [nn.Parameter(torch.zeros(shape, dtype=dtype)) for shape in [*(m.shape for m in masters), (2,)]]
        for parameter, master in zip(parameters, masters):
            parameter.grad = master.to(dtype, copy=True)
        norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm)
        file.put(f"{at}/{SHORT[dtype]}/norm", norm.to(dtype))
        for k in range(len(masters)):
            file.put(f"{at}/{SHORT[dtype]}/clipped/{k}", parameters[k].grad)


def make():
    file = CaseFile("clipping")
    generator = own_generator("clipping")
    shapes = [(3, 4), (5,), ()]
    for scale, name in ((1.0, ""), (1e-3, "small"), (100.0, "large"), (0.0, "zero")):
        for max_norm in (1.0, 0.0, 2.5, 1e3, math.inf):
            masters = [draw_stored(generator, *shape, low=-scale, high=scale) for shape in shapes]
            clip(file, f"{name} gradients, maxNorm {max_norm}".strip(), masters, max_norm)
    # Without a limit they differ (differences.py).
    for max_norm in (1.0, 0.0):
        for name, masters in (("inf", [[1.0, math.inf, -2.0], [0.0, 3.0]]), ("-inf", [[1.0, 2.0], [-math.inf]]),
                              ("inf and NaN", [[math.inf, 1.0], [math.nan, 0.0]]),
                              ("NaN", [[1.0, 0.0], [-3.0], [math.nan, 2.0]])):
            clip(file, f"{name} among the gradients, maxNorm {max_norm}", [torch.tensor(m) for m in masters], max_norm)
    clip(file, "no gradients", [], 1.0)
    for max_norm in (0.1, 1e3):
        masters = [draw_stored(generator, *shape, doubles=True) for shape in shapes]
        clip(file, f"gradients, maxNorm {max_norm}, doubles", masters, max_norm, ["float64"])
    file.save()
