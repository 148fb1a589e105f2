"""Clipped gradients."""

import math

import torch
from torch import nn

from .files import DTYPES, SHORT, CaseFile
from .inputs import draw, own_generator


def make():
    """A fourth parameter has no gradient."""
    file = CaseFile("clipping")
    generator = own_generator("clipping")
    shapes = [(3, 4), (5,), ()]
    for scale, name in ((1.0, ""), (1e-3, "small"), (100.0, "large"), (0.0, "zero")):
        for max_norm in (1.0, 0.0, 2.5, 1e3, math.inf):
            args = {"maxNorm": max_norm}
            at = file.add("clipGradNorm", f"{name} gradients, maxNorm {max_norm}".strip(), args)
            masters = [draw(generator, *shape, low=-scale, high=scale, dtype=torch.float32) for shape in shapes]
            for k, master in enumerate(masters):
                file.put(f"{at}/gradient/{k}", master)
            for dtype in DTYPES.values():
                parameters = [nn.Parameter(torch.zeros(shape, dtype=dtype)) for shape in [*shapes, (2,)]]
                for parameter, master in zip(parameters, masters):
                    parameter.grad = master.to(dtype, copy=True)
                norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm)
                file.put(f"{at}/{SHORT[dtype]}/norm", norm)
                for k in range(len(masters)):
                    file.put(f"{at}/{SHORT[dtype]}/clipped/{k}", parameters[k].grad)
    file.save()
