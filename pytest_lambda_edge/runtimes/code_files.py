"""Finding a function's files, and saying what is nearest where there are none."""

# Paths are shown as they were given; pathlib takes no `..` out without following symbolic links.
# ruff: noqa: PTH100, PTH110, PTH112, PTH113, PTH117, PTH118, PTH119, PTH122, PTH202, PTH208

from __future__ import annotations

import importlib.util
import os
import re
import sys
import zipfile
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.model.problems import did_you_mean, nearest, one_of
from pytest_lambda_edge.runtimes.code import JavaScriptCode, PythonCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = [
    "BadSourceError",
    "found_module",
    "handler_behind_folder",
    "handler_in_folder",
    "handler_of_file",
    "located",
    "located_handler",
]

_SUFFIXES: Final = {"Python": (".py", "/__init__.py"), "Node.js": (".mjs", ".cjs", ".js")}
_CODE_SUFFIXES: Final = (".py", ".mjs", ".cjs", ".js")
_USUAL_HANDLERS: Final = (
    "index.handler",
    "lambda_function.lambda_handler",
    "handler.handler",
    "app.handler",
)
_FILES_SHOWN: Final = 5
_TESTS: Final = re.compile(r"(^|/)(tests?/|test_|conftest\.py$|setup\.py$)|_test\.py$")
_LARGEST_PACKAGE: Final = 50 * 1024**2  # bytes, compressed (LE-284)


class BadSourceError(ValueError):
    """A function setting without code behind it; the message says what is nearest."""


def located(path: str | os.PathLike[str], base_dirs: Sequence[str | os.PathLike[str]], kind: str) -> str:
    """Return the absolute path of a file or folder, looked for here, then in each of *base_dirs*."""
    bases = list(dict.fromkeys(os.path.abspath(base) for base in (os.curdir, *base_dirs)))
    candidates = list(dict.fromkeys(os.path.normpath(os.path.join(base, path)) for base in bases))
    for candidate in candidates:
        if os.path.exists(candidate):
            return candidate
    where = "" if os.path.isabs(path) else f" in {_looked_at(bases)}"
    sibling = nearest(os.path.basename(candidates[0]), _siblings(candidates))
    meant = "" if sibling is None else f"; did you mean {_beside(path, sibling)!r}?"
    raise BadSourceError(f"there is no {kind} {os.fspath(path)!r}{where}{meant}")


def _beside(path: str | os.PathLike[str], sibling: str) -> str:
    """Return a path as it was given, but for its last part."""
    given = os.fspath(path).rstrip("/")
    return f"{given.removesuffix(os.path.basename(given))}{sibling}"


def _looked_at(bases: Sequence[str]) -> str:
    """Name where a relative path was looked for: here, and in what pytest says is the project."""
    here, *others = bases
    return " or ".join(
        [f"{here} (the current directory)", *(f"{base} (pytest's rootdir)" for base in others)]
    )


def handler_of_file(path: str) -> str | None:
    """Return what was meant by a file that stands where a function in it does; None for what is no file."""
    stem, suffix = os.path.splitext(path)
    return f"{stem}.handler" if suffix in _CODE_SUFFIXES else None


def handler_in_folder(path: str, base_dirs: Sequence[str | os.PathLike[str]]) -> str | None:
    """Return what was meant by a folder that stands where a function in it does; None for what is none."""
    folders = (os.path.join(base, path) for base in (os.curdir, *base_dirs))
    folder = next((one for one in folders if path and os.path.isdir(one)), None)
    if folder is None:
        return None
    suffixes = (*_SUFFIXES["Python"], *_SUFFIXES["Node.js"])
    return f"{path.rstrip('/')}/{_usual_handler(suffixes, _exists_in(folder)) or _USUAL_HANDLERS[0]}"


def handler_behind_folder(dotted: str, base_dirs: Sequence[str | os.PathLike[str]]) -> str:
    """Return what was meant by a file and a function in it: with the folder in which the file is."""
    path, _, attribute = dotted.rpartition(".")
    stem = path.replace(".", "/")
    for base in (os.curdir, *base_dirs):
        files = _files_below(os.fspath(base)) if "/" not in stem else [f"{stem}.py"]
        below = [file for file in files if os.path.splitext(file)[0].rpartition("/")[2] == stem]
        for file in (f"{stem}.py", *sorted(below)):
            if file.endswith(_CODE_SUFFIXES) and os.path.isfile(os.path.join(base, file)):
                handler = f"{os.path.splitext(file)[0]}.{attribute}"
                return handler if "/" in handler else f"./{handler}"
    return f"./{dotted}"


def located_handler(
    path: str, handler: str | None, language: str | None = None, *, before: str = ""
) -> PythonCode | JavaScriptCode:
    """Return the code of a handler in Lambda's notation, ``file.function``, inside a folder or a zip file.

    Without a *language* the file decides; without a *handler* the usual names are tried. *before* is what
    stands before the handler where it is written.
    """
    zipped = not os.path.isdir(path)
    exists = frozenset(_zipped_files(path)).__contains__ if zipped else _exists_in(path)
    suffixes = _SUFFIXES[language] if language else (*_SUFFIXES["Python"], *_SUFFIXES["Node.js"])
    if handler is None:
        handler = _usual_handler(suffixes, exists)
    if handler is None:
        raise BadSourceError(f"say which function in {path!r} is meant, such as handler='index.handler'")
    if (meant := handler_of_file(handler)) is not None:
        raise BadSourceError(
            f"the handler {handler!r} is a file; name a function in it as well: write {meant!r}"
        )
    module, _, attribute = handler.rpartition(".")
    if not module or not attribute:
        raise BadSourceError(
            f"the handler {handler!r} must name a file and a function in it, such as 'index.handler'"
        )
    suffix = _suffix(handler, suffixes, exists)
    if suffix is None:
        stem = module.replace(".", "/")
        expected = one_of(f"{stem}{suffix}" for suffix in suffixes if not suffix.startswith("/"))
        files = _zipped_files(path) if zipped else _files_below(path)
        meant = _nearest_handler(stem, attribute, files, before)
        raise BadSourceError(f"{path!r} has no {expected} for the handler {handler!r}{meant}")
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
    except Exception:  # noqa: BLE001 - a parent package fails to import, which is the run's to report
        return
    if missing:
        raise BadSourceError(f"there is no module {name!r}{did_you_mean(name, _modules_near(name))}")


def _usual_handler(suffixes: Iterable[str], exists: Callable[[str], bool]) -> str | None:
    return next((usual for usual in _USUAL_HANDLERS if _suffix(usual, suffixes, exists)), None)


def _suffix(handler: str, suffixes: Iterable[str], exists: Callable[[str], bool]) -> str | None:
    """Return the suffix of the file in which a handler is, if there is one."""
    stem = handler.rpartition(".")[0].replace(".", "/")
    return next((suffix for suffix in suffixes if exists(f"{stem}{suffix}")), None)


def _exists_in(folder: str) -> Callable[[str], bool]:
    return lambda file: os.path.isfile(f"{folder}/{file}")


def _siblings(candidates: Iterable[str]) -> list[str]:
    parents = map(os.path.dirname, candidates)
    return [name for parent in parents if os.path.isdir(parent) for name in os.listdir(parent)]


def _zipped_files(path: str) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        raise BadSourceError(f"{path!r} is neither a folder nor a zip file ({error})") from error
    if (size := os.path.getsize(path)) > _LARGEST_PACKAGE:
        raise BadSourceError(
            f"{path!r} has {size:,} bytes; Lambda@Edge takes at most {_LARGEST_PACKAGE:,} (LE-284)"
        )
    return names


def _files_below(folder: str) -> list[str]:
    """Return the files in a folder and in the folders in it, which is where a handler may be meant to be."""
    found = []
    for parent, folders, files in os.walk(folder):
        if parent != folder:
            folders.clear()
        below = "" if parent == folder else f"{os.path.basename(parent)}/"
        found += [f"{below}{file}" for file in files]
    return found


def _nearest_handler(stem: str, attribute: str, files: Iterable[str], before: str) -> str:
    """Return the end of a message that names the handler that is meant, or the files that there are."""
    code = {os.path.splitext(file)[0]: file for file in files if file.endswith(_CODE_SUFFIXES)}
    if stem in code:
        runtime = "python3.13" if code[stem].endswith(".py") else "nodejs22.x"
        return (
            f"; there is {code[stem]!r}, which its runtime does not run; write the one that does ({runtime})"
        )
    folder, _, own = stem.rpartition("/")
    elsewhere = sorted(name for name in code if name.rpartition("/")[2] == own)
    if len(elsewhere) > 1:
        return f"; there is {one_of(f'{before}{name}.{attribute}' for name in elsewhere[:_FILES_SHOWN])}"
    beside = {name.rpartition("/")[2]: name for name in code if name.rpartition("/")[0] == folder}
    near = nearest(own, beside)
    if meant := next(iter(elsewhere), None) or (near and beside[near]):
        return f"; did you mean {f'{before}{meant}.{attribute}'!r}?"
    handlers = sorted(file for file in code.values() if not _TESTS.search(file))
    if len(handlers) == 1:
        only = f"{before}{os.path.splitext(handlers[0])[0]}.{attribute}"
        return f"; there is {handlers[0]} alone: write {only!r}"
    return f"; there is {', '.join(handlers[:_FILES_SHOWN])}" if handlers else ""


def _modules_near(name: str) -> list[str]:
    """Return the modules that stand where *name* was looked for, but for those of Python itself."""
    import pkgutil  # noqa: PLC0415 - only a misspelled name needs it

    parent = name.rpartition(".")[0]
    while parent and parent not in sys.modules:
        parent = parent.rpartition(".")[0]
    path = getattr(sys.modules[parent], "__path__", ()) if parent else None
    prefix = f"{parent}." if parent else ""
    # Python does not count its own tests, the package `test`, among its modules.
    of_python = frozenset() if parent else sys.stdlib_module_names | {"test"}
    names = [module.name for module in pkgutil.iter_modules(path) if module.name not in of_python]
    return [f"{prefix}{name}" for name in names if not name.startswith("_")]
