"""Custom error responses: an error's status, its page, and the fetch of that page (CF-115 to CF-127)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.messages import Request, Response, reason_phrase
from pytest_lambda_edge.http.validators import OF_A_HELD_OBJECT
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.pipeline.collapsing import released
from pytest_lambda_edge.pipeline.exchange import ErrorPage
from pytest_lambda_edge.pipeline.forwarding import shows_viewer
from pytest_lambda_edge.pipeline.table import Outcome
from pytest_lambda_edge.pipeline.viewer_checks import root_object_path

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytest_lambda_edge.pipeline.effects import Release
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = ["custom_error_response"]

_OF_A_BODY: Final = frozenset({"content-length", "transfer-encoding"})  # which a page's GET has not
_OF_THE_ORIGIN: Final = (EventType.ORIGIN_REQUEST, EventType.ORIGIN_RESPONSE)
_NOT_FOR_A_PAGE: Final = _OF_A_BODY | OF_A_HELD_OBJECT  # The viewer holds something of the object, if at all.


def custom_error_response(x: Exchange) -> Outcome | Generator[Release, None, Outcome]:
    """Decide by the final status (D-06) whether a custom error page takes the response's place."""
    return released(x, _decide) if x.claimed else _decide(x)


def _decide(x: Exchange) -> Outcome:
    if x.in_background:
        return Outcome.REVALIDATED  # What the viewer got is on its way.
    response = x.outgoing
    if x.error_page is not None:
        _deliver_page(x, response, x.error_page)
        return Outcome.PAGE_FETCHED
    _note_choices(x, response.status)
    if response.status < 400:
        return Outcome.NO_ERROR
    configured = x.site.deployed.custom_error_responses.get(response.status)
    if configured is None or not configured.response_page_path:
        return Outcome.NO_PAGE
    _ask_for_page(x, response, configured.response_page_path, configured.response_code or response.status)
    return Outcome.PAGE


def _note_choices(x: Exchange, status: int) -> None:
    """Note what AWS does not say about a status that is not simply an origin's own answer (D-04, D-06)."""
    is_error = status >= 400
    if x.failed is not None or ((x.from_cache or x.generated) and not is_error):
        return
    own = x.origin_status
    changed = own is not None and own != status and not x.from_cache
    pages = x.site.deployed.custom_error_responses
    if (x.generated or changed) and (status in pages or own in pages):
        x.rest_on("D-06")
    by_origin_request = x.generated and x.origin is not None
    turned = changed and own is not None and is_error != (own >= 400)
    silenced = EventType.VIEWER_RESPONSE in x.current_rules.behavior.triggers
    if silenced and (by_origin_request or x.from_cache or turned):
        x.rest_on("D-04")


def _ask_for_page(x: Exchange, error: Response, page_path: str, response_code: int) -> None:
    path = root_object_path(x.site.deployed, page_path)
    headers = {name: entries for name, entries in x.received.headers.items() if name not in _NOT_FOR_A_PAGE}
    x.error_page = ErrorPage(
        error=error,
        response_code=response_code,
        request=Request("GET", path, "", headers),
        rules=x.site.match(path),
        key=x.key,
    )
    x.key = None
    x.member = 0
    x.generated = False
    if _is_in_doubt(x, x.error_page, page_path):
        x.rest_on("D-23")


def _is_in_doubt(x: Exchange, page: ErrorPage, page_path: str) -> bool:
    """Return whether another request for the page could come to another outcome (D-23)."""
    rules = page.rules
    return (
        x.received.method != "GET"
        or page_path != page.request.uri
        or (bool(x.received.querystring) and not rules.sent_query.is_empty)
        or shows_viewer(rules, x.received)
        or not rules.behavior.triggers.keys().isdisjoint(_OF_THE_ORIGIN)
    )


def _deliver_page(x: Exchange, response: Response, page: ErrorPage) -> None:
    """Give the page the configured status; a page that could not be fetched keeps its own (CF-122)."""
    if response.status < 400:
        status = page.response_code
        x.response = Response(status, reason_phrase(status), response.headers, response.body)
