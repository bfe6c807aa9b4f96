"""Reading the lines of one returned header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.http.fields import is_field_value, is_token
from pytest_lambda_edge.http.headers import standard_case
from pytest_lambda_edge.model.problems import item, shown

if TYPE_CHECKING:
    from pytest_lambda_edge.events.findings import Findings
    from pytest_lambda_edge.http.headers import HeaderEntry

__all__ = ["UNREADABLE", "read_lines"]

UNREADABLE: Final[list[HeaderEntry]] = []
"""Stands for the lines of a header that were refused; compare by identity."""


def read_lines(name: str, entries: Any, headers: str, findings: Findings) -> list[HeaderEntry]:
    """Return the lines of a header of the map at *headers*, under their name on the wire.

    What is refused comes back as ``UNREADABLE``.
    """
    if not isinstance(entries, list):
        findings.refuse("header-not-array", item(headers, name), f"is {shown(entries)}")
        return UNREADABLE
    before = len(findings.violations)
    lines: list[HeaderEntry] = []
    for index, entry in enumerate(entries):
        if isinstance(entry, dict):
            wire = _wire_name(name, entry, headers, index, findings)
            values = _values(name, entry, headers, index, findings)
            lines.extend({"key": wire, "value": value} for value in values)
        else:
            findings.refuse("header-line-not-object", _place(headers, name, index), f"is {shown(entry)}")
    if lines and not is_token(name):
        findings.refuse("header-name-invalid", item(headers, name), f"{shown(name)} is no name of a header")
    return lines if len(findings.violations) == before else UNREADABLE


def _wire_name(name: str, entry: dict[str, Any], headers: str, index: int, findings: Findings) -> str:
    """Return the ``key`` where it is the property's *name* in some case (LE-060), else the name capitalised.

    No letter outside ASCII counts as one of ASCII. (LE-062, D-10)
    """
    if "key" not in entry:
        return standard_case(name)
    key = entry["key"]
    if not isinstance(key, str):
        findings.refuse("header-key-not-string", _place(headers, name, index, ".key"), f"is {shown(key)}")
        return name
    if key == name or (key.isascii() and key.lower() == name.lower()):
        return key
    findings.rest_on("D-10")
    return standard_case(name)


def _values(name: str, entry: dict[str, Any], headers: str, index: int, findings: Findings) -> list[str]:
    """Return the values of an entry (LE-063), without the white space around them (RFC 9110, 5.5)."""
    value = entry.get("value")
    values: list[Any] = value if isinstance(value, list) else [value]
    for one in values:
        if not isinstance(one, str):
            what = f"is {shown(value)}" if "value" in entry else "is missing"
            findings.refuse("header-value-not-string", _place(headers, name, index, ".value"), what)
            return []
        if not is_field_value(one):
            place = _place(headers, name, index, ".value")
            findings.refuse("header-control-character", place, f"is {shown(one)}")
    return [one.strip(" \t") for one in values]


def _place(headers: str, name: str, index: int, field: str = "") -> str:
    return f"{item(headers, name)}[{index}]{field}"
