"""Small function folders, and the world that they must leave as it was."""

from __future__ import annotations

import logging
import os
import sys
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

__all__ = ["World", "write_files"]


def write_files(folder: Path, /, **files: str) -> Path:
    """Write files into a folder; ``lib__util`` is ``lib/util.py``, ``data_txt`` is ``data.txt``."""
    for name, text in files.items():
        path = folder / _path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


def _path_of(name: str) -> str:
    if name.endswith("_txt"):
        return f"{name.removesuffix('_txt')}.txt"
    if name.endswith("__init__"):
        package = name.removesuffix("__init__").strip("_").replace("__", "/")
        return f"{package or '.'}/__init__.py"  # Never an absolute path, which would leave the folder.
    return f"{name.replace('__', '/')}.py"


@dataclass(frozen=True)
class World:
    """What a run may not change, but for modules that are nobody's own."""

    modules: dict[str, ModuleType]
    path: list[str]
    path_object: int
    path_hooks: list[Any]
    meta_path: list[Any]
    finders: set[str]
    directory: str
    environ: dict[str, str]
    streams: tuple[Any, Any]
    root_handlers: list[logging.Handler]
    root_level: int
    root_parent: Any
    disabled: int

    @classmethod
    def now(cls, folder: Path | None = None) -> World:
        """Look at the world; of modules only those that lie in *folder*, under whatever name."""
        root = logging.getLogger()
        return cls(
            modules={
                name: module
                for name, module in sys.modules.items()
                if not name.startswith("_lambda_edge_") and _lies_in(module, folder)
            },
            path=list(sys.path),
            path_object=id(sys.path),
            path_hooks=list(sys.path_hooks),
            meta_path=list(sys.meta_path),
            finders={entry for entry in sys.path_importer_cache if folder and entry.startswith(str(folder))},
            directory=os.getcwd(),  # noqa: PTH109 - as the functions see it
            environ=dict(os.environ),
            streams=(sys.stdout, sys.stderr),
            root_handlers=list(root.handlers),
            root_level=root.level,
            root_parent=root.parent,
            disabled=root.manager.disable,
        )


def _lies_in(module: ModuleType, folder: Path | None) -> bool:
    file = getattr(module, "__file__", None)
    return folder is not None and isinstance(file, str) and file.startswith(str(folder))
