#!/usr/bin/env python3
"""PyTorch twin of one training step of the tutorial, timed on random data.

    python step.py --steps 20 --threads 1

Prints one line of JSON: median and least seconds a step, and the peak memory of the process.
"""

import argparse
import json
import resource
import statistics
import time

import torch
from torch import nn

from tutorial import BATCH_SIZE, BLANK, StackedLSTM, ctc

STEPS, ROWS, LABELS = 160, 60, 4
WARM_UP = 2


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=10, help="timed steps, after two that are not")
    parser.add_argument("--threads", type=int, help="default: PyTorch's own choice")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)

    torch.manual_seed(0)
    net = StackedLSTM().train()
    criterion = nn.CTCLoss(blank=BLANK)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    inputs = torch.randn(STEPS, BATCH_SIZE, ROWS)
    targets = torch.randint(BLANK, (BATCH_SIZE, LABELS))
    hidden = net.init_hidden(BATCH_SIZE)

    seconds = []
    for _ in range(WARM_UP + options.steps):
        start = time.perf_counter()
        optimizer.zero_grad()
        outputs, hidden = net(inputs, tuple(state.detach() for state in hidden))
        loss = ctc(criterion, outputs, targets)
        loss.backward()
        optimizer.step()
        loss.item()
        seconds.append(time.perf_counter() - start)
    timed = seconds[WARM_UP:]
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KiB on Linux
    print(json.dumps({
        "median": round(statistics.median(timed), 4),
        "min": round(min(timed), 4),
        "peak_mb": round(peak_kib * 1024 / 1e6, 1),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }))


if __name__ == "__main__":
    main()
