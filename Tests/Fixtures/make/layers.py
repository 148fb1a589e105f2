"""Layers and networks of them: values, gradients and second gradients at the input and all parameters."""

import torch
import torch.nn.functional as F
from torch import nn

from .derivatives import record
from .inputs import Input, draw, draw_stored, given, own_generator
from .operations import Operations, Variant as V

SEED = 11  # right before each forward pass that draws
SPECIAL = [-100.0, -20.0, -1.0, -0.0, 0.0, 1e-3, 0.5, 1.0, 20.0, 100.0]


def torch_layer(layer, **args):
    """A layer by Swift's name and arguments."""
    if layer == "Linear":
        return nn.Linear(args["inputs"], args["outputs"], bias=args.get("bias", True))
    if layer == "LayerNorm":
        return nn.LayerNorm(args["shape"], eps=args.get("eps", 1e-5))
    if layer == "LogSoftmax":
        return nn.LogSoftmax(dim=args["dim"])
    if layer == "Dropout":
        return nn.Dropout(args["p"])
    return getattr(nn, layer)()


def with_parameters(file, at, module, low=-1.0, high=1.0, doubles=False):
    """Draws and stores the parameters; gives a function that makes them leaves of a type."""
    generator = own_generator(f"{at} parameters")
    masters = {}
    for name, parameter in module.named_parameters():
        masters[name] = draw_stored(generator, *parameter.shape, low=low, high=high, doubles=doubles)
        file.put(f"{at}/param/{name}", masters[name])

    def load(dtype):
        module.to(dtype)
        for name, parameter in module.named_parameters():
            parameter.data = masters[name].to(dtype)
        return {f"param/{name}": parameter for name, parameter in module.named_parameters()}

    return load


def layer(file, item, layers, x, training=True, order=2, doubles=False):
    """One layer, or a Sequential of several, by Swift's names and arguments."""
    layers = layers if isinstance(layers, list) else [layers]
    made = [torch_layer(**one) for one in layers]
    module = nn.Sequential(*made) if item == "Sequential" else made[0]
    module.train(training)
    x = x if isinstance(x, Input) else Input(tuple(x))
    if item == "Sequential":
        texts = [" ".join(str(value) for value in one.values()) for one in layers]
    else:
        texts = [" ".join(f"{key} {value}" for key, value in layers[0].items() if key != "layer")]
    label = ", ".join(text for text in [*texts, f"of {x.describe()}", None if training else "eval",
                                  "doubles" if doubles else None] if text)
    more = {"operands": 1} | ({"inputs": [x.manifest()]} if x.manifest() else {})
    if order != 2:
        more["order"] = order
    args = {"layers": layers, "training": training}
    args |= {"seed": SEED} if item in ("Dropout", "Sequential") else {}
    dtypes = ["float64"] if doubles else ["float32", "float64"]
    at = file.add(item, label, args, dtypes, **more)
    master = x.master(own_generator(at), doubles)
    file.put(f"{at}/x0", master)
    load = with_parameters(file, at, module, doubles=doubles)

    def build(dtype, _):
        parameters = load(dtype)
        leaf = x.leaf(master, dtype)
        torch.manual_seed(SEED)
        return {"x0": leaf} | parameters, {"y": module(leaf)}

    record(file, at, dtypes, build, order, doubles)


def linear_layers(file):
    def linear(inputs, outputs, x, **more):
        layer(file, "Linear", {"layer": "Linear", "inputs": inputs, "outputs": outputs} | more, x)

    for x in ((5, 4), (4,), (2, 5, 4), (2, 3, 2, 4), (0, 4), Input((5, 4), layout="transposed"),
              Input((5, 4), layout="expanded"), Input((2, 5, 4), layout="transposed"), Input((5, 4), layout="strided")):
        linear(4, 3, x)
    linear(4, 3, (5, 4), bias=False)
    linear(4, 3, (2, 5, 4), bias=False)
    linear(1, 1, (2, 1))
    linear(17, 9, (6, 17))


def norms(file):
    def norm(shape, x, **more):
        layer(file, "LayerNorm", {"layer": "LayerNorm", "shape": shape} | more, x)

    norm([6], (4, 6))
    norm([6], (2, 3, 6))
    norm([6], (6,))
    norm([3, 4], (2, 3, 4))
    norm([3, 4], (3, 4))
    norm([6], (4, 6), eps=0.1)
    norm([6], Input((4, 6), layout="transposed"))
    norm([6], Input((4, 6), 5, 7), eps=1e-3)
    # Rows without any deviation, alone and beside others; one element has none ever. PyTorch's is exactly 0 only where
    # products of these numbers are exact.
    constant = torch.tensor([[2.0] * 6, [0.0] * 6, [-3.0] * 6, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]])
    norm([6], given(constant))
    norm([4, 6], given(constant))
    norm([6], given(constant), eps=0.0625)
    norm([1], given([[2.0], [-1.0], [0.5]]))
    norm([2, 3, 4], (2, 3, 4))


def activations(file):
    generator = own_generator("activations")
    x = torch.cat([torch.tensor(SPECIAL), draw(generator, 30, low=-6, high=6, dtype=torch.float32)])
    for name in ("ReLU", "Tanh", "Sigmoid"):
        layer(file, name, {"layer": name}, given(x))
        layer(file, name, {"layer": name}, Input((3, 4), layout="transposed"))
        layer(file, name, {"layer": name}, (2, 2, 3))
    for dim, x in ((-1, Input((3, 2, 5), -5, 5)), (0, Input((3, 2, 5), -5, 5)),
                   (1, Input((3, 2, 5), -5, 5, "transposed")), (-1, Input((3, 5), -30, 30))):
        layer(file, "LogSoftmax", {"layer": "LogSoftmax", "dim": dim}, x)
    layer(file, "LogSoftmax", {"layer": "LogSoftmax", "dim": -1}, Input((3, 5), -500, 500), order=1)


def dropouts(file):
    for p in (0.0, 0.1, 0.25, 0.5, 0.9, 1.0):
        layer(file, "Dropout", {"layer": "Dropout", "p": p}, (5, 8))
    for layout in ("transposed", "expanded", "strided"):
        layer(file, "Dropout", {"layer": "Dropout", "p": 0.5}, Input((3, 4), layout=layout))
    layer(file, "Dropout", {"layer": "Dropout", "p": 0.5}, Input((2, 3, 4), layout="transposed"))
    layer(file, "Dropout", {"layer": "Dropout", "p": 0.5}, (0, 3))
    layer(file, "Dropout", {"layer": "Dropout", "p": 0.5}, (5, 8), training=False)
    layer(file, "Dropout", {"layer": "Dropout", "p": 0.5}, (70,))


def networks(file):
    def linear(inputs, outputs):
        return {"layer": "Linear", "inputs": inputs, "outputs": outputs}

    tanh, relu, sigmoid = ({"layer": name} for name in ("Tanh", "ReLU", "Sigmoid"))
    softmax, drop = {"layer": "LogSoftmax", "dim": 1}, {"layer": "Dropout", "p": 0.5}
    norm = {"layer": "LayerNorm", "shape": [6]}
    layer(file, "Sequential", [linear(4, 6), tanh, linear(6, 3), softmax], (5, 4))
    layer(file, "Sequential", [linear(4, 6), norm, sigmoid, linear(6, 2)], (5, 4))
    layer(file, "Sequential", [linear(4, 6), norm, relu, drop, linear(6, 2)], (5, 4))
    layer(file, "Sequential", [linear(4, 6), norm, relu, drop, linear(6, 2)], (5, 4), training=False)
    layer(file, "Sequential", [drop, drop], (5, 4))
    layer(file, "Sequential", [], (5, 4))


def squared_errors(file):
    def loss(a, b, reduction):
        return F.mse_loss(a, b, reduction=reduction)

    for reduction in ("mean", "sum", "none"):
        file.operation(
            "mseLoss", loss, V((4, 3), (4, 3), reduction=reduction), V((), (), reduction=reduction),
            V((2, 3, 4), (2, 3, 4), reduction=reduction), V((0, 2), (0, 2), reduction=reduction, order=1),
            V(Input((4, 3), layout="transposed"), (4, 3), reduction=reduction),
            V((4, 3), Input((4, 3), layout="expanded"), reduction=reduction))
        file.operation("MSELoss", loss, V((4, 3), (4, 3), reduction=reduction))


def doubles(file):
    linear = {"layer": "Linear", "inputs": 4, "outputs": 3}
    norm, drop = {"layer": "LayerNorm", "shape": [3], "eps": 0.1}, {"layer": "Dropout", "p": 0.1}
    layers = [linear, norm, drop, {"layer": "LogSoftmax", "dim": -1}] + [{"layer": name}
                                                                        for name in ("ReLU", "Tanh", "Sigmoid")]
    for one in layers:
        layer(file, one["layer"], one, (5, 3) if one is norm else (5, 4), doubles=True)
    layer(file, "Sequential", [linear, norm, {"layer": "Tanh"}, drop], (5, 4), doubles=True)


def make():
    file = Operations("layers")
    linear_layers(file)
    norms(file)
    activations(file)
    dropouts(file)
    networks(file)
    squared_errors(file)
    doubles(file)
    file.save()
