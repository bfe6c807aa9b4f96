"""What to tell somebody whose origin has no stub."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pytest_lambda_edge.errors import OriginNotStubbedError
from pytest_lambda_edge.origins.answering import mocks_asked
from pytest_lambda_edge.origins.mocks import why_not

if TYPE_CHECKING:
    from requests import PreparedRequest, RequestException
    from responses import BaseResponse

    from pytest_lambda_edge.pipeline.effects import Fetch

__all__ = ["not_stubbed", "refused_call"]

_NEAREST = 3
_SHORTCUTS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_ABOUT_THE_QUERY = ("Parameters do not match", "Query string doesn't match")
_PASSES_ON = "it passes the request on to the network, which is what responses.add_passthru is for here"


def not_stubbed(fetch: Fetch, request: PreparedRequest, refusal: BaseException) -> OriginNotStubbedError:
    """Return the error for *fetch*, sent as *request*, or for a request that its stub's callback sent."""
    refused: PreparedRequest = getattr(refusal, "request", None) or request
    if refused is not request:
        return OriginNotStubbedError(_text(refused, f"the stub of {fetch.method} {fetch.url} asked it", ""))
    asked = f"origin {fetch.origin_id}, {fetch.asked_for}" if fetch.asked_for else f"origin {fetch.origin_id}"
    return OriginNotStubbedError(_text(request, asked, fetch.explain_query))


def refused_call(request: PreparedRequest) -> RequestException:
    """Return the error for a request of a function's own: of the kind that an unreachable host is."""
    from requests import ConnectionError as Refusal  # noqa: PLC0415 - heavy

    method, url = str(request.method), str(request.url)
    unanswered = f"no stub answers {method} {url}, which a function asked for through requests."
    parts = [
        f"Connection refused by pytest-lambda-edge: {unanswered}",
        _nearest_stubs(request, ""),
        _what_to_write(method, url),
    ]
    return Refusal("\n\n".join(parts), request=request)


@dataclass(frozen=True, slots=True)
class _Nearest:
    """A stub, why it does not match, and how near it comes: 2 if only its query differs, else up to 1."""

    line: str
    nearness: float
    why: str


def _text(request: PreparedRequest, asked_by: str, explain_query: str) -> str:
    method, url = str(request.method), str(request.url)
    parts = [
        f"No stub answers {method} {url} ({asked_by}).",
        "CloudFront would ask the origin now; a test never reaches the network.",
        _nearest_stubs(request, explain_query),
        _what_to_write(method, url),
    ]
    return "\n\n".join(parts)


def _what_to_write(method: str, url: str) -> str:
    return (
        f"Stub it before the request:\n\n    {_stub_to_write(method, url)}\n\n"
        f"or let it through to the network:\n\n    responses.add_passthru({_root(url)!r})"
    )


def _stub_to_write(method: str, url: str) -> str:
    if method in _SHORTCUTS:
        return f"responses.{method.lower()}({url!r}, body=...)"
    return f"responses.add({method!r}, {url!r}, body=...)"


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _nearest_stubs(request: PreparedRequest, explain_query: str) -> str:
    stubs = [stub for mock in mocks_asked() for stub in mock.registered()]
    if not stubs:
        return "No stub is registered."
    compared = (_compared(stub, request, explain_query) for stub in stubs)
    nearest = sorted(compared, key=lambda stub: stub.nearness, reverse=True)[:_NEAREST]
    lines = "\n".join(f"  {stub.line}\n    {stub.why}" for stub in nearest)
    return f"The nearest {'stub' if len(stubs) == 1 else 'stubs'} (of {len(stubs)}):\n{lines}"


def _compared(stub: BaseResponse, request: PreparedRequest, explain_query: str) -> _Nearest:
    url = stub.url if isinstance(stub.url, str) else f"re.compile({stub.url.pattern!r})"
    line = f"{stub.method} {url}"
    differences = _differences(stub, request)
    if differences:
        asked = f"{request.method} {request.url}"
        compared = f"{stub.method} {_meant(url, request)}" if isinstance(stub.url, str) else line
        nearness = SequenceMatcher(None, compared, asked, autojunk=False).ratio()
        return _Nearest(line, nearness, f"not the same: {differences}")
    reason = why_not(stub, request).strip().partition("\n")[0]
    if reason.startswith(_ABOUT_THE_QUERY):
        why = f"only its query differs: {reason}"
        return _Nearest(line, 2.0, f"{why}\n    {explain_query}" if explain_query else why)
    return _Nearest(line, 1.0, reason or _PASSES_ON)


def _meant(stubbed: str, request: PreparedRequest) -> str:
    """Return the URL of a stub with what it leaves out, its scheme or its host too, as *request* has it."""
    if "://" in stubbed:
        return stubbed
    asked = urlsplit(str(request.url))
    if stubbed.startswith("//"):
        return f"{asked.scheme}:{stubbed}"
    return (
        f"{asked.scheme}://{asked.netloc}{stubbed}"
        if stubbed.startswith("/")
        else f"{asked.scheme}://{stubbed}"
    )


def _differences(stub: BaseResponse, request: PreparedRequest) -> str:
    """Return which of the method and the URL before its query keep *stub* from being considered."""
    names = ["method"] if stub.method != request.method else []
    if not isinstance(stub.url, str):
        return ", ".join(names) or ("" if stub.url.match(str(request.url)) else "URL")
    meant = _meant(stub.url, request)
    if meant != stub.url:
        names.append(f"no scheme (write {meant})")
    stubbed, asked = urlsplit(meant), urlsplit(str(request.url))
    if stubbed.scheme != asked.scheme:
        names.append(f"{stubbed.scheme}, not {asked.scheme}")
    if stubbed.netloc != asked.netloc:
        names.append("host")
    if stubbed.path != asked.path:
        names.append("path")
    return ", ".join(names)
