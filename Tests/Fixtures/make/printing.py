"""What is printed of arrays."""

import math

import torch

from .files import CaseFile, short
from .inputs import draw, own_generator

def arrays():
    inf, nan = math.inf, math.nan
    generator = own_generator(600)
    f64 = torch.float64
    return {
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


def make():
    file = CaseFile("printing")
    for name, tensor in arrays().items():
        args = {"dtype": short(tensor.dtype), "shape": list(tensor.shape), "requiresGrad": tensor.requires_grad,
                "data": tensor.flatten().tolist(), "text": str(tensor)}
        file.add("printed arrays", name, args, dtypes=())
    file.save_as_json()
