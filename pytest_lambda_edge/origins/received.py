"""What came back through requests, as it was on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda_edge.http.headers import from_pairs, put
from pytest_lambda_edge.http.messages import BODILESS, Response, reason_phrase

if TYPE_CHECKING:
    import requests

    from pytest_lambda_edge.http.headers import HeaderMap

__all__ = ["received"]


def received(answer: requests.Response, method: str) -> Response:
    """Return the response as a server would have sent it to a request with *method*.

    A stub stands for a server: the length of its body is filled in, unless it says ``Content-Length`` or
    ``Transfer-Encoding`` itself, and it sends no body where HTTP has none (RFC 9110, 6.4.1 and 8.6).
    """
    headers = _headers(answer)
    body = _body(answer)
    status = answer.status_code
    bodiless = status < 200 or status in BODILESS
    if not (bodiless or "content-length" in headers or "transfer-encoding" in headers):
        put(headers, "Content-Length", str(len(body)))
    if bodiless or method == "HEAD":
        body = b""
    return Response(status, answer.reason or reason_phrase(status), headers, body)


def _headers(answer: requests.Response) -> HeaderMap:
    raw = getattr(answer.raw, "headers", None)
    lines = answer.headers if raw is None else raw
    return from_pairs((str(name), _on_one_line(str(value))) for name, value in lines.items())


def _on_one_line(value: str) -> str:
    """Return a stub's header value as a recipient reads it: a line end in it is a space (RFC 9112, 5.2)."""
    return " ".join(value.splitlines()) if "\n" in value or "\r" in value else value


def _body(answer: requests.Response) -> bytes:
    """Return the body as on the wire, content coding included, even if cut short (CF-101)."""
    raw = answer.raw
    if raw is None:
        return answer.content or b""
    body: bytes = raw.read(decode_content=False)
    return body or (answer.content if getattr(answer, "_content_consumed", False) else b"")
