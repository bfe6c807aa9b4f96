"""Reading a Markdown page: its sections, their code blocks, and its links."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Block", "Page", "Section", "read_page"]

FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<language>[\w+-]*) *(?P<info>.*)$")
HEADING = re.compile(r"^#{1,6} +(?P<title>.+?) *#*$")
DIRECTIVE = re.compile(r"^ *<!-- *test: *(?P<words>.*?) *-->$")
FILE_NAME = re.compile(r"(?:#|//) *(?P<name>[\w./-]+\.\w+)")
TITLE = re.compile(r'title="(?P<name>[^"]+)"')
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced code block; ``name`` is the file that it shows, ``directive`` what the page says of it."""

    line: int
    language: str
    source: str
    name: str | None
    directive: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """What stands between two headings."""

    title: str
    line: int
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """A whole page, in the order in which it is read."""

    path: Path
    sections: list[Section]
    links: list[tuple[int, str]]

    @property
    def anchors(self) -> set[str]:
        """The fragments by which its headings can be reached."""
        return {_slug(section.title) for section in self.sections}

    @property
    def blocks(self) -> Iterator[Block]:
        for section in self.sections:
            yield from section.blocks


def read_page(path: Path) -> Page:
    lines = path.read_text(encoding="utf-8").splitlines()
    page = Page(path, [Section(path.name, 1)], [])
    directive: tuple[str, ...] = ()
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if opening := FENCE.match(line):
            end = _end_of_block(lines, number, opening["fence"])
            page.sections[-1].blocks.append(_block(number, opening, lines[number:end], directive))
            number = end + 1
        elif heading := HEADING.match(line):
            page.sections.append(Section(heading["title"], number))
        else:
            page.links.extend((number, link["target"]) for link in LINK.finditer(line))
        if found := DIRECTIVE.match(line):
            directive = tuple(found["words"].split())
        elif line.strip():
            directive = ()
    return page


def _end_of_block(lines: list[str], start: int, fence: str) -> int:
    for number in range(start, len(lines)):
        if lines[number].strip() == fence:
            return number
    raise ValueError(f"the block that line {start} opens is never closed")


def _block(line: int, opening: re.Match[str], body: list[str], directive: tuple[str, ...]) -> Block:
    source = textwrap.dedent("\n".join(body)) + "\n"
    named = TITLE.search(opening["info"]) or FILE_NAME.fullmatch(source.partition("\n")[0])
    return Block(line, opening["language"], source, named["name"] if named else None, directive)


def _slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
