"""Mutates the package's functions with mutmut, a folder at a time: ``python -m mutation.functions http``.

Each folder has a working copy below ``.mutation``, in which mutmut keeps what it knows: a run goes on
where the last one stopped, and takes up only what has changed; after a change, all tests run once to tell
what each of them reaches. A mutant meets ``likely_tests``, and ``--most-tests`` of the others that reach
it; ``--survivors`` has those that are alive meet all of them.
In the working copy ``mutmut show``, ``mutmut browse`` and the rest do what they always do.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections import Counter

import mutmut.__main__ as mutmut_commands
from mutation.collected_once import CollectedOnce
from mutation.equivalents import why_equivalent
from mutation.likely_tests import OF_FOLDER
from mutation.working_copy import FOLDERS, PACKAGE, brought_up_to_date
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files
from mutmut.workers import isolation

ALIVE = frozenset({"survived", "no tests", "suspicious", "segfault"})
CAUGHT = frozenset({"killed", "timeout"})
BAR = 0.9


def main(arguments: list[str]) -> int:
    """Run the folders one after another, each in a process of its own; 1 says that one is under the bar."""
    options = parsed(arguments)
    if len(options.folders) == 1:
        return run_folder(options.folders[0], options)
    again = [argument for argument in arguments if argument not in FOLDERS]
    runs = [
        subprocess.run([sys.executable, "-m", "mutation.functions", folder, *again], check=False)
        for folder in options.folders
    ]
    return max(run.returncode for run in runs)


def parsed(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="mutation.functions")
    parser.add_argument("folders", nargs="*", default=FOLDERS, help=", ".join(FOLDERS))
    parser.add_argument("--most-tests", type=int, default=100, help="beside the likely tests (default: 100)")
    parser.add_argument(
        "--own-tests", action="store_true", help="only those of the folder: quick, and no more"
    )
    parser.add_argument("--only", nargs="+", default=[], help="patterns: '*__mutmut_*7' for a tenth")
    parser.add_argument(
        "--survivors", action="store_true", help="run those that are alive, against all tests"
    )
    parser.add_argument("--scores", action="store_true", help="run nothing, tell what is known")
    parser.add_argument("--max-children", type=int, default=os.cpu_count(), help="mutants at the same time")
    options = parser.parse_args(arguments)
    if unknown := set(options.folders) - set(FOLDERS):
        parser.error(f"no such folder: {', '.join(sorted(unknown))}; there are {', '.join(FOLDERS)}")
    return options


def run_folder(folder: str, options: argparse.Namespace) -> int:
    """Run one folder's mutants and tell its score."""
    os.chdir(brought_up_to_date(folder))
    config().only_mutate = [f"{PACKAGE}/{folder}/*"]
    if options.own_tests:
        config().pytest_add_cli_args_test_selection = [f"tests/{name}" for name in OF_FOLDER[folder].split()]
    if not options.scores:
        vars(isolation)["PytestRunner"] = CollectedOnce
        CollectedOnce.most_tests = None if options.survivors else options.most_tests
        alive = [mutant for mutant, status in known().items() if status in ALIVE]
        if alive or not options.survivors:
            chosen = alive if options.survivors else options.only
            command = ["run", "--max-children", str(options.max_children), *chosen]
            mutmut_commands.cli.main(command, standalone_mode=False)
    return tell_score(folder)


def known() -> dict[str, str]:
    """Return what became of each mutant."""
    statuses: dict[str, str] = {}
    for path in walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        statuses |= {mutant: status_by_exit_code[code] for mutant, code in data.exit_code_by_key.items()}
    return statuses


def tell_score(folder: str) -> int:
    """Print who is alive, then the folder's figures; returns 1 when it is under the bar."""
    statuses = known()
    equivalent = 0
    for mutant in (mutant for mutant, status in statuses.items() if status in ALIVE):
        change = changed_lines(mutant)
        reason = why_equivalent(change)
        equivalent += reason is not None
        print(f"{mutant}: {statuses[mutant]}{f', equivalent: {reason}' if reason else ''}\n{change}")
    counts = Counter(statuses.values())
    share = sum(counts[status] for status in CAUGHT) / max(1, len(statuses) - counts["not checked"])
    figures = ", ".join(f"{count} {status}" for status, count in counts.most_common())
    print(f"{folder:<10}{share:>7.1%} caught of {len(statuses)}: {figures}; {equivalent} of them equivalent")
    return int(share < BAR)


def changed_lines(mutant: str) -> str:
    """Return the lines of a mutant's diff that differ."""
    diff = get_diff_for_mutant(mutant).splitlines()
    return "\n".join(
        line for line in diff if line.startswith(("-", "+")) and not line.startswith(("---", "+++"))
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
