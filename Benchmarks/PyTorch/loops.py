"""PyTorch's side of LoopRows.swift and DerivativeRows.swift. Squares are 2048 x 2048."""

import torch
from torch import nn

SIZE = 2048
MILLIONS_4 = 4 << 20


def forward(prepare):
    """A row of work without gradients: `prepare` sets it up and returns a function that does it."""
    def row():
        return torch.no_grad()(prepare())
    return row


def square():
    return torch.randn(SIZE, SIZE)


def of_one(function, draw=torch.randn):
    @forward
    def row():
        x = draw(SIZE, SIZE)
        return lambda: function(x)
    return row


def of_two(function):
    @forward
    def row():
        a, b = square(), square()
        return lambda: function(a, b)
    return row


@forward
def add_row():
    a, row = square(), torch.randn(SIZE)
    return lambda: a + row


@forward
def sum_of_images():
    images = torch.randn(64, 32, 28, 28)
    return lambda: images.sum(dim=(0, 2, 3))


@forward
def where():
    a, b = square(), square()
    mask = square() > 0
    return lambda: torch.where(mask, a, b)


@forward
def batched_product():
    a, b = torch.randn(64, 128, 64), torch.randn(64, 64, 128)
    return lambda: torch.bmm(a, b)


@forward
def double_product():
    a, b = (torch.randn(1024, 1024, dtype=torch.float64) for _ in range(2))
    return lambda: a @ b


@forward
def normal_numbers():
    return lambda: torch.randn(MILLIONS_4)


def loss(function):
    """Forward and backward of a loss of 4,096 samples in 1,000 classes."""
    def row():
        logits = torch.randn(4096, 1000, requires_grad=True)
        classes = torch.arange(4096) * 7 % 1000

        def work():
            logits.grad = None
            function(logits, classes).backward()
        return work
    return row


def layer_norm():
    norm = nn.LayerNorm(512)
    x = torch.randn(64, 128, 512, requires_grad=True)
    gradient = torch.randn(64, 128, 512)

    def work():
        for leaf in [x, *norm.parameters()]:
            leaf.grad = None
        norm(x).backward(gradient)
    return work


def adamw():
    parameter = torch.randn(MILLIONS_4, requires_grad=True)
    parameter.grad = torch.randn(MILLIONS_4)
    return torch.optim.AdamW([parameter]).step


def recurrence():
    x = torch.randn(160, 64, 128, requires_grad=True)

    def work():
        x.grad = None
        y = torch.zeros(64, 128)
        for t in range(160):
            y = 0.5 * y + x[t]
        y.sum().backward()
    return work


def tanh_steps():
    x = torch.randn(64, 128, requires_grad=True)

    def work():
        x.grad = None
        y = x
        for _ in range(2000):
            y = y.tanh()
        y.sum().backward()
    return work


ROWS = {
    "add": of_two(lambda a, b: a + b),
    "add-row": add_row,
    "transposed-add": of_two(lambda a, b: a.T + b),
    "chain": of_two(lambda a, b: (a * b + a) / 3 - b),
    "exp": of_one(torch.exp),
    "tanh": of_one(torch.tanh),
    "sigmoid": of_one(torch.sigmoid),
    "relu": of_one(torch.relu),
    "sqrt": of_one(torch.sqrt, torch.rand),
    "sin": of_one(torch.sin),
    "pow-3": of_one(lambda x: x.pow(3)),
    "erf": of_one(torch.erf),
    "sum": of_one(torch.sum),
    "sum-0": of_one(lambda x: x.sum(0)),
    "sum-1": of_one(lambda x: x.sum(1)),
    "sum-023": sum_of_images,
    "amax-1": of_one(lambda x: x.amax(1)),
    "argmax-1": of_one(lambda x: x.argmax(1)),
    "softmax-1": of_one(lambda x: x.softmax(1)),
    "log-softmax-1": of_one(lambda x: x.log_softmax(1)),
    "where": where,
    "cat": of_two(lambda a, b: torch.cat([a, b], dim=1)),
    "bmm": batched_product,
    "matmul-f64": double_product,
    "randn": normal_numbers,
    "cross-entropy": loss(lambda x, y: -x.log_softmax(1).gather(1, y.unsqueeze(1)).mean()),
    "cross-entropy-fused": loss(nn.functional.cross_entropy),
    "layer-norm": layer_norm,
    "adamw": adamw,
    "recurrence": recurrence,
    "tanh-steps": tanh_steps,
}
