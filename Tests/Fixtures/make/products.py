"""Products of matrices, decompositions, factories, and graphs of several steps."""

import torch

from .inputs import Input, given
from .operations import Operations, Variant as V

DTYPES = dict(float32=torch.float32, float64=torch.float64, int64=torch.int64, int32=torch.int32, uint8=torch.uint8,
              bool=torch.bool)


def products(file):
    def turned(*shape):
        return Input(shape, layout="transposed")

    file.operation(
        "matmul", torch.matmul, V((3, 4), (4, 5)), V((3, 4), (4,)), V((3,), (3, 4)), V((4,), (4,)),
        V((2, 3, 4), (2, 4, 5)), V((2, 1, 3, 4), (3, 4, 2)), V((2, 3, 4), (4, 5)), V((3, 4), (2, 4, 5)),
        V((2, 3, 4), (4,)), V((4,), (2, 4, 3)), V(turned(3, 4), (4, 5)), V((3, 4), turned(4, 5)),
        V(turned(3, 4), turned(4, 5)), V(Input((3, 4), layout="strided"), Input((4, 5), layout="strided")),
        V(turned(2, 3, 4), (4, 5)), V(Input((2, 3, 4), layout="expanded"), (2, 4, 5)),
        V(Input((3, 4), layout="expanded"), (4, 2)), V((1, 1), (1, 1)), V((0, 4), (4, 3)), V((3, 0), (0, 2)),
        V((3, 4), (4, 0)), V((0, 3, 4), (4, 2)), V((1, 7), (7, 40)), V((40, 7), (7, 1)))
    # Beyond the sizes that go through one block of the kernels; second gradients are products too.
    file.operation("matmul, larger", torch.matmul, V((17, 33), (33, 19)), V(turned(17, 33), turned(33, 19)),
                   V((70, 13), (13, 37)), V((3, 18, 9), (9, 20)), order=1)
    file.operation("matmul, deep", torch.matmul, V(Input((2, 1030), -1, 1), Input((1030, 2), -1, 1)), order=1)


def decompositions(file):
    shapes = [(3, 3), (5, 3), (3, 5), (1, 4), (4, 1), (8, 8)]
    file.operation("qr", torch.linalg.qr, *(V(shape) for shape in shapes), V(Input((4, 3), layout="transposed")),
                   order=0)
    file.operation("diagonal", lambda x: x.diagonal(), V((3, 3)), V((2, 4)), V((4, 2)),
                   V(Input((3, 4), layout="transposed")), order=0)


def full(shape, value, dtype):
    return torch.full(shape, value, dtype=DTYPES[dtype])


def factories(file):
    def eye(n, m=None, dtype="float32"):
        return torch.eye(n, n if m is None else m, dtype=DTYPES[dtype])

    for dtype in DTYPES:
        file.operation("full", full, V(shape=[2, 3], value=1.0, dtype=dtype, dtypes=[]), order=0)
        file.operation("zeros", lambda shape, dtype: torch.zeros(shape, dtype=DTYPES[dtype]),
                       V(shape=[2, 0, 3], dtype=dtype, dtypes=[]), V(shape=[2], dtype=dtype, dtypes=[]), order=0)
        file.operation("ones", lambda shape, dtype: torch.ones(shape, dtype=DTYPES[dtype]),
                       V(shape=[], dtype=dtype, dtypes=[]), V(shape=[2, 2], dtype=dtype, dtypes=[]), order=0)
        file.operation("eye", eye, V(n=3, dtype=dtype, dtypes=[]), V(n=2, m=4, dtype=dtype, dtypes=[]), order=0)
        if dtype != "bool":
            file.operation("arange", lambda end, dtype: torch.arange(end, dtype=DTYPES[dtype]),
                           V(end=5, dtype=dtype, dtypes=[]), V(end=0, dtype=dtype, dtypes=[]), order=0)
    file.operation("full", full, V(shape=[2], value=-2.5, dtype="float64", dtypes=[]),
                   V(shape=[], value=0.1, dtype="float32", dtypes=[]), order=0)
    ranges = [(0.0, 1.0, 0.25), (1.0, 8.0, 2.0), (5.0, -1.0, -1.5), (0.0, 1.0, 0.1), (2.0, 2.0, 1.0)]
    for dtype in ("float32", "float64"):
        file.operation(
            "arange from to", lambda start, end, step, dtype: torch.arange(start, end, step, dtype=DTYPES[dtype]),
            *(V(start=a, end=b, step=c, dtype=dtype, dtypes=[]) for a, b, c in ranges), order=0)


def doubles(file):
    file.operation("matmul, deep", torch.matmul, V(Input((1, 1030), -1, 1), Input((1030, 1), -1, 1), doubles=True),
                   order=1)
    file.operation("full", full, V(shape=[2], value=0.1, dtype="float64", dtypes=[]), order=0)


def graphs(file):
    """Several steps, values used more than once, and gradients that meet again."""
    def twice(x):
        y = x * x
        return y * x.sin() + y.exp() / (1 + y)

    def network(x, a, b, c):
        return torch.tanh(torch.tanh(x @ a.t() + b) @ c.t()).sum(1)

    def attention(q, k, v):
        return (q @ k.transpose(-1, -2) / 2).softmax(-1) @ v

    def normalised(x):
        return (x - x.mean(0)) / (x.var(0, correction=0) + 1e-5).sqrt()

    def cross_entropy(x, index):
        return -x.log_softmax(1).gather(1, index.unsqueeze(1)).mean()

    def recurrent(x, w):
        h = torch.zeros(x.shape[1], w.shape[0], dtype=x.dtype)
        for t in range(x.shape[0]):
            h = torch.tanh(x[t] + h @ w)
        return h

    def pieces(x):
        return torch.cat([x[:, 1:], x[:, :1] * 2], 1).permute(1, 0).reshape(3, -1) * x.max()

    file.operation("graph: shared values", twice, V((3, 4)), V(Input((3, 4), layout="transposed")))
    file.operation("graph: network", network, V((5, 3), (4, 3), (4,), (2, 4)))
    file.operation("graph: attention", attention, V((2, 3, 4), (2, 5, 4), (2, 5, 3)))
    file.operation("graph: normalisation", normalised, V((6, 3)))
    file.operation("graph: cross entropy", cross_entropy, V((4, 5), given(torch.tensor([0, 4, 2, 2]))))
    file.operation("graph: recurrence", recurrent, V((6, 2, 4), Input((4, 4), -0.5, 0.5)))
    file.operation("graph: pieces", pieces, V((4, 6)))


def make():
    file = Operations("products")
    products(file)
    decompositions(file)
    factories(file)
    graphs(file)
    doubles(file)
    file.save()
