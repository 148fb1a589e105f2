"""Arithmetic of tensors and numbers, and powers."""

import math

import torch

from .inputs import Input, given
from .operations import Operations, Variant as V

SQUARE = (3, 4)
BY_NUMBER = {
    "add number": lambda x, number: x + number, "number add": lambda x, number: number + x,
    "subtract number": lambda x, number: x - number, "number subtract": lambda x, number: number - x,
    "multiply number": lambda x, number: x * number, "number multiply": lambda x, number: number * x,
    "divide number": lambda x, number: x / number, "number divide": lambda x, number: number / x,
}
OPERATORS = {"add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div}


def pairs(low=None, high=None):
    """Two operands in every relation of shapes and layouts; the second from `low` to `high`."""
    def b(*shape, layout="contiguous"):
        return Input(shape, low, high, layout)

    return [
        V(SQUARE, b(*SQUARE)), V(SQUARE, b(4)), V(SQUARE, b(3, 1)), V((4, 1), b(3)), V(SQUARE, b()), V((), b(*SQUARE)),
        V((2, 1, 3), b(4, 1)), V((2, 3, 1, 2), b(3, 4, 1)), V((), b()), V((0, 3), b(3)),
        V(Input(SQUARE, layout="transposed"), b(*SQUARE)),
        V(Input(SQUARE, layout="transposed"), b(*SQUARE, layout="transposed")),
        V(Input(SQUARE, layout="expanded"), b(*SQUARE)),
        V(Input(SQUARE, layout="strided"), b(*SQUARE, layout="strided")), V((5, 7), b(5, 7)),
    ]


def mixed():
    """Operands of two types: the gradient of each has its own."""
    single, double = torch.float32, torch.float64
    return [
        V(Input(SQUARE, dtype=single), Input(SQUARE, 0.5, 2.0, dtype=double), dtypes=["float64"]),
        V(Input(SQUARE, dtype=double), Input((4,), 0.5, 2.0, dtype=single), dtypes=["float64"]),
        V(Input(SQUARE, dtype=single), Input((), 0.5, 2.0, dtype=double), dtypes=["float32"], name="stays float32"),
        V(Input((), dtype=single), Input(SQUARE, 0.5, 2.0, dtype=double), dtypes=["float64"]),
    ]


def with_numbers(low=None, high=None):
    return [
        V(Input(SQUARE, low, high), number=2.5), V(Input(SQUARE, low, high), number=-3.0),
        V(Input((2, 3, 4), low, high, "transposed"), number=0.75), V(Input((), low, high), number=1.5),
        V(Input((0, 2), low, high), number=2.0), V(Input((35,), low, high), number=0.1),
    ]


def powers(file):
    positive = [V(Input(SQUARE, 0.3, 2.5), exponent=e) for e in (2.0, 3.0, 0.5, -0.5, -1.0, -2.0, 0.0, 1.0, 2.5)]
    negative = [V(Input(SQUARE, -2.5, -0.3), exponent=e) for e in (2.0, 3.0, -1.0, -2.0, 0.0, 1.0)]
    zeros = [V(given([0.0, -0.0, 1.0, -1.0]), exponent=e) for e in (0.0, 1.0, 2.0, 3.0)]
    zeros += [V(given([0.0, 1.0, 4.0]), exponent=e) for e in (0.5, -1.0)]
    layouts = [V(Input((2, 3, 4), 0.3, 2.5, "transposed"), exponent=3.0), V(Input((), 0.3, 2.5), exponent=3.0),
               V(Input((0, 3)), exponent=2.0), V(given([math.inf, -math.inf, math.nan]), exponent=2.0)]
    file.operation("pow number", lambda x, exponent: x ** exponent, *positive, *negative, *zeros, *layouts)
    base = dict(low=0.3, high=2.5)
    file.operation(
        "pow", torch.pow, V(Input(SQUARE, **base), SQUARE), V(Input(SQUARE, **base), (4,)),
        V(Input((3, 1), **base), (4,)), V(Input((), **base), SQUARE), V(Input(SQUARE, **base), ()),
        V(Input(SQUARE, **base, layout="transposed"), SQUARE),
        V(given([0.0, 0.0, 0.0, 0.0]), given([0.0, 1.0, 2.0, 3.0]), order=1),
        V(given([0.0, 0.5, 2.0]), given([0.5, 0.0, 0.0]), order=1),
        V(given([-1.5, -2.0, -0.5]), given([2.0, 3.0, -1.0], constant=True)), V((0, 3), (3,)),
        V(given([-1.5, -2.0, 0.0, 0.0]), given([2.0, 3.0, -1.0, -0.5]), order=1),
        V(given([0.0, 0.0, 0.0]), given([1.0, 2.0, 3.5], constant=True), name="powers of zero"),
        V(given([0.0, -0.0, 1.0]), given([math.nan] * 3), name="unknown exponents", order=1))


def special_operands(file):
    """Infinities, NaN, zeros and the smallest divisors, in all pairs; the square of these divisors is 0 in float32."""
    special = [0.0, -0.0, 1.0, -2.0, 1e-30, math.inf, -math.inf, math.nan]
    a, b = (values.flatten().tolist() for values in torch.meshgrid(*[torch.tensor(special)] * 2, indexing="ij"))
    for name, function in OPERATORS.items():
        file.operation(name, function, V(given(a), given(b), name="special values"))
    tiny = [1e-20, -1e-20, 1e-30, 1e-38, 2.0**-126, 0.0]
    file.operation("divide", torch.div, V(given([1.0, 2.0, 1e-30, 1e-38, -2.0**-126, 0.0]), given(tiny), name="tiny"))
    file.operation("number divide", lambda x, number: number / x, V(given(special), number=2.0, name="special values"))
    file.operation("divide number", lambda x, number: x / number,
                   V(given(special), number=1e-30, name="special values"))
    file.operation("square", torch.square, V(given(special), name="special values"))


def doubles(file):
    """Numbers that float32 does not hold either."""
    for name, function in BY_NUMBER.items():
        file.operation(name, function, V(Input(SQUARE, 0.5, 2.5), number=0.1, doubles=True))
    for name, function in OPERATORS.items():
        file.operation(f"{name} assign number", lambda x, number, function=function: function(x, number),
                       V(SQUARE, number=0.1, doubles=True))
    file.operation("pow number", torch.pow, V(Input(SQUARE, 0.3, 2.5), exponent=0.1, doubles=True))


def make():
    file = Operations("arithmetic")
    file.operation("add", torch.add, *pairs())
    file.operation("subtract", torch.sub, *pairs())
    file.operation("multiply", torch.mul, *pairs())
    file.operation("divide", torch.div, *pairs(0.5, 2.5))
    file.operation("negate", torch.neg, V(SQUARE), V(()), V((0,)), V(Input(SQUARE, layout="transposed")),
                   V(Input(SQUARE, layout="expanded")), V(given([0.0, -0.0, math.inf, -math.inf, math.nan]), order=1))
    for name, function in OPERATORS.items():
        file.operation(f"{name} mixed types", function, *mixed())
    for name, function in BY_NUMBER.items():
        file.operation(name, function, *(with_numbers(0.5, 2.5) if name == "number divide" else with_numbers()))
    for name, function in OPERATORS.items():
        file.operation(f"{name} assign", function, V(SQUARE, Input((4,), 0.5, 2.0)), V(SQUARE, Input(SQUARE, 0.5, 2.0)))
        file.operation(f"{name} assign number", lambda x, number, function=function: function(x, number),
                       V(SQUARE, number=2.5))
    file.operation("square", torch.square, V(SQUARE), V(()), V((0,)), V(Input(SQUARE, layout="strided")))
    file.operation("dot", torch.dot, V((5,), (5,)), V((1,), (1,)), V((0,), (0,)), V((35,), (35,)))
    powers(file)
    special_operands(file)
    doubles(file)
    file.save()
