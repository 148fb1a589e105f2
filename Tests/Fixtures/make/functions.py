"""Functions of single elements, choices between two, and conversions."""

import math

import torch

from .inputs import Input, given
from .operations import Operations, Variant as V
from .arithmetic import SQUARE, pairs

SPECIAL = [-math.inf, -100.0, -20.0, -1.0, -0.5, -1e-3, -1e-30, -0.0, 0.0, 1e-30, 1e-3, 0.5, 1.0, 20.0, 100.0, math.inf,
           math.nan]
WITHOUT_NAN = SPECIAL[:-1]  # the sign of NaN differs on purpose
TYPES = dict(float32=torch.float32, float64=torch.float64, int64=torch.int64, int32=torch.int32, uint8=torch.uint8,
             bool=torch.bool)
KINKS = [-2.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 2.0]


def layouts(low, high):
    def x(*shape, layout="contiguous"):
        return V(Input(shape, low, high, layout))

    return [x(*SQUARE), x(), x(0, 3), x(35), x(2, 3, 4, layout="transposed"), x(*SQUARE, layout="expanded"),
            x(*SQUARE, layout="strided")]


def functions(file):
    for name, function, low, high in (
        ("exp", torch.exp, -5, 5), ("log", torch.log, 0.3, 5), ("log1p", torch.log1p, -0.7, 5),
        ("sin", torch.sin, -6, 6),
        ("cos", torch.cos, -6, 6), ("sqrt", torch.sqrt, 0.3, 5), ("tanh", torch.tanh, -4, 4),
        ("sigmoid", torch.sigmoid, -6, 6),
    ):
        file.operation(name, function, *layouts(low, high), V(given(SPECIAL), name="special values"))
    for name, function, special in (("relu", torch.relu, SPECIAL), ("abs", torch.abs, WITHOUT_NAN)):
        file.operation(name, function, *layouts(-2, 2), V(given(KINKS), name="kink"),
                       V(given(special), name="special values"))
    bounds = [dict(min=-1.0, max=1.0), dict(min=-1.0), dict(max=0.5), dict(min=0.0, max=0.0), dict(min=1.0, max=-1.0)]
    file.operation(
        "clamp", torch.clamp, *(V(given(KINKS), **given_bounds) for given_bounds in bounds),
        *(V(Input(SQUARE, layout=layout), min=-1.0, max=1.0) for layout in ("contiguous", "transposed", "expanded")),
        V((), min=-0.5, max=0.5), V((0, 2), min=-1.0, max=1.0),
        V(given(SPECIAL), min=-10.0, max=10.0, name="special values"))


def choices(file):
    ties = torch.tensor([[1.0, 3.0, 3.0, 0.5], [2.0, 2.0, 2.0, 2.0], [-1.0, -0.0, 0.0, -3.0]])
    others = torch.tensor([[1.0, 2.0, 4.0, 0.5], [2.0, -2.0, 2.0, 3.0], [-1.0, 0.0, -0.0, -2.0]])
    unknown = [math.nan, 1.0, math.inf, -math.inf]
    for name, function in (("maximum", torch.maximum), ("minimum", torch.minimum)):
        file.operation(name, function, *pairs(), V(given(ties), given(others), name="ties"),
                       V(given(unknown), given([1.0, math.nan, 1.0, 1.0]), name="NaN"))
    condition = torch.tensor([[1, 0, 1, 1], [0, 1, 0, 0], [1, 1, 0, 1]], dtype=torch.uint8)
    row, truth = condition[0].clone(), condition.bool()
    file.operation(
        "where", lambda a, c, b: torch.where(c.bool(), a, b), V(SQUARE, given(condition), SQUARE),
        V(SQUARE, given(truth), (4,)), V((4,), given(condition), (3, 1)), V((), given(condition), ()),
        V(SQUARE, given(row), ()), V((3, 1), given(row), SQUARE),
        V(Input(SQUARE, layout="transposed"), given(condition), Input(SQUARE, layout="expanded")),
        V(SQUARE, given(condition, layout="transposed"), SQUARE), V((0, 4), given(row), (4,)),
        V(given([math.nan, 1.0]), given(torch.tensor([False, True])), given([1.0, math.inf]), name="special values"))


def converted(x, dtype):
    return x.to(TYPES[dtype])


def conversions(file):
    single = [("float32", "float64"), ("float64", "float32")]
    file.operation(
        "to", converted,
        *(V(Input(SQUARE, -3, 3, dtype=TYPES[a]), dtype=b, dtypes=[a]) for a, b in single + [("float32",) * 2]),
        V(Input(SQUARE, layout="transposed", dtype=torch.float64), dtype="float32", dtypes=["float64"]))
    numbers = torch.tensor([-3.7, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 2.5, 100.9])
    whole = torch.tensor([-2**31, -300, -129, -1, 0, 1, 127, 255, 256, 2**31 - 1])
    sources = {"float32": numbers, "float64": numbers.double(), "int64": whole, "int32": whole.int(),
               "uint8": torch.tensor([0, 1, 127, 128, 255], dtype=torch.uint8), "bool": torch.tensor([True, False])}
    for a, values in sources.items():
        floating = values.is_floating_point()
        for b, dtype in TYPES.items():
            # C leaves the conversion of negative numbers to unsigned ones open.
            values = values.abs() if floating and dtype == torch.uint8 else values
            x = given(values, dtype=TYPES[a] if floating else None, constant=True)
            file.operation("convert", converted, V(x, dtype=b, dtypes=[a] if floating else []), order=0)


def plain(file):
    """Functions whose derivative is 0, or that have none."""
    for name, function, special in (("floor", torch.floor, SPECIAL), ("sign", torch.sign, WITHOUT_NAN)):
        whole = [V(given(torch.tensor([-3, 0, 5], dtype=dtype)), dtypes=[], order=0)
                 for dtype in (torch.int64, torch.int32)]
        file.operation(name, function, *layouts(-3, 3), *whole, V(given(KINKS)),
                       V(given(special), name="special values"), order=1)
    file.operation("size", lambda x, dim: torch.tensor(x.size(dim)), *(V((2, 3, 4), dim=dim) for dim in (0, 2, -1, -3)),
                   V(Input((2, 3), layout="transposed"), dim=-2), V((0, 3), dim=0), order=0)
    for name, function in (("isNaN", torch.isnan), ("isInf", torch.isinf), ("isFinite", torch.isfinite)):
        file.operation(name, function, V(given(SPECIAL)), V(SQUARE), V((0,)), V(Input(SQUARE, layout="transposed")),
                       V(given(torch.tensor([1, 2])), dtypes=[]), order=0)
    contiguous = V(SQUARE), V(Input(SQUARE, layout="transposed")), V(Input(SQUARE, layout="expanded")), V(())
    file.operation("contiguous", lambda x: x.contiguous(), *contiguous)
    file.operation("detach", lambda x: x.detach() * x, *contiguous)
    file.operation("zerosLike", torch.zeros_like, *contiguous, order=0)
    file.operation("onesLike", torch.ones_like, *contiguous, order=0)


def doubles(file):
    """Bounds, and numbers next to which float32 has none."""
    x = Input(SQUARE, -2, 2)
    file.operation("clamp", torch.clamp, V(x, min=-1.1, max=0.3, doubles=True))
    near = given(torch.tensor([3 - 2**-40, -2 - 2**-40, 2**-60, 1e60, -1e-60], dtype=torch.float64))
    for name, function in (("floor", torch.floor), ("sign", torch.sign), ("isFinite", torch.isfinite),
                           ("isNaN", torch.isnan), ("isInf", torch.isinf)):
        file.operation(name, function, V(near, doubles=True), V(x, doubles=True), order=0)
    for dtype in TYPES:
        # Only numbers that each type holds once they are cut off.
        whole = given(torch.tensor([3 - 2**-40, 0.1, 255 - 2**-30, 1e-60], dtype=torch.float64), constant=True)
        file.operation("convert", converted, V(whole, dtype=dtype, doubles=True), order=0)


def make():
    file = Operations("functions")
    functions(file)
    choices(file)
    conversions(file)
    plain(file)
    doubles(file)
    file.save()
