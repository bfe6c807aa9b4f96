"""The page about fidelity is the one that the facts and the tests make, and no fact is left open."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.facts import FACT_ID

from pytest_lambda_edge.pipeline.assumptions import ASSUMPTIONS

SCRIPT = Path(__file__).parents[2] / "docs" / "fidelity.py"

SHOWN = {"X-1": ["test_it"]}


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


class Small:
    """One sheet with the facts that a test gives."""

    def __init__(self, script: dict[str, Any], text: str, shown: dict[str, list[str]], last: int = 1) -> None:
        self.script = script
        self.marks = {
            id_: [script["Test"](f"tests/{name}.py", name) for name in names] for id_, names in shown.items()
        }
        self.sheets = [script["Sheet"]("x.toml", "X", 1, last, "Xs")]
        self.facts = script["read_facts"]({"x.toml": text}, self.marks)

    @property
    def problems(self) -> list[str]:
        return list(self.script["problems"](self.facts, self.marks, self.sheets))

    @property
    def page(self) -> str:
        text: str = self.script["page"](self.facts, self.sheets)
        return text


def a_fact(id_: str = "X-1", about: str = "request", title: str = "a title", **more: str) -> str:
    fields = {"about": about, "title": title, **more}
    row = ", ".join(f'{name} = "{value}"' for name, value in fields.items())
    return f"{id_} = {{ {row} }}\n"


def test_the_page_is_current_and_no_fact_is_open() -> None:
    checked = subprocess.run(
        [sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_the_sheets_ids_are_those_that_tests_can_mark(script: dict[str, Any]) -> None:
    ids = [id_ for sheet in script["SHEETS"] for id_ in sheet.ids]
    assert len(ids) == len(set(ids)) == 419 + 336 + 44
    assert [id_ for id_ in ids if not FACT_ID.fullmatch(id_)] == []


def ids_of(lines: list[str]) -> list[str]:
    return sorted(found[1] for line in lines if (found := re.match(r"\| ([A-Z]+-\d+) \|", line)))


def test_each_fact_has_one_row_and_each_choice_one_more(script: dict[str, Any]) -> None:
    lines = script["PAGE"].read_text("utf-8").splitlines()
    first = lines.index("## Choices")
    last = next(index for index, line in enumerate(lines) if index > first and line.startswith("## "))
    assert ids_of(lines[first:last]) == sorted(ASSUMPTIONS)
    assert ids_of(lines[:first] + lines[last:]) == sorted(
        id_ for sheet in script["SHEETS"] for id_ in sheet.ids
    )


@pytest.mark.parametrize(
    ("text", "shown", "status"),
    [
        (a_fact(), SHOWN, "shown"),
        (a_fact(), {}, "open"),
        (a_fact(approximated="nearly"), {}, "approximated"),
        (a_fact(approximated="nearly"), SHOWN, "approximated"),
        (a_fact(not_simulated="because"), {}, "not simulated"),
    ],
)
def test_a_facts_status_follows_from_its_line_and_its_tests(
    script: dict[str, Any], text: str, shown: dict[str, list[str]], status: str
) -> None:
    assert Small(script, text, shown).facts["X-1"].status == status


@pytest.mark.parametrize(
    ("text", "shown", "problem"),
    [
        (a_fact(), {}, "X-1 is open: no test shows it; mark one, or say"),
        (a_fact(about="javascript"), {}, "X-1 is open: "),
        (a_fact(), {**SHOWN, "X-2": ["test_b"]}, "X-2 is marked by tests/test_b.py::test_b, and docs/facts"),
        ("", {}, "X-1 has no line in docs/facts"),
        (a_fact() + a_fact("X-2", "background"), SHOWN, "X-2 stands in docs/facts, and no sheet has it"),
        (a_fact(about="luck"), SHOWN, "X-1 is about 'luck', which is none of request, configuration"),
        (a_fact(title=""), SHOWN, "X-1 has a title of 0 characters"),
        (a_fact(title="a" * 111), SHOWN, "X-1 has a title of 111 characters; 1 to 110 are allowed"),
        (a_fact(approximated="so", not_simulated="why"), {}, "X-1 is both approximated and not simulated"),
        (
            a_fact(not_simulated="why"),
            SHOWN,
            "X-1 is said not to be simulated, but tests/test_it.py::test_it",
        ),
        (
            a_fact(approximated="so"),
            SHOWN,
            "only 0 of 1 facts (0.0 %) are shown by a test; 95 % is the least",
        ),
    ],
)
def test_what_is_wrong_is_named(
    script: dict[str, Any], text: str, shown: dict[str, list[str]], problem: str
) -> None:
    assert [found for found in Small(script, text, shown).problems if found.startswith(problem)]


@pytest.mark.parametrize(
    "text",
    [
        a_fact(),
        a_fact(title="a" * 110),
        a_fact(about="background"),
        a_fact(about="background", not_simulated="another product"),
        a_fact(about="javascript", not_simulated="not yet"),
    ],
)
def test_what_is_right_is_left_alone(script: dict[str, Any], text: str) -> None:
    shown = {} if "background" in text or "javascript" in text else SHOWN
    assert Small(script, text, shown).problems == []


@pytest.mark.parametrize(("last", "problems"), [(20, 0), (19, 1)])
def test_95_per_cent_of_what_counts_must_be_shown(script: dict[str, Any], last: int, problems: int) -> None:
    ids = [f"X-{number}" for number in range(1, last + 1)]
    text = a_fact("X-1", approximated="so") + "".join(a_fact(id_) for id_ in ids[1:])
    small = Small(script, text, {id_: ["test_it"] for id_ in ids[1:]}, last)
    assert len(small.problems) == problems


def test_a_line_that_is_no_fact_ends_the_run(script: dict[str, Any]) -> None:
    with pytest.raises(SystemExit, match=r"x\.toml: X-1 is no fact: .*approximatd"):
        Small(script, a_fact(approximatd="so"), {})


def test_the_page_counts_the_facts_by_status(script: dict[str, Any]) -> None:
    text = (
        a_fact("X-1")
        + a_fact("X-2", "configuration", approximated="so")
        + a_fact("X-3", not_simulated="why")
        + a_fact("X-4", "background")
        + a_fact("X-5", "javascript", not_simulated="not yet")
    )
    page = Small(script, text, SHOWN, 5).page
    assert "written down as 5 numbered facts" in page
    assert "what a request meets (2), or what a configuration may hold" in page
    assert "refuses of it (1)." in page
    for row in ("**shown**", "**approximated**", "**not simulated**"):
        assert [line for line in page.splitlines() if row in line and line.endswith("| 1 | 33.3 % |")], row
    assert "(with them, 25.0 % are shown)" in page


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (a_fact(), "| X-1 | a title | [test_it](../tests/test_it.py) |"),
        (a_fact(title="a|b <c> *"), "| X-1 | a\\|b &lt;c> \\* | [test_it](../tests/test_it.py) |"),
        (a_fact(approximated="so"), "| X-1 | a title | so | [test_it](../tests/test_it.py) |"),
    ],
)
def test_a_shown_or_approximated_fact_links_its_tests(script: dict[str, Any], text: str, row: str) -> None:
    assert row in Small(script, text, SHOWN).page.splitlines()


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (a_fact(not_simulated="why"), "| X-1 | a title | why |"),
        (a_fact(about="background"), "| X-1 | a title |  |"),
        (a_fact(about="background", not_simulated="another product"), "| X-1 | a title | another product |"),
    ],
)
def test_a_fact_without_tests_has_a_row(script: dict[str, Any], text: str, row: str) -> None:
    assert row in Small(script, text, {}).page.splitlines()


def test_two_tests_are_named_those_first_that_show_least_else(script: dict[str, Any]) -> None:
    shown = {"X-1": ["test_a", "test_b", "test_c"], "X-2": ["test_a"]}
    page = Small(script, a_fact() + a_fact("X-2"), shown, 2).page
    assert "| X-1 | a title | [test_b](../tests/test_b.py), [test_c](../tests/test_c.py) + 1 more |" in page


def test_a_page_is_current_only_if_it_is_what_the_facts_make(script: dict[str, Any], tmp_path: Path) -> None:
    facts = Small(script, a_fact(), SHOWN).facts
    page = tmp_path / "page.md"
    assert not script["is_current"](page, facts)
    page.write_text(script["page"](facts), encoding="utf-8")
    assert script["is_current"](page, facts)
    page.write_text(script["page"](facts) + "more\n", encoding="utf-8")
    assert not script["is_current"](page, facts)


def test_marks_are_collected_with_parameters_as_one_test(
    script: dict[str, Any], monkeypatch: pytest.MonkeyPatch, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        **{
            "tests/test_x": """
            import pytest

            @pytest.mark.fact("LE-001")
            @pytest.mark.parametrize("n", [1, pytest.param(2, marks=pytest.mark.fact("LE-002"))])
            def test_it(n): pass

            @pytest.mark.slow
            @pytest.mark.fact("LE-002", "D-01")
            def test_slow(): pass
            """
        }
    )
    pytester.makeini("[pytest]\nmarkers = fact: f\n slow: s\naddopts = -m 'not slow'\n")
    code = f"""
import runpy
from pathlib import Path
script = runpy.run_path({str(SCRIPT)!r})
collected = script["collected_marks"]
collected.__globals__["ROOT"] = Path.cwd()
print({{id_: [(test.file, test.name) for test in tests] for id_, tests in sorted(collected().items())}})
"""
    printed = pytester.run(sys.executable, "-c", code).outlines
    assert printed == [
        str(
            {
                "D-01": [("tests/test_x.py", "test_slow")],
                "LE-001": [("tests/test_x.py", "test_it")],
                "LE-002": [("tests/test_x.py", "test_it"), ("tests/test_x.py", "test_slow")],
            }
        )
    ]


def test_tests_that_cannot_be_collected_end_the_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(**{"tests/test_x": "import nothing_of_that_name"})
    code = f"""
import runpy
from pathlib import Path
collected = runpy.run_path({str(SCRIPT)!r})["collected_marks"]
collected.__globals__["ROOT"] = Path.cwd()
collected()
"""
    result = pytester.run(sys.executable, "-c", code)
    assert result.ret == 1
    result.stderr.fnmatch_lines(["the tests cannot be collected:", "*nothing_of_that_name*"])
