"""Imports what was imported before once more."""

from __future__ import annotations

import sys
from pathlib import Path


def forget_modules_below(folder: Path) -> None:
    """Have the modules of a folder imported anew by whoever needs them next, but for this script's own."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).is_relative_to(folder) and not name.startswith(("mutation", "__main__")):
            del sys.modules[name]
