"""CTC: losses in each reduction, gradients at the logits, and second gradients.

PyTorch has no second derivative of its CTC loss: those stored here are of the same recursion composed of its
primitives, whose value and gradient must first equal those of its own loss.
"""

import copy
import itertools

import torch
import torch.nn.functional as F

from .files import SHORT, CaseFile, short
from .inputs import draw_stored, own_generator

REDUCTIONS = ("none", "mean", "sum")


class Problem:
    """Logits [T, N, C] (or [T, C]), labels, and lengths; all steps and all labels where these are not given. With
    `doubles` it is one of float64 alone."""

    def __init__(self, name, shape, targets, input_lengths=None, target_lengths=None, blank=0, scale=3.0,
                 dtype=torch.int64, doubles=False):
        self.name, self.blank, self.doubles = name, blank, doubles
        self.logits = draw_stored(own_generator(f"ctc {name}"), *shape, low=-scale, high=scale, doubles=doubles)
        self.targets = torch.as_tensor(targets).to(dtype)
        steps, batch = shape[0], shape[1] if len(shape) == 3 else None
        width = self.targets.shape[-1]
        self.input_lengths = input_lengths or ([steps] * batch if batch else steps)
        self.target_lengths = target_lengths or ([width] * batch if batch else width)

    def labels(self):
        """Of each sample."""
        if self.logits.dim() == 2:
            return [self.targets.tolist()]
        if self.targets.dim() == 2:
            return [row[:length] for row, length in zip(self.targets.tolist(), self.target_lengths)]
        return [part.tolist() for part in self.targets.split(self.target_lengths)]

    def loss(self, logp, reduction="none", zero_infinity=False):
        return F.ctc_loss(logp, self.targets.long(), torch.tensor(self.input_lengths),
                          torch.tensor(self.target_lengths),
                          blank=self.blank, reduction=reduction, zero_infinity=zero_infinity)

    def composed(self, logp, reduction):
        """The same of primitives: differentiable as often as one likes. Every sample must be feasible."""
        batched = logp if logp.dim() == 3 else logp.unsqueeze(1)
        losses = torch.stack([composed_loss(batched[:, n], labels, steps, self.blank)
                              for n, (labels, steps) in enumerate(zip(self.labels(), as_list(self.input_lengths)))])
        if reduction == "none":
            return losses if logp.dim() == 3 else losses.squeeze(0)
        if reduction == "sum":
            return losses.sum()
        return (losses / torch.tensor([max(len(labels), 1) for labels in self.labels()])).mean()


def composed_loss(logp, labels, steps, blank):
    """Over the states blank, l1, blank, l2, ..., of which only those that can be reached are kept."""
    states = [blank] + [state for label in labels for state in (label, blank)]
    alpha = {0: logp.new_zeros(())}  # one step before the first: on the first blank
    for t in range(steps):
        following = {}
        for s, label in enumerate(states):
            skips = s >= 2 and label != blank and label != states[s - 2]
            ways = [alpha[q] for q in ([s, s - 1, s - 2] if skips else [s, s - 1]) if q in alpha]
            if ways:
                following[s] = torch.logsumexp(torch.stack(ways), 0) + logp[t, label]
        alpha = following
    ends = [alpha[s] for s in {len(states) - 1, max(len(states) - 2, 0)} if s in alpha]
    return -torch.logsumexp(torch.stack(ends), 0)


def feasible():
    three = [[1, 2, 3], [4, 1, 2], [3, 4, 1]]
    return [
        Problem("padded", (8, 3, 5), three),
        Problem("ragged, padded", (8, 3, 5), [[1, 2, 3], [4, 1, 0], [3, 0, 0]], [8, 6, 7], [3, 2, 1]),
        Problem("ragged, concatenated", (8, 3, 5), [1, 2, 3, 4, 1, 3], [8, 6, 7], [3, 2, 1]),
        Problem("repeated labels", (8, 4, 5), [[1, 1, 2], [2, 2, 2], [3, 1, 1], [4, 1, 4]]),
        Problem("as few steps as can be", (5, 2, 5), [[1, 2, 1, 2, 1], [2, 2, 3, 3, 0]], [5, 5], [5, 3]),
        Problem("a target without labels", (6, 3, 5), [[1, 2], [0, 0], [3, 3]], [6, 6, 5], [2, 0, 2]),
        Problem("no labels at all", (4, 2, 5), torch.zeros(2, 0), [4, 3], [0, 0]),
        Problem("one step", (1, 2, 4), [[1], [0]], [1, 1], [1, 0]),
        Problem("blank last", (9, 2, 5), [[0, 1, 2], [3, 3, 0]], blank=4),
        Problem("blank in the middle", (9, 2, 5), [[0, 1, 4], [3, 3, 0]], blank=2),
        Problem("unbatched", (7, 5), [1, 2, 2]),
        Problem("unbatched, fewer steps", (7, 5), [1, 2], 5, 2),
        Problem("far apart", (8, 2, 5), [[1, 2, 3], [2, 2, 4]], scale=180.0),
        Problem("many samples", (6, 11, 4), [[1 + (n * k) % 3 for k in (1, 2)] for n in range(11)],
                [6, 5, 4, 6, 6, 5, 4, 6, 3, 6, 6], [2, 1, 0, 2, 2, 1, 2, 2, 1, 1, 2]),
        Problem("int32 targets", (6, 2, 4), [[1, 2], [3, 3]], dtype=torch.int32),
        Problem("uint8 targets", (6, 2, 4), [[1, 2], [3, 3]], dtype=torch.uint8),
        Problem("two classes", (7, 2, 2), [[1, 1, 1], [1, 1, 1]]),
    ]


def infeasible():
    return [
        Problem("some too short", (6, 4, 5), [[1, 2, 3], [1, 1, 1], [2, 3, 4], [4, 4, 1]], [6, 4, 2, 6], [3] * 4),
        Problem("all too short", (2, 2, 5), [[1, 2, 3], [1, 1, 0]], [2, 2], [3, 2]),
        Problem("no steps", (5, 3, 5), [[1, 2], [1, 2], [3, 4]], [0, 0, 5], [0, 2, 2]),
        Problem("one step, too many labels", (1, 3, 4), [[1, 0], [0, 0], [2, 3]], [1, 1, 1], [1, 0, 2]),
        Problem("unbatched, too short", (2, 4), [1, 2, 3]),
    ]


def doubles():
    return Problem("doubles", (8, 3, 5), [[1, 1, 3], [4, 1, 0], [3, 0, 0]], [8, 6, 7], [3, 2, 1], doubles=True)


def tutorial():
    """As many steps and classes as when CAPTCHAs are read."""
    return Problem("eighty steps", (80, 3, 11), [[3, 2, 9, 1], [0, 0, 0, 0], [1, 2, 2, 7]], blank=10)


def record(file, problem, reduction, zero_infinity, second, left_out=()):
    """`left_out`: arguments that Swift's call leaves to their defaults."""
    args = {"problem": problem.name, "blank": problem.blank, "reduction": reduction, "zeroInfinity": zero_infinity,
            "inputLengths": as_list(problem.input_lengths), "targetLengths": as_list(problem.target_lengths)}
    args = {key: value for key, value in args.items() if key not in left_out}
    name = (f"{problem.name}, {reduction}" + (", zeroInfinity" if zero_infinity else "")
            + (f", without {' and '.join(left_out)}" if left_out else ""))
    dtypes = [torch.float64] if problem.doubles else [torch.float32, torch.float64]
    at = file.add("CTCLoss", name, args, [short(dtype) for dtype in dtypes], order=2 if second else 1)
    generator = own_generator(f"ctc {name}")
    g = None
    for dtype in dtypes:
        x = problem.logits.to(dtype, copy=True).requires_grad_()
        y = problem.loss(x.log_softmax(-1), reduction, zero_infinity)
        file.put(f"{at}/{SHORT[dtype]}/y", y)
        if g is None:
            g = draw_stored(generator, *y.shape, low=0.5, high=1.5, doubles=problem.doubles)
            file.put(f"{at}/g/y", g)
        if dtype == torch.float64:  # the float32 recursion is off by up to 8e-5
            d = torch.autograd.grad(y, x, g.double())[0]
            file.put(f"{at}/f64/d/x", d)
    if second:
        record_second(file, at, problem, reduction, g, d, generator)


def record_second(file, at, problem, reduction, g, expected, generator):
    x, g = problem.logits.double().requires_grad_(), g.double().requires_grad_()
    loss = problem.composed(x.log_softmax(-1), reduction)
    assert torch.allclose(loss, problem.loss(x.log_softmax(-1), reduction), rtol=1e-12, atol=1e-12), problem.name
    d = torch.autograd.grad(loss, x, g, create_graph=True)[0]
    assert torch.allclose(d, expected, rtol=1e-10, atol=1e-12), problem.name
    w = draw_stored(generator, *x.shape, doubles=problem.doubles)
    file.put(f"{at}/w/x", w)
    for name, value in zip(("x", "g/y"), torch.autograd.grad((d * w.double()).sum(), [x, g])):
        file.put(f"{at}/f64/dd/{name}", value)


def as_list(lengths):
    return lengths if isinstance(lengths, list) else [lengths]


def defaults(file):
    """Lengths that are not given are all steps and all labels; the rest is blank 0, the mean, and infinity kept."""
    lengths, options = ("inputLengths", "targetLengths"), ("blank", "reduction", "zeroInfinity")
    problems = {problem.name: problem for problem in feasible() + infeasible()}
    for name in ("padded", "repeated labels", "blank last", "unbatched", "two classes", "int32 targets"):
        for reduction in REDUCTIONS:
            record(file, problems[name], reduction, False, second=False, left_out=lengths)
    for reduction, zero_infinity in itertools.product(REDUCTIONS, (False, True)):
        record(file, problems["unbatched, too short"], reduction, zero_infinity, second=False, left_out=lengths)
    for name in ("padded", "unbatched", "unbatched, too short"):
        record(file, problems[name], "mean", False, second=False, left_out=lengths + options)
    ragged = problems["ragged, padded"]
    record(file, ragged, "mean", False, second=False, left_out=options)
    all_steps, fewer_steps = copy.copy(ragged), copy.copy(problems["padded"])
    all_steps.input_lengths, fewer_steps.input_lengths = [8, 8, 8], [8, 6, 7]
    record(file, all_steps, "none", False, second=False, left_out=lengths[:1])
    record(file, fewer_steps, "none", False, second=False, left_out=lengths[1:])


def make():
    file = CaseFile("ctc")
    for problem in feasible() + infeasible() + [tutorial(), doubles()]:
        file.put(f"problem/{problem.name}/x", problem.logits)
        file.put(f"problem/{problem.name}/targets", problem.targets)
    for problem in feasible():
        for reduction in REDUCTIONS:
            record(file, problem, reduction, False, second=True)
        record(file, problem, "none", True, second=False)
    for problem in infeasible():
        for reduction in REDUCTIONS:
            record(file, problem, reduction, False, second=False)
            record(file, problem, reduction, True, second=False)
    for reduction in REDUCTIONS:
        record(file, tutorial(), reduction, False, second=False)
    defaults(file)
    for reduction in REDUCTIONS:
        record(file, doubles(), reduction, False, second=True)
    file.save()
