"""LSTM in all options: outputs and last states, gradients and second gradients by input, states and weights."""

import math

import torch
from torch import nn

from .derivatives import record
from .files import CaseFile
from .inputs import draw_stored, laid_out, own_generator
from .layers import with_parameters

SEED = 7  # right before each forward pass that draws
SMALL = dict(steps=4, batch=2, inputs=2, hidden=3)
USUAL = dict(steps=5, batch=3, inputs=4, hidden=6)


def lstm_case(file, item, steps, batch, inputs, hidden, order=2, states=True, training=True, layout="contiguous",
              numLayers=1, batchFirst=False, used=None, doubles=False, **options):
    """`used` names the results from which gradients come; all where it is None."""
    args = dict(inputs=inputs, hidden=hidden, numLayers=numLayers, batchFirst=batchFirst, training=training,
                states=states, layout=layout, **options)
    args |= {"used": used} if used else {}
    args |= {"seed": SEED} if options.get("dropout") else {}
    label = f"{steps} steps, {'unbatched' if batch is None else f'{batch} samples'}, {described(args)}"
    dtypes = ["float64"] if doubles else ["float32", "float64"]
    at = file.add(item, label + (", doubles" if doubles else ""), args, dtypes,
                  **({"order": order} if order != 2 else {}))
    lstm = nn.LSTM(inputs, hidden, num_layers=numLayers, batch_first=batchFirst, **options).train(training)
    bound = 1 / math.sqrt(hidden)
    load = with_parameters(file, at, lstm, -bound, bound, doubles)
    masters = stored_inputs(file, at, lstm, steps, batch, states, doubles)

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

    record(file, at, dtypes, build, order, doubles)


def described(args):
    """Sizes and options, of those that every call names only what is unusual."""
    named = ("inputs", "hidden", "numLayers", "batchFirst", "training", "states", "layout", "used", "seed")
    shown = {key: value for key, value in args.items() if key not in named}
    shown |= {"layers": args["numLayers"]} if args["numLayers"] > 1 else {}
    shown |= {"batchFirst": True} if args["batchFirst"] else {}
    return ", ".join(
        [f"{args['inputs']} to {args['hidden']}"] + [f"{key} {str(value).lower()}" for key, value in shown.items()]
        + ([] if args["states"] else ["without states"]) + ([] if args["training"] else ["eval"])
        + ([] if args["layout"] == "contiguous" else [f"input {args['layout']}"])
        + ([f"only {' and '.join(args['used'])}"] if "used" in args else []))


def stored_inputs(file, at, lstm, steps, batch, states, doubles):
    """Draws and stores the sequences and, where they are asked for, the first states."""
    middle = [] if batch is None else [batch]
    shapes = {"x": [batch, steps] if lstm.batch_first and batch else [steps, *middle]}
    shapes["x"].append(lstm.input_size)
    if states:
        count = lstm.num_layers * (2 if lstm.bidirectional else 1)
        shapes |= {name: [count, *middle, lstm.hidden_size] for name in ("h0", "c0")}
    generator = own_generator(at)
    masters = {name: draw_stored(generator, *shape, doubles=doubles) for name, shape in shapes.items()}
    for name, master in masters.items():
        file.put(f"{at}/{name}", master)
    return masters


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
    case(doubles=True)
    case(bidirectional=True, numLayers=2, doubles=True, order=1)
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
    case(steps=2, batch=7, inputs=2, hidden=17, doubles=True)
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
    case(dropout=0.3, doubles=True)
    file.save()


def make():
    options()
    sizes()
    dropout()
