#!/usr/bin/env python3
"""Reads one image with the tutorial's network, as `captcha read` does.

    python read.py IMAGE.png --model FILE.safetensors --mean 0.866 --std 0.162
"""

import argparse

import torch
from safetensors.torch import load_file

from tutorial import CaptchaImages, StackedLSTM, columns, greedy_decode


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("image")
    parser.add_argument("--model", required=True)
    parser.add_argument("--mean", type=float, required=True)
    parser.add_argument("--std", type=float, required=True)
    options = parser.parse_args()
    net = StackedLSTM()
    net.load_state_dict(load_file(options.model))
    net.eval()
    image = (CaptchaImages.read(options.image) / 255 - options.mean) / options.std
    with torch.no_grad():
        outputs, _ = net(columns(image.unsqueeze(0)), None)
    print("Prediction: " + "".join(map(str, greedy_decode(outputs)[0])))


if __name__ == "__main__":
    main()
