"""Which PyTorch is the reference, and on which processors."""

import sys

import torch
import torch.nn.functional as F

TORCH = "2.13.0"


def check():
    """Stops the script where its numbers would not be those of the reference."""
    if torch.__version__.split("+")[0] != TORCH:
        sys.exit(f"PyTorch {TORCH} is the reference, this is {torch.__version__}")
    if torch.backends.cpu.get_cpu_capability() == "DEFAULT":
        sys.exit("PyTorch draws other random numbers on processors without AVX2: take another one")
    if not draws_masks_itself():
        sys.exit("PyTorch draws dropout masks from another library on this processor: take another one")


def draws_masks_itself():
    """On some processors PyTorch takes them from MKL; the reference is its own generator."""
    torch.manual_seed(0)
    uniform = torch.rand(1000, dtype=torch.float64)
    torch.manual_seed(0)
    mask = F.dropout(torch.ones(1000), 0.5) != 0
    return torch.equal(mask, uniform < 0.5)
