"""Comparisons, truth values, and arithmetic of integers."""

import math

import torch

from .inputs import Input, given
from .operations import Operations, Variant as V

SQUARE = (3, 4)
NAMES = {"equal": torch.eq, "notEqual": torch.ne, "less": torch.lt, "lessEqual": torch.le, "greater": torch.gt,
         "greaterEqual": torch.ge}
LOGIC = {"logicalAnd": torch.logical_and, "logicalOr": torch.logical_or, "logicalXor": torch.logical_xor}
MATRIX = torch.tensor([[0.0, 1.0, math.nan], [-0.0, 2.0, -3.0], [0.0, 0.0, math.inf]])
INTEGERS = [torch.int64, torch.int32, torch.uint8]


def whole(values, dtype=torch.int64):
    return given(torch.tensor(values, dtype=dtype))


def all_close(x, y, rtol, atol):
    return torch.tensor(torch.allclose(x, y, rtol=rtol, atol=atol))


def comparisons(file):
    left = torch.tensor([[0.0, -0.0, 1.0, math.nan], [2.0, math.inf, -math.inf, 3.0], [-1.0, 0.5, 2.5, 2.0]])
    right = torch.tensor([[0.0, 0.0, 2.0, math.nan], [1.0, math.inf, math.inf, 3.0], [math.nan, 0.5, -2.5, 2.0]])
    for name, function in NAMES.items():
        file.operation(
            name, function, V(given(left), given(right)), V(given(left), given(right[1].clone())),
            V(given(left, layout="transposed"), given(right)), V(given(left), given(2.0)), V((0, 3), (3,)),
            V(Input(SQUARE, dtype=torch.float32), Input(SQUARE, dtype=torch.float64), dtypes=["float64"]),
            V(whole([[1, 2], [3, 4]]), whole([[1, 3], [2, 4]]), dtypes=[]),
            V(whole([0, 200, 255], torch.uint8), whole([-1, 200, 256], torch.int32), dtypes=[]),
            V(given(torch.tensor([True, False])), given(torch.tensor([True, True])), dtypes=[]), order=0)
        file.operation(
            f"{name} number", lambda x, number, function=function: function(x, number), V(given(left), number=0.0),
            V(given(left), number=2.0), V(given(left, layout="transposed"), number=0.5),
            V(given(left), number=math.inf), V(whole([1, 2, 3]), number=2.0, dtypes=[]),
            V(whole([1, 2, 3], torch.uint8), number=1.5, dtypes=[]), order=0)


def doubles(file):
    """Numbers apart by less than float32 can tell, and numbers that are 0 or infinite in float32."""
    left = torch.tensor([1 + 2**-40, 1.0, -1 - 2**-40, 3.0], dtype=torch.float64)
    right = torch.tensor([1.0, 1 + 2**-40, -1.0, 3.0], dtype=torch.float64)
    for name, function in NAMES.items():
        file.operation(name, function, V(given(left), given(right), doubles=True), order=0)
        file.operation(f"{name} number", lambda x, number, function=function: function(x, number),
                       V(given(left), number=1.0, doubles=True), V(given(right), number=1 + 2**-40, doubles=True),
                       order=0)
    beyond = given(torch.tensor([0.0, 1e-60, 1e60, -1e-60], dtype=torch.float64))
    truths = given(torch.tensor([True, True, False, True]))
    for name, function in LOGIC.items():
        file.operation(name, function, V(beyond, truths, doubles=True), order=0)
    file.operation("logicalNot", torch.logical_not, V(beyond, doubles=True), order=0)
    tiny = given(torch.tensor([1e-60, 1e-50], dtype=torch.float64))
    file.operation("all", lambda x: x.all(), V(tiny, doubles=True), order=0)
    file.operation("any", lambda x: x.any(), V(tiny, doubles=True), order=0)
    for name, function in (("all", torch.all), ("any", torch.any)):
        file.operation(f"{name} of dims", lambda x, dims, f=function: f(x, dim=dims),
                       V(tiny, dims=[0], doubles=True), order=0)
        file.operation(f"{name} of one dim", lambda x, dim, f=function: f(x, dim=dim), V(tiny, dim=0, doubles=True),
                       order=0)
    for rtol in (1e-11, 1e-13):
        file.operation("allClose", all_close, V(given(left), given(right), rtol=rtol, atol=0.0, doubles=True), order=0)


def truth(file):
    a, b = torch.tensor([True, True, False, False]), torch.tensor([True, False, True, False])
    numbers = given([0.0, -0.0, 2.0, math.nan])
    for name, function in LOGIC.items():
        file.operation(name, function, V(given(a), given(b), dtypes=[]), V(numbers, given(b), dtypes=["float32"]),
                       V(whole([[0], [3]]), given(b), dtypes=[]), order=0)
    file.operation("logicalNot", torch.logical_not, V(given(a), dtypes=[]), V(numbers), V(whole([0, 5]), dtypes=[]),
                   order=0)
    some = [V(given(a), dtypes=[]), V(given([0.0, math.nan])), V(whole([1, 2, 3]), dtypes=[]), V((0,)),
            V(given(torch.tensor([False, False])), dtypes=[]), V(given(torch.tensor([[True, True]])), dtypes=[])]
    file.operation("all", lambda x: x.all(), *some, order=0)
    file.operation("any", lambda x: x.any(), *some, order=0)
    for name, function in (("all", torch.all), ("any", torch.any)):
        file.operation(
            f"{name} of dims", lambda x, dims, keepDim=False, f=function: f(x, dim=dims, keepdim=keepDim),
            *(V(x, **more) for x in (given(MATRIX), given(MATRIX, layout="transposed")) for more in (
                dict(dims=[0]), dict(dims=[-1], keepDim=True), dict(dims=[0, 1]), dict(dims=[1, 0], keepDim=True))),
            V(whole([[1, 0], [2, 3]]), dims=[1], dtypes=[]), V((0, 3), dims=[0]), V((0, 3), dims=[1]), order=0)
        file.operation(
            f"{name} of one dim", lambda x, dim, keepDim=False, f=function: f(x, dim=dim, keepdim=keepDim),
            V(given(MATRIX), dim=1), V(given(MATRIX), dim=-2, keepDim=True),
            V(given(MATRIX.bool()), dim=0, dtypes=[]), V((), dim=0), order=0)
    # Exactly 0.1 apart in float32 and in float64 would be a question of rounding.
    near = [1.0, 2.0, math.inf, -3.0]
    file.operation(
        "allClose", all_close,
        V(given(near), given([1.0625, 2.0, math.inf, -3.0]), rtol=0.1, atol=0.0),
        V(given(near), given([1.0625, 2.0, math.inf, -3.0]), rtol=0.01, atol=0.0),
        V(given(near), given([1.0625, 2.0, math.inf, -3.0]), rtol=0.0, atol=0.1),
        V(given(near), given([1.0, 2.0, -math.inf, -3.0]), rtol=0.1, atol=0.1),
        V(given([math.nan]), given([math.nan]), rtol=0.1, atol=0.1), V((0,), (0,), rtol=0.1, atol=0.1), order=0)


def integers(file):
    """Arithmetic wraps around."""
    for dtype in INTEGERS:
        top, low = torch.iinfo(dtype).max, torch.iinfo(dtype).min
        a, b = whole([1, 5, top, low, 100], dtype), whole([3, 7, 2, 1, 100], dtype)
        for name, function in (("add", torch.add), ("subtract", torch.sub), ("multiply", torch.mul),
                               ("maximum", torch.maximum), ("minimum", torch.minimum)):
            file.operation(f"integer {name}", function, V(a, b, dtypes=[]),
                           V(whole([[1], [2]], dtype), whole([3, 4, 5], dtype), dtypes=[]), order=0)
        file.operation("integer divide", torch.div,
                       V(whole([1, 7, 9, 100], dtype), whole([2, 3, 3, 7], dtype), dtypes=[]), order=0)
        file.operation("integer pow", torch.pow,
                       V(whole([2, 3, 5, 0], dtype), whole([10, 4, 3, 0], dtype), dtypes=[]), order=0)
        small = whole([0, 1, 4, 9, 100], dtype)
        signed = small if dtype == torch.uint8 else whole([0, 1, -4, 9, -100], dtype)
        for name, function in (("negate", torch.neg), ("abs", torch.abs), ("relu", torch.relu)):
            file.operation(f"integer {name}", function, V(signed, dtypes=[]), order=0)
        for name, function in (("exp", torch.exp), ("sqrt", torch.sqrt), ("log", torch.log), ("sin", torch.sin)):
            file.operation(f"integer {name}", function, V(small, dtypes=[]), order=0)
        for name, function in (("add", torch.add), ("multiply", torch.mul), ("divide", torch.div)):
            # Python's 2 is an int, its 2.0 a float: the type of the result tells them apart.
            file.operation(f"integer {name} number", lambda x, f=function, **number: f(x, *number.values()),
                           V(small, whole=2, dtypes=[]), V(small, number=2.0, dtypes=[]),
                           V(small, number=1.5, dtypes=[]), order=0)
        file.operation("integer clamp", lambda x, whole=None, **bounds: x.clamp(*(whole or bounds.values())),
                       V(small, whole=[1, 9], dtypes=[]), V(small, min=1.0, max=9.0, dtypes=[]), order=0)
        file.operation("integer sum", lambda x: x.sum(), V(whole([100, 200, 55], dtype), dtypes=[]),
                       V(whole([], dtype), dtypes=[]), order=0)
        for name, function in (("max", lambda x: x.max(1)), ("min", lambda x: x.min(1))):
            file.operation(f"integer {name}", function, V(whole([[3, 9, 9], [7, 7, 1]], dtype), dtypes=[]), order=0)
    truths = given(torch.tensor([[True, False], [True, True]]))
    file.operation("integer sum", lambda x: x.sum(), V(truths, dtypes=[]), order=0)
    for name, function in (("add", torch.add), ("multiply", torch.mul), ("maximum", torch.maximum)):
        file.operation(f"integer {name}", function, V(truths, given(torch.tensor([True, False])), dtypes=[]), order=0)


def make():
    file = Operations("comparisons")
    comparisons(file)
    truth(file)
    integers(file)
    doubles(file)
    file.save()
