"""Running what a page of the documentation shows, as its reader would.

A page tells of one project that grows while it is read:

- A block whose first line is nothing but a file's name, such as ``# conftest.py`` or ``// index.mjs`` (or
  whose fence says ``title="plan.json"``), is that file. A later block with the same name replaces it.
- At the end of each section, pytest runs the test files that the section shows, among all the files
  shown so far. So within a section the order of files is free.
- A Python block without a name is run too. With test functions in it, it is a test file; else it is the
  body of a test, and ``<!-- test: fixtures site edge_clock -->`` before it names the fixtures that it uses.
- ``<!-- test: fails -->`` before a block: its section's run has to fail.
- ``<!-- test: output -->`` before a block of text: the section's run prints these lines. ``...`` stands for
  any part of a line, and alone for any lines; durations and lines that start with ``$`` are passed over.
- At the end of the page its whole project runs, as a reader has it by then: every test file in its last
  version, but for one that a section shows as failing, and one that stands under ``<!-- test: alone -->``,
  which holds in its own section only. ``<!-- test: whole -->`` before a block of text: that run prints these
  lines.

Blocks of TOML, INI, JSON and YAML have to parse. Only blocks of console output and plain text are exempt.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from support.forked_pytest import ForkedPytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.markdown import Block, Page, Section

__all__ = ["EXEMPT", "PYTHON", "Run", "output_pattern", "page_reader", "runs_of", "unrun_files", "whole_of"]

PYTHON = {"python", "py"}
EXEMPT = {"console", "text", "diff", "mermaid", "html", "hcl", "sh", "js", "javascript", "typescript"}

DURATION = re.compile(r"\d+(?:\\\.\d+)?(?=(?:\\ )?m?s\b)")
BODY = """\
import runpy


def test_block({fixtures}):
    runpy.run_path({name!r}, init_globals=dict({arguments}))
"""


@dataclass(frozen=True)
class Run:
    """A section's run of pytest, or the page's: the project as it then is, and what is expected of it."""

    section: Section
    project: dict[str, str]
    tests: list[str] = field(default_factory=list)
    fails: bool = False
    outputs: list[str] = field(default_factory=list)

    def problem(self, folder: Path, reader: ForkedPytest) -> str | None:
        """Let a *reader* run pytest in *folder*, and return what went otherwise than the page says."""
        for name, source in self.project.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source, encoding="utf-8")
        finished = reader.run(["-p", "lambda_edge", "-W", "error", *self.tests], folder)
        printed = finished.stdout + finished.stderr
        if finished.returncode != int(self.fails):
            return f"pytest ended with {finished.returncode}:\n{printed}"
        for output in self.outputs:
            if not output_pattern(output).search(printed):
                return f"The page shows\n{output}\npytest printed\n{printed}"
        return None


def page_reader() -> ForkedPytest:
    """Return what runs pytest as a reader does who has installed this plugin and no other."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    return ForkedPytest(
        {
            **kept,
            "PATH": os.environ["PATH"],
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "COLUMNS": "100",
        }
    )


def runs_of(page: Page) -> Iterator[Run]:
    """Yield the runs of a page, in its order."""
    project: dict[str, str] = {}
    for section in page.sections:
        tests: list[str] = []
        for block in section.blocks:
            if block.name is not None:
                project[block.name] = block.source
                if _is_test_file(block.name):
                    tests.append(block.name)
            elif block.language in PYTHON:
                files = _unnamed_files(block)
                project |= files
                tests += [name for name in files if _is_test_file(name)]
        if tests:
            yield Run(
                section,
                dict(project),
                list(dict.fromkeys(tests)),
                fails=any(block.directive == ("fails",) for block in section.blocks),
                outputs=[block.source for block in section.blocks if block.directive == ("output",)],
            )


def whole_of(page: Page) -> Run | None:
    """Return the run of the project that a page ends with; None where its one section's run is just that."""
    runs = list(runs_of(page))
    last = {test: run for run in runs for test in run.tests}
    alone = {block.name for block in page.blocks if block.directive == ("alone",)}
    tests = [test for test, run in last.items() if not run.fails and test not in alone]
    if len(runs) < 2 or not tests:
        return None
    outputs = [block.source for block in page.blocks if block.directive == ("whole",)]
    return Run(runs[-1].section, dict(runs[-1].project), tests, outputs=outputs)


def unrun_files(page: Page) -> list[str]:
    """Return the Python files of a page after which no test is run."""
    last = max((run.section.line for run in runs_of(page)), default=0)
    return [
        block.name
        for section in page.sections
        if section.line > last
        for block in section.blocks
        if block.name is not None and block.language in PYTHON
    ]


def _is_test_file(name: str) -> bool:
    file = name.rpartition("/")[2]
    return file.startswith("test_") and file.endswith(".py")


def _unnamed_files(block: Block) -> dict[str, str]:
    if re.search(r"^\s*(?:async )?def test_", block.source, re.MULTILINE):
        return {f"test_line_{block.line}.py": block.source}
    fixtures = block.directive[1:] if block.directive[:1] == ("fixtures",) else ()
    name = f"line_{block.line}.py"
    test = BODY.format(
        fixtures=", ".join(fixtures),
        name=name,
        arguments=", ".join(f"{fixture}={fixture}" for fixture in fixtures),
    )
    return {name: block.source, f"test_{name}": test}


def output_pattern(output: str) -> re.Pattern[str]:
    """Return what finds the lines of *output* in what pytest printed."""
    lines = [line.rstrip() for line in output.strip("\n").splitlines() if not line.startswith("$ ")]
    return re.compile("".join(_line_pattern(line) for line in lines), re.MULTILINE)


def _line_pattern(line: str) -> str:
    if line.strip() == "...":
        return r"(?:.*\n)*?"
    text = DURATION.sub(r"\\d+(?:\\.\\d+)?", re.escape(line)).replace(r"\.\.\.", ".*")
    text = text.replace(r"\ ms\ \ \ ", r"\ ms\ \ \ (?:cold start; )?")  # On a busy machine it takes time.
    return rf"^{text} *$\n?"
