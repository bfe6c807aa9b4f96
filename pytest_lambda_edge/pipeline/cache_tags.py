"""Cache tags: names that an origin gives to objects, by which they can be invalidated together (CF-143)."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.http.headers import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.http.headers import HeaderMap

__all__ = ["has_tag", "invalidation_problem", "tags_of"]

_TAG: Final = re.compile("[!-+\\--~]{1,256}")  # visible ASCII, but no comma
_MOST_TAGS: Final = 50
_LONGEST_PATH: Final = 4_000  # characters (CF-135)


def invalidation_problem(path: object) -> Problem | None:
    """Return what is wrong with something that is to be invalidated: a path (CF-135), or ``#`` and a tag."""
    place = f"invalidate({path!r:.80})"
    if not isinstance(path, str) or not path.startswith(("/", "#")):
        message = "an invalidation path is a string that begins with '/', and a cache tag one with '#'"
        return Problem(place, message, "InvalidArgument")
    if len(path) > _LONGEST_PATH:
        message = f"an invalidation path has at most 4,000 characters, and this one has {len(path):,}"
        return Problem(place, message, "InvalidArgument")
    if path.startswith("/") or _TAG.fullmatch(path[1:]):
        return None
    message = "a cache tag is '#' and up to 256 visible ASCII characters without a comma"
    return Problem(place, message, "InvalidArgument")


def tags_of(headers: HeaderMap, header_name: str) -> frozenset[str]:
    """Return the tags that an object has by the header of that name, in lower case: the first 50 of them."""
    return frozenset(islice(_named(joined(headers, header_name.lower()) or ""), _MOST_TAGS))


def has_tag(headers: HeaderMap, header_name: str, tag: str) -> bool:
    """Return whether an object has a tag, whose case makes no difference."""
    return tag.lower() in tags_of(headers, header_name)


def _named(value: str) -> Iterator[str]:
    for part in value.split(","):
        tag = part.strip(" \t")
        if _TAG.fullmatch(tag):
            yield tag.lower()
