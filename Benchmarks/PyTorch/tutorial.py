#!/usr/bin/env python3
"""PyTorch twin of the `captcha` example: the same data, network, loss and order of random draws.

    pip install 'torch==2.13.0+cpu' numpy pillow safetensors
    python tutorial.py FOLDER --epochs 8 --threads 1 --seed 0

FOLDER holds the PNGs 0000.png, 0001.png, ... that the Python package captcha writes.

The default generator is seeded once. After that it is asked, in this order, for the split, the
weights of the linear layer, those of the LSTM, and then, epoch by epoch, for the shuffle of the
training images and one dropout mask a step. A program that draws in the same order from the same
generator starts from the same weights and sees the same batches.
"""

import argparse
import csv
import itertools
import math
import time
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import save_file
from torch import nn
from torch.utils.data import DataLoader, Dataset, Subset, random_split

BLANK = 10
BATCH_SIZE = 64
SPLIT = [128 * BATCH_SIZE, 28 * BATCH_SIZE]


class CaptchaImages(Dataset):
    """Grey images and their digits, decoded once and kept as bytes; `normalize` is set later."""

    def __init__(self, folder, count):
        files = sorted(Path(folder).glob("*.png"), key=lambda file: file.name)[:count]
        if len(files) < count:
            raise SystemExit(f"{folder}: {count} PNG files are needed, found {len(files)}")
        self.pixels = torch.stack([self.read(file) for file in files])
        self.digits = [torch.tensor([int(c) for c in file.stem]) for file in files]
        self.mean, self.std = 0.0, 1.0

    @staticmethod
    def read(file):
        with Image.open(file) as image:
            grey = image.convert("L")
            values = torch.frombuffer(bytearray(grey.tobytes()), dtype=torch.uint8)
            return values.reshape(1, grey.height, grey.width)

    def normalize(self, mean, std):
        self.mean, self.std = mean, std

    def __len__(self):
        return len(self.pixels)

    def __getitem__(self, index):
        image = self.pixels[index].to(torch.float32) / 255
        return (image - self.mean) / self.std, self.digits[index]


def statistics(subset: Subset):
    """Mean and standard deviation (n - 1) of pixel / 255 over a subset, from exact integer sums."""
    histogram = torch.zeros(256, dtype=torch.int64)
    for index in subset.indices:
        histogram += torch.bincount(subset.dataset.pixels[index].flatten(), minlength=256)
    counts = histogram.tolist()
    n = sum(counts)
    total = sum(value * count for value, count in enumerate(counts))
    squares = sum(value * value * count for value, count in enumerate(counts))
    variance = (n * squares - total * total) / (n * (n - 1))
    return total / n / 255, math.sqrt(variance) / 255


class StackedLSTM(nn.Module):
    """The tutorial's network, or with other arguments one of its kind in other sizes."""

    def __init__(self, input_size=60, output_size=11, hidden_size=512, num_layers=2,
                 bidirectional=False, dropout=0.5):
        super().__init__()
        directions = 2 if bidirectional else 1
        self.state_size = directions * num_layers, hidden_size
        self.dropout = nn.Dropout(dropout)
        # Made before the LSTM, so drawn before it.
        self.fc = nn.Linear(directions * hidden_size, output_size)
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, bidirectional=bidirectional)

    def forward(self, inputs, hidden):
        features, hidden = self.lstm(inputs, hidden)
        return self.fc(self.dropout(features)).log_softmax(dim=2), hidden

    def init_hidden(self, batch_size):
        layers, hidden_size = self.state_size
        shape = (layers, batch_size, hidden_size)
        return torch.zeros(shape), torch.zeros(shape)


def columns(images):
    """[N, C, H, W] -> [W, N, C * H]: one time step for each column of pixels."""
    n, _, _, width = images.shape
    return images.permute(3, 0, 2, 1).reshape(width, n, -1)


def greedy_decode(log_probs):
    """[T, N, C] -> N lists: the best class of each step, repeats merged, blanks dropped."""
    best = log_probs.argmax(dim=2).T.tolist()
    return [[c for c, _ in itertools.groupby(row) if c != BLANK] for row in best]


def ctc(criterion, outputs, targets):
    steps, n, _ = outputs.shape
    return criterion(outputs, targets, torch.full((n,), steps), torch.full((n,), targets.shape[1]))


def train(net, loader, criterion, optimizer, limit, record):
    """One epoch, or as many steps as `limit` still allows; returns the loss of every step."""
    net.train()
    losses = []
    hidden = net.init_hidden(BATCH_SIZE)
    for images, labels in itertools.islice(loader, limit):
        optimizer.zero_grad()
        outputs, hidden = net(columns(images), tuple(state.detach() for state in hidden))
        loss = ctc(criterion, outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        record(len(losses), losses[-1])
    return losses


@torch.no_grad()
def test(net, loader):
    """Share of the images whose whole string is read right."""
    net.eval()
    correct = total = 0
    for images, labels in loader:
        outputs, _ = net(columns(images), net.init_hidden(len(images)))
        correct += sum(read == truth for read, truth in zip(greedy_decode(outputs), labels.tolist()))
        total += len(images)
    return correct / total


def write_weights(net, path):
    save_file({name: value.clone().contiguous() for name, value in net.state_dict().items()}, path)


class Log:
    """The losses of every step in FILE, one line an epoch in FILE with '-epochs' before its suffix."""

    def __init__(self, path):
        path = Path(path)
        self.steps = self.open(path, ["epoch", "step", "loss"])
        self.epochs = self.open(
            path.with_name(f"{path.stem}-epochs{path.suffix}"),
            ["epoch", "mean_loss", "test_accuracy", "train_seconds", "test_seconds"],
        )

    @staticmethod
    def open(path, header):
        file = open(path, "w", newline="", buffering=1)
        writer = csv.writer(file)
        writer.writerow(header)
        return writer


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", metavar="DIR", help="folder of PNG files named by their digits")
    parser.add_argument("--epochs", type=int, default=8, help="default: 8; --steps overrides it")
    parser.add_argument("--threads", type=int, help="default: PyTorch's own choice")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, help="stop after this many steps, without a test")
    parser.add_argument("--dropout", type=float, default=0.5, help="probability; 0 draws no masks")
    parser.add_argument("--mean", type=float, help="default: measured on the training split")
    parser.add_argument("--std", type=float, help="default: measured on the training split")
    parser.add_argument("--log", metavar="FILE.csv", help="losses; a second file ...-epochs.csv")
    parser.add_argument("--save", metavar="FILE.safetensors",
                        help="weights after each epoch; {epoch} in the name becomes its number")
    parser.add_argument("--initial", metavar="FILE.safetensors", help="weights before training")
    return parser.parse_args()


def main():
    options = arguments()
    if options.threads:
        torch.set_num_threads(options.threads)
    dataset = CaptchaImages(options.folder, sum(SPLIT))

    torch.manual_seed(options.seed)
    train_part, test_part = random_split(dataset, SPLIT)
    train_loader = DataLoader(train_part, batch_size=BATCH_SIZE, shuffle=True)
    test_loader = DataLoader(test_part, batch_size=BATCH_SIZE)
    net = StackedLSTM(dropout=options.dropout)

    mean, std = statistics(train_part)
    mean = mean if options.mean is None else options.mean
    std = std if options.std is None else options.std
    dataset.normalize(mean, std)
    print(f"mean {mean:.6f}, std {std:.6f}, threads {torch.get_num_threads()}, "
          f"torch {torch.__version__}", flush=True)
    if options.initial:
        write_weights(net, options.initial)

    criterion = nn.CTCLoss(blank=BLANK)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    log = Log(options.log) if options.log else None
    done = 0

    epochs = range(1, options.epochs + 1) if options.steps is None else itertools.count(1)
    for epoch in epochs:
        def record(step, loss):
            if log:
                log.steps.writerow([epoch, step, repr(loss)])

        start = time.perf_counter()
        limit = None if options.steps is None else options.steps - done
        losses = train(net, train_loader, criterion, optimizer, limit, record)
        done += len(losses)
        trained = time.perf_counter()
        mean_loss = sum(losses) / len(losses)
        stopped = options.steps is not None and done >= options.steps
        head = f"Epoch {epoch}: mean loss {mean_loss:.4f}"
        if stopped:
            print(f"{head} over {len(losses)} steps, {trained - start:.1f} s", flush=True)
        else:
            accuracy = test(net, test_loader)
            tested = time.perf_counter()
            print(f"{head}, test accuracy {accuracy:.4f}, {tested - start:.1f} s", flush=True)
            if log:
                log.epochs.writerow([epoch, repr(mean_loss), repr(accuracy),
                                     f"{trained - start:.2f}", f"{tested - trained:.2f}"])
        if options.save:
            write_weights(net, options.save.replace("{epoch}", str(epoch)))
        if stopped:
            break


if __name__ == "__main__":
    main()
