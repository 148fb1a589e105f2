#!/usr/bin/env python3
"""Writes the reference values that the tests and the command `parity` compare with, next to this script.

    pip install 'torch==2.13.0+cpu' numpy safetensors pillow
    python make_fixtures.py                 # all files
    python make_fixtures.py views ctc       # only what these make

README.md says what the files hold; the folder `make` has one of them, or a few, a file. Inputs come from
generators of their own with fixed seeds, so that a second run on the same machine writes the same bytes.
"""

import importlib
import sys
import warnings

import torch

from make import reference, rows
from make.files import FOLDER

MAKERS = ["optimizers", "schedules", "clipping", "random_numbers", "weights", "data",
          "images", "promotion", "printing", "training", "differences", "op_samples"]


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    reference.check()
    topics = rows.table()
    names = sys.argv[1:] or rows.files(topics) + MAKERS
    rows.make(topics, names)
    for name in names:
        if name not in rows.files(topics):
            importlib.import_module(f"make.{name}").make()
    files = sorted(FOLDER.glob("*.safetensors")) + sorted(FOLDER.glob("*.json"))
    for file in files:
        print(f"{file.stat().st_size:9} {file.name}")
    print(f"{sum(file.stat().st_size for file in files):9} together")


if __name__ == "__main__":
    main()
