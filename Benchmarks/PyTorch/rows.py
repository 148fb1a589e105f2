#!/usr/bin/env python3
"""PyTorch's side of the rows of Sources/Bench: the same work on the same shapes, under the same name.

    OMP_NUM_THREADS=2 python rows.py ROW --seconds 3

Prints one line of JSON: the median in seconds, and the peak memory of the process, or of a program
that it ran where that took more.
"""

import argparse
import functools
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

import loops
from tutorial import BLANK, CaptchaImages, StackedLSTM, ctc

BATCH, LABELS = 64, 4
# What Benchmarks/run and our side have laid down, and the mean and deviation of the images.
IMAGES = Path(__file__).resolve().parents[1] / ".build" / "captchas"
MODEL = IMAGES.with_name("tutorial.safetensors")
IMAGE_COUNT, MEAN, STD = 2000, 0.866, 0.162


def training_step(inputs=60, hidden=512, layers=2, bidirectional=False, dropout=0.5,
                  rule="sgd", max_grad_norm=None, carries_state=True, length=160, batch=BATCH):
    """A step of a network such as the tutorial's; the tutorial's own, where nothing else is said."""
    net = StackedLSTM(inputs, hidden_size=hidden, num_layers=layers, bidirectional=bidirectional,
                      dropout=dropout)
    criterion = nn.CTCLoss(blank=BLANK)
    if rule == "sgd":
        optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    else:
        optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)
    columns = torch.randn(length, batch, inputs)
    targets = torch.randint(BLANK, (batch, LABELS))
    state = None

    def work():
        nonlocal state
        optimizer.zero_grad()
        before = None if state is None else tuple(part.detach() for part in state)
        outputs, after = net(columns, before)
        if carries_state:
            state = after
        ctc(criterion, outputs, targets).backward()
        if max_grad_norm is not None:
            nn.utils.clip_grad_norm_(net.parameters(), max_grad_norm)
        optimizer.step()
    return work


def quick_step():
    """That of `captcha train --preset quick`."""
    return training_step(inputs=240, hidden=128, layers=1, bidirectional=True, dropout=0,
                         rule="adamw", max_grad_norm=1, carries_state=False, length=40)


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


def parameters():
    class Collector(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second, self.third = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 4)
            self.losses = [0.0] * 1_000_000

    net = Collector()

    def work():
        for _ in range(100):
            list(net.parameters())
    return work


class Captchas(Dataset):
    """PNG files, decoded when they are asked for."""

    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        file = self.files[index]
        image = CaptchaImages.read(file).to(torch.float32) / 255
        return (image - MEAN) / STD, torch.tensor([int(c) for c in file.stem])


def load_images():
    dataset = Captchas(sorted(IMAGES.glob("*.png"))[:IMAGE_COUNT])
    # Two workers that stay are the fastest on two cores: 0.36 s, new ones for each pass 0.40 to
    # 0.65 s, none 0.60 s.
    loader = DataLoader(dataset, batch_size=BATCH, num_workers=2, persistent_workers=True)

    def work():
        for _ in loader:
            pass
    return work


def read_image():
    """The model is written by our side, which is measured first."""
    command = [sys.executable, Path(__file__).with_name("read.py"), min(IMAGES.glob("*.png")),
               "--model", MODEL, "--mean", str(MEAN), "--std", str(STD)]
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


ROWS = {
    "step": training_step,
    "step-1": training_step,
    "step-bf16": training_step,  # float32 here
    "step-r": quick_step,
    "forward-64": lambda: lstm_forward(64),
    "forward-1": lambda: lstm_forward(1),
    "read": read_image,
    "png": load_images,
    "ctc": ctc_alone,
    "dropout": dropout,
    "sgd": sgd,
    "matmul-square": lambda: matmul(1024, 1024, 1024),
    "matmul-flat": lambda: matmul(64, 2048, 512),
    "op-16": chain,
    "mlp": mlp,
    "parameters": parameters,
    **loops.ROWS,
}
GROWTH = {"hidden": [128, 256, 512, 1024], "batch": [1, 4, 16, 64, 256], "length": [40, 160, 640]}
for size, values in GROWTH.items():
    for value in values:
        ROWS[f"{size}-{value}"] = functools.partial(training_step, **{size: value})


def peak_megabytes(who):
    return resource.getrusage(who).ru_maxrss * 1024 / 1e6  # KiB on Linux


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
    peak = max(map(peak_megabytes, [resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN]))
    print(json.dumps({"median": statistics.median(times), "peakMB": peak}))


if __name__ == "__main__":
    main()
