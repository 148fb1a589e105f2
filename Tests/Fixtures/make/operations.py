"""Operations on tensors: each call that is listed, with its arguments by Swift's names, and one with doubles."""

from .derivatives import record
from .files import CaseFile
from .inputs import Input, own_generator


class Variant:
    """One call: its inputs and the arguments that Swift reads. With `doubles` it runs in float64 alone, on inputs and
    gradients with more digits than float32 holds."""

    def __init__(self, *inputs, name=None, order=None, dtypes=None, doubles=False, **args):
        self.inputs = [value if isinstance(value, Input) else Input(tuple(value)) for value in inputs]
        self.name, self.order, self.args, self.doubles = name, order, args, doubles
        self.dtypes = ["float64"] if doubles else dtypes

    @property
    def draws_doubles(self):
        """Whether doubles could be drawn for it."""
        return ((self.dtypes is None or "float64" in self.dtypes)
                and any(value.values is None and 0 not in value.shape for value in self.inputs))

    def with_doubles(self):
        return Variant(*self.inputs, name=self.name, doubles=True, **self.args)

    def describe(self):
        parts = [" and ".join(value.describe() for value in self.inputs)]
        parts += [f"{key} {text(value)}" for key, value in self.args.items()]
        if self.name:
            parts.append(self.name)
        if self.doubles:
            parts.append("doubles")
        return ", ".join(part for part in parts if part)


def text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


class Operations(CaseFile):
    def __init__(self, name):
        super().__init__(name)
        self.without_doubles = {}  # by item the call that will be made with them; None where one was

    def operation(self, item, function, *variants, order=2, low=None, high=None):
        """`function` of the inputs x0, x1, ... and of a variant's arguments gives one tensor, y, or several, y, y1, ...
        Order 0 is the value alone, 1 gradients too, 2 second ones."""
        for variant in variants:
            for value in variant.inputs:
                value.low = low if value.low is None else value.low
                value.high = high if value.high is None else value.high
            self.one(item, function, variant, order if variant.order is None else variant.order)

    def save(self, **metadata):
        """Each item has doubles, without being asked for."""
        for item, call in self.without_doubles.items():
            if call:
                function, variant, order = call
                self.one(item, function, variant.with_doubles(), order)
        super().save(**metadata)

    def one(self, item, function, variant, order):
        if variant.doubles:
            self.without_doubles[item] = None
        elif variant.draws_doubles:
            self.without_doubles.setdefault(item, (function, variant, order))
        inputs, more = variant.inputs, {"operands": len(variant.inputs)}
        if any(value.manifest() for value in inputs):
            more["inputs"] = [value.manifest() for value in inputs]
        if order != 2:
            more["order"] = order
        dtypes = ("float32", "float64") if variant.dtypes is None else variant.dtypes
        at = self.add(item, variant.describe(), variant.args, dtypes, **more)
        generator = own_generator(at)
        masters = [value.master(generator, variant.doubles) for value in inputs]
        for k, master in enumerate(masters):
            self.put(f"{at}/x{k}", master)

        def build(dtype, _):
            leaves = [value.leaf(master, dtype) for value, master in zip(inputs, masters)]
            results = function(*leaves, **variant.args)
            results = results if isinstance(results, (tuple, list)) else [results]
            return ({f"x{k}": leaf for k, leaf in enumerate(leaves)},
                    {f"y{k or ''}": result for k, result in enumerate(results)})

        record(self, at, dtypes, build, order, variant.doubles)
