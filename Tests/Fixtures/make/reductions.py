"""Reductions, and functions along a dimension."""

import math

import torch

from .inputs import Input, given
from .operations import Operations, Variant as V

CUBE = (3, 3, 4)
TIES = torch.tensor([[1.0, 3.0, 3.0, 0.5], [2.0, 2.0, 2.0, 2.0], [-1.0, -1.0, -2.0, -3.0]])
UNKNOWN = torch.tensor([[1.0, math.nan, 3.0], [math.nan, 2.0, math.nan], [math.inf, -math.inf, 0.0]])


def dim_or_all(dims):
    return None if dims is None else tuple(dims)


def over_dims(**more):
    """All, one, several dimensions; kept or not; each layout."""
    return [
        V(CUBE, **more), V(CUBE, keepDim=True, **more), V(CUBE, dims=[0], **more), V(CUBE, dims=[1], **more),
        V(CUBE, dims=[2], **more), V(CUBE, dims=[-1], keepDim=True, **more), V(CUBE, dims=[0, 2], **more),
        V(CUBE, dims=[-1, 1], keepDim=True, **more), V(CUBE, dims=[0, 1, 2], **more),
        V(Input(CUBE, layout="transposed"), dims=[1], **more), V(Input(CUBE, layout="transposed"), dims=[0, 2], **more),
        V(Input(CUBE, layout="strided"), dims=[2], **more), V((11, 9), dims=[0], **more), V((11, 9), dims=[1], **more),
    ]


def expanded(**more):
    return [V(Input(CUBE, layout="expanded"), dims=[0], **more), V(Input(CUBE, layout="expanded"), **more)]


def along_dim(low=-2.0, high=2.0):
    return [
        V(Input(CUBE, low, high), dim=0), V(Input(CUBE, low, high), dim=1), V(Input(CUBE, low, high), dim=-1),
        V(Input(CUBE, low, high, "transposed"), dim=1), V(Input(CUBE, low, high, "strided"), dim=2),
        V(Input((35,), low, high), dim=0), V(Input((5, 1), low, high), dim=1),
    ]


def sums(file):
    def total(x, dims=None, keepDim=False):
        return x.sum(dim=dim_or_all(dims), keepdim=keepDim)

    def mean(x, dims=None, keepDim=False):
        return x.mean(dim=dim_or_all(dims), keepdim=keepDim)

    file.operation("sum", total, *over_dims(), *expanded(), V(()), V((0,)), V((0, 3), dims=[0]), V((0, 3), dims=[1]),
                   V((), dims=[0]), V((), dims=[-1], keepDim=True), V(given(UNKNOWN), dims=[1], order=1))
    file.operation("mean", mean, *over_dims(), *expanded(), V(()), V((0,), order=1), V((0, 3), dims=[1]))
    for name in ("sum", "mean"):
        file.operation(f"{name} of one dim", total if name == "sum" else mean, V(CUBE, dims=[1]),
                       V(CUBE, dims=[-1], keepDim=True))
    for name, function in (("var", torch.var), ("std", torch.std)):
        def spread(x, dims=None, correction=1, keepDim=False, function=function):
            return function(x, dim=dim_or_all(dims), correction=correction, keepdim=keepDim)

        file.operation(name, spread, *over_dims())
        for c in (0, 2):
            file.operation(name, spread, V(CUBE, correction=c), V(CUBE, dims=[1], correction=c),
                           V(CUBE, dims=[0, 2], correction=c, keepDim=True))
        # As many as there are elements, and more.
        file.operation(name, spread, *(V((2, 3), dims=[1], correction=c) for c in (3, 4)), V((2, 1), dims=[1]), V(()),
                       V((0,)), order=0)
        file.operation(f"{name} of one dim", spread, V(CUBE, dims=[1]), V(CUBE, dims=[-1], correction=0, keepDim=True))


def extremes(file):
    for name, all_of, one_dim in (("max", torch.amax, torch.max), ("min", torch.amin, torch.min)):
        def shared(x, dims=None, keepDim=False, function=all_of):
            return function(x, dim=dim_or_all(dims) or (), keepdim=keepDim)

        file.operation(f"a{name}", shared, *over_dims(), *expanded(), V(()), V(given(TIES), name="ties"),
                       V(given(TIES), dims=[1], name="ties"), V(given(TIES), dims=[0], keepDim=True, name="ties"))
        file.operation(f"a{name} of one dim", shared, V(CUBE, dims=[1]), V(CUBE, dims=[-1], keepDim=True))
        file.operation(name, lambda x, function=one_dim: function(x), V(CUBE), V(()), V(given(TIES), name="ties"),
                       V(Input(CUBE, layout="expanded")), V(given(UNKNOWN), name="NaN", order=0))

        def first(x, dim, keepDim=False, function=one_dim):
            return function(x, dim=dim, keepdim=keepDim)

        file.operation(f"{name} along dim", first, *along_dim(), V(CUBE, dim=1, keepDim=True), V((), dim=0),
                       V(given(TIES), dim=1, name="ties"), V(given(TIES), dim=0, name="ties"),
                       V(Input(CUBE, layout="expanded"), dim=0), V(given(UNKNOWN), dim=1, name="NaN"),
                       V((0, 3), dim=1))
        file.operation(
            f"arg{name}", lambda x, dim=None, keepDim=False,
            f=getattr(torch, f"arg{name}"): f(x, dim=dim, keepdim=keepDim), V(CUBE), *along_dim(),
            V(CUBE, dim=1, keepDim=True), V(given(TIES), dim=1, name="ties"), V(given(TIES), name="ties"),
            V(given(UNKNOWN), dim=1, name="NaN"), V(given(UNKNOWN), name="NaN"), V((), dim=0), V(()), order=0)


def corners(file):
    """All dimensions of four; rows without deviation, with NaN and infinities; one dimension of many."""
    large = (2, 1, 3, 2)
    dims = [V(large, **more) for more in (
        {}, dict(keepDim=True), dict(dims=[0, 1, 2, 3]), dict(dims=[-4, -1]), dict(dims=[-3, 2], keepDim=True),
        dict(dims=[3, 1, 0]), dict(dims=[1, -1, 2], keepDim=True), dict(dims=[0, 1, 2, 3], keepDim=True))]
    dims.append(V(Input(large, layout="transposed"), dims=[0, 2]))
    constant = [[2.0, 2.0, 2.0, 2.0], [0.0, 0.0, 0.0, 0.0], [1.0, 2.0, 4.0, 8.0]]
    infinite = [[1.0, math.inf, 2.0], [math.inf, -math.inf, 0.0], [1.0, 2.0, 3.0]]

    def over(function):
        return lambda x, dims=None, keepDim=False: function(x, dim_or_all(dims) or tuple(range(x.dim())), keepDim)

    for name, function in {
            "sum": lambda x, d, keep: x.sum(d, keepdim=keep), "mean": lambda x, d, keep: x.mean(d, keepdim=keep),
            "amax": lambda x, d, keep: x.amax(d, keepdim=keep), "amin": lambda x, d, keep: x.amin(d, keepdim=keep),
            "var": lambda x, d, keep: x.var(d, keepdim=keep), "std": lambda x, d, keep: x.std(d, keepdim=keep)}.items():
        # The second gradient of std without deviation differs on purpose.
        file.operation(name, over(function), *dims, *(
            V(given(values), name=text, order=1 if name == "std" and values is constant else 2, **more)
            for values, text in ((UNKNOWN, "NaN"), (infinite, "infinite"), (constant, "constant rows"))
            for more in (dict(dims=[1]), dict(dims=[0], keepDim=True), {})))
    file.operation("std", over(lambda x, d, keep: x.std(d, keepdim=keep)), *(
        V(given([size, 2 * size, 4 * size]), name=f"of size {size}", order=1) for size in (1e19, 1e-22, 1e-23)))
    for name, function in (("max", torch.max), ("min", torch.min)):
        nothing_else = torch.full((2, 2), math.nan)
        file.operation(name, lambda x, function=function: function(x), *(
            V(given(values), name=text) for values, text in (
                (UNKNOWN, "NaN"), (nothing_else, "nothing but NaN"), (infinite, "infinite"),
                ([[math.nan, 1.0], [5.0, 5.0]], "one NaN"), (constant, "constant rows"))))
        file.operation(
            f"{name} along dim", lambda x, dim, keepDim=False, function=function: function(x, dim, keepDim), *(
                V(given(values), name=text, **more) for values, text in (
                    (UNKNOWN, "NaN"), (nothing_else, "nothing but NaN"), (infinite, "infinite"))
                for more in (dict(dim=1), dict(dim=-2, keepDim=True))))
        file.operation(
            f"arg{name}", lambda x, dim=None, keepDim=False,
            f=getattr(torch, f"arg{name}"): f(x, dim=dim, keepdim=keepDim), V(large, keepDim=True), V(large, dim=-3),
            V(large, dim=-1, keepDim=True), V((), keepDim=True), V((5,), keepDim=True),
            V(given(UNKNOWN), keepDim=True, name="NaN"), V(given(UNKNOWN), dim=0, keepDim=True, name="NaN"),
            V(given(infinite), dim=1, name="infinite"), order=0)


def doubles(file):
    """Extremes that float32 cannot tell from the others."""
    near = given(torch.tensor([[1.0, 1 + 2**-40, 1.0], [3.0, 3.0, 3 - 2**-40]], dtype=torch.float64))
    for name, function in (("max", torch.max), ("min", torch.min)):
        file.operation(f"{name} along dim", lambda x, dim, function=function: function(x, dim),
                       V(near, dim=1, doubles=True), V(Input(CUBE), dim=1, doubles=True))
        for dim in (dict(dim=1), {}):
            file.operation(f"arg{name}", getattr(torch, f"arg{name}"), V(near, **dim, doubles=True), order=0)


def softmaxes(file):
    low = -math.inf
    masked = torch.tensor([[0.5, low, 1.0, -2.0], [low, 3.0, low, 0.0]])
    for name, function in (("logSoftmax", torch.log_softmax), ("softmax", torch.softmax)):
        file.operation(
            name, lambda x, dim, function=function: function(x, dim), *along_dim(-5, 5),
            V(Input((3, 5), -30, 30), dim=1), V(Input((3, 5), -500, 500), dim=1, order=1),
            V(Input((4, 6), layout="expanded"), dim=1), V(Input((4, 6), layout="expanded"), dim=0), V((), dim=0),
            V((0, 3), dim=1), V((1,), dim=0), V(given([[low, low], [0.0, 1.0]]), dim=1, name="all masked", order=1),
            V(given(masked), dim=1, name="masked", order=1), V((5, 37), dim=1), V((5, 37), dim=0))
    file.operation(
        "logSumExp", lambda x, dim, keepDim=False: x.logsumexp(dim, keepdim=keepDim), *along_dim(-5, 5),
        V(CUBE, dim=1, keepDim=True), V(Input((3, 5), -500, 500), dim=1, order=1), V(Input((4, 6), layout="expanded"), dim=0),
        V((), dim=0), V(given(masked), dim=1, name="masked", order=1),
        V(given([[low, low], [0.0, 1.0]]), dim=1, name="all masked", order=0),
        V(given([math.inf, 1.0]), dim=0, order=1), V(given(UNKNOWN), dim=1, name="NaN"),
        V(given(UNKNOWN), dim=0, keepDim=True, name="NaN"), V(given([math.inf, math.inf, 1.0]), dim=0, name="infinite"),
        V((0, 3), dim=0, name="of nothing"), V(given([-math.inf, 1.0, 2.0]), dim=0, name="masked"), V(given([[0.0, 0.0], [5.0, 5.0]]), dim=1, name="ties"))
    for name, function in (("logSoftmax", torch.log_softmax), ("softmax", torch.softmax)):
        file.operation(name, lambda x, dim, function=function: function(x, dim), V(given(UNKNOWN), dim=1, name="NaN"),
                       V(given([[math.inf, 1.0], [math.inf, math.inf]]), dim=1, name="infinite"),
                       V(given([[-math.inf, 1.0, 2.0], [5.0, 5.0, 5.0]]), dim=1, name="masked and ties"))


def make():
    file = Operations("reductions")
    sums(file)
    extremes(file)
    corners(file)
    doubles(file)
    file.save()
    file = Operations("softmaxes")
    softmaxes(file)
    file.save()
