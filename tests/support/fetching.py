"""Ask an origin as a distribution would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda_edge.http.headers import from_pairs
from pytest_lambda_edge.http.messages import Response
from pytest_lambda_edge.origins.requests_origin import RequestsFetcher
from pytest_lambda_edge.origins.stubs import answering
from pytest_lambda_edge.pipeline.effects import Fetch, FetchFailure

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ORIGIN", "ask", "ask_in_vain"]

ORIGIN = "https://origin.example.com"


def ask(
    url: str = ORIGIN + "/x",
    method: str = "GET",
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    explain_query: str = "",
) -> Response:
    """Return the answer to one fetch; it must not fail."""
    answer = _fetch(url, method, headers, body, explain_query)
    assert isinstance(answer, Response), answer
    return answer


def ask_in_vain(url: str = ORIGIN + "/x", method: str = "GET") -> FetchFailure:
    """Return how one fetch fails; it must not be answered."""
    answer = _fetch(url, method, (), b"", "")
    assert isinstance(answer, FetchFailure), answer
    return answer


def _fetch(
    url: str, method: str, headers: Iterable[tuple[str, str]], body: bytes, explain_query: str
) -> Response | FetchFailure:
    fetch = Fetch("the-origin", method, url, from_pairs(headers), body, 30.0, explain_query=explain_query)
    with answering():
        return RequestsFetcher().fetch(fetch)
