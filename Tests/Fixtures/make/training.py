"""Whole trainings: every random number drawn, every loss, and the weights at the end."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

from .files import DTYPES, SHORT, CaseFile
from .inputs import draw, own_generator

STEPS, BATCH, BLANK = 40, 8, 4


class Reader(nn.Module):
    """A small twin of a network that reads CAPTCHAs: the linear layer is drawn before the LSTM."""

    def __init__(self, dropout, dtype):
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(16, 5, dtype=dtype)
        self.lstm = nn.LSTM(6, 16, num_layers=2, dtype=dtype)

    def forward(self, columns, state):
        features, state = self.lstm(columns, state)
        return self.fc(self.dropout(features)).log_softmax(2), state


def columns_and_labels():
    """64 sequences of 12 columns: each of three labels lights up the rows of its own for three columns."""
    generator = own_generator("columns")
    noise = draw(generator, 64, 12, 6, low=0.0, high=0.25, dtype=torch.float32)
    labels = torch.randint(0, 4, (64, 3), generator=generator)
    for n in range(64):
        for place in range(3):
            label = int(labels[n, place])
            noise[n, 4 * place:4 * place + 3, label:label + 3] += 0.75
    return noise, labels


def reading(file):
    """Split, weights, shuffled batches, dropout, a state that is carried along, CTC, SGD with momentum."""
    columns, labels = columns_and_labels()
    file.put("reading/columns", columns)
    file.put("reading/labels", labels)
    for dropout in (0.5, 0.0):
        args = {"steps": STEPS, "batchSize": BATCH, "dropout": dropout, "seed": 0, "lr": 0.1, "momentum": 0.9,
                "parts": [48, 16]}
        at = file.add("training: CTC", f"LSTM 6 to 16, two layers, dropout {dropout}, SGD", args)
        for dtype in DTYPES.values():
            prefix = f"{at}/{SHORT[dtype]}"
            torch.manual_seed(args["seed"])
            train, test = random_split(TensorDataset(columns.to(dtype), labels), args["parts"])
            net = Reader(dropout, dtype)
            loader = DataLoader(train, BATCH, shuffle=True)
            optimizer = torch.optim.SGD(net.parameters(), lr=args["lr"], momentum=args["momentum"])
            criterion = nn.CTCLoss(blank=BLANK)
            losses = read(net, loader, optimizer, criterion)
            finish(file, prefix, net, losses)
            net.eval()
            with torch.no_grad():
                x = torch.stack([x for x, _ in test]).transpose(0, 1)
                file.put(f"{prefix}/outputs", net(x, None)[0])


def read(net, loader, optimizer, criterion):
    losses, state = [], None
    while len(losses) < STEPS:
        for x, y in loader:
            if len(losses) == STEPS:
                break
            optimizer.zero_grad()
            outputs, state = net(x.transpose(0, 1), state)
            state = tuple(part.detach() for part in state)
            loss = criterion(outputs, y, torch.full((len(y),), 12), torch.full((len(y),), 3))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


def finish(file, prefix, net, losses):
    dtype = next(net.parameters()).dtype
    file.put(f"{prefix}/losses", torch.tensor(losses, dtype=dtype))
    file.put(f"{prefix}/weights", torch.cat([value.flatten() for value in net.parameters()]))
    file.put(f"{prefix}/next", torch.rand(1))


def regression(file):
    """Drawn data, layer norm, dropout, AdamW under a schedule, clipped gradients."""
    args = {"steps": 60, "seed": 1, "maxLR": 0.02, "maxNorm": 1.0}
    at = file.add("training: regression", "two linear layers, LayerNorm, dropout 0.1, AdamW, OneCycleLR, clipGradNorm",
                  args)
    for dtype in DTYPES.values():
        torch.manual_seed(args["seed"])
        x = torch.rand(64, 2, dtype=dtype) * 2 - 1
        y = (x[:, 0] * x[:, 1]).unsqueeze(1)
        net = nn.Sequential(nn.Linear(2, 16, dtype=dtype), nn.Tanh(), nn.LayerNorm(16, dtype=dtype), nn.Dropout(0.1),
                            nn.Linear(16, 1, dtype=dtype))
        optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=args["maxLR"], total_steps=args["steps"])
        losses = []
        for _ in range(args["steps"]):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(net(x), y)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), args["maxNorm"])
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        finish(file, f"{at}/{SHORT[dtype]}", net, losses)


def make():
    file = CaseFile("training")
    reading(file)
    regression(file)
    file.save()
