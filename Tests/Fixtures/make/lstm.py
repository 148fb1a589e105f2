"""LSTM in all options: outputs and last states, gradients and second gradients by input, states and weights."""

import math

import torch
from torch import nn

from .derivatives import record
from .files import CaseFile
from .inputs import draw, laid_out, own_generator
from .layers import with_parameters

SEED = 7  # right before each forward pass that draws
SMALL = dict(steps=4, batch=2, inputs=2, hidden=3)
USUAL = dict(steps=5, batch=3, inputs=4, hidden=6)


def lstm_case(file, item, steps, batch, inputs, hidden, order=2, states=True, training=True, layout="contiguous",
              numLayers=1, batchFirst=False, used=None, **options):
    """`used` names the results from which gradients come; all where it is None."""
    args = dict(inputs=inputs, hidden=hidden, numLayers=numLayers, batchFirst=batchFirst, training=training,
                states=states, layout=layout, **options)
    args |= {"used": used} if used else {}
    args |= {"seed": SEED} if options.get("dropout") else {}
    shown = options | ({"layers": numLayers} if numLayers > 1 else {}) | ({"batchFirst": True} if batchFirst else {})
    label = ", ".join(
        [f"{steps} steps, {'unbatched' if batch is None else f'{batch} samples'}, {inputs} to {hidden}"]
        + [f"{key} {str(value).lower()}" for key, value in shown.items()] + ([] if states else ["without states"])
        + ([] if training else ["eval"]) + ([] if layout == "contiguous" else [f"input {layout}"])
        + ([f"only {' and '.join(used)}"] if used else []))
    at = file.add(item, label, args, **({"order": order} if order != 2 else {}))
    lstm = nn.LSTM(inputs, hidden, num_layers=numLayers, batch_first=batchFirst, **options).train(training)
    bound = 1 / math.sqrt(hidden)
    load = with_parameters(file, at, lstm, -bound, bound)
    middle = [] if batch is None else [batch]
    shape = [batch, steps, inputs] if batchFirst and batch else [steps, *middle, inputs]
    count = numLayers * (2 if lstm.bidirectional else 1)
    generator = own_generator(at)
    masters = {"x": draw(generator, *shape, dtype=torch.float32)}
    if states:
        masters |= {name: draw(generator, count, *middle, hidden, dtype=torch.float32) for name in ("h0", "c0")}
    for name, master in masters.items():
        file.put(f"{at}/{name}", master)

    def build(dtype, order):
        parameters = load(dtype)
        layouts = {"x": layout, "h0": "contiguous", "c0": "contiguous"}
        leaves = {name: laid_out(master.to(dtype, copy=True), layouts[name]).requires_grad_()
                  for name, master in masters.items()}
        torch.manual_seed(SEED)
        # PyTorch's float32 LSTM runs oneDNN, which has no second derivative.
        with torch.backends.mkldnn.flags(enabled=order < 2):
            y, (h, c) = lstm(leaves["x"], (leaves["h0"], leaves["c0"]) if states else None)
        results = {"output": y, "hn": h, "cn": c}
        if lstm.bidirectional:
            results |= {"forward": y[..., :hidden], "backward": y[..., hidden:]}
        return leaves | parameters, {name: results[name] for name in used or ("output", "hn", "cn")}

    record(file, at, ["float32", "float64"], build, order)


def options():
    file = CaseFile("lstm")

    def case(size=SMALL, **more):
        lstm_case(file, "LSTM", **(size | more))

    case(USUAL)
    case(USUAL, numLayers=2)
    case(USUAL, bidirectional=True)
    case(numLayers=3)
    case(numLayers=2, bidirectional=True)
    case(numLayers=3, bidirectional=True, order=1)
    for states in (True, False):
        case(batchFirst=True, states=states)
        case(batch=None, states=states)
        case(bias=False, states=states)
        # Without states they differ from those with them by zeros alone.
        order = 2 if states else 1
        case(batchFirst=True, numLayers=2, bidirectional=True, states=states, order=order)
        case(batch=None, numLayers=2, bidirectional=True, states=states, order=order)
        case(bias=False, numLayers=2, bidirectional=True, states=states, order=order)
    case(states=False)
    case(numLayers=2, bidirectional=True, states=False, order=1)
    case(batch=None, batchFirst=True)
    # Gradients that come from a part of the results, and the results that have none.
    for used in (["output"], ["hn"], ["cn"], ["output", "cn"]):
        case(used=used)
    for used in (["output"], ["hn"], ["cn"], ["forward"], ["backward"]):
        case(numLayers=2, bidirectional=True, used=used, order=1)
    case(bidirectional=True, used=["forward"])
    case(bidirectional=True, used=["backward"])
    case(batchFirst=True, numLayers=2, used=["hn"], order=1)
    case(batchFirst=True, bidirectional=True, states=False, used=["backward"], order=1)
    case(batch=None, bias=False, used=["cn"], order=1)
    case(bias=False, numLayers=2, states=False, used=["output"], order=1)
    file.save()


def sizes():
    """And ways in which the input lies. Beyond the first ones they fill several panels and blocks of the kernels:
    more than 16 and 32 units, more than 6 and 32 samples."""
    file = CaseFile("lstm_sizes")

    def case(order=1, **more):
        lstm_case(file, "LSTM sizes", order=order, **(SMALL | more))

    case(order=2, layout="transposed")
    case(order=2, layout="strided")
    case(order=2, layout="transposed", batchFirst=True)
    case(order=2, steps=1)
    case(order=2, batch=1)
    case(order=2, steps=1, batch=1, inputs=1, hidden=1)
    case(order=2, steps=7, batch=5, inputs=1, hidden=3)
    case(batch=0)
    case(steps=3, batch=9, inputs=2, hidden=17)
    case(steps=12, batch=7, inputs=5, hidden=33)
    case(steps=3, batch=33, inputs=5, hidden=16)
    case(steps=4, batch=3, inputs=17, hidden=20, states=False)
    file.save()


def dropout():
    """The mask of each layer is drawn in the order in which its output lies in memory."""
    file = CaseFile("lstm_dropout")

    def case(dropout=0.5, **more):
        lstm_case(file, "LSTM dropout", dropout=dropout, **(SMALL | {"numLayers": 2} | more))

    case(dropout=0.3)
    case()
    case(dropout=1.0)
    case(numLayers=3, bidirectional=True, order=1)
    case(batchFirst=True)
    case(training=False)
    case(batch=None)
    file.save()


def make():
    options()
    sizes()
    dropout()
