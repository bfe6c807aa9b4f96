# ruff: noqa: INP001 - a script, in no package
"""Write the page that says, fact by fact, what of CloudFront and Lambda@Edge a test here shows.

``python docs/fidelity.py`` brings docs/fidelity.md up to date; with ``--check`` it only says what is wrong
with the page or with the facts. The facts are in docs/facts, and the tests name those that they show.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from pytest_lambda_edge.pipeline.assumptions import ASSUMPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "fidelity.md"
FACTS: Final = ROOT / "docs" / "facts"

ABOUT: Final = ("request", "configuration", "javascript", "background")
LEAST_SHOWN: Final = 95  # per cent of what concerns requests and configurations
LONGEST_TITLE: Final = 110
NAMED_TESTS: Final = 2  # how many tests of a fact the page names


@dataclass(frozen=True)
class Sheet:
    """A numbered list of facts: its ids are ``prefix`` and all numbers from 1 to ``last``."""

    file: str
    prefix: str
    digits: int
    last: int
    heading: str

    @property
    def ids(self) -> list[str]:
        """Every id of the sheet, in order."""
        return [f"{self.prefix}-{number:0{self.digits}}" for number in range(1, self.last + 1)]


SHEETS: Final = (
    Sheet("lambda_edge.toml", "LE", 3, 419, "Lambda@Edge"),
    Sheet("cloudfront.toml", "CF", 3, 336, "CloudFront"),
    Sheet("decisions.toml", "D", 2, 44, "Decisions where AWS says nothing"),
)


@dataclass(frozen=True, order=True)
class Test:
    """A test function, and the file that it stands in, as seen from the repository's root."""

    file: str
    name: str


@dataclass(frozen=True)
class Fact:
    """A fact: what it is about, our words for it, how far it is kept, and the tests that show it."""

    id: str
    about: str
    title: str
    approximated: str | None = None
    not_simulated: str | None = None
    tests: tuple[Test, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether a test of a distribution could meet it."""
        return self.about in {"request", "configuration"}

    @property
    def status(self) -> str:
        """``shown``, ``approximated``, ``not simulated``, or ``open``: nobody has said yet."""
        if self.not_simulated is not None:
            return "not simulated"
        if self.approximated is not None:
            return "approximated"
        return "shown" if self.tests else "open"


Marks = dict[str, list[Test]]
"""Which tests say that they show a fact, by its id."""


def read_facts(texts: Mapping[str, str], marks: Mapping[str, Sequence[Test]]) -> dict[str, Fact]:
    """Read the facts from the text of each data file, and give each the tests that show it."""
    facts = {}
    specific = Counter(test for tests in marks.values() for test in tests)
    for file, text in texts.items():
        for id_, row in tomllib.loads(text).items():
            tests = sorted(marks.get(id_, ()), key=lambda test: (specific[test], test))
            try:
                facts[id_] = Fact(id_, **row, tests=tuple(tests))
            except TypeError as error:
                sys.exit(f"{file}: {id_} is no fact: {error}")
    return facts


def problems(
    facts: Mapping[str, Fact], marks: Mapping[str, Iterable[Test]], sheets: Sequence[Sheet] = SHEETS
) -> Iterator[str]:
    """Yield what is wrong with the facts and with the marks of the tests."""
    known = [id_ for sheet in sheets for id_ in sheet.ids]
    yield from (f"{id_} has no line in docs/facts" for id_ in known if id_ not in facts)
    yield from (f"{id_} stands in docs/facts, and no sheet has it" for id_ in facts if id_ not in set(known))
    for id_, tests in marks.items():
        if id_ not in facts:
            yield f"{id_} is marked by {_named(tests)}, and docs/facts does not have it"
    for fact in facts.values():
        yield from (f"{fact.id} {problem}" for problem in _fact_problems(fact))
    concerned = [fact for fact in facts.values() if fact.counts]
    shown = sum(fact.status == "shown" for fact in concerned)
    if shown * 100 < LEAST_SHOWN * len(concerned):
        share = f"{shown} of {len(concerned)} facts ({_share(shown, len(concerned))})"
        yield f"only {share} are shown by a test; {LEAST_SHOWN} % is the least"


def _fact_problems(fact: Fact) -> Iterator[str]:
    if fact.about not in ABOUT:
        yield f"is about {fact.about!r}, which is none of {', '.join(ABOUT)}"
    if not 0 < len(fact.title) <= LONGEST_TITLE:
        yield f"has a title of {len(fact.title)} characters; 1 to {LONGEST_TITLE} are allowed"
    if fact.approximated is not None and fact.not_simulated is not None:
        yield "is both approximated and not simulated; say one of them"
    if fact.not_simulated is not None and fact.tests:
        yield f"is said not to be simulated, but {_named(fact.tests)} shows it"
    if fact.status == "open" and fact.about != "background":
        yield "is open: no test shows it; mark one, or say approximated or not_simulated in docs/facts"


def _named(tests: Iterable[Test]) -> str:
    return ", ".join(f"{test.file}::{test.name}" for test in tests)


def page(facts: Mapping[str, Fact], sheets: Sequence[Sheet] = SHEETS) -> str:
    """Return the whole page as text."""
    parts = (_introduction(facts), _reasons(facts), _choices(), _shown(facts, sheets), _elsewhere(facts))
    return "".join(f"{line}\n" for part in parts for line in part)


def is_current(path: Path, facts: Mapping[str, Fact]) -> bool:
    """Return whether the file is the page that these facts make."""
    return path.exists() and path.read_text(encoding="utf-8") == page(facts)


def _introduction(facts: Mapping[str, Fact]) -> Iterator[str]:
    concerned = [fact for fact in facts.values() if fact.counts]
    statuses = Counter(fact.status for fact in concerned)
    abouts = {about: sum(fact.about == about for fact in facts.values()) for about in ABOUT}
    javascript = [fact for fact in facts.values() if fact.about == "javascript"]
    also_shown = sum(fact.status == "shown" for fact in javascript)
    wider = _share(statuses["shown"] + also_shown, len(concerned) + len(javascript))
    yield _HEAD.format(total=len(facts), concerned=len(concerned), **abouts)
    yield "| of these | facts | share |"
    yield "| --- | ---: | ---: |"
    for status, meaning in _MEANINGS.items():
        yield f"| **{status}**: {meaning} | {statuses[status]} | {_share(statuses[status], len(concerned))} |"
    yield ""
    yield _COUNTED_APART.format(wider=wider, **abouts)
    yield _HOW_TO_READ.format(least=LEAST_SHOWN)


_HEAD: Final = """\
# Fidelity

<!-- `python docs/fidelity.py` writes this page; edit docs/facts or a test's `fact` marks instead. -->

A test with this plugin is worth as much as the plugin's word on CloudFront. This page is that word, fact by
fact: what a test in this repository shows, what is only nearly so, and what is not there at all.

What is known of CloudFront and Lambda@Edge was written down as {total} numbered facts: `LE-…` for
Lambda@Edge, `CF-…` for CloudFront, and `D-…` for what was decided where AWS says nothing or contradicts
itself. {concerned} of them concern what a request meets ({request}), or what a configuration may hold and
CloudFront refuses of it ({configuration}).
"""

_MEANINGS: Final = {
    "shown": "a test here fails when it no longer holds",
    "approximated": "nearly so; the difference is named",
    "not simulated": "not there; the reason is named",
}

_COUNTED_APART: Final = """\
Counted apart are {javascript} facts that only functions in JavaScript meet, in Node.js or as CloudFront
Functions, which do not run here yet (with them, {wider} are shown), and {background} facts that no test of a
distribution could meet.
"""

_HOW_TO_READ: Final = """\
## How to read it

Ids stand in the messages of errors, in `Result.assumptions` and at the end of `explain()`. Search this page
for the id: each has one row, and a second one among the choices, if it is one.

- Something failed in a test, and you wonder whether CloudFront does the same: if the fact is **shown**, yes,
  as far as anybody knows. Its tests say in detail what was understood by it; each name leads to the file.
- Something is fine in a test and not when deployed: look through **not simulated** and **approximated**
  first. [What is not simulated](explanation/what-is-not-simulated.md) tells the same by subject.
- Much of this AWS does not document: it was observed, or it is the likeliest of several readings. Where an
  outcome rests on such a choice, `Result.assumptions` names it, and how sure it is. [The choices](#choices)
  has them all.

How it stays true: the page is generated from the marks by which tests name what they show. CI fails when a
fact has neither test nor reason, when a test names a fact that is not there or is said not to be simulated,
when fewer than {least} % are shown, and when the page is not the one that these marks make.
"""


def _reasons(facts: Mapping[str, Fact]) -> Iterator[str]:
    concerned = [fact for fact in facts.values() if fact.counts]
    yield "## Not simulated\n"
    yield "| id | fact | why not |"
    yield "| --- | --- | --- |"
    for fact in concerned:
        if fact.not_simulated is not None:
            yield _row(fact.id, fact.title, fact.not_simulated)
    yield "\n## Approximated\n"
    yield "| id | fact | how it is here | shown by |"
    yield "| --- | --- | --- | --- |"
    for fact in concerned:
        if fact.status == "approximated":
            yield _row(fact.id, fact.title, fact.approximated or "", _links(fact.tests))


def _choices() -> Iterator[str]:
    yield "\n## Choices\n"
    yield from _CHOICES.splitlines()
    yield "\n| id | what is assumed | how sure |"
    yield "| --- | --- | --- |"
    for id_, assumption in sorted(ASSUMPTIONS.items()):
        yield _row(id_, assumption.text, assumption.confidence)


_CHOICES: Final = """\
What AWS does not document, and `Result.assumptions` can name: `H` is well supported by what was observed,
`M` is the likelier reading, `L` little more than a guess. The ini option
[edge_assumptions](reference/configuration.md#edge_assumptions) keeps tests from resting on them."""


def _shown(facts: Mapping[str, Fact], sheets: Sequence[Sheet]) -> Iterator[str]:
    for sheet in sheets:
        yield f"\n## Shown: {sheet.heading}\n"
        yield "| id | fact | shown by |"
        yield "| --- | --- | --- |"
        for id_ in sheet.ids:
            fact = facts.get(id_)
            if fact is not None and fact.about != "background" and fact.status == "shown":
                yield _row(id_, fact.title, _links(fact.tests))


def _elsewhere(facts: Mapping[str, Fact]) -> Iterator[str]:
    yield "\n## JavaScript, not simulated yet\n"
    javascript = (fact for fact in facts.values() if fact.about == "javascript")
    yield from _told(fact for fact in javascript if fact.status != "shown")
    yield "\n## Background\n"
    yield "Evidence, history, quotas of accounts, other products and tools: nothing that a request meets.\n"
    yield from _told(fact for fact in facts.values() if fact.about == "background")


def _told(facts: Iterable[Fact]) -> Iterator[str]:
    yield "| id | fact | here |"
    yield "| --- | --- | --- |"
    for fact in facts:
        yield _row(fact.id, fact.title, fact.not_simulated or fact.approximated or _links(fact.tests))


def _links(tests: Sequence[Test]) -> str:
    named = ", ".join(f"[{test.name}](../{test.file})" for test in tests[:NAMED_TESTS])
    more = len(tests) - NAMED_TESTS
    return f"{named} + {more} more" if more > 0 else named


def _row(*cells: str) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def _share(part: int, whole: int) -> str:
    """Return a percentage that is never rounded up to what it is not."""
    return f"{part * 1000 // whole / 10 if whole else 100:.1f} %"


def collected_marks() -> Marks:
    """Collect the whole suite, slow tests included, and return which tests name which facts."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ.pop("PYTEST_ADDOPTS", None)
    marks: Marks = {}

    class Collector:
        def pytest_collection_finish(self, session: pytest.Session) -> None:
            for item in session.items:
                test = Test(item.location[0].replace(os.sep, "/"), item.name.partition("[")[0])
                for id_ in (id_ for mark in item.iter_markers("fact") for id_ in mark.args):
                    if test not in marks.setdefault(id_, []):
                        marks[id_].append(test)

    plugins = ("-p", "no:cacheprovider", "-p", "pytest_lambda_edge.plugin")
    # Marks are read and no test runs: most of the time would go into the asserts' rewriting.
    quick = ("--collect-only", "--quiet", "--assert=plain")
    options = (*quick, "-o", "addopts=", "--rootdir", str(ROOT), str(ROOT / "tests"))
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = pytest.main([*plugins, *options], [Collector()])
    if code != pytest.ExitCode.OK:
        sys.exit(f"the tests cannot be collected:\n{said.getvalue()}")
    return marks


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page, or check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if anything is wrong"
    )
    check = parser.parse_args(arguments).check
    marks = collected_marks()
    facts = read_facts({sheet.file: (FACTS / sheet.file).read_text("utf-8") for sheet in SHEETS}, marks)
    wrong = list(problems(facts, marks))
    if not check:
        PAGE.write_text(page(facts), encoding="utf-8")
    elif not is_current(PAGE, facts):
        wrong.append("docs/fidelity.md is not current: run `python docs/fidelity.py`")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
