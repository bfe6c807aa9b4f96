"""The last touches before the viewer has its response (CF-197, CF-199, D-31)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.dates import http_date
from pytest_lambda_edge.http.messages import BODILESS
from pytest_lambda_edge.pipeline.cloudfront_responses import SERVER
from pytest_lambda_edge.pipeline.edge_location import POP, via
from pytest_lambda_edge.pipeline.response_headers_policy import arrange
from pytest_lambda_edge.pipeline.table import Outcome

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderEntry, HeaderMap
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = ["deliver"]

_POP: Final[list[HeaderEntry]] = [{"key": "X-Amz-Cf-Pop", "value": POP}]
_MASKED_BY_ERROR: Final = frozenset({"Hit", "Miss", "RefreshHit"})
_CLOSING_PAGES: Final = frozenset({400, 405, 414, 416, 500, 501})  # CF-125
_CLOSING_REFUSALS: Final = frozenset({414, 494})  # CF-026, before a behavior is chosen


def deliver(x: Exchange) -> Outcome:
    """Name the result, add CloudFront's headers, and drop the body where HTTP has none."""
    response = x.outgoing
    if x.error_page is not None or (response.status >= 400 and x.result_type in _MASKED_BY_ERROR):
        x.result_type = "Error"  # CF-125, CF-199, CF-200
    headers = response.headers
    if "date" not in headers:
        headers["date"] = [{"key": "Date", "value": http_date(x.now)}]
    if "server" not in headers:
        headers["server"] = [{"key": "Server", "value": SERVER}]
    _measure_body(headers, response.status, len(response.body))
    if x.viewer.http_version == "1.1":
        headers = response.headers = _with_connection(x, headers)
    if x.received.method == "HEAD" or response.status in BODILESS:
        response.body = b""
    headers["x-cache"] = [{"key": "X-Cache", "value": f"{x.result_type} from cloudfront"}]
    headers["via"] = [{"key": "Via", "value": via(x, "1.1")}]
    headers["x-amz-cf-pop"] = _POP
    headers["x-amz-cf-id"] = [{"key": "X-Amz-Cf-Id", "value": x.request_id}]
    age = headers.pop("age", None)
    if age is not None:
        headers["age"] = age  # It comes after CloudFront's own (CF-198).
    if x.policy_headers is not None:
        arrange(x, headers, x.policy_headers)
    return Outcome.DELIVERED if x.stale is None else Outcome.DELIVERED_STALE


def _with_connection(x: Exchange, headers: HeaderMap) -> HeaderMap:
    """Say after Content-Length what becomes of the connection, which HTTP/2 has no header for (CF-125)."""
    if x.error_page is not None:
        closes = x.error_page.error.status in _CLOSING_PAGES
    else:
        closes = x.rules is None and x.outgoing.status in _CLOSING_REFUSALS
    line: list[HeaderEntry] = [{"key": "Connection", "value": "close" if closes else "keep-alive"}]
    with_line: HeaderMap = {}
    for name, entries in headers.items():
        with_line[name] = entries
        if name == "content-length":
            with_line["connection"] = line
    with_line.setdefault("connection", line)
    return with_line


def _measure_body(headers: HeaderMap, status: int, length: int) -> None:
    if status in BODILESS:
        headers.pop("content-length", None)
    elif "content-length" not in headers and "transfer-encoding" not in headers:
        headers["content-length"] = [{"key": "Content-Length", "value": str(length)}]
