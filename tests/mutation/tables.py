"""Changes the tables one row at a time and expects a failing test: ``python -m mutation.tables events``.

mutmut mutates what functions do; what stands outside of them is for this script (see ``variants``). Each
variant gets a process of its own, in which its module is imported changed, before anything can have read
the table. It meets the tests that ``likely_tests`` has for its module; ``--survivors`` has those that are
alive meet all. What became of them is kept below ``.mutation``: a run goes on where the last one stopped.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import sys
import tomllib
from collections import Counter, defaultdict
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from mutation.changed_imports import ChangedModule, import_what_is_not_ours, started
from mutation.equivalents import why_equivalent
from mutation.likely_tests import likely_tests
from mutation.variants import variants
from mutation.working_copy import FOLDERS, PACKAGE, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from mutation.variants import Variant

BAR = 0.9
ALIVE = 0
NO_TESTS = {4, 5}  # pytest's exit codes for a wrong command line and for no tests


def main(arguments: list[str]) -> int:
    """Run the variants of the folders' tables; returns 1 when a folder's score is under the bar."""
    parser = argparse.ArgumentParser(prog="mutation.tables")
    parser.add_argument("folders", nargs="*", default=FOLDERS, help=", ".join(FOLDERS))
    parser.add_argument(
        "--survivors", action="store_true", help="run those that are alive, against all tests"
    )
    parser.add_argument("--one-of", type=int, default=1, help="run every second, third… only")
    parser.add_argument("--scores", action="store_true", help="run nothing, tell what is known")
    parser.add_argument("--max-children", type=int, default=os.cpu_count(), help="variants at the same time")
    options = parser.parse_args(arguments)
    known = Known(ROOT / ".mutation" / "tables.json")
    os.chdir(ROOT)
    if not options.scores:
        run(options, known)
    return max(tell_score(folder, known) for folder in options.folders)


class Known:
    """What became of each variant, in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._codes: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}

    def code(self, variant: str) -> int | None:
        """Return pytest's exit code, or None for a variant that was not run yet."""
        return self._codes.get(variant)

    def keep(self, variant: str, code: int) -> None:
        """Keep pytest's exit code."""
        self._codes[variant] = code
        self._file.parent.mkdir(exist_ok=True)
        self._file.write_text(json.dumps(self._codes, indent=1))


def run(options: argparse.Namespace, known: Known) -> None:
    """Run the variants that are not known, or those that are alive."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    # pytest would import the package by itself, in order to rewrite its assertions.
    arguments = [*settings["pytest_add_cli_args"], "--assert=plain"]
    everything = settings["pytest_add_cli_args_test_selection"]
    import_what_is_not_ours([*arguments, *everything])
    wanted = ALIVE if options.survivors else None
    most_cpu_seconds = 300 if options.survivors else 40
    running: dict[int, str] = {}
    for file in (file for folder in options.folders for file in modules_of(folder)):
        source = file.read_text(encoding="utf-8")
        some = islice(variants(source), 0, None, options.one_of)
        missing = [one for one in some if known.code(name_of(file, one)) == wanted]
        command = [*arguments, *(everything if options.survivors else likely_tests(file))]
        start = partial(started, arguments=command, most_cpu_seconds=most_cpu_seconds)
        if missing and os.waitpid(start(ChangedModule(file, ast.parse(source))), 0)[1]:
            message = f"without a change, too, tests fail: {command}"
            raise RuntimeError(message)
        for variant in missing:
            if len(running) >= options.max_children:
                keep_next(running, known)
            running[start(ChangedModule(file, variant.tree))] = name_of(file, variant)
    while running:
        keep_next(running, known)


def keep_next(running: dict[int, str], known: Known) -> None:
    """Wait for one of the processes and keep what came of it."""
    process, status = os.wait()
    name, code = running.pop(process), os.waitstatus_to_exitcode(status)
    if code in NO_TESTS:
        message = f"{name}: pytest ran no tests (exit code {code})"
        raise RuntimeError(message)
    known.keep(name, code)
    if code == ALIVE:
        print(f"alive: {name}", flush=True)


def modules_of(folder: str) -> list[Path]:
    """Return the files of a folder's modules."""
    return sorted((ROOT / PACKAGE / folder).rglob("*.py"))


def name_of(file: Path, variant: Variant) -> str:
    """Return under which name it is kept what became of a variant."""
    return f"{file.relative_to(ROOT / PACKAGE)} {variant}"


def tell_score(folder: str, known: Known) -> int:
    """Print who is alive, and each table's figures; returns 1 when the folder is under the bar."""
    tables: dict[str, list[int]] = defaultdict(list)
    waiting = equivalent = 0
    for file in modules_of(folder):
        for variant in variants(file.read_text(encoding="utf-8")):
            name = name_of(file, variant)
            code = known.code(name)
            if code is None:
                waiting += 1
                continue
            tables[f"{file.relative_to(ROOT / PACKAGE)} {variant.table}"].append(code)
            if code == ALIVE:
                reason = why_equivalent(name)
                equivalent += reason is not None
                print(f"alive: {name}{f', equivalent: {reason}' if reason else ''}")
    for table, codes in tables.items():
        print(f"  {table:<60} {figures(codes)}")
    total = [code for codes in tables.values() for code in codes]
    print(f"{folder:<10} tables: {figures(total)}; {equivalent} of the others equivalent, {waiting} not run")
    return int(share_caught(total) < BAR)


def figures(codes: list[int]) -> str:
    """Return how many were caught."""
    counts = Counter(code != ALIVE for code in codes)
    return f"{share_caught(codes):>7.1%} caught, {counts[True]} of {len(codes)}"


def share_caught(codes: list[int]) -> float:
    """Return the share of those that made tests fail."""
    return sum(code != ALIVE for code in codes) / max(1, len(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
