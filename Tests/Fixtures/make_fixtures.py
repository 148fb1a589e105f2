#!/usr/bin/env python3
"""Writes the reference values that the tests compare with, next to this script.

    pip install 'torch==2.13.0+cpu' numpy safetensors pillow
    python make_fixtures.py                 # all files
    python make_fixtures.py random ctc      # only these

README.md lists every file and key. Inputs come from a generator of their own with a fixed seed, so
that a second run on the same machine writes the same bytes. Every float64 input equals its float32
sibling exactly: it is drawn in float32 and widened.
"""

import io
import json
import math
import platform
import sys
import warnings
from pathlib import Path

import numpy as np
import PIL
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import save as safetensors_bytes
from torch import nn
from torch.utils.data import DataLoader, random_split

FOLDER = Path(__file__).resolve().parent
DTYPES = {"f32": torch.float32, "f64": torch.float64}


def provenance():
    """Where the numbers were made: some of them depend on the processor."""
    vendor = platform.processor() or "unknown"
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("vendor_id"):
                vendor = line.split(":")[1].strip()
                break
    except OSError:
        pass
    return {
        "torch": torch.__version__,
        "cpu_capability": torch.backends.cpu.get_cpu_capability(),
        "cpu_vendor": vendor,
        "machine": platform.machine(),
    }


def save(name, tensors, **metadata):
    stored = {key: value.detach().clone().contiguous() for key, value in tensors.items()}
    allowed = {torch.int64, torch.float32, torch.float64, torch.uint8}
    for key, value in stored.items():
        assert value.dtype in allowed, (name, key, value.dtype)
    data = safetensors_bytes(stored, metadata=provenance() | metadata)
    (FOLDER / f"{name}.safetensors").write_bytes(with_sorted_metadata(data))


def with_sorted_metadata(data):
    """The writer puts metadata keys in a random order; sorted, the file is the same at every run."""
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode().ljust(size)
    assert len(text) == size
    return data[:8] + text + data[8 + size:]


def save_json(name, content):
    text = json.dumps({"provenance": provenance()} | content, indent=1, allow_nan=False)
    (FOLDER / f"{name}.json").write_text(text + "\n")


def own_generator(seed):
    return torch.Generator().manual_seed(seed)


def draw(generator, *shape, low=-1.0, high=1.0, dtype=torch.float64):
    """Uniform values that float32 holds exactly, in the dtype asked for."""
    values = torch.rand(shape, generator=generator) * (high - low) + low
    return values.to(dtype)


def integers(values):
    return torch.tensor(list(values), dtype=torch.int64)


# ---------------------------------------------------------------------------------------- random


def random_streams(out):
    for seed in (0, 42, 123456789):
        at = f"seed{seed}"

        def fresh():
            torch.manual_seed(seed)

        fresh(); out[f"{at}/rand_f32_10"] = torch.rand(10)
        fresh(); out[f"{at}/rand_f32_1000"] = torch.rand(1000)
        fresh(); out[f"{at}/rand_f64_100"] = torch.rand(100, dtype=torch.float64)
        fresh(); out[f"{at}/uniform_f32_1000"] = torch.empty(1000).uniform_(-0.3, 0.7)
        fresh(); out[f"{at}/uniform_f64_100"] = torch.empty(100, dtype=torch.float64).uniform_(-0.3, 0.7)
        fresh(); out[f"{at}/randint_3_17_100"] = torch.randint(3, 17, (100,))
        fresh(); out[f"{at}/randperm_10"] = torch.randperm(10)
        out[f"{at}/randperm_10/next_rand"] = torch.rand(1)
        fresh(); out[f"{at}/randperm_10000_first200"] = torch.randperm(10000)[:200]
        out[f"{at}/randperm_10000_again_first200"] = torch.randperm(10000)[:200]
        out[f"{at}/randperm_10000_again/next_rand"] = torch.rand(1)

        for short, dtype in DTYPES.items():
            for n in (3, 5, 7, 16, 20, 100, 1000):
                fresh(); out[f"{at}/randn_{short}_{n}/first"] = torch.randn(n, dtype=dtype)
                if n <= 20:
                    out[f"{at}/randn_{short}_{n}/second"] = torch.randn(n, dtype=dtype)
                out[f"{at}/randn_{short}_{n}/next_rand"] = torch.rand(1)

        # The second value of a pair waits in the generator: which draws take it, which leave it?
        fresh(); out[f"{at}/cached_normal/a_randn3_f32"] = torch.randn(3)
        out[f"{at}/cached_normal/b_rand2_f32"] = torch.rand(2)
        out[f"{at}/cached_normal/c_randn16_f32"] = torch.randn(16)
        out[f"{at}/cached_normal/d_randn3_f64"] = torch.randn(3, dtype=torch.float64)
        out[f"{at}/cached_normal/e_randn2_f32"] = torch.randn(2)
        torch.randn(1)
        fresh(); out[f"{at}/cached_normal/f_reseeded_randn1_f32"] = torch.randn(1)

        for p in (0.5, 0.1):
            for short, dtype in DTYPES.items():
                fresh(); kept = F.dropout(torch.ones(1000, dtype=dtype), p) != 0
                out[f"{at}/dropout_mask_p{p}_{short}"] = kept.to(torch.uint8)
            out[f"{at}/dropout_p{p}_next_rand"] = torch.rand(1)
        fresh(); out[f"{at}/dropout_transposed"] = F.dropout(torch.ones(3, 4).t(), 0.5)
        fresh(); F.dropout(torch.ones(10), 0.0)
        out[f"{at}/dropout_p0_next_rand"] = torch.rand(1)
        fresh(); F.dropout(torch.ones(10), 1.0)
        out[f"{at}/dropout_p1_next_rand"] = torch.rand(1)

    for label, seed in (("2pow32", 2**32), ("2pow32plus5", 2**32 + 5), ("minus1", -1)):
        torch.manual_seed(seed)
        out[f"large_seed/{label}"] = torch.rand(5)


def random_weights(out):
    torch.manual_seed(0)
    linear = nn.Linear(7, 5)
    for key, value in linear.state_dict().items():
        out[f"linear_7_5/{key}"] = value
    out["linear_7_5/next_rand"] = torch.rand(1)

    torch.manual_seed(0)
    lstm = nn.LSTM(3, 4, num_layers=2, bidirectional=True)
    for key, value in lstm.state_dict().items():
        out[f"lstm_3_4/{key}"] = value
    out["lstm_3_4/next_rand"] = torch.rand(1)

    torch.manual_seed(0)
    conv = nn.Conv2d(2, 3, 3)
    for key, value in conv.state_dict().items():
        out[f"conv2d_2_3_3/{key}"] = value

    for shape in ((5, 3), (3, 5)):
        label = "x".join(map(str, shape))
        for name, fill in (
            ("kaiming_uniform", lambda t: nn.init.kaiming_uniform_(t, a=math.sqrt(5))),
            ("kaiming_uniform_relu", lambda t: nn.init.kaiming_uniform_(t, nonlinearity="relu")),
            ("xavier_uniform", nn.init.xavier_uniform_),
            ("xavier_normal", nn.init.xavier_normal_),
            ("orthogonal", nn.init.orthogonal_),
        ):
            torch.manual_seed(0)
            out[f"init_{label}/{name}"] = fill(torch.empty(shape))


def random_splits(out):
    items = range(10)
    for label, parts in (("3_7", [3, 7]), ("fractions", [0.33, 0.33, 0.34])):
        for seed in (0, 42):
            torch.manual_seed(seed)
            for k, part in enumerate(random_split(items, parts)):
                out[f"split_{label}/default_seed{seed}/{k}"] = integers(part.indices)
            out[f"split_{label}/default_seed{seed}/next_rand"] = torch.rand(1)
            torch.manual_seed(0)
            generator = own_generator(seed)
            for k, part in enumerate(random_split(items, parts, generator=generator)):
                out[f"split_{label}/own_seed{seed}/{k}"] = integers(part.indices)
            out[f"split_{label}/own_seed{seed}/own_next_rand"] = torch.rand(1, generator=generator)
            out[f"split_{label}/own_seed{seed}/default_next_rand"] = torch.rand(1)


def random_loaders(out):
    """Two epochs over 20 items. With a generator of its own, a sampler draws a second permutation
    when it runs dry and throws it away: "own_next_rand" and epoch 2 show it."""
    for label, batch_size, shuffle, drop_last, seed in (
        ("shuffled_default", 6, True, False, None),
        ("shuffled_own5", 6, True, False, 5),
        ("shuffled_own5_batches_of_5", 5, True, False, 5),
        ("shuffled_own5_drop_last", 6, True, True, 5),
        ("in_order_default", 6, False, False, None),
        ("in_order_own5", 6, False, False, 5),
    ):
        torch.manual_seed(0)
        generator = None if seed is None else own_generator(seed)
        loader = DataLoader(range(20), batch_size, shuffle=shuffle, drop_last=drop_last, generator=generator)
        for epoch in (1, 2):
            out[f"loader/{label}/epoch{epoch}"] = torch.cat(list(loader))
            # One draw after each epoch; it shifts what the next epoch sees.
            out[f"loader/{label}/epoch{epoch}_next_rand"] = torch.rand(1)
            if generator:
                out[f"loader/{label}/epoch{epoch}_own_next_rand"] = torch.rand(1, generator=generator)

    # An epoch that is left after its first batch never reaches that second permutation.
    torch.manual_seed(0)
    generator = own_generator(5)
    loader = DataLoader(range(20), 6, shuffle=True, generator=generator)
    out["loader/left_early_own5/first_batch"] = next(iter(loader))
    out["loader/left_early_own5/own_next_rand"] = torch.rand(1, generator=generator)


def make_random():
    out = {}
    random_streams(out)
    random_weights(out)
    random_splits(out)
    random_loaders(out)
    save("random", out)


# ------------------------------------------------------------------------------------------ lstm


def lstm_case(out, at, dtype, generator, steps, batch, inputs, hidden, batch_first=False, **options):
    lstm = nn.LSTM(inputs, hidden, batch_first=batch_first, dtype=dtype, **options)
    bound = 1 / math.sqrt(hidden)
    for key, parameter in lstm.named_parameters():
        parameter.data = draw(generator, *parameter.shape, low=-bound, high=bound, dtype=dtype)
        out[f"{at}/param/{key}"] = parameter
    states = lstm.num_layers * (2 if lstm.bidirectional else 1)
    middle = [] if batch is None else [batch]
    shape = [batch, steps, inputs] if batch_first else [steps, *middle, inputs]
    given = {
        "x": draw(generator, *shape, dtype=dtype),
        "h0": draw(generator, states, *middle, hidden, dtype=dtype),
        "c0": draw(generator, states, *middle, hidden, dtype=dtype),
    }
    for value in given.values():
        value.requires_grad_()
    torch.manual_seed(7)  # for the dropout case
    output, (hn, cn) = lstm(given["x"], (given["h0"], given["c0"]))
    results = {"output": output, "hn": hn, "cn": cn}
    upstream = {key: draw(generator, *value.shape, dtype=dtype) for key, value in results.items()}
    torch.autograd.backward(list(results.values()), list(upstream.values()))
    out |= {f"{at}/{key}": value for key, value in (given | results).items()}
    out |= {f"{at}/grad_{key}": value for key, value in upstream.items()}
    out |= {f"{at}/d_{key}": value.grad for key, value in given.items()}
    out |= {f"{at}/d_param/{key}": value.grad for key, value in lstm.named_parameters()}


def make_lstm():
    small = dict(steps=5, batch=3, inputs=4, hidden=6)
    cases = {
        "one_layer": small,
        "two_layers": small | dict(num_layers=2),
        "two_layers_bidirectional": small | dict(num_layers=2, bidirectional=True),
        "batch_first": small | dict(batch_first=True, bidirectional=True),
        "unbatched": small | dict(batch=None),
        "no_bias": small | dict(bias=False),
        "dropout": small | dict(num_layers=2, dropout=0.3),
    }
    out = {}
    for k, (name, options) in enumerate(cases.items()):
        for short, dtype in DTYPES.items():
            lstm_case(out, f"{name}/{short}", dtype, own_generator(100 + k), **options)
    save("lstm", out)
    medium = {}
    lstm_case(medium, "medium/f32", torch.float32, own_generator(200), steps=12, batch=7, inputs=17, hidden=33)
    save("lstm_medium", medium)


# ------------------------------------------------------------------------------------------- ctc


def ctc_case(out, at, logits, targets, input_lengths, target_lengths, blank=0, upstream=None):
    """Losses in each reduction, and gradients at the logits, through log_softmax."""
    targets, input_lengths, target_lengths = map(torch.as_tensor, (targets, input_lengths, target_lengths))
    out |= {
        f"{at}/logits": logits, f"{at}/targets": targets.long(), f"{at}/input_lengths": input_lengths.long(),
        f"{at}/target_lengths": target_lengths.long(), f"{at}/blank": torch.tensor(blank),
    }
    for suffix, zero_infinity in (("", False), ("_zero_infinity", True)):
        for reduction in ("none", "mean", "sum"):
            x = logits.detach().clone().requires_grad_()
            loss = F.ctc_loss(x.log_softmax(-1), targets.long(), input_lengths.long(), target_lengths.long(),
                              blank=blank, reduction=reduction, zero_infinity=zero_infinity)
            out[f"{at}/loss_{reduction}{suffix}"] = loss
            if reduction == "none":
                g = torch.linspace(0.5, 1.5, loss.numel(), dtype=loss.dtype).reshape(loss.shape)
                out[f"{at}/grad_loss_none"] = g
                loss.backward(g)
            else:
                loss.backward()
            out[f"{at}/d_logits_{reduction}{suffix}"] = x.grad


def make_ctc():
    out = {}
    generator = own_generator(300)

    def logits(*shape, dtype=torch.float64):
        return draw(generator, *shape, low=-3, high=3, dtype=dtype)

    three = [[1, 2, 3], [4, 1, 2], [3, 4, 1]]
    ctc_case(out, "padded", logits(8, 3, 5), three, [8, 8, 8], [3, 3, 3])
    ragged = logits(8, 3, 5)
    ctc_case(out, "ragged_padded", ragged, [[1, 2, 3], [4, 1, 0], [3, 0, 0]], [8, 6, 7], [3, 2, 1])
    ctc_case(out, "ragged_concatenated", ragged, [1, 2, 3, 4, 1, 3], [8, 6, 7], [3, 2, 1])
    ctc_case(out, "repeated_labels", logits(8, 4, 5), [[1, 1, 2], [2, 2, 2], [3, 1, 1], [4, 1, 4]], [8] * 4, [3] * 4)
    ctc_case(out, "exactly_feasible", logits(5, 2, 5), [[1, 2, 1, 2, 1], [2, 2, 3, 3, 0]], [5, 4], [5, 3])
    ctc_case(out, "infeasible", logits(6, 4, 5), [[1, 2, 3], [1, 1, 1], [2, 3, 4], [4, 4, 1]], [6, 4, 2, 6], [3] * 4)
    ctc_case(out, "all_infeasible", logits(2, 2, 5), [[1, 2, 3], [1, 1, 0]], [2, 2], [3, 2])
    ctc_case(out, "empty_target", logits(6, 3, 5), [[1, 2], [0, 0], [3, 3]], [6, 6, 5], [2, 0, 2])
    ctc_case(out, "all_targets_empty", logits(4, 2, 5), torch.zeros(2, 0, dtype=torch.int64), [4, 3], [0, 0])
    ctc_case(out, "input_length_zero", logits(5, 3, 5), [[1, 2], [1, 2], [3, 4]], [0, 0, 5], [0, 2, 2])
    ctc_case(out, "one_step", logits(1, 3, 4), [[1, 0], [0, 0], [2, 3]], [1, 1, 1], [1, 0, 2])
    ctc_case(out, "blank_last", logits(9, 2, 5), [[0, 1, 2], [3, 3, 0]], [9, 9], [3, 3], blank=4)
    ctc_case(out, "unbatched", logits(7, 5), [1, 2, 2], 7, 3)
    ctc_case(out, "extreme_logits", logits(8, 2, 5) * 60, [[1, 2, 3], [2, 2, 4]], [8, 8], [3, 3])
    ctc_case(out, "tutorial_like_f32", logits(80, 3, 11, dtype=torch.float32),
             [[3, 2, 9, 1], [0, 0, 0, 0], [1, 2, 2, 7]], [80] * 3, [4] * 3, blank=10)

    # Class 3 is masked with -inf and is in no target. The reference is the problem without it;
    # "torch_d_logits_sum" is what PyTorch gives for the masked one.
    x = logits(8, 2, 5)
    masked = x.clone()
    masked[:, :, 3] = -math.inf
    reduced = {}
    keep = [0, 1, 2, 4]
    ctc_case(reduced, "r", x[:, :, keep], [[1, 2, 3], [3, 3, 1]], [8, 7], [3, 3])
    at = "masked_class"
    out[f"{at}/logits"] = masked
    out[f"{at}/targets"] = torch.tensor([[1, 2, 4], [4, 4, 1]])
    for key in ("input_lengths", "target_lengths", "blank", "loss_none", "loss_mean", "loss_sum", "grad_loss_none"):
        out[f"{at}/{key}"] = reduced[f"r/{key}"]
    for reduction in ("none", "mean", "sum"):
        full = torch.zeros_like(x)
        full[:, :, keep] = reduced[f"r/d_logits_{reduction}"]
        out[f"{at}/d_logits_{reduction}"] = full
    masked.requires_grad_()
    F.ctc_loss(masked.log_softmax(2), out[f"{at}/targets"], out[f"{at}/input_lengths"],
               out[f"{at}/target_lengths"], reduction="sum").backward()
    out[f"{at}/torch_d_logits_sum"] = masked.grad
    save("ctc", out)


# ---------------------------------------------------------------------------------------- layers


def layer_case(out, at, function, inputs, generator, parameters=()):
    """`function` of the inputs (those of floating dtype get gradients), then of a module's parameters."""
    for key, value in inputs.items():
        out[f"{at}/{key}"] = value
        if value.dtype.is_floating_point:
            value.requires_grad_()
    parameters = dict(parameters)
    out |= {f"{at}/param/{key}": value for key, value in parameters.items()}
    torch.manual_seed(11)  # for dropout
    y = function(*inputs.values())
    g = draw(generator, *y.shape, dtype=y.dtype)
    y.backward(g)
    out |= {f"{at}/y": y, f"{at}/grad_y": g}
    out |= {f"{at}/d_{key}": value.grad for key, value in inputs.items() if value.grad is not None}
    out |= {f"{at}/d_param/{key}": value.grad for key, value in parameters.items()}


def module_case(out, at, module, inputs, generator, buffers=False):
    for parameter in module.parameters():
        parameter.data = draw(generator, *parameter.shape, dtype=parameter.dtype)
    if buffers:
        module.running_mean.copy_(draw(generator, *module.running_mean.shape))
        module.running_var.copy_(draw(generator, *module.running_var.shape, low=0.5, high=2.0))
        out |= {f"{at}/before/{key}": value.clone() for key, value in module.named_buffers()}
    layer_case(out, at, module, inputs, generator, module.named_parameters())
    if buffers:
        out |= {f"{at}/after/{key}": value for key, value in module.named_buffers()}


def make_layers():
    out = {}
    for short, dtype in DTYPES.items():
        generator = own_generator(400)

        def x(*shape, low=-2.0, high=2.0):
            return draw(generator, *shape, low=low, high=high, dtype=dtype)

        def function(name, f, **inputs):
            layer_case(out, f"{name}/{short}", f, inputs, generator)

        def module(name, m, buffers=False, **inputs):
            module_case(out, f"{name}/{short}", m.to(dtype), inputs, generator, buffers)

        module("linear", nn.Linear(4, 3), x=x(5, 4))
        module("linear_no_bias", nn.Linear(4, 3, bias=False), x=x(5, 4))
        module("linear_1d", nn.Linear(4, 3), x=x(4))
        module("linear_3d", nn.Linear(4, 3), x=x(2, 5, 4))
        module("layer_norm", nn.LayerNorm(6), x=x(4, 6))
        module("layer_norm_2d", nn.LayerNorm([3, 4]), x=x(2, 3, 4))
        module("layer_norm_plain", nn.LayerNorm(6, elementwise_affine=False), x=x(4, 6))
        function("log_softmax", lambda a: a.log_softmax(-1), x=x(3, 2, 5, low=-5, high=5))
        function("log_softmax_dim0", lambda a: a.log_softmax(0), x=x(3, 2, 5, low=-5, high=5))
        function("log_softmax_large", lambda a: a.log_softmax(-1), x=x(3, 5, low=-500, high=500))
        function("softmax", lambda a: a.softmax(-1), x=x(3, 2, 5, low=-5, high=5))
        function("softmax_dim1", lambda a: a.softmax(1), x=x(3, 2, 5, low=-5, high=5))
        for reduction in ("mean", "sum", "none"):
            function(f"mse_{reduction}", lambda a, b: F.mse_loss(a, b, reduction=reduction), x=x(4, 3), target=x(4, 3))
        classes = torch.tensor([0, 4, 2, 2])
        for reduction in ("mean", "sum", "none"):
            function(f"cross_entropy_{reduction}",
                     lambda a, t: F.cross_entropy(a, t, reduction=reduction), x=x(4, 5), target=classes)
        function("nll_mean", lambda a, t: F.nll_loss(a, t), x=x(4, 5), target=classes)
        special = torch.tensor([-100.0, -20.0, -1.0, -0.0, 0.0, 1e-3, 0.5, 1.0, 20.0, 100.0], dtype=dtype)
        for name in ("relu", "tanh", "sigmoid"):
            function(name, getattr(torch, name), x=torch.cat([special, x(30, low=-6, high=6).detach()]))
        function("gelu", F.gelu, x=x(20, low=-4, high=4))
        function("silu", F.silu, x=x(20, low=-4, high=4))
        function("leaky_relu", F.leaky_relu, x=x(20, low=-4, high=4))
        for p in (0.0, 0.25, 0.5, 1.0):
            function(f"dropout_p{p}", lambda a: F.dropout(a, p, training=True), x=x(5, 8))
        function("dropout_eval", lambda a: F.dropout(a, 0.5, training=False), x=x(5, 8))
        function("dropout_transposed", lambda a: F.dropout(a.t(), 0.5, training=True), x=x(3, 4))
        module("conv2d_pad1", nn.Conv2d(2, 3, 3, padding=1), x=x(2, 2, 5, 6))
        module("conv2d_stride2_no_bias", nn.Conv2d(2, 3, (3, 2), stride=2, bias=False), x=x(2, 2, 7, 6))
        module("batch_norm2d_train", nn.BatchNorm2d(3), buffers=True, x=x(2, 3, 4, 3))
        module("batch_norm2d_eval", nn.BatchNorm2d(3).eval(), buffers=True, x=x(2, 3, 4, 3))
        module("max_pool2d", nn.MaxPool2d(2), x=x(2, 2, 5, 6))
        module("max_pool2d_2x1", nn.MaxPool2d((2, 1)), x=x(2, 2, 5, 3))
        module("embedding", nn.Embedding(6, 3), index=torch.tensor([[0, 5, 2], [2, 2, 1]]))
    save("layers", out, seed_before_forward="11")


# ----------------------------------------------------------------------------------------- optim


def optimizer_run(out, at, make, dtype, steps=5, absent=()):
    """Two parameters [3, 4] and [5]; `absent` lists (step, parameter) pairs whose gradient is nil."""
    generator = own_generator(500)
    shapes = [(3, 4), (5,)]
    parameters = [nn.Parameter(draw(generator, *shape, dtype=dtype)) for shape in shapes]
    grads = [draw(generator, steps, *shape, dtype=dtype) for shape in shapes]
    for k, parameter in enumerate(parameters):
        out[f"{at}/initial_{k}"] = parameter.detach().clone()
        out[f"{at}/grads_{k}"] = grads[k]
    optimizer = make(parameters)
    after = [[] for _ in shapes]
    for step in range(steps):
        for k, parameter in enumerate(parameters):
            parameter.grad = None if (step, k) in absent else grads[k][step].clone()
        optimizer.step()
        for k, parameter in enumerate(parameters):
            after[k].append(parameter.detach().clone())
    for k in range(len(shapes)):
        out[f"{at}/after_{k}"] = torch.stack(after[k])
    if absent:
        present = torch.ones(steps, len(shapes), dtype=torch.uint8)
        for step, k in absent:
            present[step, k] = 0
        out[f"{at}/present"] = present


def schedule_run(out, at, optimizer, **options):
    """What the optimizer uses at each step: read, then advance. The last value needs no further call."""
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, **options)
    rates, momenta = [], []
    for step in range(options["total_steps"]):
        group = optimizer.param_groups[0]
        rates.append(group["lr"])
        momenta.append(group["betas"][0] if "betas" in group else group["momentum"])
        optimizer.step()
        if step + 1 < options["total_steps"]:
            schedule.step()
    out[f"{at}/lr"] = torch.tensor(rates, dtype=torch.float64)
    out[f"{at}/momentum"] = torch.tensor(momenta, dtype=torch.float64)


def make_optim():
    out = {}
    sgd = {
        "sgd_plain": dict(lr=0.1),
        "sgd_default_lr": dict(),
        "sgd_momentum": dict(lr=0.1, momentum=0.9),
        "sgd_dampening": dict(lr=0.1, momentum=0.9, dampening=0.3),
        "sgd_nesterov": dict(lr=0.1, momentum=0.9, nesterov=True),
        "sgd_weight_decay": dict(lr=0.1, weight_decay=0.05),
        "sgd_maximize": dict(lr=0.1, maximize=True),
        "sgd_momentum_weight_decay": dict(lr=0.1, momentum=0.9, weight_decay=0.05),
        "sgd_nesterov_weight_decay_maximize":
            dict(lr=0.05, momentum=0.8, nesterov=True, weight_decay=0.02, maximize=True),
        "sgd_dampening_weight_decay_maximize":
            dict(lr=0.05, momentum=0.8, dampening=0.5, weight_decay=0.02, maximize=True),
    }
    adamw = {
        "adamw_default": dict(),
        "adamw_no_decay": dict(lr=0.01, weight_decay=0.0),
        "adamw_decay": dict(lr=0.01, weight_decay=0.2),
        "adamw_betas": dict(lr=0.01, betas=(0.8, 0.95), eps=1e-6),
        "adamw_maximize": dict(lr=0.01, maximize=True),
    }
    options = {}
    for kind, table in ((torch.optim.SGD, sgd), (torch.optim.AdamW, adamw)):
        for name, given in table.items():
            options[name] = given
            for short, dtype in DTYPES.items():
                optimizer_run(out, f"{name}/{short}", lambda p: kind(p, **given), dtype)
    gaps = [(1, 1), (2, 1), (0, 0)]
    options["sgd_absent_gradients"] = dict(lr=0.1, momentum=0.9, dampening=0.3)
    options["adamw_absent_gradients"] = dict(lr=0.01)
    optimizer_run(out, "sgd_absent_gradients/f64",
                  lambda p: torch.optim.SGD(p, **options["sgd_absent_gradients"]), torch.float64, absent=gaps)
    optimizer_run(out, "adamw_absent_gradients/f64",
                  lambda p: torch.optim.AdamW(p, **options["adamw_absent_gradients"]), torch.float64, absent=gaps)

    schedules = {
        "onecycle_default": ("SGD", dict(max_lr=0.1, total_steps=50)),
        "onecycle_fixed_momentum": ("SGD", dict(max_lr=0.1, total_steps=50, cycle_momentum=False)),
        "onecycle_recipe": ("SGD", dict(max_lr=0.01, total_steps=50, pct_start=0.15, div_factor=25,
                                        final_div_factor=1e4)),
        "onecycle_linear": ("SGD", dict(max_lr=0.1, total_steps=50, anneal_strategy="linear")),
        "onecycle_adamw": ("AdamW", dict(max_lr=0.01, total_steps=50)),
        "onecycle_adamw_recipe": ("AdamW", dict(max_lr=0.01, total_steps=50, pct_start=0.15, div_factor=25,
                                                final_div_factor=1e4, cycle_momentum=False)),
        "onecycle_7_steps": ("AdamW", dict(max_lr=0.01, total_steps=7)),
    }
    for name, (kind, given) in schedules.items():
        options[name] = given | {"optimizer": kind}
        parameter = nn.Parameter(torch.zeros(1))
        optimizer = (torch.optim.SGD([parameter], lr=1.0, momentum=0.9) if kind == "SGD"
                     else torch.optim.AdamW([parameter], lr=1.0))
        schedule_run(out, name, optimizer, **given)

    for name, given in {
        "clip_2": dict(max_norm=1.0), "clip_2_below": dict(max_norm=100.0),
        "clip_1": dict(max_norm=1.0, norm_type=1.0), "clip_inf": dict(max_norm=0.5, norm_type=math.inf),
    }.items():
        options[name] = {key: str(value) if value == math.inf else value for key, value in given.items()}
        for short, dtype in DTYPES.items():
            generator = own_generator(510)
            parameters = [nn.Parameter(torch.zeros(shape, dtype=dtype)) for shape in ((3, 4), (5,), ())]
            parameters.append(nn.Parameter(torch.zeros(2, dtype=dtype)))  # its gradient stays nil
            for k, parameter in enumerate(parameters[:3]):
                parameter.grad = draw(generator, *parameter.shape, dtype=dtype)
                out[f"{name}/{short}/grad_{k}"] = parameter.grad.clone()
            out[f"{name}/{short}/total_norm"] = torch.nn.utils.clip_grad_norm_(parameters, **given)
            for k, parameter in enumerate(parameters[:3]):
                out[f"{name}/{short}/clipped_{k}"] = parameter.grad.clone()
    save("optim", out, options=json.dumps(options))


# ------------------------------------------------------------------------------------------- ops


def op_table():
    """name: (function, inputs); an input is a shape, or (shape, low, high), or a tensor taken as it is."""
    index = torch.tensor([2, 0, 2, 1])
    positions = torch.tensor([[2, 0, 1, 1], [0, 1, 2, 0]])
    condition = torch.tensor([[1, 0, 1, 1], [0, 1, 0, 0], [1, 1, 0, 1]], dtype=torch.uint8)
    ties = torch.tensor([[1.0, 3.0, 3.0, 0.5], [2.0, 2.0, 2.0, 2.0], [-1.0, -1.0, -2.0, -3.0]], dtype=torch.float64)
    kinks = torch.tensor([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0], dtype=torch.float64)
    square = (3, 4)
    positive = (square, 0.2, 3.0)
    return {
        # elementwise, two inputs
        "add": (torch.add, [square, square]),
        "add_broadcast_row": (torch.add, [square, (4,)]),
        "add_broadcast_column": (torch.add, [square, (3, 1)]),
        "add_broadcast_outer": (torch.add, [(4, 1), (3,)]),
        "add_broadcast_scalar": (torch.add, [square, ()]),
        "sub_broadcast": (torch.sub, [(2, 1, 3), (4, 1)]),
        "mul": (torch.mul, [square, square]),
        "mul_broadcast": (torch.mul, [(2, 1, 3), (4, 1)]),
        "div": (torch.div, [square, positive]),
        "div_broadcast": (torch.div, [(4, 1), ((3,), 0.5, 2.0)]),
        "pow": (torch.pow, [positive, square]),
        "maximum": (torch.maximum, [square, square]),
        "minimum": (torch.minimum, [square, square]),
        "maximum_ties": (torch.maximum, [ties, ties.flip(1)]),
        "where": (lambda c, a, b: torch.where(c.bool(), a, b), [condition, square, (4,)]),
        # elementwise, one input
        "neg": (torch.neg, [square]),
        "abs": (torch.abs, [kinks]),
        "exp": (torch.exp, [(square, -5.0, 5.0)]),
        "expm1": (torch.expm1, [square]),
        "log": (torch.log, [positive]),
        "log1p": (torch.log1p, [positive]),
        "sqrt": (torch.sqrt, [positive]),
        "rsqrt": (torch.rsqrt, [positive]),
        "square": (torch.square, [square]),
        "reciprocal": (torch.reciprocal, [positive]),
        "sin": (torch.sin, [(square, -6.0, 6.0)]),
        "cos": (torch.cos, [(square, -6.0, 6.0)]),
        "tanh": (torch.tanh, [(square, -6.0, 6.0)]),
        "sigmoid": (torch.sigmoid, [(square, -8.0, 8.0)]),
        "relu": (torch.relu, [kinks]),
        "erf": (torch.erf, [square]),
        "softplus": (F.softplus, [(square, -8.0, 8.0)]),
        "pow_3": (lambda a: a ** 3, [square]),
        "pow_half": (lambda a: a ** 0.5, [positive]),
        "add_number": (lambda a: a + 2.5, [square]),
        "number_sub": (lambda a: 2.5 - a, [square]),
        "number_div": (lambda a: 2.5 / a, [positive]),
        "clamp": (lambda a: a.clamp(-1.0, 1.0), [kinks]),
        # reductions
        "sum": (lambda a: a.sum(), [(2, 3, 4)]),
        "sum_dim1": (lambda a: a.sum(1), [(2, 3, 4)]),
        "sum_dims_keep": (lambda a: a.sum((0, 2), keepdim=True), [(2, 3, 4)]),
        "mean": (lambda a: a.mean(), [(2, 3, 4)]),
        "mean_dim_last": (lambda a: a.mean(-1), [(2, 3, 4)]),
        "var": (lambda a: a.var(), [(2, 3, 4)]),
        "var_dim1": (lambda a: a.var(1), [(2, 3, 4)]),
        "var_biased_dim1": (lambda a: a.var(1, correction=0), [(2, 3, 4)]),
        "std": (lambda a: a.std(), [(2, 3, 4)]),
        "std_dim0_keep": (lambda a: a.std(0, keepdim=True), [(2, 3, 4)]),
        "prod": (lambda a: a.prod(), [positive]),
        "prod_dim1": (lambda a: a.prod(1), [square]),
        "max": (lambda a: a.max(), [square]),
        "max_ties": (lambda a: a.max(), [ties]),
        "max_dim1_ties": (lambda a: a.max(1).values, [ties]),
        "min_dim0": (lambda a: a.min(0).values, [square]),
        "amax_dim1_ties": (lambda a: a.amax(1), [ties]),
        "logsumexp_dim1": (lambda a: a.logsumexp(1), [(square, -5.0, 5.0)]),
        "cumsum_dim1": (lambda a: a.cumsum(1), [square]),
        "norm": (lambda a: a.norm(), [square]),
        "log_softmax": (lambda a: a.log_softmax(1), [(square, -5.0, 5.0)]),
        "softmax": (lambda a: a.softmax(1), [(square, -5.0, 5.0)]),
        # views and movement
        "reshape": (lambda a: a.reshape(4, 6) * 1, [(2, 3, 4)]),
        "reshape_minus_one": (lambda a: a.reshape(3, -1) * 1, [(2, 3, 4)]),
        "flatten_1": (lambda a: a.flatten(1) * 1, [(2, 3, 4)]),
        "permute": (lambda a: a.permute(2, 0, 1) * 1, [(2, 3, 4)]),
        "transpose": (lambda a: a.transpose(0, 2) * 1, [(2, 3, 4)]),
        "t": (lambda a: a.t() * 1, [square]),
        "permute_then_reshape": (lambda a: a.permute(2, 0, 1).reshape(4, 6), [(2, 3, 4)]),
        "squeeze": (lambda a: a.squeeze() * 1, [(1, 3, 1, 2)]),
        "unsqueeze": (lambda a: a.unsqueeze(1) * 1, [square]),
        "expand": (lambda a: a.expand(2, 3, 4) * 1, [(3, 1)]),
        "repeat": (lambda a: a.repeat(2, 3), [(2, 2)]),
        "select": (lambda a: a[1] * 1, [(2, 3, 4)]),
        "slice": (lambda a: a[:, 1:3] * 1, [(2, 4, 3)]),
        "slice_step": (lambda a: a[:, ::2] * 1, [(2, 5)]),
        "narrow": (lambda a: a.narrow(2, 1, 2) * 1, [(2, 3, 4)]),
        "flip": (lambda a: a.flip(0, 1), [square]),
        "roll": (lambda a: a.roll(1, 1), [square]),
        "cat_dim1": (lambda a, b: torch.cat([a, b], 1), [(2, 3), (2, 2)]),
        "stack_dim1": (lambda a, b: torch.stack([a, b], 1), [(2, 3), (2, 3)]),
        "index_select": (lambda a, i: a.index_select(0, i), [square, index]),
        "gather": (lambda a, i: a.gather(0, i), [square, positions]),
        "masked_fill": (lambda a, c: a.masked_fill(c.bool(), -1.5), [square, condition]),
        "pad": (lambda a: F.pad(a, (1, 2, 0, 1)), [square]),
        "tril": (torch.tril, [(4, 4)]),
        "diagonal": (lambda a: a.diagonal() * 1, [(4, 4)]),
        # products of matrices
        "matmul_mm": (torch.matmul, [(3, 4), (4, 5)]),
        "matmul_mv": (torch.matmul, [(3, 4), (4,)]),
        "matmul_vm": (torch.matmul, [(3,), (3, 4)]),
        "matmul_dot": (torch.matmul, [(4,), (4,)]),
        "matmul_batched": (torch.matmul, [(2, 3, 4), (2, 4, 5)]),
        "matmul_batch_broadcast": (torch.matmul, [(2, 1, 3, 4), (3, 4, 2)]),
        "matmul_batch_matrix": (torch.matmul, [(2, 3, 4), (4, 5)]),
        "matmul_transposed": (lambda a, b: a.t() @ b.t(), [(4, 3), (5, 4)]),
        "einsum_outer": (lambda a, b: torch.einsum("i,j->ij", a, b), [(3,), (4,)]),
    }


def make_ops():
    out = {}
    table = op_table()
    for number, (name, (function, inputs)) in enumerate(table.items()):
        for short, dtype in DTYPES.items():
            generator = own_generator(1000 + number)
            values = []
            for given in inputs:
                if isinstance(given, torch.Tensor):
                    value = given.to(dtype) if given.dtype.is_floating_point else given
                elif len(given) == 3 and isinstance(given[0], tuple):
                    value = draw(generator, *given[0], low=given[1], high=given[2], dtype=dtype)
                else:
                    value = draw(generator, *given, low=-2.0, high=2.0, dtype=dtype)
                value = value.clone()
                if dtype == value.dtype:
                    value.requires_grad_()
                values.append(value)
            y = function(*values)
            g = draw(generator, *y.shape, dtype=dtype)
            y.backward(g)
            at = f"{name}/{short}"
            out |= {f"{at}/y": y, f"{at}/g": g}
            for k, value in enumerate(values):
                out[f"{at}/x{k}"] = value
                if value.grad is not None:
                    out[f"{at}/d{k}"] = value.grad
    save("ops", out, names=json.dumps(list(table)))


# ------------------------------------------------------------------------------------- promotion


def make_promotion():
    dtypes = [torch.float32, torch.float64, torch.int64, torch.int32, torch.uint8, torch.bool]

    def short(dtype):
        return str(dtype).removeprefix("torch.")

    operations = {
        "add": lambda a, b: a + b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "less": lambda a, b: a < b,
    }
    operands = {}
    for dtype in dtypes:
        operands[f"{short(dtype)}[2]"] = torch.ones(2, dtype=dtype)
        operands[f"{short(dtype)}[]"] = torch.ones((), dtype=dtype)
    numbers = {"number:bool": True, "number:int": 1, "number:float": 1.0}
    binary = {}
    for name, operation in operations.items():
        binary[name] = {
            a: {b: short(operation(x, y).dtype) for b, y in (operands | numbers).items()}
            for a, x in operands.items()
        }
    unary = {}
    for name, operation in {
        "sum": torch.sum, "prod": torch.prod, "mean": torch.mean, "max": torch.max, "argmax": torch.argmax,
        "cumsum": lambda a: a.cumsum(0), "neg": torch.neg, "abs": torch.abs, "exp": torch.exp, "sqrt": torch.sqrt,
        "relu": torch.relu, "pow_2": lambda a: a ** 2, "pow_half": lambda a: a ** 0.5, "number_div": lambda a: 1 / a,
    }.items():
        unary[name] = {}
        for dtype in dtypes:
            try:
                unary[name][short(dtype)] = short(operation(torch.ones(2, dtype=dtype)).dtype)
            except RuntimeError:
                unary[name][short(dtype)] = "error"
    save_json("promotion", {"binary": binary, "unary": unary})


# -------------------------------------------------------------------------------------- printing


def make_printing():
    inf, nan = math.inf, math.nan
    generator = own_generator(600)
    f64 = torch.float64
    cases = {
        "scalar_float": torch.tensor(3.5),
        "scalar_whole": torch.tensor(2.0),
        "scalar_int": torch.tensor(-7),
        "scalar_bool": torch.tensor(True),
        "scalar_tiny": torch.tensor(1.5e-9),
        "scalar_f64": torch.tensor(1 / 3, dtype=f64),
        "ints": torch.tensor([1, 2, 3]),
        "ints_mixed_width": torch.tensor([[1, -20, 300], [4, 5, -6000]]),
        "int32": torch.tensor([1, 2], dtype=torch.int32),
        "uint8": torch.tensor([0, 128, 255], dtype=torch.uint8),
        "bools": torch.tensor([[True, False], [False, True]]),
        "whole_floats": torch.tensor([1.0, 2.0, -3.0]),
        "whole_floats_wide": torch.tensor([1.0, 200.0, 30000.0]),
        "whole_floats_huge": torch.tensor([1.0, 2e8, 3e9]),
        "floats": torch.tensor([0.1, -2.25, 3.14159265]),
        "floats_f64": torch.tensor([0.1, -2.25, 3.141592653589793], dtype=f64),
        "thousands": torch.tensor([0.5, 999.5, 1000.25]),
        "scientific_small": torch.tensor([1e-5, 2.5e-3, 0.5]),
        "scientific_large": torch.tensor([1.5, 2.5e9]),
        "ratio_just_1000": torch.tensor([0.0625, 62.5]),
        "ratio_over_1000": torch.tensor([0.0625, 62.625]),
        "all_tiny": torch.tensor([1e-10, -2e-12]),
        "rounding": torch.tensor([0.00005, 0.00015, 0.99995, 1.00005]),
        "minus_zero": torch.tensor([-0.0, 0.0]),
        "minus_zero_fraction": torch.tensor([-0.0, 0.5]),
        "non_finite": torch.tensor([1.5, nan, inf, -inf]),
        "non_finite_whole": torch.tensor([1.0, nan, -inf]),
        "only_nan": torch.tensor([nan, nan]),
        "only_zero": torch.zeros(2, 3),
        "empty": torch.tensor([]),
        "empty_int": torch.zeros(0, dtype=torch.int64),
        "empty_matrix": torch.zeros(2, 0, 3),
        "matrix": draw(generator, 3, 4, low=-2, dtype=torch.float32),
        "three_dims": draw(generator, 2, 2, 3, low=-20, high=20, dtype=torch.float32),
        "three_dims_int": torch.arange(12).reshape(2, 3, 2),
        "four_dims": torch.arange(8.0).reshape(2, 2, 1, 2),
        "long_row": draw(generator, 25, low=-10, dtype=torch.float32),
        "long_row_int": torch.arange(40),
        "long_row_bool": torch.arange(30) % 3 == 0,
        "exactly_1000": torch.arange(1000) % 7,
        "summarised_vector": torch.arange(1001),
        "summarised_vector_float": torch.arange(1200) / 16,
        "summarised_matrix": (torch.arange(1100) % 97).reshape(110, 10),
        "summarised_wide": (torch.arange(1100) % 97).to(torch.float32).reshape(10, 110) / 8,
        "summarised_three_dims": (torch.arange(1100) % 89).reshape(11, 10, 10),
        "requires_grad": torch.tensor([1.0, 2.5], requires_grad=True),
        "requires_grad_f64": torch.tensor([[1.0, 2.5]], dtype=f64, requires_grad=True),
    }

    def number(value):
        if isinstance(value, float) and not math.isfinite(value):
            return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
        return value

    entries = [
        {
            "name": name,
            "dtype": str(tensor.dtype).removeprefix("torch."),
            "shape": list(tensor.shape),
            "requires_grad": tensor.requires_grad,
            "data": [number(value) for value in tensor.flatten().tolist()],
            "text": str(tensor),
        }
        for name, tensor in cases.items()
    ]
    lines = ",\n".join(json.dumps(entry, allow_nan=False) for entry in entries)
    head = json.dumps(provenance())
    (FOLDER / "printing.json").write_text(f'{{"provenance": {head}, "cases": [\n{lines}\n]}}\n')


# ---------------------------------------------------------------------------------------- images


def make_images():
    values = np.random.default_rng(700)

    def noise(height, width, channels):
        return values.integers(0, 256, (height, width, channels), dtype=np.uint8)

    rgb = noise(5, 7, 3)
    # Where rounding decides: greys, pure colours, and the ends of the range.
    edges = np.array([[[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255]],
                      [[1, 1, 1], [127, 128, 129], [254, 255, 254], [1, 0, 0], [0, 0, 5]]], dtype=np.uint8)
    rows, columns = np.mgrid[0:9, 0:17]
    gradient = np.stack([columns * 15, rows * 28, (rows * columns) % 256], axis=2).astype(np.uint8)
    indexed = Image.fromarray(noise(6, 5, 1)[:, :, 0] % 7).convert("P")
    palette = [int(v) for v in values.integers(0, 256, 7 * 3)]
    indexed.putpalette(palette)
    two_colours = Image.fromarray((noise(4, 11, 1)[:, :, 0] % 2).astype(np.uint8)).convert("P")
    two_colours.putpalette([10, 20, 30, 240, 250, 200])

    def array(picture):
        return torch.from_numpy(np.array(picture))

    images = {
        "rgb": (Image.fromarray(rgb), {}),
        "rgb_edges": (Image.fromarray(edges), {}),
        "rgb_gradient": (Image.fromarray(gradient), {}),
        "rgb_one_pixel": (Image.fromarray(noise(1, 1, 3)), {}),
        "rgba": (Image.fromarray(noise(4, 6, 4)), {}),
        "gray": (Image.fromarray(noise(6, 3, 1)[:, :, 0]), {}),
        "gray_alpha": (Image.fromarray(noise(3, 5, 2)), {}),
        "palette": (indexed, {}),
        "palette_transparent": (indexed, {"transparency": 2}),
        "palette_1bit": (two_colours, {"bits": 1}),
        "bilevel": (Image.fromarray(noise(5, 10, 1)[:, :, 0] > 127), {}),
    }
    out = {}
    for name, (image, options) in images.items():
        buffer = io.BytesIO()
        image.save(buffer, format="PNG", **options)
        data = buffer.getvalue()
        read = Image.open(io.BytesIO(data))
        out[f"{name}/png"] = torch.from_numpy(np.frombuffer(data, dtype=np.uint8).copy())
        out[f"{name}/gray"] = array(read.convert("L"))
        out[f"{name}/rgb"] = array(read.convert("RGB"))
    save("images", out, pillow=PIL.__version__)


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    makers = {
        "random": make_random, "lstm": make_lstm, "ctc": make_ctc, "layers": make_layers, "optim": make_optim,
        "ops": make_ops, "promotion": make_promotion, "printing": make_printing, "images": make_images,
    }
    for name in sys.argv[1:] or makers:
        makers[name]()
    for file in sorted(FOLDER.glob("*.safetensors")) + sorted(FOLDER.glob("*.json")):
        print(f"{file.stat().st_size:8} {file.name}")


if __name__ == "__main__":
    main()
