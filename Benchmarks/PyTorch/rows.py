#!/usr/bin/env python3
"""PyTorch's side of the rows in Sources/Bench/Rows.swift: the same work on the same shapes.

    OMP_NUM_THREADS=2 python rows.py ROW --seconds 3

Prints one line of JSON: median and least seconds, and the peak memory of the process.
"""

import argparse
import json
import os
import resource
import statistics
import time

import torch
from torch import nn

from tutorial import BLANK, StackedLSTM, ctc

BATCH, LABELS = 64, 4


class ColumnsNetwork(nn.Module):
    """The network of `captcha train --preset quick`."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(256, 11)
        self.lstm = nn.LSTM(240, 128, bidirectional=True)

    def forward(self, inputs, hidden):
        features, hidden = self.lstm(inputs, hidden)
        return self.fc(features).log_softmax(dim=2), hidden


def training_step(net, steps=160, inputs=60):
    is_tutorial = isinstance(net, StackedLSTM)
    net.train()
    criterion = nn.CTCLoss(blank=BLANK)
    optimizer = (torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9) if is_tutorial
                 else torch.optim.AdamW(net.parameters(), lr=0.01))
    columns = torch.randn(steps, BATCH, inputs)
    targets = torch.randint(BLANK, (BATCH, LABELS))
    state = net.init_hidden(BATCH) if is_tutorial else None

    def work():
        nonlocal state
        optimizer.zero_grad()
        before = tuple(part.detach() for part in state) if is_tutorial else None
        outputs, after = net(columns, before)
        if is_tutorial:
            state = after
        ctc(criterion, outputs, targets).backward()
        if not is_tutorial:
            nn.utils.clip_grad_norm_(net.parameters(), 1)
        optimizer.step()
    return work


def lstm_forward(batch):
    lstm = nn.LSTM(60, 512, 2).eval()
    columns = torch.randn(160, batch, 60)

    @torch.no_grad()
    def work():
        lstm(columns)
    return work


def ctc_alone():
    log_probs = torch.randn(160, BATCH, 11).log_softmax(dim=2)
    targets = torch.randint(BLANK, (BATCH, LABELS))
    criterion = nn.CTCLoss(blank=BLANK)

    def work():
        ctc(criterion, log_probs.detach().requires_grad_(), targets).backward()
    return work


def dropout():
    layer = nn.Dropout(0.5)
    x = torch.randn(160, 64, 512)

    @torch.no_grad()
    def work():
        layer(x)
    return work


def sgd():
    net = StackedLSTM()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    for parameter in net.parameters():
        parameter.grad = torch.randn_like(parameter)
    return optimizer.step


def matmul(m, n, k):
    a, b = torch.randn(m, k), torch.randn(k, n)

    @torch.no_grad()
    def work():
        a @ b
    return work


def chain():
    x, y = torch.randn(16, requires_grad=True), torch.randn(16, requires_grad=True)

    def work():
        x.grad = y.grad = None
        z = x
        for _ in range(100):
            z = z * y
        z.sum().backward()
    return work


def mlp():
    net = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    x, y = torch.randn(64, 784), torch.randn(64, 10)

    def work():
        optimizer.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        optimizer.step()
    return work


ROWS = {
    "step": lambda: training_step(StackedLSTM()),
    "step-1": lambda: training_step(StackedLSTM()),
    "step-r": lambda: training_step(ColumnsNetwork(), 40, 240),
    "forward-64": lambda: lstm_forward(64),
    "forward-1": lambda: lstm_forward(1),
    "ctc": ctc_alone,
    "dropout": dropout,
    "sgd": sgd,
    "matmul-square": lambda: matmul(1024, 1024, 1024),
    "matmul-flat": lambda: matmul(64, 2048, 512),
    "op-16": chain,
    "mlp": mlp,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("row", choices=ROWS)
    parser.add_argument("--seconds", type=float, default=3)
    options = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", torch.get_num_threads())))
    torch.manual_seed(0)
    work = ROWS[options.row]()
    for _ in range(2):
        work()
    times = []
    end = time.perf_counter() + options.seconds
    while len(times) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    print(json.dumps({
        "median": statistics.median(times),
        "min": min(times),
        "peakMB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,  # KiB on Linux
    }))


if __name__ == "__main__":
    main()
