"""Ordered, multi-valued headers.

Inside, headers are a plain ``HeaderMap``, ``{"host": [{"key": "Host", "value": "example.com"}]}``, because
that is the form in which Lambda@Edge events carry them (LE-058). Lists in a ``HeaderMap`` are never changed
in place, only replaced, so a copy of the outer dict is a copy. ``Headers`` is the read-only face that tests
see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, overload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "HeaderEntry",
    "HeaderMap",
    "Headers",
    "add",
    "first",
    "from_pairs",
    "joined",
    "lines",
    "pack",
    "put",
    "repeats",
    "standard_case",
    "unpack",
    "values",
    "wire_size",
]

_LINE_OVERHEAD = 4  # bytes: ": " and the line's end


class HeaderEntry(TypedDict, total=False):
    """One header line: ``key`` is the name as on the wire."""

    key: str
    value: str


HeaderMap = dict[str, list[HeaderEntry]]


def from_pairs(pairs: Iterable[tuple[str, str]]) -> HeaderMap:
    """Build a map from ``(name, value)`` pairs, one a line, order kept."""
    headers: HeaderMap = {}
    for name, value in pairs:
        headers.setdefault(name.lower(), []).append({"key": name, "value": value})
    return headers


def lines(headers: HeaderMap) -> Iterator[tuple[str, str]]:
    """Yield ``(name on the wire, value)``, one pair a line."""
    for entries in headers.values():
        for entry in entries:
            yield entry["key"], entry["value"]


def values(headers: HeaderMap, name: str) -> list[str]:
    """Return the values of the lines called *name* (lower case)."""
    entries = headers.get(name)
    return [entry["value"] for entry in entries] if entries else []


def joined(headers: HeaderMap, name: str) -> str | None:
    """Return the lines called *name* (lower case) joined with ``, ``, or None (RFC 9110, 5.3)."""
    entries = headers.get(name)
    if not entries:
        return None
    if len(entries) == 1:
        return entries[0]["value"]
    return ", ".join(entry["value"] for entry in entries)


def first(headers: HeaderMap, name: str) -> str | None:
    """Return the value of the first line called *name* (lower case), or None."""
    entries = headers.get(name)
    return entries[0]["value"] if entries else None


def put(headers: HeaderMap, name: str, value: str) -> None:
    """Make *value* the only line of the header *name* (as on the wire)."""
    headers[name.lower()] = [{"key": name, "value": value}]


def add(headers: HeaderMap, name: str, value: str) -> None:
    """Add a line to the header *name* (as on the wire)."""
    lower = name.lower()
    headers[lower] = [*headers.get(lower, ()), {"key": name, "value": value}]


def repeats(headers: HeaderMap) -> bool:
    """Return whether any header but ``Cookie`` has several lines."""
    return any(len(entries) > 1 and name != "cookie" for name, entries in headers.items())


def standard_case(name: str) -> str:
    """Capitalise each part of a header's name: ``content-type`` -> ``Content-Type`` (LE-062)."""
    return "-".join(part[:1].upper() + part[1:].lower() for part in name.split("-"))


def wire_size(headers: HeaderMap) -> int:
    """Return the bytes that the lines of headers take over the wire."""
    size = 0
    for entries in headers.values():
        for entry in entries:
            value = entry["value"]
            length = len(value) if value.isascii() else len(value.encode(errors="replace"))
            size += len(entry["key"]) + length + _LINE_OVERHEAD
    return size


def pack(headers: HeaderMap) -> str:
    """Return the headers as one string; values hold no line ends (LE-067), so they part the lines."""
    return "\n".join(f"{entry['key']}\n{entry['value']}" for entries in headers.values() for entry in entries)


def unpack(packed: str) -> HeaderMap:
    """Undo ``pack``."""
    if not packed:
        return {}
    parts = packed.split("\n")
    return from_pairs(zip(parts[::2], parts[1::2], strict=True))


class Headers:
    """Headers as a test sees them: case-insensitive, multi-valued, read-only.

    ``headers["x"]`` and ``.get("x")`` join repeated lines with ``, ``; ``.getlist("x")`` gives the lines;
    ``.items()`` gives one pair a line.
    """

    __slots__ = ("_map",)

    def __init__(self, headers: HeaderMap | Iterable[tuple[str, str]] = ()) -> None:
        self._map: HeaderMap = headers if isinstance(headers, dict) else from_pairs(headers)

    def __getitem__(self, name: str) -> str:
        value = joined(self._map, name.lower())
        if value is None:
            raise KeyError(name)
        return value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self._map.get(name.lower()))

    def __iter__(self) -> Iterator[str]:
        return (entries[0]["key"] for entries in self._map.values() if entries)

    def __len__(self) -> int:
        return sum(1 for entries in self._map.values() if entries)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Headers):
            return self._comparable() == other._comparable()
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Headers({list(self.items())!r})"

    @overload
    def get(self, name: str) -> str | None: ...
    @overload
    def get(self, name: str, default: str) -> str: ...
    def get(self, name: str, default: str | None = None) -> str | None:
        """Return the lines called *name* joined with ``, ``, or *default*."""
        value = joined(self._map, name.lower())
        return default if value is None else value

    def getlist(self, name: str) -> list[str]:
        """Return the lines called *name*, possibly none."""
        return values(self._map, name.lower())

    def keys(self) -> list[str]:
        """Return each header's name once, as on the wire."""
        return list(self)

    def values(self) -> list[str]:
        """Return the value of every line."""
        return [value for _, value in lines(self._map)]

    def items(self) -> list[tuple[str, str]]:
        """Return one ``(name, value)`` pair a line."""
        return list(lines(self._map))

    def _comparable(self) -> dict[str, list[str]]:
        return {name: [entry["value"] for entry in entries] for name, entries in self._map.items() if entries}
