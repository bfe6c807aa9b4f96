"""What the AWS CDK notes about its constructs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

__all__ = ["logical_ids"]

_LOGICAL_ID: Final = "aws:cdk:logicalId"


def logical_ids(notes: Iterable[Any]) -> dict[str, list[str]]:
    """Return the paths of constructs by logical id: ``{"SiteE53D7754": ["Web/Site/Resource"]}``."""
    paths: dict[str, list[str]] = {}
    for path, logical_id in _entries(notes):
        paths.setdefault(logical_id, []).append(path)
    return paths


def _entries(notes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for noted in notes:
        for path, entries in noted.items() if isinstance(noted, Mapping) else ():
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, Mapping) and entry.get("type") == _LOGICAL_ID:
                    yield str(path).strip("/"), str(entry.get("data"))
