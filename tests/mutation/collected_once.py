"""A runner for mutmut that collects the tests once, for all mutants.

mutmut's own starts pytest anew for each mutant, which takes longer than most mutants live.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from mutation.forgetting import forget_modules_below
from mutation.likely_tests import likely_tests
from mutation.working_copy import ROOT
from mutmut.mutation.trampoline import get_mutant_under_test, set_mutant_under_test
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.utils.file_utils import change_cwd
from mutmut.utils.format_utils import mangled_name_from_mutant_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

KILLED = 1
SURVIVED = 0
# mutmut kills what takes fifteen times as long as all tests that reach a function, which can be minutes.
CPU_SECONDS_TO_START = 10
FEW = 5
CPU_SECONDS_TO_COLLECT = 40
TIMES_AS_LONG = 10


class CollectedOnce(PytestRunner):
    """Runs a mutant's tests in a process forked from one that has collected all of them."""

    most_tests: ClassVar[int | None] = None
    """How many tests a mutant meets at most, beside the likely ones: None for all that reach it."""

    def warm_up(self) -> None:
        """Collect, in the process from which those of the mutants are forked."""
        set_mutant_under_test("stats")
        self._items = {
            item.nodeid: item
            for item in collected(self._pytest_add_cli_args, self._pytest_add_cli_args_test_selection)
        }
        # mutmut counts what is called while tests are collected as reached by the first test of each run.
        reached = state().tests_by_mangled_function_name
        self._only_while_imported = {name for name in state()._stats if len(reached[name]) <= FEW}
        state()._stats.clear()
        set_mutant_under_test("")

    def run_tests(self, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        """Run the tests that reach the mutant, until one fails; without a mutant some of all."""
        # Capturing would lose the file to which mutmut prints, which would be warned of as never closed.
        printed = sys.stdout, sys.stderr
        try:
            return self._run(mutant_name, tests)
        except BaseException:  # noqa: BLE001  # what a mutant lets out of pytest itself is the end of that mutant
            return KILLED
        finally:
            sys.stdout, sys.stderr = printed

    def _run(self, mutant_name: str | None, tests: Iterable[str]) -> int:
        if mutant_name is None:
            under_test = get_mutant_under_test()
            self.warm_up()
            set_mutant_under_test(under_test)
            # All have just passed, when mutmut found out what they reach: these show that the fork is sound.
            # They reach what is mutated: mutmut also has every function fail, and wants to see it.
            reaching = set().union(*state().tests_by_mangled_function_name.values()) & self._items.keys()
            return any_fails([self._items[test] for test in most_telling(reaching)[: self.most_tests]])
        function = mangled_name_from_mutant_name(mutant_name)
        likely = likely_tests(ROOT / f"{function.rpartition('.')[0].replace('.', '/')}.py")
        if function in self._only_while_imported:
            limit_cpu_seconds(CPU_SECONDS_TO_COLLECT)
            forget_modules_below(Path.cwd())
            return super().run_tests(mutant_name=mutant_name, tests=likely)
        killers = Killers(mutant_name)
        before = [test for test in killers.known() if test in tests]
        own = [test for test in tests if test.startswith(tuple(likely))]
        others = most_telling(set(tests).difference(own))[: self.most_tests]
        items = [self._items[test] for test in dict.fromkeys([*before, *most_telling(own), *others])]
        limit_cpu_seconds(sum(state().duration_by_test[item.nodeid] for item in items))
        return any_fails(items, killers)


def collected(arguments: list[str], selection: list[str]) -> list[pytest.Item]:
    """Collect as ``pytest.main`` does; the session stays open."""
    # mutmut's main process must not import pytest.
    from _pytest.config import _prepareconfig  # noqa: PLC0415
    from _pytest.main import Session  # noqa: PLC0415

    with change_cwd("mutants"):
        config = _prepareconfig(["--rootdir=.", "-x", "-q", *arguments, *selection])
        config._do_configure()
        session = Session.from_config(config)
        config.hook.pytest_sessionstart(session=session)
        config.hook.pytest_collection(session=session)
    return session.items


def most_telling(tests: Iterable[str]) -> list[str]:
    """Order tests: the quick ones first, and a second row of one table after the first of all others."""
    durations = state().duration_by_test
    seen: Counter[str] = Counter()
    ranks = {}
    for test in sorted(tests, key=lambda test: (durations[test], test)):
        function = test.partition("[")[0]
        ranks[test] = seen[function]
        seen[function] += 1
    return sorted(ranks, key=lambda test: (ranks[test], durations[test]))


def limit_cpu_seconds(expected: float) -> None:
    """Have the system end this process when its tests take far longer than they do without a mutant."""
    limit = int(time.process_time() + CPU_SECONDS_TO_START + TIMES_AS_LONG * expected)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))


class Killers:
    """The tests that failed for other mutants of the same function or module: they are tried first."""

    def __init__(self, mutant_name: str) -> None:
        module, _, function = mangled_name_from_mutant_name(mutant_name).rpartition(".")
        folder = Path.cwd() / "killers"
        folder.mkdir(exist_ok=True)
        self._files = [folder / f"{module}.{function}", folder / module]

    def known(self) -> list[str]:
        """Return them, those of the function first, the last one foremost."""
        found: dict[str, None] = {}
        for file in (file for file in self._files if file.exists()):
            found |= dict.fromkeys(reversed(file.read_text(encoding="utf-8").splitlines()))
        return list(found)

    def keep(self, test: str) -> None:
        """Keep one."""
        for file in self._files:
            with file.open("a", encoding="utf-8") as lines:
                lines.write(f"{test}\n")


def any_fails(items: list[pytest.Item], killers: Killers | None = None) -> int:
    """Run the tests in this order until one fails."""
    with change_cwd("mutants"):
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if item.session.testsfailed:
                if killers is not None:
                    killers.keep(item.nodeid)
                return KILLED
    return SURVIVED
