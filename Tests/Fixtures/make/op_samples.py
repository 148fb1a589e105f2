"""PyTorch's own sample inputs: those with which its test suite tries each operation (op_db), with values and gradients.

Every entry of op_db for which `parity --entries` has a call. Samples are of float64, or of int64 where an
entry has no float64. What PyTorch computes of a sample is stored; whether Swift can make the call is Swift's matter.
"""

import random

import numpy as np
import torch
from safetensors.torch import save as safetensors_bytes
from torch.testing._internal.common_methods_invocations import op_db

from .command import parity
from .files import FOLDER, json_text, json_value, provenance, short, stamped, with_sorted_metadata

MOST_SAMPLES = 40
LARGE, TOO_LARGE = 20000, 32_000  # bytes of a sample's arrays, equal ones counted once


def thinned(samples):
    """All samples that are small, the smallest of those that are large, and evenly spaced ones of what is too many. A
    sample that is too large stands only where its entry has no other."""
    small = [sample for sample in samples if sample.size <= LARGE]
    large = [sample for sample in samples if sample.size > LARGE]
    chosen = list(small)
    if large:
        smallest = min(large, key=lambda sample: sample.size)
        if smallest.size <= TOO_LARGE or not small:
            chosen.append(smallest)
    chosen.sort(key=lambda sample: sample.number)
    count = min(len(chosen), MOST_SAMPLES)
    return [chosen[k * len(chosen) // count] for k in range(count)]


class Sample:
    """A call, made at once: arguments by path, results and gradients."""

    def __init__(self, entry, number, given):
        self.name, self.number = entry.full_name, number
        self.args, self.kwargs = [given.input, *given.args], dict(given.kwargs)
        leaves = [(path, value) for path, value in tensors(self.args, "") if value.requires_grad]
        leaves += [(name, value) for name, value in tensors(self.kwargs, "") if value.requires_grad]
        value = entry(given.input, *given.args, **given.kwargs)
        assert given.output_process_fn_grad(value) is value, self.name
        self.results = results(value)
        self.recorded = [k for k, result in enumerate(self.results) if result.requires_grad]
        self.gradients = {}
        if self.recorded:
            found = torch.autograd.grad([self.results[k] for k in self.recorded], [leaf for _, leaf in leaves],
                                        [upstream(self.results[k], k) for k in self.recorded], allow_unused=True)
            self.gradients = {path: gradient for (path, _), gradient in zip(leaves, found)}

    @property
    def size(self):
        arrays = [value for _, value in tensors([self.args, self.kwargs, self.results, self.gradients], "")]
        return sum(len(content) for _, _, content in {fingerprint(array) for array in arrays})

    def line(self, pool):
        line = {"entry": self.name, "sample": self.number, "args": argument(self.args, pool)}
        if self.kwargs:
            line["kwargs"] = argument(self.kwargs, pool)
        line["results"] = [pool.key(result) for result in self.results]
        if self.recorded:
            line["recorded"] = self.recorded
            line["gradients"] = {path: None if gradient is None else pool.key(gradient)
                                 for path, gradient in self.gradients.items()}
        return line


def samples(entry):
    """Each entry draws from the same seeds, so that many inputs are the same and stored once. Calls that draw seed PyTorch
    with 42 themselves."""
    torch.manual_seed(0)
    np.random.seed(0)
    random.seed(0)
    dtype = torch.float64 if torch.float64 in entry.dtypes else torch.int64
    differentiable = entry.supports_autograd and dtype == torch.float64
    for number, given in enumerate(entry.sample_inputs("cpu", dtype, requires_grad=differentiable)):
        yield Sample(entry, number, given)


def upstream(result, k):
    """The gradient that is given for the result number k: eighths, none of them 0, of period 10."""
    count = torch.arange(result.numel(), dtype=torch.float64)
    return (((7 * count + 3 * k) % 10 - 4.5) / 4).reshape(result.shape).to(result.dtype)


def results(value):
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, (tuple, list)):
        return list(value)
    return [torch.tensor(value, dtype=torch.float64 if isinstance(value, float) else None)]


def tensors(value, path):
    """0, 1, 0.2 for the third tensor of a list, weight: where a tensor stands among the arguments."""
    if isinstance(value, torch.Tensor):
        yield path, value
    elif isinstance(value, (tuple, list, dict)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from tensors(item, f"{path}.{key}" if path else f"{key}")


def argument(value, pool):
    """As JSON: whole numbers are numbers, those with a point {"float": 0.5}; lists are lists, tuples {"tuple": []}."""
    if isinstance(value, torch.Tensor):
        text = {"tensor": pool.key(value)}
        if value.requires_grad:
            text["requiresGrad"] = True
        if not value.is_contiguous():
            text["strides"] = list(value.stride())
        return text
    if isinstance(value, dict):
        return {key: argument(item, pool) for key, item in value.items()}
    if isinstance(value, tuple):
        return {"tuple": [argument(item, pool) for item in value]}
    if isinstance(value, list):
        return [argument(item, pool) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return {"float": json_value(value)}
    if isinstance(value, torch.dtype):
        return {"dtype": short(value)}
    if isinstance(value, slice):
        return {"slice": [value.start, value.stop, value.step]}
    if value is Ellipsis:
        return {"ellipsis": True}
    if isinstance(value, (torch.device, torch.memory_format)):
        return str(value)
    raise TypeError(f"no JSON for {value!r}")


def fingerprint(array):
    plain = array.detach().contiguous()
    return short(plain.dtype), tuple(plain.shape), plain.numpy().tobytes()


class Pool:
    """Arrays by number; equal ones have one."""

    def __init__(self):
        self.arrays, self.keys = {}, {}

    def key(self, array):
        content = fingerprint(array)
        if content not in self.keys:
            self.keys[content] = str(len(self.keys))
            self.arrays[self.keys[content]] = array.detach().clone().contiguous()
        return self.keys[content]


def make():
    pool, lines = Pool(), []
    entries = {entry.full_name: entry for entry in op_db}
    for name in parity("--entries").split():
        for sample in thinned(list(samples(entries[name]))):
            lines.append(json_text(sample.line(pool)))
    index = "[\n" + ",\n".join(lines) + "\n]"
    data = safetensors_bytes(pool.arrays, metadata=provenance() | {"samples": index})
    (FOLDER / "op_samples.safetensors").write_bytes(stamped(with_sorted_metadata(data)))
