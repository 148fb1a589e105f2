"""Learning rates and momenta of schedules."""

import itertools
import math

import torch
from torch import nn

from .files import CaseFile
from .optimizers import described, torch_optimizer


NAMES = {"maxLR": "max_lr", "totalSteps": "total_steps", "pctStart": "pct_start", "annealStrategy": "anneal_strategy",
         "divFactor": "div_factor", "finalDivFactor": "final_div_factor", "cycleMomentum": "cycle_momentum",
         "baseMomentum": "base_momentum", "maxMomentum": "max_momentum",
         "stepSize": "step_size", "gamma": "gamma", "tMax": "T_max", "etaMin": "eta_min"}


def one_cycle(file, kind, groups=1, **options):
    """Rates and momenta (AdamW: beta1) in use at each step, and after the last: read, then advance."""
    at = file.add(f"OneCycleLR of {kind}", described(options) + (f", {groups} groups" if groups > 1 else ""),
                  options | {"groups": groups}, dtypes=[])
    optimizer = torch_optimizer(kind, [([nn.Parameter(torch.zeros(1))], {}) for _ in range(groups)],
                                {"lr": 1.0} | ({"momentum": 0.9} if kind == "SGD" else {}))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, **{NAMES[name]: value for name, value in options.items()})
    rates, momenta = [], []
    # After the last step a line would lead on below zero, and a fall without length divides by zero: see the
    # differences on purpose.
    has_end = options.get("annealStrategy") != "linear" and options.get("pctStart") != 1.0
    for step in range(options["totalSteps"] + (1 if has_end else 0)):
        rates.append([group["lr"] for group in optimizer.param_groups])
        momenta.append([group["betas"][0] if "betas" in group else group["momentum"]
                        for group in optimizer.param_groups])
        optimizer.step()
        if step < options["totalSteps"] - (0 if has_end else 1):
            schedule.step()
    file.put(f"{at}/lr", torch.tensor(rates, dtype=torch.float64))
    file.put(f"{at}/momentum", torch.tensor(momenta, dtype=torch.float64))


def from_rates(file, item, rates, count, **options):
    """The rates of groups that begin with `rates`, at the beginning and after each of `count` steps."""
    at = file.add(item, f"rates {rates}, {described(options)}", options | {"rates": rates}, dtypes=[])
    optimizer = torch_optimizer("SGD", [([nn.Parameter(torch.zeros(1))], {"lr": rate}) for rate in rates], {})
    schedule = getattr(torch.optim.lr_scheduler, item)(
        optimizer, **{NAMES[name]: value for name, value in options.items()})
    found = []
    for step in range(count + 1):
        found.append([group["lr"] for group in optimizer.param_groups])
        optimizer.step()
        schedule.step()
    file.put(f"{at}/lr", torch.tensor(found, dtype=torch.float64))


def usual(file, kind):
    for strategy, cycles, start in itertools.product(("cos", "linear"), (True, False), (0.3, 0.15, 0.5, 0.9)):
        one_cycle(file, kind, maxLR=0.1, totalSteps=20, pctStart=start, annealStrategy=strategy, cycleMomentum=cycles)
    one_cycle(file, kind, maxLR=0.1, totalSteps=50)
    one_cycle(file, kind, maxLR=0.01, totalSteps=7)
    one_cycle(file, kind, maxLR=0.1, totalSteps=20, divFactor=4.0, finalDivFactor=100.0)
    one_cycle(file, kind, maxLR=0.1, totalSteps=20, baseMomentum=0.5, maxMomentum=0.8)
    one_cycle(file, kind, maxLR=0.1, totalSteps=20, finalDivFactor=math.inf)
    one_cycle(file, kind, maxLR=0.01, totalSteps=30, pctStart=0.15, cycleMomentum=False)
    one_cycle(file, kind, groups=2, maxLR=0.1, totalSteps=10)
    one_cycle(file, kind, maxLR=0.1, totalSteps=11, pctStart=1.0)
    one_cycle(file, kind, maxLR=0.0, totalSteps=5)


def extreme(file, kind, strategy):
    # A rise that is over before the first step, or as good as all steps.
    for start in (0.0, 0.01, 0.04, 0.99, 1.0):
        one_cycle(file, kind, maxLR=0.1, totalSteps=20, pctStart=start, annealStrategy=strategy)
    one_cycle(file, kind, maxLR=0.1, totalSteps=12, divFactor=1.0, finalDivFactor=1.0, annealStrategy=strategy)
    one_cycle(file, kind, maxLR=0.1, totalSteps=12, divFactor=0.5, finalDivFactor=0.25, annealStrategy=strategy)
    one_cycle(file, kind, maxLR=0.1, totalSteps=12, baseMomentum=0.9, maxMomentum=0.2, annealStrategy=strategy)
    one_cycle(file, kind, maxLR=0.1, totalSteps=12, baseMomentum=0.0, maxMomentum=0.99, annealStrategy=strategy)
    one_cycle(file, kind, maxLR=0.1, totalSteps=1, annealStrategy=strategy)
    one_cycle(file, kind, maxLR=0.1, totalSteps=2, pctStart=0.75, annealStrategy=strategy)


def make():
    file = CaseFile("schedules")
    for kind in ("SGD", "AdamW"):
        usual(file, kind)
        for strategy in ("cos", "linear"):
            extreme(file, kind, strategy)
        one_cycle(file, kind, groups=3, maxLR=0.5, totalSteps=13, pctStart=0.4, annealStrategy="linear", divFactor=3.0,
                  finalDivFactor=7.0, baseMomentum=0.3, maxMomentum=0.7)
    from_rates(file, "StepLR", [0.1], 13, stepSize=5)
    from_rates(file, "StepLR", [0.3, 2.0], 7, stepSize=1, gamma=0.7)
    from_rates(file, "StepLR", [0.1], 6, stepSize=2, gamma=0.0)
    from_rates(file, "StepLR", [0.1], 6, stepSize=3, gamma=1.5)
    from_rates(file, "CosineAnnealingLR", [0.1], 12, tMax=12)
    from_rates(file, "CosineAnnealingLR", [0.3, 2.0], 23, tMax=7, etaMin=0.01)
    from_rates(file, "CosineAnnealingLR", [0.1], 5, tMax=1)
    from_rates(file, "CosineAnnealingLR", [0.01], 6, tMax=4, etaMin=0.05)
    file.save()
