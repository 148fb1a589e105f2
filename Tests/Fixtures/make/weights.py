"""Initial values."""

import math

import torch
from torch import nn

from .files import CaseFile
from .random_numbers import draws


def initial_values(file):
    shapes = [[5, 3], [3, 5], [4, 3, 2, 2], [1, 1]]

    def init(item, text, args, fill, only=shapes, seeds=(0, 42)):
        for shape in only:
            draws(file, f"Init.{item}", f"{shape}{text}", args | {"shape": shape},
                  lambda d: fill(torch.empty(shape, dtype=d)), seeds=seeds)

    init("uniform", "", {"from": -0.5, "to": 2.0}, lambda t: nn.init.uniform_(t, -0.5, 2.0))
    init("normal", "", {"mean": 0.5, "std": 2.0}, lambda t: nn.init.normal_(t, 0.5, 2.0))
    # Products and sums that round: in which precision, how often, and after which numbers of an earlier call.
    for mean, std in ((0.1, 0.3), (-3.0, 0.02), (0.0, 0.01)):
        for shape in ([7], [15], [16], [20], [5, 8]):
            draws(file, "Init.normal", f"{shape} twice, mean {mean}, std {std}",
                  {"mean": mean, "std": std, "shape": shape},
                  lambda d: nn.init.normal_(torch.empty(shape, dtype=d), mean, std), seeds=(0, 42), times=2)
    for a in (0.0, math.sqrt(5), 1.0):
        init("kaimingUniform", f", a {a:.3g}", {"a": a}, lambda t: nn.init.kaiming_uniform_(t, a=a), shapes[:3])
    for gain in (1.0, 5 / 3):
        init("xavierUniform", f", gain {gain:.3g}", {"gain": gain}, lambda t: nn.init.xavier_uniform_(t, gain),
             shapes[:3])
        init("orthogonal", f", gain {gain:.3g}", {"gain": gain}, lambda t: nn.init.orthogonal_(t, gain), shapes[:3])


def make():
    file = CaseFile("weights")
    initial_values(file)
    file.save()
