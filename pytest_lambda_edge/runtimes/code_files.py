"""Finding a function's files, and saying what is nearest where there are none."""

from __future__ import annotations

import importlib.util
import os
import sys
import zipfile
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.model.problems import did_you_mean, one_of
from pytest_lambda_edge.runtimes.code import JavaScriptCode, PythonCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["BadSourceError", "found_module", "located", "located_handler"]

_SUFFIXES: Final = {"Python": (".py", "/__init__.py"), "Node.js": (".mjs", ".cjs", ".js")}
_USUAL_HANDLERS: Final = ("index.handler", "lambda_function.lambda_handler", "handler.handler", "app.handler")


class BadSourceError(ValueError):
    """A function setting without code behind it; the message says what is nearest."""


def located(path: str | os.PathLike[str], base_dirs: Sequence[str | os.PathLike[str]], kind: str) -> str:
    """Return the absolute path of a file or folder, looked for in the current directory, then in *base_dirs*."""
    bases = list(dict.fromkeys(os.path.abspath(base) for base in (os.curdir, *base_dirs)))
    candidates = list(dict.fromkeys(os.path.normpath(os.path.join(base, path)) for base in bases))
    for candidate in candidates:
        if os.path.exists(candidate):
            return candidate
    where = "" if os.path.isabs(path) else f" in {' or '.join(bases)}"
    nearest = did_you_mean(os.path.basename(candidates[0]), _siblings(candidates))
    raise BadSourceError(f"there is no {kind} {os.fspath(path)!r}{where}{nearest}")


def located_handler(
    path: str, handler: str | None, language: str | None = None
) -> PythonCode | JavaScriptCode:
    """Return the code of a handler in Lambda's notation, ``file.function``, inside a folder or a zip file."""
    zipped = not os.path.isdir(path)
    files = _zipped_files(path) if zipped else None
    suffixes = _SUFFIXES[language] if language else (*_SUFFIXES["Python"], *_SUFFIXES["Node.js"])

    def suffix_of(module: str) -> str | None:
        stem = module.replace(".", "/")
        for suffix in suffixes:
            if f"{stem}{suffix}" in files if files is not None else os.path.isfile(f"{path}/{stem}{suffix}"):
                return suffix
        return None

    if handler is None:
        handler = next((usual for usual in _USUAL_HANDLERS if suffix_of(usual.partition(".")[0])), None)
    if handler is None:
        raise BadSourceError(
            f"say which function in {path!r} is the handler, such as handler='index.handler'"
        )
    module, dot, attribute = handler.rpartition(".")
    if not dot or not module or not attribute:
        raise BadSourceError(
            f"the handler {handler!r} must name a file and a function in it, such as 'index.handler'"
        )
    suffix = suffix_of(module)
    if suffix is None:
        stem = module.replace(".", "/")
        expected = one_of(f"{stem}{suffix}" for suffix in suffixes if not suffix.startswith("/"))
        there = files if files is not None else _files_below(path)
        raise BadSourceError(
            f"{path!r} has no {expected} for the handler {handler!r}{_nearest_file(stem, there)}"
        )
    if suffix in _SUFFIXES["Node.js"]:
        return JavaScriptCode(path, "Node.js", handler)
    return PythonCode(path, module.replace("/", "."), attribute, zipped)


def found_module(name: str) -> None:
    """Raise ``BadSourceError`` if a module cannot be found; its parent packages are imported for it.

    Whatever else goes wrong is left to the run, which reports it as Lambda does.
    """
    if name in sys.modules:
        return
    try:
        missing = importlib.util.find_spec(name) is None
    except ModuleNotFoundError as error:
        missing = error.name is not None and f"{name}.".startswith(f"{error.name}.")
    except Exception:  # noqa: BLE001 - a parent package fails to import: that is the run's to report
        return
    if missing:
        raise BadSourceError(f"there is no module {name!r}{did_you_mean(name, _modules_near(name))}")


def _siblings(candidates: Iterable[str]) -> list[str]:
    names: list[str] = []
    for candidate in candidates:
        parent = os.path.dirname(candidate)
        if os.path.isdir(parent):
            names += os.listdir(parent)
    return names


def _zipped_files(path: str) -> frozenset[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return frozenset(archive.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        raise BadSourceError(f"{path!r} is neither a folder nor a zip file ({error})") from error


def _files_below(folder: str) -> list[str]:
    found = []
    for parent, folders, files in os.walk(folder):
        if parent != folder:
            folders.clear()
        below = os.path.relpath(parent, folder)
        found += [file if below == os.curdir else f"{below}/{file}" for file in files]
    return found


def _nearest_file(stem: str, files: Iterable[str]) -> str:
    code = {
        os.path.splitext(file)[0]: file for file in files if file.endswith((".py", ".mjs", ".cjs", ".js"))
    }
    if stem in code:
        return f"; there is {code[stem]!r}, which the runtime does not run"
    meant = did_you_mean(stem, code)
    return meant or (f"; there is {', '.join(sorted(code.values())[:5])}" if code else "")


def _modules_near(name: str) -> list[str]:
    """Return the modules that stand where *name* was looked for."""
    import pkgutil  # noqa: PLC0415 - only a misspelled name needs it

    parent, _, _ = name.rpartition(".")
    while parent and parent not in sys.modules:
        parent, _, _ = parent.rpartition(".")
    prefix = f"{parent}." if parent else ""
    path = list(sys.modules[parent].__path__) if parent and hasattr(sys.modules[parent], "__path__") else None
    return [f"{prefix}{module.name}" for module in pkgutil.iter_modules(path)]
