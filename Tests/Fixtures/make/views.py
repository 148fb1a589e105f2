"""Views, joined tensors, and what indices read."""

import torch

from .inputs import Input, given
from .operations import Operations, Variant as V

CUBE = (2, 3, 4)
SQUARE = (3, 4)


def python_index(index):
    """An index as the manifest writes it: a number, [from, to, step], "newAxis" or "ellipsis"."""
    names = {"newAxis": None, "ellipsis": Ellipsis}
    return tuple(names[i] if isinstance(i, str) else slice(*i) if isinstance(i, list) else i for i in index)


def rearranged(file):
    def each(*shape):
        return [Input(shape), Input(shape, layout="transposed"), Input(shape, layout="strided")]

    cubes = each(*CUBE)
    shapes = [V(x, shape=[4, 6]) for x in cubes] + [V(x, shape=[3, -1]) for x in cubes]
    file.operation("reshape", lambda x, shape: x.reshape(shape), *shapes, V((6,), shape=[2, 3]), V((), shape=[1, 1]),
                   V((1,), shape=[]), V((0, 3), shape=[3, 0]), V(Input((4, 6), layout="expanded"), shape=[2, 12]))
    file.operation("flatten", lambda x, start=0, end=-1: x.flatten(start, end), *(V(x) for x in cubes),
                   V(CUBE, start=1), V(CUBE, end=1), V(()), V((0, 2)))
    file.operation("permute", lambda x, dims: x.permute(dims), V(CUBE, dims=[2, 0, 1]), V(CUBE, dims=[-1, 1, 0]),
                   V(Input(CUBE, layout="transposed"), dims=[1, 2, 0]), V((), dims=[]))
    file.operation("permute and reshape", lambda x, dims, shape: x.permute(dims).reshape(shape),
                   V(CUBE, dims=[2, 0, 1], shape=[4, 6]), V(CUBE, dims=[0, 2, 1], shape=[-1]))
    file.operation("transpose", lambda x, a, b: x.transpose(a, b), V(CUBE, a=0, b=2), V(CUBE, a=-1, b=1),
                   V(SQUARE, a=1, b=1))
    file.operation("T", lambda x: x.t(), *(V(x) for x in each(*SQUARE)), V((0, 2)))
    file.operation("squeeze", lambda x: x.squeeze(), V((1, 3, 1, 2)), V((3,)), V((1, 1)),
                   V(Input((1, 3, 1, 2), layout="transposed")))
    file.operation("squeeze dim", lambda x, dim: x.squeeze(dim), V((1, 3, 1), dim=0), V((1, 3, 1), dim=-1),
                   V((1, 3, 1), dim=1), V((), dim=0))
    file.operation("unsqueeze", lambda x, dim: x.unsqueeze(dim), V(SQUARE, dim=0), V(SQUARE, dim=1),
                   V(SQUARE, dim=-1), V((), dim=0), V(Input(SQUARE, layout="transposed"), dim=1))
    file.operation("expand", lambda x, shape: x.expand(shape), V((3, 1), shape=[2, 3, 4]), V((), shape=[2, 2]),
                   V((3, 1), shape=[-1, 5]), V((1, 4), shape=[0, 4]),
                   V(Input((3, 1, 2), layout="transposed"), shape=[3, 4, 2]))
    file.operation("expandAs", lambda x, y: x.expand_as(y), V((3, 1), Input(CUBE[:1] + (3, 4), constant=True)),
                   V((4,), Input(SQUARE, constant=True)))


def parts(file):
    indices = [
        [1], [-1], [0, 2], [[1, 3]], [[0, None], [1, 3]], [[0, None, 2]], [[0, None], [0, None], [1, None, 2]],
        [[-2, None]], [[0, -1]], [[1, 100]], [[2, 1]], ["ellipsis", 1], [1, "ellipsis"], ["ellipsis", [0, 2]],
        ["newAxis"], [[0, None], "newAxis", 1], ["ellipsis", "newAxis"], [0, "newAxis", "ellipsis", [1, None, 2]], [1, 2, 3],
    ]
    file.operation("slice", lambda x, index: x[python_index(index)], *(V(CUBE, index=index) for index in indices),
                   V(Input(CUBE, layout="transposed"), index=[1, [0, None, 2]]),
                   V(Input(CUBE, layout="expanded"), index=[[1, None], 2]))
    file.operation("select", lambda x, dim, index: x.select(dim, index), V(CUBE, dim=0, index=1),
                   V(CUBE, dim=-1, index=-2), V(Input(CUBE, layout="transposed"), dim=1, index=0))
    file.operation("narrow", lambda x, dim, start, length: x.narrow(dim, start, length),
                   V(CUBE, dim=2, start=1, length=2), V(CUBE, dim=-2, start=0, length=3),
                   V(CUBE, dim=0, start=1, length=0), V(Input(CUBE, layout="transposed"), dim=1, start=1, length=1))

    def assigned(x, value, index):
        result = x.clone()
        result[python_index(index)] = value
        return result

    file.operation("assign slice", assigned, V(CUBE, (3, 4), index=[1]), V(CUBE, (), index=[0, [0, None, 2]]),
                   V(CUBE, (2,), index=["ellipsis", [1, 3]]),
                   V(Input(CUBE, layout="transposed"), (2, 3), index=["ellipsis", 3]), V(CUBE, (4,), index=[[0, 0]]),
                   order=0)


def joined(file):
    def cat(*tensors, dim=0):
        return torch.cat(tensors, dim)

    def stack(*tensors, dim=0):
        return torch.stack(tensors, dim)

    file.operation(
        "cat", cat, V((2, 3), (4, 3)), V((2, 3), (2, 2), dim=1), V((2, 3), (2, 2), (2, 1), dim=-1),
        V((3,), (0,), (2,)), V(Input((2, 3), layout="transposed"), Input((2, 2), layout="strided"), dim=1), V((2, 3)),
        V(Input((2,), dtype=torch.float32), Input((3,), dtype=torch.float64), dtypes=["float64"]),
        V(given(torch.tensor([1, 2])), given(torch.tensor([300], dtype=torch.int32)), dtypes=[], order=0))
    file.operation("stack", stack, V((2, 3), (2, 3)), V((2, 3), (2, 3), dim=1), V((2, 3), (2, 3), (2, 3), dim=-1),
                   V((), ()), V(Input((2, 3), layout="transposed"), (2, 3), dim=2))


def indexed(file):
    rows = torch.tensor([[2, 0, 1, 1], [0, 1, 2, 0]])
    columns = torch.tensor([[3, 0], [1, 1], [2, 3]])

    def gather(x, index, dim):
        return x.gather(dim, index.long())

    file.operation(
        "gather", gather, V(SQUARE, given(rows), dim=0), V(SQUARE, given(columns), dim=1),
        V(SQUARE, given(columns), dim=-1), V(SQUARE, given(columns[:2].clone()), dim=1),
        V(SQUARE, given(columns.int()), dim=1, name="int32"),
        V(SQUARE, given(columns.to(torch.uint8)), dim=1, name="uint8"),
        V((4,), given(torch.tensor([3, 3, 0])), dim=0),
        V(Input(SQUARE, layout="transposed"), given(rows, layout="transposed"), dim=0),
        V(Input(SQUARE, layout="expanded"), given(columns), dim=1),
        V(CUBE, given(torch.tensor([[[1, 0, 3]]])), dim=2),
        V(SQUARE, given(torch.zeros(3, 0, dtype=torch.int64)), dim=1), V((), given(torch.tensor(0)), dim=0),
        V((), given(torch.tensor(0)), dim=-1))
    file.operation("oneHot", lambda x, classes: torch.nn.functional.one_hot(x, classes),
                   V(given(torch.tensor([0, 2, 1])), classes=3, dtypes=[]), V(given(columns), classes=5, dtypes=[]),
                   V(given(torch.tensor(1)), classes=2, dtypes=[]), order=0)


def make():
    file = Operations("views")
    rearranged(file)
    parts(file)
    joined(file)
    indexed(file)
    file.save()
