"""The harness that runs the pages notices what is wrong with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.markdown import read_page
from support.page_projects import output_pattern, runs_of, unrun_files, whole_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.forked_pytest import ForkedPytest
    from support.markdown import Page

    MakePage = Callable[[str], Page]


@pytest.fixture
def make_page(tmp_path: Path) -> MakePage:
    def make(text: str) -> Page:
        path = tmp_path / "page.md"
        path.write_text(text.replace("'''", "```"), encoding="utf-8")
        return read_page(path)

    return make


def problems(page: Page, folder: Path, reader: ForkedPytest) -> list[str | None]:
    return [run.problem(folder / str(number), reader) for number, run in enumerate(runs_of(page))]


GROWING = """
# Start
'''python
# helper.py
ANSWER = 41
'''

# First
'''python
# test_first.py
from helper import ANSWER

def test_it():
    assert ANSWER == 41
'''

# Second
'''python
# helper.py
ANSWER = 42
'''
'''python
from helper import ANSWER

def test_it():
    assert ANSWER == 42
'''
"""


def test_a_page_is_a_project_that_grows_from_section_to_section(
    make_page: MakePage, tmp_path: Path, reader: ForkedPytest
) -> None:
    page = make_page(GROWING)
    assert [run.section.title for run in runs_of(page)] == ["First", "Second"]
    assert problems(page, tmp_path, reader) == [None, None]


def test_a_page_that_breaks_what_it_showed_before_is_noticed(
    make_page: MakePage, tmp_path: Path, reader: ForkedPytest
) -> None:
    whole = whole_of(make_page(GROWING))
    assert whole is not None
    assert "assert 42 == 41" in str(whole.problem(tmp_path, reader))


@pytest.mark.parametrize("directive", ["fails", "alone"])
def test_what_a_page_shows_as_failing_or_as_passing_is_no_part_of_the_whole(
    make_page: MakePage, tmp_path: Path, reader: ForkedPytest, directive: str
) -> None:
    shown = "# test_first.py"
    page = make_page(
        GROWING.replace(f"'''python\n{shown}", f"<!-- test: {directive} -->\n'''python\n{shown}")
    )
    whole = whole_of(page)
    assert whole is not None
    assert "test_first.py" not in whole.tests
    assert whole.problem(tmp_path, reader) is None


@pytest.mark.parametrize(("count", "right"), [(2, True), (3, False)])
def test_the_whole_has_the_last_version_of_each_file_and_prints_what_the_page_shows(
    make_page: MakePage, tmp_path: Path, reader: ForkedPytest, count: int, right: bool
) -> None:
    mended = "'''python\n# test_first.py\ndef test_it():\n    pass\n'''\n"
    said = f"<!-- test: whole -->\n'''console\n$ pytest\n...\n=...= {count} passed in 0.80s =...=\n'''\n"
    whole = whole_of(make_page(f"{GROWING}\n# Third\n{mended}{said}"))
    assert whole is not None
    assert (whole.problem(tmp_path, reader) is None) == right


def test_a_page_with_one_run_has_no_other_whole(make_page: MakePage) -> None:
    assert whole_of(make_page("'''python\ndef test_it():\n    pass\n'''")) is None


def test_a_block_without_a_test_is_run_with_the_fixtures_that_the_page_names(
    make_page: MakePage, tmp_path: Path, reader: ForkedPytest
) -> None:
    block = "<!-- test: fixtures tmp_path -->\n'''python\nassert tmp_path.is_{}()\n'''"
    assert problems(make_page(block.format("dir")), tmp_path / "right", reader) == [None]
    (problem,) = problems(make_page(block.format("file")), tmp_path / "wrong", reader)
    assert "1 failed" in str(problem)


@pytest.mark.parametrize(
    ("directive", "statement", "expected"),
    [
        ("", "assert True", None),
        ("", "assert False", "pytest ended with 1"),
        ("<!-- test: fails -->", "assert False", None),
        ("<!-- test: fails -->", "assert True", "pytest ended with 0"),
        ("<!-- test: fails -->", "1 +", "pytest ended with 2"),
    ],
)
def test_a_block_passes_unless_the_page_says_that_it_fails(
    make_page: MakePage,
    tmp_path: Path,
    reader: ForkedPytest,
    *,
    directive: str,
    statement: str,
    expected: str | None,
) -> None:
    page = make_page(f"{directive}\n'''python\ndef test_it():\n    {statement}\n'''")
    (problem,) = problems(page, tmp_path, reader)
    assert (problem or "").partition(":")[0] == (expected or "")


@pytest.mark.parametrize(
    ("shown", "right"),
    [
        (">       assert 1 == 2\nE       assert 1 == 2", True),
        ("$ python -m pytest\n...\nE       assert ... == 2\n...\n== 1 failed in 7.77s ==", False),
        ("...\n=...= 1 failed in 7.77s =...=", True),
        (">       assert 1 == 2\nE       assert 1 == 3", False),
        (">       assert 1 == 2\n\n\nE       assert 1 == 2", False),
    ],
)
def test_output_is_what_pytest_prints(
    make_page: MakePage, tmp_path: Path, reader: ForkedPytest, shown: str, right: bool
) -> None:
    page = make_page(
        f"<!-- test: fails -->\n'''python\ndef test_it():\n    assert 1 == 2\n'''\n"
        f"<!-- test: output -->\n\n'''console\n{shown}\n'''"
    )
    (problem,) = problems(page, tmp_path, reader)
    assert (problem is None) == right


def test_durations_are_passed_over() -> None:
    pattern = output_pattern("  viewer-request   auth:handler   0.2 ms   answered 302")
    assert pattern.search("one\n  viewer-request   auth:handler   13 ms   answered 302\ntwo")
    assert not pattern.search("one\n  viewer-request   auth:handler   13 ms   answered 303\ntwo")


def test_a_python_file_that_nothing_runs_is_found(make_page: MakePage) -> None:
    assert unrun_files(make_page(GROWING)) == []
    assert unrun_files(make_page(GROWING + "# Third\n'''python\n# late.py\n1 / 0\n'''")) == ["late.py"]


def test_a_block_that_is_never_closed_is_an_error(make_page: MakePage) -> None:
    with pytest.raises(ValueError, match="the block that line 2 opens is never closed"):
        make_page("\n'''python\n1\n")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("'''python\n# functions/auth/index.py\n'''", "functions/auth/index.py"),
        ("'''js\n// index.mjs\n'''", "index.mjs"),
        ("'''json title=\"plan.json\"\n{}\n'''", "plan.json"),
        ("'''python\n# conftest.py is where fixtures live\n'''", None),
        ("- in a list:\n\n  '''python\n  # conftest.py\n  '''", "conftest.py"),
    ],
)
def test_a_block_is_named_by_its_first_line_or_its_title(
    make_page: MakePage, text: str, name: str | None
) -> None:
    (block,) = make_page(text).blocks
    assert block.name == name
