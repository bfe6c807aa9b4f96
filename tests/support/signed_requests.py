"""Requests that are signed by their URL or by cookies, and how a refused one is answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from support.fake_origins import stub
from support.scenarios import make
from support.signatures import (
    as_cookies,
    as_query,
    trusting,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.result import Result


__all__ = ["ANY_URL", "MESSAGES", "ask", "both_ways", "code_of", "page_of", "why"]

ANY_URL = re.compile(".*")
MESSAGES = {
    "MissingKey": "Missing Key-Pair-Id query parameter or cookie value",
    "InvalidKey": "Unknown Key",
    "MalformedSignature": "Could not unencode Signature",
    "MalformedPolicy": "Malformed Policy",
    "AccessDenied": "Access denied",
}


def page_of(code: str) -> str:
    """Return CloudFront's answer to a refused signature."""
    start = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{start}<Error><Code>{code}</Code><Message>{MESSAGES[code]}</Message></Error>"


def code_of(result: Result) -> str | None:
    """Return the code of a refused signature, None where the request got in."""
    if result.status_code != 403:
        return None
    found = re.search("<Code>(.*)</Code>", result.text)
    assert found, result.text
    assert result.text == page_of(found[1])
    return found[1]


def why(result: Result) -> str:
    """Return why a signature was refused, as ``explain()`` says it."""
    found = re.search(r"^  signature +rejected: (.*)$", result.explain(), re.MULTILINE)
    assert found, result.explain()
    return found[1]


def ask(
    parts: Mapping[str, str], by: str = "url", path: str = "/page", settings: Any = None, **arguments: Any
) -> Result:
    """Send a request that is signed by its URL or by cookies."""
    stub(ANY_URL)
    site = make(**(trusting() if settings is None else settings))
    if by == "cookies":
        return site.get(path, cookies=as_cookies(parts), **arguments)
    return site.get(f"{path}{'&' if '?' in path else '?'}{as_query(parts)}", **arguments)


both_ways = pytest.mark.parametrize("by", ["url", "cookies"])
"""Runs a test with a signed URL and with signed cookies."""
