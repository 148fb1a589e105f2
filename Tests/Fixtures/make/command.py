"""The built command, which knows what is compared."""

import subprocess
import sys

from .files import FOLDER


def parity(option):
    command = FOLDER.parent.parent / ".build/release/parity"
    if not command.exists():
        sys.exit("build the command that knows the table first: swift build -c release --product parity")
    return subprocess.run([command, option], check=True, capture_output=True, text=True).stdout
