"""Which URLs the ``Resource`` of a signed policy covers (CF-171)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from pytest_lambda_edge.model.path_patterns import wildcards

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["covers", "is_ambiguous"]

_PROTOCOL: Final = re.compile(r"(https?|\*)://(.*)", re.DOTALL)


class _Sections(NamedTuple):
    """The sections of a URL or of a resource; a wildcard matches within one of them only.

    ``path`` is None where a resource ends within its domain, ``query`` where there is no ``?``.
    """

    protocol: str
    domain: str
    path: str | None
    query: str | None


def covers(resource: str, url: str) -> bool:
    """Return whether *resource*, in which ``*`` and ``?`` are wildcards, covers the absolute *url*."""
    asked = _split(url)
    return asked is not None and any(_covers(pattern, asked) for pattern in _readings(resource))


def is_ambiguous(resource: str, url: str) -> bool:
    """Return whether *resource* covers *url* by one way of reading its ``?``, and by another does not."""
    asked = _split(url)
    return asked is not None and len({_covers(pattern, asked) for pattern in _readings(resource)}) > 1


def _readings(resource: str) -> Iterator[_Sections]:
    r"""Yield the ways of reading a resource: a ``?`` may stand before the query or for any one character.

    AWS once told people to write the first kind as ``\?`` and now tells them not to; both are read.
    """
    whole = _split(resource, query_mark=r"\?")
    if whole is None:
        return
    yield whole
    if whole.path is None or whole.query is not None:
        return
    for mark in re.finditer(r"\?", whole.path):
        yield whole._replace(path=whole.path[: mark.start()], query=whole.path[mark.end() :])


def _split(url: str, query_mark: str = "?") -> _Sections | None:
    """Take a URL or a resource apart; None without a protocol, which a leading ``*`` implies."""
    match = _PROTOCOL.fullmatch(url)
    if match is None and not url.startswith("*"):
        return None
    protocol, rest = match.groups() if match else ("*", url)
    domain, slash, tail = rest.partition("/")
    if not slash:
        return _Sections(protocol, domain, None, None)
    path, mark, query = tail.partition(query_mark)
    return _Sections(protocol, domain, f"/{path}", query if mark else None)


def _covers(pattern: _Sections, asked: _Sections) -> bool:
    if pattern.protocol not in {"*", asked.protocol} or not _matches(pattern.domain, asked.domain):
        return False
    if pattern.path is None:
        return pattern.domain.endswith("*")  # which then stands for path and query, too
    if asked.path is None or not _matches(pattern.path, asked.path):
        return False
    if pattern.query is None:
        return asked.query is None or pattern.path.endswith("*")  # likewise for the query
    return asked.query is not None and _matches(pattern.query, asked.query)


def _matches(pattern: str, section: str) -> bool:
    return wildcards(pattern).match(section) is not None
