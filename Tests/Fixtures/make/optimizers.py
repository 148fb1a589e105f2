"""A few steps of each optimizer in every combination of its options, and of larger parameters in several of them."""

import itertools
import math

import torch
from torch import nn

from .files import DTYPES, SHORT, CaseFile
from .inputs import draw_stored, own_generator

STEPS = 5
SHAPES = [(3, 4), (5,), ()]
LARGE_STEPS = 7
LARGE_SHAPES = [(33, 17), (129,), (2, 3, 5)]  # beyond the width of all vectors, with something left over
SPECIAL = [math.inf, -math.inf, math.nan, 0.0, -0.0, 1e-30, 1e-40, 1e30]


def sgd_options():
    for momentum, dampening, decay, nesterov, maximize in itertools.product(
            (0.0, 0.9), (0.0, 0.3), (0.0, 0.05), (False, True), (False, True)):
        if not nesterov or (momentum > 0 and dampening == 0):
            yield dict(lr=0.1, momentum=momentum, dampening=dampening, weightDecay=decay, nesterov=nesterov,
                       maximize=maximize)


def adamw_options():
    for betas, eps, decay, maximize in itertools.product(
            ((0.9, 0.999), (0.8, 0.95)), (1e-8, 1e-3), (0.0, 0.01, 0.2), (False, True)):
        yield dict(lr=0.01, betas=list(betas), eps=eps, weightDecay=decay, maximize=maximize)


def torch_options(options):
    names = {"weightDecay": "weight_decay"}
    return {names.get(name, name): tuple(value) if isinstance(value, list) else value
            for name, value in options.items()}


def torch_optimizer(kind, groups, options):
    """`groups`: lists of parameters with the options that each has of its own."""
    return getattr(torch.optim, kind)(
        [{"params": members} | torch_options(own) for members, own in groups], **torch_options(options))


def described(options):
    return ", ".join(f"{name} {str(value).lower()}" for name, value in options.items()) or "defaults"


class Runs:
    """Runs on three parameters, whose initial values and gradients are the same in all of them. `kept`: how many of the
    last steps are stored, `special` the first parameter's gradient at the second step where it is given. Those with
    `doubles` are of float64 alone."""

    def __init__(self, file, shapes, steps, kept, prefix="", special=None, doubles=False):
        self.file, self.shapes, self.steps, self.kept, self.prefix = file, shapes, steps, kept, prefix
        self.dtypes = ["float64"] if doubles else ["float32", "float64"]
        generator = own_generator(f"{prefix}optimizers")
        self.initial = [draw_stored(generator, *shape, doubles=doubles) for shape in shapes]
        self.gradients = [draw_stored(generator, steps, *shape, doubles=doubles) for shape in shapes]
        if special:
            self.gradients[0][1] = torch.tensor(special)
        for k in range(len(shapes)):
            file.put(f"{prefix}initial/{k}", self.initial[k])
            file.put(f"{prefix}gradients/{k}", self.gradients[k])

    def run(self, kind, options, name=None, groups=((0, 1, 2),), own=None, absent=(), rates=None, late=None,
            transposed=False):
        """`groups` names the parameters of each, `own` the options that each has of its own; `absent` lists (step,
        parameter) without a gradient; `rates` the learning rate of each step; `late` the step before which the last
        group joins."""
        own = own or [{}] * len(groups)
        args = {"options": options, "groups": [list(group) for group in groups], "own": own}
        args |= {"absent": [list(pair) for pair in absent]} if absent else {}
        args |= {"rates": rates} if rates else {}
        args |= {"late": late} if late is not None else {}
        args |= {"transposed": True} if transposed else {}
        args |= {"prefix": self.prefix} if self.prefix else {}
        at = self.file.add(kind, self.prefix.replace("/", ": ") + (name or described(options)), args,
                           self.dtypes)
        for dtype in [DTYPES[name] for name in self.dtypes]:
            parameters = [nn.Parameter(value.to(dtype, copy=True)) for value in self.initial]
            members = [([parameters[k] for k in group], given) for group, given in zip(groups, own)]
            first = members if late is None else members[:-1]
            optimizer = torch_optimizer(kind, first, options)
            after = [[] for _ in self.shapes]
            for step in range(self.steps):
                if step == late:
                    optimizer.add_param_group({"params": members[-1][0]} | torch_options(members[-1][1]))
                if rates:
                    optimizer.param_groups[0]["lr"] = rates[step]
                for k, parameter in enumerate(parameters):
                    gradient = self.gradients[k][step].to(dtype)
                    if transposed and gradient.dim() == 2:
                        gradient = gradient.t().contiguous().t()
                    parameter.grad = None if (step, k) in absent else gradient.clone()
                optimizer.step()
                for k, parameter in enumerate(parameters):
                    after[k].append(parameter.detach().clone())
            for k in range(len(self.shapes)):
                self.file.put(f"{at}/{SHORT[dtype]}/after/{k}", torch.stack(after[k][-self.kept:]))


def large(file):
    """What an earlier step did wrong is still there at the last one."""
    runs = Runs(file, LARGE_SHAPES, LARGE_STEPS, 1, "large/")
    rates = [0.1, 0.05, 0.2, 0.0, 0.01, 0.1, 0.3]
    together = dict(groups=((0,), (1,), (2,)), absent=[(0, 1), (3, 0), (4, 2)], rates=rates, late=2, transposed=True)
    dampened = dict(lr=0.1, momentum=0.9, dampening=0.3, weightDecay=0.05, maximize=True)
    nesterov = dict(lr=0.1, momentum=0.9, weightDecay=0.05, nesterov=True, maximize=True)
    for options in ({}, dict(lr=0.1, weightDecay=0.05), dict(lr=0.1, momentum=0.9), dampened, nesterov):
        runs.run("SGD", options)
    runs.run("SGD", dampened, "everything at once", own=[
        dict(maximize=False), dict(momentum=0.5, dampening=0.0, nesterov=True), dict(lr=0.02, weightDecay=0.3)],
        **together)
    everything = dict(lr=0.01, betas=[0.8, 0.95], eps=1e-3, weightDecay=0.2, maximize=True)
    for options in ({}, dict(lr=0.01, weightDecay=0.0), everything):
        runs.run("AdamW", options)
    runs.run("AdamW", everything, "everything at once", own=[
        dict(maximize=False), dict(betas=[0.5, 0.7], eps=1e-8), dict(lr=0.1, weightDecay=0.0)], **together)


def special(file):
    """What one gradient makes of all later steps."""
    runs = Runs(file, [(len(SPECIAL),), (2, 2), (1,)], STEPS, STEPS, "special/", SPECIAL)
    for options in ({}, dict(lr=0.1, momentum=0.9, dampening=0.3), dict(lr=0.1, momentum=0.9, nesterov=True),
                    dict(lr=0.1, weightDecay=0.05, maximize=True)):
        runs.run("SGD", options)
    for options in ({}, dict(lr=0.01, betas=[0.8, 0.95], weightDecay=0.2, maximize=True), dict(lr=0.01, eps=0.0),
                    dict(lr=0.01, betas=[0.0, 0.0])):
        runs.run("AdamW", options)


def doubles(file):
    runs = Runs(file, SHAPES, STEPS, STEPS, "doubles/", doubles=True)
    for options in ({}, dict(lr=0.1, momentum=0.9, dampening=0.3, weightDecay=0.05),
                    dict(lr=0.1, momentum=0.9, nesterov=True, maximize=True)):
        runs.run("SGD", options)
    for options in ({}, dict(lr=0.01, betas=[0.8, 0.95], eps=1e-3, weightDecay=0.2, maximize=True)):
        runs.run("AdamW", options)


def adaptive(file):
    """Those that came after SGD and AdamW, whose groups, rates and gaps are the same."""
    adam = dict(lr=0.01, betas=[0.8, 0.95], eps=1e-3, weightDecay=0.2, maximize=True)
    rmsprop = dict(lr=0.02, alpha=0.8, eps=1e-3, weightDecay=0.05, momentum=0.9, centered=True, maximize=True)
    adadelta = dict(lr=0.5, rho=0.7, eps=1e-3, weightDecay=0.05, maximize=True)
    runs = Runs(file, SHAPES, STEPS, STEPS, "adaptive/")
    for options in ({}, dict(lr=0.01, weightDecay=0.2), dict(lr=0.01, betas=[0.4, 0.3]), adam):
        runs.run("Adam", options)
    for options in ({}, dict(lr=0.02, momentum=0.9), dict(centered=True), dict(alpha=0.4, centered=True), rmsprop):
        runs.run("RMSprop", options)
    for options in ({}, dict(rho=0.4), adadelta):
        runs.run("Adadelta", options)
    for kind, options, own in (
            ("Adam", adam, [dict(maximize=False), dict(betas=[0.5, 0.7], eps=1e-8), dict(lr=0.1, weightDecay=0.0)]),
            ("RMSprop", rmsprop, [dict(maximize=False, alpha=0.9), dict(centered=False), dict(lr=0.1, momentum=0.0)]),
            ("Adadelta", adadelta, [dict(maximize=False), dict(rho=0.9, eps=1e-6), dict(lr=2.0, weightDecay=0.0)])):
        runs.run(kind, options, "everything at once", own=own, groups=((0,), (1,), (2,)), absent=[(0, 1), (3, 0)],
                 rates=[0.1, 0.05, 0.2, 0.0, 0.01], late=2, transposed=True)
    special = Runs(file, [(len(SPECIAL),), (2,), (1,)], STEPS, STEPS, "adaptive/special/", SPECIAL)
    doubles = Runs(file, SHAPES, STEPS, STEPS, "adaptive/doubles/", doubles=True)
    for kind, options in (("Adam", adam), ("RMSprop", rmsprop), ("Adadelta", adadelta)):
        special.run(kind, {})
        doubles.run(kind, options)


def make():
    file = CaseFile("optimizers")
    runs = Runs(file, SHAPES, STEPS, STEPS)
    for kind, all_options in (("SGD", sgd_options()), ("AdamW", adamw_options())):
        runs.run(kind, {})
        for options in all_options:
            runs.run(kind, options)
    gaps = [(1, 1), (2, 1), (0, 0)]
    rates = [0.1, 0.05, 0.2, 0.0, 0.01]
    sgd, adamw = dict(lr=0.1, momentum=0.9, dampening=0.3), dict(lr=0.01)
    for kind, options in (("SGD", sgd), ("AdamW", adamw)):
        runs.run(kind, options, "absent gradients", absent=gaps)
        runs.run(kind, options, "another rate at each step", rates=rates)
        runs.run(kind, options, "a gradient that lies transposed", transposed=True)
        runs.run(kind, options, "a group that joins later", groups=((0, 1), (2,)), late=2)
        runs.run(kind, options, "rate 0", rates=[0.0] * STEPS)
    runs.run("SGD", dict(lr=0.1, momentum=0.9), "groups with options of their own", groups=((0,), (1,), (2,)),
             own=[{}, dict(lr=0.01, weightDecay=0.1, nesterov=True), dict(momentum=0.0, maximize=True)])
    runs.run("AdamW", dict(lr=0.01), "groups with options of their own", groups=((0,), (1,), (2,)),
             own=[{}, dict(lr=0.1, weightDecay=0.0, eps=1e-4), dict(betas=[0.5, 0.7], maximize=True)])
    runs.run("AdamW", dict(lr=0.01, betas=[0.0, 0.0]), "betas of 0")
    runs.run("SGD", dict(lr=1.0, momentum=1.5), "momentum above 1")
    large(file)
    special(file)
    doubles(file)
    adaptive(file)
    file.save()
