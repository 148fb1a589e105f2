"""Where this project differs from PyTorch on purpose: PyTorch's answer, and the one that is wanted instead."""

import io
import math
import operator
import warnings

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader

from .ctc import CTCLoss
from .files import DTYPES, SHORT, CaseFile, short
from .images import MODES, array
from .inputs import draw, draw_stored, integers, own_generator
from .png import png


class Problem:
    """Logits [T, N, C], labels, and lengths; all steps and all labels where these are not given."""

    def __init__(self, name, shape, targets, input_lengths=None, target_lengths=None, blank=0):
        self.name, self.blank = name, blank
        self.logits = draw_stored(own_generator(f"ctc {name}"), *shape, low=-3.0, high=3.0)
        self.targets = torch.as_tensor(targets).to(torch.int64)
        self.input_lengths = input_lengths or [shape[0]] * shape[1]
        self.target_lengths = target_lengths or [self.targets.shape[-1]] * shape[1]

    def loss(self, logp, reduction="none"):
        return CTCLoss(self.blank, reduction)(logp, self.targets, self.input_lengths, self.target_lengths)

    def composed(self, logp):
        return CTCLoss(self.blank, "none").composed(logp, self.targets, self.input_lengths, self.target_lengths)


def ctc_problems():
    return [
        Problem("padded", (8, 3, 5), [[1, 2, 3], [4, 1, 2], [3, 4, 1]]),
        Problem("ragged", (8, 3, 5), [[1, 2, 3], [4, 1, 0], [3, 0, 0]], [8, 6, 7], [3, 2, 1]),
        Problem("repeated labels", (8, 2, 4), [[1, 1, 2], [2, 2, 2]]),
        Problem("blank last", (9, 2, 5), [[0, 1, 2], [3, 3, 0]], blank=4),
        Problem("no labels", (4, 2, 5), torch.zeros(2, 0), [4, 3], [0, 0]),
    ]


def ctc_args(problem):
    return {"blank": problem.blank, "inputLengths": problem.input_lengths, "targetLengths": problem.target_lengths,
            "reduction": "none"}


def log_probabilities(file):
    """PyTorch's d, and `d/x`: the derivative, by autograd of the recursion composed of primitives."""
    for problem in ctc_problems():
        at = file.add("CTCLoss by log-probabilities", problem.name, ctc_args(problem))
        g = draw(own_generator(at), len(problem.target_lengths), low=0.5, high=1.5, dtype=torch.float32)
        # What PyTorch expects are logarithms of probabilities; float32 holds these.
        logp = problem.logits.log_softmax(-1)
        file.put(f"{at}/x", logp)
        file.put(f"{at}/targets", problem.targets)
        file.put(f"{at}/g", g)
        x = logp.double().requires_grad_()
        file.put(f"{at}/f64/pytorch/d/x", torch.autograd.grad(problem.loss(x), x, g.double())[0])
        file.put(f"{at}/f64/d/x", torch.autograd.grad(problem.composed(x), x, g.double())[0])


def masked_class(file):
    """Class 3 has logits of -inf and is in no target. What is wanted is the answer without that class."""
    full = Problem("masked", (8, 2, 5), [[1, 2, 4], [4, 4, 1]], [8, 7])
    keep = [0, 1, 2, 4]
    masked = full.logits.clone()
    masked[:, :, 3] = -math.inf
    for reduction in ("none", "mean", "sum"):
        at = file.add("CTCLoss with a masked class", reduction, ctc_args(full) | {"reduction": reduction})
        file.put(f"{at}/x", masked)
        file.put(f"{at}/targets", full.targets)
        x = masked.double().requires_grad_()
        full.loss(x.log_softmax(2), reduction).sum().backward()
        assert x.grad.isnan().any()
        file.put(f"{at}/f64/pytorch/d/x", x.grad)
        x = masked[:, :, keep].double().requires_grad_()
        labels = torch.tensor([[1, 2, 3], [3, 3, 1]])
        loss = F.ctc_loss(x.log_softmax(2), labels, torch.tensor([8, 7]), torch.tensor([3, 3]), reduction=reduction)
        loss.sum().backward()
        wanted = torch.zeros_like(masked, dtype=torch.float64)
        wanted[:, :, keep] = x.grad
        file.put(f"{at}/f64/y", loss)
        file.put(f"{at}/f64/d/x", wanted)


def sign_of_nan(file):
    at = file.add("sign and abs of NaN", "sign(x), and the derivative of abs(x), at NaN")
    for dtype in DTYPES.values():
        x = torch.tensor([math.nan, 1.0], dtype=dtype, requires_grad=True)
        file.put(f"{at}/{SHORT[dtype]}/pytorch/y", torch.sign(x))
        x.abs().sum().backward()
        file.put(f"{at}/{SHORT[dtype]}/pytorch/d/x", x.grad)
        for name in ("y", "d/x"):
            file.put(f"{at}/{SHORT[dtype]}/{name}", torch.tensor([math.nan, 1.0], dtype=dtype))


def masked_log_sum_exp(file):
    at = file.add("logSumExp of nothing but -inf", "[-inf, -inf]")
    for dtype in DTYPES.values():
        x = torch.full((2,), -math.inf, dtype=dtype, requires_grad=True)
        x.logsumexp(0).backward()
        file.put(f"{at}/{SHORT[dtype]}/pytorch/d/x", x.grad)
        file.put(f"{at}/{SHORT[dtype]}/d/x", torch.zeros(2, dtype=dtype))


def constant_rows(file):
    at = file.add("std of constant rows", "[2, 4], of which one is constant")
    masters = {"x": torch.tensor([[2.0, 2.0, 2.0, 2.0], [1.0, 2.0, 4.0, 8.0]]), "g": torch.tensor([0.5, 2.0]),
               "w": torch.arange(8.0).view(2, 4)}
    for name, master in masters.items():
        file.put(f"{at}/{name}", master)
    for dtype in DTYPES.values():
        x, g = (masters[name].to(dtype).requires_grad_() for name in "xg")
        d = torch.autograd.grad(x.std(1), x, g, create_graph=True)[0]
        by_x, by_g = torch.autograd.grad((d * masters["w"].to(dtype)).sum(), [x, g])
        assert by_g[0].isnan()
        file.put(f"{at}/{SHORT[dtype]}/dd/x", by_x)
        file.put(f"{at}/{SHORT[dtype]}/pytorch/dd/g", by_g)
        file.put(f"{at}/{SHORT[dtype]}/dd/g", by_g.nan_to_num(0))


def tiny_divisors(file):
    at = file.add("a number divided by tiny ones", "1e-25 / x", {"number": 1e-25}, dtypes=["float32"])
    x = torch.tensor([1e-20, -2e-20, 1e-22, 1.0])
    file.put(f"{at}/x", x)
    leaf = x.clone().requires_grad_()
    (1e-25 / leaf).sum().backward()
    file.put(f"{at}/f32/pytorch/d/x", leaf.grad)
    file.put(f"{at}/f32/d/x", (-1e-25 / x.double() ** 2).float())


def sums(file):
    at = file.add("sums of float32", "[1e8, 1, -1e8]", dtypes=["float32"])
    x = torch.tensor([1e8, 1.0, -1e8])
    file.put(f"{at}/x", x)
    file.put(f"{at}/f32/pytorch/y", x.sum())
    file.put(f"{at}/f32/y", x.double().sum().float())


def spread(file):
    """Rounded to float32 in the middle, the mean takes the deviations with it."""
    at = file.add("var of large float32", "[1e7, 1e7 + 1, 1e7 + 3]", dtypes=["float32"])
    x = torch.tensor([1e7, 1e7 + 1, 1e7 + 3])
    file.put(f"{at}/x", x)
    for name, dtype in (("pytorch/", torch.float32), ("", torch.float64)):
        leaf = x.clone().to(dtype).requires_grad_()
        y = leaf.var()
        y.backward()
        file.put(f"{at}/f32/{name}y", y.float())
        file.put(f"{at}/f32/{name}d/x", leaf.grad.float())


def normalised(file):
    at = file.add("LayerNorm of large float32", "[1e7, 1e7 + 1, 1e7 + 2, 1e7 + 3]", dtypes=["float32"])
    x = torch.tensor([1e7, 1e7 + 1, 1e7 + 2, 1e7 + 3])
    file.put(f"{at}/x", x)
    file.put(f"{at}/f32/pytorch/y", F.layer_norm(x, (4,)))
    file.put(f"{at}/f32/y", F.layer_norm(x.double(), (4,)).float())


def large_mean(file):
    at = file.add("mean of the largest float32", "[3e38, 3e38, 3e38]", dtypes=["float32"])
    x = torch.full((3,), 3e38)
    file.put(f"{at}/x", x)
    file.put(f"{at}/f32/pytorch/y", x.mean())
    file.put(f"{at}/f32/y", x.double().mean().float())


def large_logarithm(file):
    """PyTorch's powers are of x - y, where y is rounded."""
    at = file.add("logSumExp of large float32", "its derivative, at [10000, 10000, 9999]", dtypes=["float32"])
    x = torch.tensor([10000.0, 10000.0, 9999.0])
    file.put(f"{at}/x", x)
    for name, dtype in (("pytorch/", torch.float32), ("", torch.float64)):
        leaf = x.clone().to(dtype).requires_grad_()
        leaf.logsumexp(0).backward()
        file.put(f"{at}/f32/{name}d/x", leaf.grad.float())


def powers_of_zero(file):
    """Second derivatives by x, of sum_i x_i^e_i: e (e - 1) x^(e - 2) by x, and x^(e - 1) (1 + e log x) by e."""
    at = file.add("second derivatives of powers", "bases and exponents of 0")
    x, e = torch.tensor([0.0, 0.0, 2.0, 3.0]), torch.tensor([2.5, 3.0, 0.0, 2.0])
    file.put(f"{at}/x", x)
    file.put(f"{at}/e", e)
    for dtype in DTYPES.values():
        leaves = [x.to(dtype).requires_grad_(), e.to(dtype).requires_grad_()]
        d = torch.autograd.grad(leaves[0].pow(leaves[1]).sum(), leaves[0], create_graph=True)[0]
        by_x, by_e = torch.autograd.grad(d.sum(), leaves)
        file.put(f"{at}/{SHORT[dtype]}/dd/x", by_x)
        file.put(f"{at}/{SHORT[dtype]}/pytorch/dd/e", by_e)
        file.put(f"{at}/{SHORT[dtype]}/dd/e", torch.tensor([0, 0, 0.5, 3 * (1 + 2 * math.log(3))], dtype=dtype))


def losers(file):
    at = file.add("amax under an infinite gradient", "sqrt of the largest of [0, -1, -2]")
    for dtype in DTYPES.values():
        x = torch.tensor([0.0, -1.0, -2.0], dtype=dtype, requires_grad=True)
        x.amax().sqrt().backward()
        file.put(f"{at}/{SHORT[dtype]}/pytorch/d/x", x.grad)
        file.put(f"{at}/{SHORT[dtype]}/d/x", torch.tensor([math.inf, 0.0, 0.0], dtype=dtype))


def whole_numbers(file):
    at = file.add("numbers that no integer holds", "NaN, infinities, large numbers")
    x = torch.tensor([math.nan, math.inf, -math.inf, 1e19, -1e19, 3e9, -3e9, -2.5, 100.9])
    file.put(f"{at}/x", x)
    for dtype in DTYPES.values():
        for integer in (torch.int64, torch.int32):
            file.put(f"{at}/{SHORT[dtype]}/pytorch/{short(integer)}", x.to(dtype).to(integer))
            file.put(f"{at}/{SHORT[dtype]}/{short(integer)}", saturated(x, integer))


def exact_comparisons(file):
    """Python compares integers with its floats exactly."""
    for dtype, x, name, number in [
            (torch.uint8, [0, 1, 200, 255], "less", 256), (torch.uint8, [0, 1, 200, 255], "greater", -1),
            (torch.uint8, [0, 44, 255], "equal", 300), (torch.uint8, [0, 44, 255], "notEqual", 300),
            (torch.int32, [-5, 5, 2 ** 31 - 1], "lessEqual", 3_000_000_000),
            (torch.int32, [-5, 5, 2 ** 31 - 1], "greaterEqual", -3_000_000_000),
            (torch.int64, [2 ** 24 - 1, 2 ** 24, 2 ** 24 + 1], "greater", 2.0 ** 24 + 0.5),
            (torch.int64, [2 ** 24 - 1, 2 ** 24, 2 ** 24 + 1], "lessEqual", 2.0 ** 24 + 0.5)]:
        at = file.add("integers compared with numbers", f"{short(dtype)} {x}, {name} {number}",
                      {"comparison": name, "number": number}, dtypes=[])
        given = torch.tensor(x, dtype=dtype)
        function = {"equal": "eq", "notEqual": "ne", "less": "lt", "lessEqual": "le", "greater": "gt",
                    "greaterEqual": "ge"}[name]
        file.put(f"{at}/x", given)
        file.put(f"{at}/pytorch/y", getattr(given, function)(number))
        file.put(f"{at}/y", torch.tensor([getattr(operator, function)(value, number) for value in x]))


def no_dimensions(file):
    at = file.add("sum, mean, amax, amin, var, std over no dimensions", "[2, 3]", dtypes=["float32"])
    x = draw(own_generator(at), 2, 3, dtype=torch.float32)
    file.put(f"{at}/x", x)
    for name, all_of in {"sum": torch.sum, "mean": torch.mean, "amax": torch.amax, "amin": torch.amin,
                         "var": uncorrected(torch.var), "std": uncorrected(torch.std)}.items():
        file.put(f"{at}/f32/pytorch/{name}", all_of(x, dim=[]))
        # Each element alone.
        file.put(f"{at}/f32/{name}", all_of(x.unsqueeze(2), dim=[2]))


def views(file):
    at = file.add("views", "x after a part of it, taken before, was changed", dtypes=[])
    x = torch.zeros(3)
    part = x[0:2]
    part[0] = 1
    file.put(f"{at}/pytorch/y", x)
    file.put(f"{at}/y", torch.zeros(3))


def saturated(x, integer):
    """Towards zero, and to the nearest one that there is."""
    ends = torch.iinfo(integer)
    numbers = (0 if math.isnan(v) else ends.max if v >= ends.max else ends.min if v <= ends.min else int(v)
               for v in x.tolist())
    return torch.tensor(list(numbers), dtype=integer)


def uncorrected(spread):
    return lambda x, dim: spread(x, dim=dim, correction=0)


def one_cycle(**options):
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0, momentum=0.9)
    return optimizer, torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, **options)


def schedule_without_rise(file):
    at = file.add("OneCycleLR without a rise", "pctStart times totalSteps is 1",
                  {"maxLR": 0.1, "totalSteps": 10, "pctStart": 0.1},
                  dtypes=[])
    try:
        one_cycle(total_steps=10, pct_start=0.1)
        raise AssertionError("PyTorch takes it")
    except ZeroDivisionError:
        pass
    file.put(f"{at}/y", torch.tensor([0.1, 0.1 / 25 / 1e4], dtype=torch.float64))


def schedule_beyond_its_end(file):
    at = file.add("OneCycleLR beyond its end", "linear, after the last step",
                  {"maxLR": 0.1, "totalSteps": 10, "annealStrategy": "linear"}, dtypes=[])
    optimizer, schedule = one_cycle(total_steps=10, anneal_strategy="linear")
    for _ in range(10):
        optimizer.step()
        schedule.step()
    rate, momentum = optimizer.param_groups[0]["lr"], optimizer.param_groups[0]["momentum"]
    assert rate < 0 and momentum > 0.95
    for name, theirs, wanted in (("y", rate, 0.1 / 25 / 1e4), ("momentum", momentum, 0.95)):
        file.put(f"{at}/pytorch/{name}", torch.tensor([theirs], dtype=torch.float64))
        file.put(f"{at}/{name}", torch.tensor([wanted], dtype=torch.float64))


def clipped(file):
    at = file.add("clipGradNorm of large float32", "[3e30, 4e30], maxNorm 1", {"maxNorm": 1.0}, dtypes=[])
    parameter = nn.Parameter(torch.zeros(2))
    parameter.grad = torch.tensor([3e30, 4e30])
    file.put(f"{at}/x", parameter.grad)
    file.put(f"{at}/pytorch/norm", nn.utils.clip_grad_norm_([parameter], 1.0))
    file.put(f"{at}/pytorch/clipped", parameter.grad)
    parameter = nn.Parameter(torch.zeros(2, dtype=torch.float64))
    parameter.grad = torch.tensor([3e30, 4e30]).double()
    file.put(f"{at}/norm", nn.utils.clip_grad_norm_([parameter], 1.0))
    file.put(f"{at}/clipped", parameter.grad.float())


def measured(file):
    at = file.add("clipGradNorm without a limit", "[inf, 1], maxNorm inf", {"maxNorm": float("inf")}, dtypes=[])
    parameter = nn.Parameter(torch.zeros(2))
    parameter.grad = torch.tensor([float("inf"), 1])
    file.put(f"{at}/x", parameter.grad)
    file.put(f"{at}/clipped", parameter.grad)
    file.put(f"{at}/norm", nn.utils.clip_grad_norm_([parameter], float("inf")))
    file.put(f"{at}/pytorch/clipped", parameter.grad)


def deep_images(file):
    """16 bits to 8: v * 255 / 65535, rounded; Pillow takes the higher byte."""
    noise = np.random.default_rng(900)
    for colour, channels, name in ((0, 1, "grey"), (2, 3, "colours"), (4, 2, "grey and alpha"), (6, 4, "colours and alpha")):
        samples = noise.integers(0, 65536, (3, 5, channels)).astype(np.uint16)
        at = file.add("images of 16 bits", name, dtypes=[])
        data = png(samples, 16, colour)
        file.put(f"{at}/png", torch.from_numpy(np.frombuffer(data, dtype=np.uint8).copy()))
        rounded = (samples.astype(np.int64) * 255 + 32767) // 65535
        file.put(f"{at}/y", torch.from_numpy(rounded).to(torch.uint8).permute(2, 0, 1))
        file.put(f"{at}/pytorch/y", array(Image.open(io.BytesIO(data)).convert(MODES[channels])))


def empty_loader(file):
    at = file.add("a loader without batches", "3 samples in batches of 4, dropLast", {"count": 3, "batchSize": 4},
                  dtypes=[])
    file.put(f"{at}/pytorch/batches", integers([len(list(DataLoader(range(3), 4, drop_last=True)))]))


def check_refused():
    """What stops the program here (Sources/Proof/PyTorch/Refusal.swift): that PyTorch does not refuse it too, and warns
    where that says so. Nobody asks it for a label that is no class: it would read beyond its arrays."""
    logp = draw(own_generator("refused"), 5, 1, 4, dtype=torch.float32).log_softmax(2)
    assert F.ctc_loss(logp, torch.tensor([[1, 0]]), torch.tensor([5]), torch.tensor([2])).isfinite()
    loss = warned("will likely lead to incorrect results due to broadcasting",
                  lambda: F.mse_loss(torch.ones(3, 1), torch.zeros(3), reduction="none"))
    assert loss.shape == (3, 3)
    assert torch.cat([torch.zeros(0), torch.ones(2, 3)]).shape == (2, 3)
    parameter = nn.Parameter(torch.zeros(1))
    parameter.grad = torch.ones(1)
    warned("duplicate parameters", lambda: torch.optim.SGD([parameter, parameter], lr=1.0)).step()
    assert parameter == -2
    assert torch.zeros(2).clamp(min=math.nan).isnan().all()
    small = torch.tensor([200], dtype=torch.uint8)
    assert (small + 300).tolist() == [244] and small.clamp(max=-1).tolist() == [200]
    assert torch.arange(300, dtype=torch.uint8)[299] == 43
    assert integers([[1, 2]]).matmul(integers([[3], [4]])) == 11
    warned("is deprecated", lambda: torch.zeros(2, 3, 4).T)
    parameter.grad = torch.ones(1)
    torch.nn.utils.clip_grad_norm_([parameter], -1.0)
    assert parameter.grad < 0
    torch.optim.SGD([parameter], lr=math.nan)


def warned(words, call):
    """What the call gives, which must warn so."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = call()
    assert any(words in str(warning.message) for warning in caught), [str(warning.message) for warning in caught]
    return result


def make():
    check_refused()
    file = CaseFile("differences")
    for part in (log_probabilities, masked_class, sign_of_nan, masked_log_sum_exp, constant_rows, tiny_divisors, sums,
                 spread, normalised, large_mean, large_logarithm, powers_of_zero, losers, whole_numbers, exact_comparisons,
                 no_dimensions, views, schedule_without_rise, schedule_beyond_its_end, clipped, measured, deep_images, empty_loader):
        part(file)
    file.save()
