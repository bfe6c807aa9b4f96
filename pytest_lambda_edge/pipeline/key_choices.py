"""Which undocumented choices made a difference to a cache key, or to the query string that an origin gets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.cookies import cookie_pairs
from pytest_lambda_edge.http.headers import values
from pytest_lambda_edge.model.path_patterns import normalized
from pytest_lambda_edge.pipeline.cache_key import selected_query
from pytest_lambda_edge.pipeline.selection import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.http.messages import Request
    from pytest_lambda_edge.pipeline.rules import BehaviorRules
    from pytest_lambda_edge.pipeline.selection import Selection

__all__ = ["has_choices", "is_query_in_doubt", "key_choices"]

_WITHOUT_VALUE: Final = re.compile(r"(?:^|&)[^=&]+=?(?=&|\Z)")


def has_choices(rules: BehaviorRules, request: Request) -> bool:
    """Return whether a key holds anything about which AWS leaves a choice, which is quickly seen."""
    uri = request.uri
    return bool(
        (request.querystring and not rules.key_query.is_empty)
        or rules.key_headers
        or "%" in uri
        or "//" in uri
        or "/." in uri
        or ("cookie" in request.headers and not rules.key_cookies.is_empty)
    )


def key_choices(rules: BehaviorRules, request: Request) -> Iterator[str]:
    """Yield the ids of the choices without which the key of *request* would be another."""
    if normalized(request.uri) != request.uri:
        yield "CF-022"
    if is_query_in_doubt(request.querystring, rules.key_query):
        yield "CF-037"
    if "cookie" in request.headers and _are_out_of_order(request.headers, rules.key_cookies):
        yield "CF-038"
    if any(len(request.headers.get(name, ())) > 1 for name in rules.key_headers):
        yield "CF-186"


def is_query_in_doubt(querystring: str, selection: Selection) -> bool:
    """Return whether listed parameters are out of order, or one that is selected has no value (CF-037).

    That the order of a whole query string counts is documented (CF-036).
    """
    selected = selected_query(querystring, selection)
    if _WITHOUT_VALUE.search(selected) is not None:
        return True
    if selection.mode is not Mode.ALLOW:
        return False
    names = [part.partition("=")[0] for part in selected.split("&")]
    return names != sorted(names)


def _are_out_of_order(headers: HeaderMap, selection: Selection) -> bool:
    """Return whether the viewer's cookies that are keyed are not sorted by name (CF-038)."""
    names = [name for name, _ in cookie_pairs(values(headers, "cookie")) if name in selection]
    return names != sorted(names)
