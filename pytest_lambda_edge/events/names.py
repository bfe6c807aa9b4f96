"""How headers are called on the wire: in what events show, and in what becomes of a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.headers import standard_case

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap

__all__ = ["same_but_for_case", "viewer_names", "wire_name"]

_CAPITALISED: Final = {name.lower(): name for name in ("Host", "User-Agent")}


def same_but_for_case(name: str, other: str) -> bool:
    """Tell whether two headers are the same; no letter outside ASCII counts as one of ASCII."""
    return name == other or (other.isascii() and name.lower() == other.lower())


def wire_name(name: str, key: str | None) -> str:
    """Return the name that a returned header gets on the wire.

    That is its ``key`` where this is the property's *name* in another case (LE-060), else the property's name
    with each part capitalised (LE-062, D-10).
    """
    if key is not None and same_but_for_case(name, key):
        return key
    return standard_case(name)


def viewer_names(headers: HeaderMap, http_version: str) -> HeaderMap:
    """Return a viewer's headers under the names that viewer events show (LE-061).

    A viewer on HTTP/2 or later (*http_version* as in ``2.0``) sends lower-case names; one on HTTP/1.1 is
    taken at its word. CloudFront writes two names its own way for either.
    """
    as_sent = http_version.startswith("1")
    renamed: HeaderMap = {}
    for name, entries in headers.items():
        wire = _CAPITALISED.get(name) or (None if as_sent else name)
        if wire is not None and any(entry["key"] != wire for entry in entries):
            renamed[name] = [{"key": wire, "value": entry["value"]} for entry in entries]
    return headers | renamed if renamed else headers
