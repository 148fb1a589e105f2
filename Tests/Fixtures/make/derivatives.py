"""Values, gradients and second gradients of any function of named variables."""

import torch

from .files import DTYPES, SHORT
from .inputs import draw_stored, own_generator


def record(file, at, dtypes, build, order=2, doubles=False):
    """`build(dtype, order)` gives the variables (leaves, by name) and the results (by name) computed from them.

    Stored below `at`, or `at/f32` and `at/f64`: each result, and
    - d/VARIABLE: the gradients, given the gradient g/RESULT of each result;
    - dd/VARIABLE and dd/g/RESULT: those of h = sum of <d/VARIABLE, w/VARIABLE>.
    What is given (g, w) is stored once, in float32, for both dtypes; with `doubles` in float64.
    """
    generator = own_generator(f"{file.name}/{at}")
    fixed = {}

    def given(name, like):
        if name not in fixed:
            fixed[name] = draw_stored(generator, *like.shape, doubles=doubles)
            file.put(f"{at}/{name}", fixed[name])
        return fixed[name].to(like.dtype)

    for dtype in [DTYPES[name] for name in dtypes] or [None]:
        prefix = at if dtype is None else f"{at}/{SHORT[dtype]}"
        variables, results = build(dtype, 1)
        for name, result in results.items():
            file.put(f"{prefix}/{name}", result)
        if order >= 1:
            wanted = {name: leaf for name, leaf in variables.items() if leaf.requires_grad}
            upstream = {name: given(f"g/{name}", y) for name, y in results.items() if y.requires_grad}
            first = torch.autograd.grad([results[name] for name in upstream], list(wanted.values()),
                                        list(upstream.values()))
            for name, d in zip(wanted, first):
                file.put(f"{prefix}/d/{name}", d)
        if order >= 2:
            for name, d in second_gradients(dtype, build, given).items():
                file.put(f"{prefix}/dd/{name}", d)


def second_gradients(dtype, build, given):
    variables, results = build(dtype, 2)
    wanted = {name: leaf for name, leaf in variables.items() if leaf.requires_grad}
    upstream = {name: given(f"g/{name}", y).requires_grad_() for name, y in results.items() if y.requires_grad}
    first = torch.autograd.grad([results[name] for name in upstream], list(wanted.values()), list(upstream.values()),
                                create_graph=True)
    h = sum((d * given(f"w/{name}", d)).sum() for name, d in zip(wanted, first))
    inputs = wanted | {f"g/{name}": g for name, g in upstream.items()}
    found = [None] * len(inputs)
    if h.requires_grad:
        found = torch.autograd.grad(h, list(inputs.values()), allow_unused=True)
    return {name: torch.zeros_like(like) if d is None else d for (name, like), d in zip(inputs.items(), found)}
