"""Random numbers: each kind of draw, and the order of several."""

import torch
import torch.nn.functional as F

from .files import DTYPES, SHORT, CaseFile
from .inputs import laid_out

SEEDS = (0, 42, 123456789)
LARGE = (2**31, 2**32, 2**32 + 5, 2**62 + 2**20, -1, -7)


def draws(file, item, name, args, make, seeds=SEEDS, dtypes=("float32", "float64"), times=1):
    """`make(dtype)` after each seed: y, y1, ... and `next`, the rand(1) that follows, which shows where the stream
    stands."""
    for seed in seeds:
        at = file.add(item, f"{name}, seed {seed}", args | {"seed": seed, "times": times}, dtypes=dtypes)
        for dtype in [DTYPES[key] for key in dtypes] or [None]:
            prefix = at if dtype is None else f"{at}/{SHORT[dtype]}"
            torch.manual_seed(seed)
            for k in range(times):
                file.put(f"{prefix}/y{k or ''}", make(dtype))
            file.put(f"{prefix}/next", torch.rand(1))


def streams(file):
    single = ("float32",)
    for shape in ([1], [2, 3], [10], [0]):
        draws(file, "rand", f"{shape}", {"shape": shape}, lambda d: torch.rand(shape, dtype=d))
    draws(file, "rand", "[1000]", {"shape": [1000]}, lambda d: torch.rand(1000, dtype=d), seeds=(0,))
    draws(file, "rand", "[5]", {"shape": [5]}, lambda d: torch.rand(5, dtype=d), seeds=LARGE)
    for low, high in ((-0.3, 0.7), (0.0, 1e-3), (-5.0, 100.0), (2.0, 2.0)):
        draws(file, "uniform", f"{low} to {high}", {"shape": [40], "from": low, "to": high},
              lambda d: torch.empty(40, dtype=d).uniform_(low, high))
    draws(file, "uniform", "-0.3 to 0.7, [1000]", {"shape": [1000], "from": -0.3, "to": 0.7},
          lambda d: torch.empty(1000, dtype=d).uniform_(-0.3, 0.7), seeds=(42,))
    for n in (1, 2, 3, 7, 15):
        draws(file, "randn", f"[{n}] twice", {"shape": [n]}, lambda d: torch.randn(n, dtype=d), times=2)
    for n in (16, 17, 20, 31, 32, 100):
        draws(file, "randn, 16 and more", f"[{n}] twice", {"shape": [n]}, lambda d: torch.randn(n, dtype=d), times=2)
    draws(file, "randn, 16 and more", "[7, 11]", {"shape": [7, 11]}, lambda d: torch.randn(7, 11, dtype=d))
    draws(file, "randn, 16 and more", "[1000]", {"shape": [1000]}, lambda d: torch.randn(1000, dtype=d), seeds=(0,))
    for n in (0, 1, 2, 3, 10, 100):
        draws(file, "randperm", f"{n}", {"n": n, "shown": n}, lambda d: torch.randperm(n), dtypes=())
    draws(file, "randperm", "10000 twice, the first 100 of each", {"n": 10000, "shown": 100},
          lambda d: torch.randperm(10000)[:100], dtypes=(), times=2)
    draws(file, "randperm", "5", {"n": 5, "shown": 5}, lambda d: torch.randperm(5), seeds=LARGE, dtypes=())

    for p in (0.0, 0.1, 0.5, 0.9, 1.0):
        draws(file, "dropout", f"p {p} of [100]", {"shape": [100], "p": p, "layout": "contiguous"},
              lambda d: F.dropout(torch.ones(100, dtype=d), p))
    # The generator's state has 624 words: long draws go through it more than once.
    draws(file, "dropout", "p 0.5 of [1000]", {"shape": [1000], "p": 0.5, "layout": "contiguous"},
          lambda d: F.dropout(torch.ones(1000, dtype=d), 0.5), seeds=(42,))
    for layout in ("transposed", "gapped", "expanded"):
        draws(file, "dropout", f"p 0.5 of [3, 4] {layout}", {"shape": [3, 4], "p": 0.5, "layout": layout},
              lambda d: F.dropout(laid_out(torch.ones(3, 4, dtype=d), layout), 0.5), seeds=(0, 42))
    draws(file, "dropout", "p 0.5 of [2, 3, 4] transposed", {"shape": [2, 3, 4], "p": 0.5, "layout": "transposed"},
          lambda d: F.dropout(laid_out(torch.ones(2, 3, 4, dtype=d), "transposed"), 0.5), dtypes=single)


def sequences(file):
    """The second normal number of a pair waits in the generator: which draws take it, which leave it? A new seed
    throws it away."""
    normal3, normal2, normal16 = (["randn", 3], ["randn", 2], ["randn", 16])
    doubles = ["randn64", 3]
    for name, calls in {
        "a spare normal number": [normal3, ["rand", 2], normal3, doubles, normal2],
        "a spare one and sixteen": [normal3, normal16, normal3],
        "a spare one and a permutation": [normal3, ["randperm", 5], normal2, ["dropout", 6], ["randn", 1]],
        "a new seed": [normal3, ["seed", 7], ["randn", 1], ["rand", 2]],
        "doubles and floats": [["rand64", 2], ["rand", 3], ["rand64", 1], ["randn64", 1], ["randn", 1]],
        "uniform and normal": [["uniform", 4], normal3, ["uniform", 1], normal2],
    }.items():
        for seed in SEEDS:
            at = file.add("order of draws", f"{name}, seed {seed}", {"seed": seed, "calls": calls}, dtypes=())
            torch.manual_seed(seed)
            for k, (call, n) in enumerate(calls):
                if call == "seed":
                    torch.manual_seed(n)
                    continue
                file.put(f"{at}/y{k}", {
                    "rand": lambda: torch.rand(n), "rand64": lambda: torch.rand(n, dtype=torch.float64),
                    "randn": lambda: torch.randn(n), "randn64": lambda: torch.randn(n, dtype=torch.float64),
                    "randperm": lambda: torch.randperm(n), "dropout": lambda: F.dropout(torch.ones(n), 0.5),
                    "uniform": lambda: torch.empty(n).uniform_(-1, 3),
                }[call]())


def make():
    file = CaseFile("random")
    streams(file)
    sequences(file)
    file.save()
