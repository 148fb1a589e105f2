"""Files of cases: what they hold, how they are named and written.

A case is one call with given arguments and inputs. A file's manifest lists its cases in order; the
arrays of the third case of item "sum" are named `sum/2/...`.
"""

import json
import math
import platform
import zlib
from pathlib import Path

import torch
from safetensors.torch import save as safetensors_bytes

FOLDER = Path(__file__).resolve().parent.parent
DTYPES = {"float32": torch.float32, "float64": torch.float64}
SHORT = {torch.float32: "f32", torch.float64: "f64"}
BLANK = b'"crc32":"00000000"'


def short(dtype):
    """PyTorch's name of a type, which Swift has too."""
    return str(dtype).removeprefix("torch.")


def provenance():
    """Where the numbers were made: the last digits of some depend on the processor. And room for a checksum."""
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
        "crc32": "0" * 8,
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
        (FOLDER / f"{self.name}.safetensors").write_bytes(stamped(with_sorted_metadata(data)))

    def save_as_json(self):
        text = '{"provenance":%s,\n"cases":%s}\n' % (json_text(provenance()), self.manifest())
        (FOLDER / f"{self.name}.json").write_bytes(stamped(text.encode()))

    def manifest(self):
        lines = (json_text(case) for case in self.cases)
        return "[\n" + ",\n".join(lines) + "\n]"


def json_text(value):
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


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


def stamped(data):
    """`data` with its CRC-32 in the place of the eight zeros with which it was computed."""
    place = data.index(BLANK) + BLANK.index(b"0" * 8)
    return data[:place] + b"%08x" % zlib.crc32(data) + data[place + 8:]
