"""Files of cases: what they hold, how they are named and written.

A case is one call with given arguments and inputs. A file's manifest lists its cases in order; the
arrays of the third case of item "sum" are named `sum/2/...`.
"""

import json
import math
import platform
from pathlib import Path

import torch
from safetensors.torch import save as safetensors_bytes

FOLDER = Path(__file__).resolve().parent.parent
DTYPES = {"float32": torch.float32, "float64": torch.float64}
SHORT = {torch.float32: "f32", torch.float64: "f64"}


def provenance():
    """Where the numbers were made: the last digits of some depend on the processor."""
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


class CaseFile:
    def __init__(self, name):
        self.name = name
        self.cases = []
        self.arrays = {}
        self.counts = {}

    def add(self, item, name, args=None, dtypes=("float32", "float64"), **more):
        """A further case of `item`; what its arrays' names begin with. A case without dtypes runs once."""
        number = self.counts.get(item, 0)
        self.counts[item] = number + 1
        entry = {"item": item, "name": name}
        if args:
            entry["args"] = json_value(args)
        if tuple(dtypes) != ("float32", "float64"):
            entry["dtypes"] = list(dtypes)
        self.cases.append(entry | more)
        return f"{item}/{number}"

    def put(self, key, value):
        assert key not in self.arrays, key
        self.arrays[key] = value.detach().clone().contiguous()

    def save(self, **metadata):
        data = safetensors_bytes(self.arrays, metadata=provenance() | metadata | {"cases": self.manifest()})
        (FOLDER / f"{self.name}.safetensors").write_bytes(with_sorted_metadata(data))

    def save_as_json(self):
        text = '{"provenance": %s, "cases": %s}\n' % (json.dumps(provenance()), self.manifest())
        (FOLDER / f"{self.name}.json").write_text(text)

    def manifest(self):
        lines = (json.dumps(case, allow_nan=False, separators=(",", ":")) for case in self.cases)
        return "[\n" + ",\n".join(lines) + "\n]"


def json_value(value):
    """JSON has no infinities and no NaN."""
    if isinstance(value, dict):
        return {key: json_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_value(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value


def with_sorted_metadata(data):
    """The writer puts metadata keys in a random order; sorted, the file is the same at every run."""
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode().ljust(size)
    assert len(text) == size
    return data[:8] + text + data[8 + size:]
