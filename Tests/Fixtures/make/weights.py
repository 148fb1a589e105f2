"""Initial values, and the weights of new layers."""

import math

import torch
from torch import nn

from .files import DTYPES, SHORT, CaseFile
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


def new_layers(file):
    """All parameters in PyTorch's order, in one row."""
    def weights(item, name, args, make, dtypes=("float32", "float64")):
        for seed in (0, 42):
            at = file.add(f"weights of {item}", f"{name}, seed {seed}", args | {"seed": seed}, dtypes=dtypes)
            for key in dtypes:
                torch.manual_seed(seed)
                module = make(DTYPES[key])
                prefix = f"{at}/{SHORT[DTYPES[key]]}"
                file.put(f"{prefix}/weights", torch.cat([value.flatten() for value in module.parameters()]))
                file.put(f"{prefix}/next", torch.rand(1))

    for inputs, outputs, bias in ((7, 5, True), (7, 5, False), (1, 1, True), (60, 4, True)):
        weights("Linear", f"{inputs} to {outputs}, bias {str(bias).lower()}",
                {"inputs": inputs, "outputs": outputs, "bias": bias},
                lambda d: nn.Linear(inputs, outputs, bias=bias, dtype=d))
    weights("LayerNorm", "[3, 4]", {"shape": [3, 4]}, lambda d: nn.LayerNorm([3, 4], dtype=d))
    for layers, bias, both in ((1, True, False), (2, True, True), (2, False, False), (3, True, False)):
        weights("LSTM", f"3 to 4, layers {layers}, bias {str(bias).lower()}, bidirectional {str(both).lower()}",
                {"inputs": 3, "hidden": 4, "numLayers": layers, "bias": bias, "bidirectional": both},
                lambda d: nn.LSTM(3, 4, num_layers=layers, bias=bias, bidirectional=both, dtype=d))


def make():
    file = CaseFile("weights")
    initial_values(file)
    new_layers(file)
    file.save()
