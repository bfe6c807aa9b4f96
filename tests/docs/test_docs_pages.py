"""Every code block of the README and of docs/ does what its page says."""

from __future__ import annotations

import configparser
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support.markdown import Block, Page, read_page
from support.page_projects import EXEMPT, PYTHON, Run, runs_of, unrun_files, whole_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from support.forked_pytest import ForkedPytest

ROOT = Path(__file__).parents[2]
PAGES = [read_page(path) for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))]
OTHER_PAGES = [
    read_page(path) for path in (ROOT / "CHANGELOG.md", *sorted((ROOT / "examples").rglob("README.md")))
]


class TemplateLoader(yaml.SafeLoader):
    """Reads CloudFormation's short functions (``!Ref``) as nothing."""


TemplateLoader.add_multi_constructor("!", lambda *_: None)

PARSERS: Mapping[str, Callable[[str], Any]] = {
    "toml": tomllib.loads,
    "ini": lambda source: configparser.ConfigParser(interpolation=None).read_string(source),
    "json": json.loads,
    "yaml": lambda source: yaml.load(source, TemplateLoader),
}


def name_of(page: Page) -> str:
    return page.path.relative_to(ROOT).as_posix()


def each_page(*pages: Page) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", [pytest.param(page, id=name_of(page)) for page in pages])


def each_run() -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "run",
        [
            pytest.param(run, id=f"{name_of(page)}:{run.section.line}")
            for page in PAGES
            for run in runs_of(page)
        ],
    )


def data_blocks(page: Page) -> list[Block]:
    return [block for block in page.blocks if block.language in PARSERS]


@each_run()
def test_what_a_section_shows_works(run: Run, tmp_path: Path, reader: ForkedPytest) -> None:
    if problem := run.problem(tmp_path, reader):
        pytest.fail(problem, pytrace=False)


@pytest.mark.parametrize(
    "whole", [pytest.param(whole, id=name_of(page)) for page in PAGES if (whole := whole_of(page))]
)
def test_what_a_page_ends_with_works_as_a_whole(whole: Run, tmp_path: Path, reader: ForkedPytest) -> None:
    if problem := whole.problem(tmp_path, reader):
        pytest.fail(problem, pytrace=False)


@each_page(*PAGES)
def test_every_python_file_of_a_page_is_run_by_a_test_of_it(page: Page) -> None:
    assert unrun_files(page) == []


@each_page(*PAGES)
def test_data_parses(page: Page) -> None:
    for block in data_blocks(page):
        PARSERS[block.language](block.source)


@each_page(*PAGES)
def test_every_block_says_what_it_is(page: Page) -> None:
    known = PYTHON | EXEMPT | PARSERS.keys()
    assert [
        f"line {block.line}: {block.language!r}" for block in page.blocks if block.language not in known
    ] == []


@each_page(*PAGES, *OTHER_PAGES)
def test_links_within_the_repository_lead_somewhere(page: Page) -> None:
    assert [link for link in page.links if not leads_somewhere(page, link[1])] == []


def leads_somewhere(page: Page, target: str) -> bool:
    if "://" in target:
        return True
    path, _, anchor = target.partition("#")
    file = page.path.parent / path if path else page.path
    if not file.exists():
        return False
    return not anchor or anchor in read_page(file).anchors
