"""What the table of Sources/Proof asks: each row's expression for each of its calls, with gradients and second gradients.

Nothing that is given is stored: inputs, parameters, gradients from above and weights are drawn from generators whose
seeds are their names, here and there from the same stream.
"""

import ast
import functools
import itertools
import json
import math

import torch
import torch.nn.functional as F
from torch import nn

from .command import parity
from .ctc import CTCLoss
from .files import DTYPES, SHORT, CaseFile, json_text
from .inputs import laid_out, own_generator

SEED = 11  # right before each value, which may draw
NAMES = {"torch": torch, "nn": nn, "F": F, "math": math, "reduce": functools.reduce, "CTCLoss": CTCLoss}


def table():
    """The topics of the table, as the built command has them."""
    return json.loads(parity("--rows"))


def files(topics):
    return [topic["file"] for topic in topics] + ["modules"]


def make(topics, names):
    """Those of the files that are named."""
    if "modules" in names:
        make_modules([row for topic in topics for row in topic["rows"] if row["waysToMake"]])
    for topic in topics:
        if topic["file"] in names:
            file = CaseFile(topic["file"])
            for row in topic["rows"]:
                check_names(row)
                for number, call in enumerate(row["calls"]):
                    Run(file, row, call, f"{row['title']}/{number}").record()
            file.save(rows=json_text({row["title"]: row["digest"] for row in topic["rows"]}))


def make_modules(rows):
    """Modules as they are made: their weights after a seed and the rand(1) that follows, what is printed, and keys."""
    file = CaseFile("modules")
    for row in rows:
        for number, way in enumerate(row["waysToMake"]):
            at = f"{row['title']}, as made/{number}"
            names = NAMES | {name: python_value(value) for name, value in way.items()}
            for dtype, seed in itertools.product(DTYPES.values(), (0, 42)):
                torch.manual_seed(seed)
                torch.set_default_dtype(dtype)
                module = eval(row["module"], names)
                torch.set_default_dtype(torch.float32)
                weights = [value.flatten() for value in module.parameters()] or [torch.zeros(0, dtype=dtype)]
                file.put(f"{at}/{SHORT[dtype]}/weights{seed}", torch.cat(weights))
                file.put(f"{at}/{SHORT[dtype]}/next{seed}", torch.rand(1))
            for name, text in (("text", str(module)), ("keys", " ".join(module.state_dict()))):
                file.put(f"{at}/{name}", torch.tensor(list(text.encode()), dtype=torch.uint8))
    file.save(rows=json_text({f"{row['title']}, as made": row["digest"] for row in rows}))


def check_names(row):
    """Every argument must be used: one that Swift alone reads would make another call there."""
    text = f"({row['module']}, {row['value']})"
    used = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    for call in row["calls"]:
        unused = call["arguments"].keys() - used
        assert not unused, (row["title"], unused)


def python_value(value):
    return getattr(torch, value["dtype"]) if isinstance(value, dict) else value


class Run:
    """One call of a row; `at` is what the names of its arrays begin with."""

    def __init__(self, file, row, call, at):
        self.file, self.row, self.call, self.at = file, row, call, at

    def draw(self, name, shape, low=-1.0, high=1.0):
        """Numbers that float32 holds, but for doubles."""
        dtype = torch.float64 if self.call["doubles"] else torch.float32
        return torch.rand(shape, generator=own_generator(f"{self.at}/{name}"), dtype=dtype) * (high - low) + low

    def record(self):
        for dtype in [DTYPES[name] for name in self.call["dtypes"]] or [None]:
            prefix = self.at if dtype is None else f"{self.at}/{SHORT[dtype]}"
            variables, results = self.evaluate(dtype, "value")
            for name, result in results.items():
                self.file.put(f"{prefix}/{name}", result)
            if self.call["order"] == 0 or self.row["gradientsOfFloat64"] and dtype != torch.float64:
                continue
            for name, d in self.gradients(variables, results).items():
                self.file.put(f"{prefix}/d/{name}", d)
            if self.call["order"] == 2:
                for name, d in self.second_gradients(dtype).items():
                    self.file.put(f"{prefix}/dd/{name}", d)

    def gradients(self, variables, results, **more):
        """Of the leaves, for a gradient g/RESULT of each result."""
        wanted = {name: leaf for name, leaf in variables.items() if leaf.requires_grad}
        given = self.upstream(results)
        found = torch.autograd.grad([results[name] for name in given], list(wanted.values()), list(given.values()), **more)
        return dict(zip(wanted, found))

    def upstream(self, results):
        return {name: self.draw(f"g/{name}", y.shape).to(y.dtype) for name, y in results.items() if y.requires_grad}

    def second_gradients(self, dtype):
        """Of h = sum of <d/VARIABLE, w/VARIABLE>, by the variables and by each g."""
        variables, results = self.evaluate(dtype, "twice" if self.row["twice"] else "value")
        wanted = {name: leaf for name, leaf in variables.items() if leaf.requires_grad}
        given = {name: g.requires_grad_() for name, g in self.upstream(results).items()}
        first = torch.autograd.grad([results[name] for name in given], list(wanted.values()), list(given.values()),
                                    create_graph=True)
        h = sum((d * self.draw(f"w/{name}", d.shape).to(d.dtype)).sum() for name, d in zip(wanted, first))
        inputs = wanted | {f"g/{name}": g for name, g in given.items()}
        found = torch.autograd.grad(h, list(inputs.values()), allow_unused=True) if h.requires_grad else [None] * len(inputs)
        return {name: torch.zeros_like(like) if d is None else d for (name, like), d in zip(inputs.items(), found)}

    def evaluate(self, dtype, expression):
        """The leaves and the results, by name."""
        xs = [self.input(k, form, dtype) for k, form in enumerate(self.call["inputs"])]
        variables = {f"x{k}": x for k, x in enumerate(xs)}
        names = NAMES | variables | {"xs": xs}
        names |= {name: python_value(value) for name, value in self.call["arguments"].items()}
        if self.row["module"]:
            module = names["m"] = eval(self.row["module"], names).to(dtype)
            for name, parameter in module.named_parameters():
                bound = min(1.0, 2 / math.sqrt(parameter.shape[-1]))
                parameter.data = self.draw(f"param/{name}", parameter.shape, -bound, bound).to(dtype)
                variables[f"param/{name}"] = parameter
        torch.manual_seed(SEED)
        # PyTorch's float32 LSTM runs oneDNN, which has no second derivative.
        with torch.backends.mkldnn.flags(enabled=self.call["order"] < 2):
            y = eval(self.row[expression], names)
        results = y if isinstance(y, (tuple, list)) else [y]
        return variables, {f"y{k or ''}": result for k, result in enumerate(results)}

    def input(self, k, form, dtype):
        if "type" in form:
            return laid_out(torch.tensor(form["given"], dtype=getattr(torch, form["type"])).reshape(form["shape"]),
                            form["layout"])
        if "given" in form:
            dtype_of_given = torch.float64 if self.call["doubles"] else torch.float32
            value = torch.tensor(form["given"], dtype=dtype_of_given).reshape(form["shape"])
        else:
            value = self.draw(f"x{k}", form["shape"], *form["range"])
        value = value.to(DTYPES[form["dtype"]] if "dtype" in form else dtype, copy=True)
        return laid_out(value, form["layout"]).requires_grad_(self.call["order"] > 0 and "constant" not in form)
