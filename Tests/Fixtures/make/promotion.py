"""Types of results."""

import torch

from .files import CaseFile, short

DTYPES = [torch.float32, torch.float64, torch.int64, torch.int32, torch.uint8, torch.bool]


def make():
    """The type of `a op b`; an operand is written `float32[2]` (one dimension), `float32[]` (none), or, for b, as the
    number 1, 1.0 or 1.5. What PyTorch refuses is left out."""
    file = CaseFile("promotion")
    operations = {
        "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b,
        "divide": lambda a, b: a / b, "less": lambda a, b: a < b, "pow": lambda a, b: a ** b,
        "maximum": torch.maximum, "where": lambda a, b: torch.where(torch.tensor(True), a, b),
    }
    operands = {}
    for dtype in DTYPES:
        operands[f"{short(dtype)}[2]"] = torch.ones(2, dtype=dtype)
        operands[f"{short(dtype)}[]"] = torch.ones((), dtype=dtype)
    numbers = {"1": 1, "1.0": 1.0, "1.5": 1.5}
    for name, operation in operations.items():
        for a, x in operands.items():
            takes_numbers = name not in ("maximum", "where")
            others = operands | (numbers if takes_numbers else {})
            found = {b: result_type(operation, x, y) for b, y in others.items()}
            found = {b: dtype for b, dtype in found.items() if dtype}
            if found:
                file.add(f"type of {name}", a, {"operand": a, "results": found}, dtypes=())
    for name, operation in {
        "sum": torch.sum, "mean": torch.mean, "max": torch.max, "argmax": torch.argmax, "neg": torch.neg,
        "abs": torch.abs,
        "exp": torch.exp, "log1p": torch.log1p, "sqrt": torch.sqrt, "tanh": torch.tanh, "relu": torch.relu,
        "floor": torch.floor, "sign": torch.sign, "pow_2": lambda a: a ** 2,
        "pow_half": lambda a: a ** 0.5, "number_divide": lambda a: 1 / a, "softmax": lambda a: a.softmax(0),
        "cat_float32": lambda a: torch.cat([a, torch.ones(2)]),
    }.items():
        found = {short(dtype): result_type(operation, torch.ones(2, dtype=dtype)) for dtype in DTYPES}
        file.add("type of functions", name, {"results": {a: dtype for a, dtype in found.items() if dtype}}, dtypes=())
    file.save_as_json()


def result_type(operation, *operands):
    try:
        return short(operation(*operands).dtype)
    except RuntimeError:
        return None
