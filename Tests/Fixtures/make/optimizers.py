"""Five steps of each optimizer in every combination of its options."""

import itertools

import torch
from torch import nn

from .files import DTYPES, SHORT, CaseFile
from .inputs import draw, own_generator

STEPS = 5
SHAPES = [(3, 4), (5,), ()]


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
    """Runs on three parameters, whose initial values and gradients are the same in all of them."""

    def __init__(self, file):
        self.file = file
        generator = own_generator("optimizers")
        self.initial = [draw(generator, *shape, dtype=torch.float32) for shape in SHAPES]
        self.gradients = [draw(generator, STEPS, *shape, dtype=torch.float32) for shape in SHAPES]
        for k in range(len(SHAPES)):
            file.put(f"initial/{k}", self.initial[k])
            file.put(f"gradients/{k}", self.gradients[k])

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
        at = self.file.add(kind, name or described(options), args)
        for dtype in DTYPES.values():
            parameters = [nn.Parameter(value.to(dtype, copy=True)) for value in self.initial]
            members = [([parameters[k] for k in group], given) for group, given in zip(groups, own)]
            first = members if late is None else members[:-1]
            optimizer = torch_optimizer(kind, first, options)
            after = [[] for _ in SHAPES]
            for step in range(STEPS):
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
            for k in range(len(SHAPES)):
                self.file.put(f"{at}/{SHORT[dtype]}/after/{k}", torch.stack(after[k]))


def make():
    file = CaseFile("optimizers")
    runs = Runs(file)
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
    file.save()
