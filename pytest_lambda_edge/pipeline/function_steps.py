"""The four triggers: show the event, run the function, judge and apply what came back.

A step that needs something of the world is a generator: it yields an effect and is sent the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.events.apply import apply_request, generated_response, updated_response
from pytest_lambda_edge.events.build import body_object, event, request_object, response_object
from pytest_lambda_edge.events.limits import EXPOSED_BODY, smaller
from pytest_lambda_edge.events.refusals import not_parsable
from pytest_lambda_edge.events.results import judge_request_result, judge_response_result
from pytest_lambda_edge.http.headers import repeats
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.pipeline.cloudfront_responses import error_response, with_origin_headers
from pytest_lambda_edge.pipeline.effects import Invoke, Run
from pytest_lambda_edge.pipeline.exchange import Invoked
from pytest_lambda_edge.pipeline.products import failure_answer, product_of
from pytest_lambda_edge.pipeline.table import Outcome
from pytest_lambda_edge.pipeline.viewer_checks import root_object_path

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytest_lambda_edge.events.results import RequestVerdict
    from pytest_lambda_edge.http.messages import Request, Response
    from pytest_lambda_edge.model.triggers import Trigger
    from pytest_lambda_edge.pipeline.exchange import Exchange

    Asking = Generator[Invoke, Run, Outcome]

__all__ = ["function_failure", "origin_request", "origin_response", "viewer_request", "viewer_response"]

_COMES_BACK: Final = frozenset({"date", "server"})  # CloudFront adds its own where they are missing (D-31).


def viewer_request(x: Exchange) -> Outcome | Asking:
    """Run viewer-request, if the behavior has one."""
    trigger = _trigger(x, EventType.VIEWER_REQUEST)
    return Outcome.PASSED if trigger is None else _viewer_request(x, trigger)


def origin_request(x: Exchange) -> Outcome | Asking:
    """Run origin-request, if the behavior has one."""
    trigger = _trigger(x, EventType.ORIGIN_REQUEST)
    return Outcome.PASSED if trigger is None else _origin_request(x, trigger)


def origin_response(x: Exchange) -> Outcome | Asking:
    """Run origin-response, if the behavior has one."""
    trigger = _trigger(x, EventType.ORIGIN_RESPONSE)
    return Outcome.PASSED if trigger is None else _origin_response(x, trigger)


def viewer_response(x: Exchange) -> Outcome | Asking:
    """Run viewer-response, if the behavior has one."""
    trigger = _trigger(x, EventType.VIEWER_RESPONSE)
    return Outcome.PASSED if trigger is None else _viewer_response(x, trigger)


def function_failure(x: Exchange) -> Outcome:
    """Put CloudFront's 502 or 503 in the place of any response (LE-249, LE-250, D-07)."""
    assert x.failed is not None, "this step follows a failed run"
    answer = failure_answer(x.failed)
    x.response = error_response(answer.status, answer.sentence, x.request_id, x.now)
    x.result_type = answer.result_type
    x.rest_on("D-07", *answer.rests_on)
    return Outcome.PASSED


def _viewer_request(x: Exchange, trigger: Trigger) -> Asking:
    if repeats(x.request.headers):
        x.rest_on("CF-186")
    sent = _request_object(x, x.request, trigger, EventType.VIEWER_REQUEST, None)
    verdict = yield from _ask_about_request(x, trigger, EventType.VIEWER_REQUEST, sent)
    if verdict is None:
        return Outcome.FAILED
    if verdict.request is not None:
        x.request = apply_request(x.request, verdict.request, sent)
        if "cloudfront-viewer-country" in x.received.headers:
            x.rest_on("D-39")
        if root_object_path(x.site.deployed, x.request.uri) != x.request.uri:
            x.rest_on("D-01")
        return Outcome.PASSED
    response, product = _generated(x, verdict), product_of(trigger)
    x.result_type = product.generated
    x.rest_on("D-02")
    may_get_page = response.status >= 400 and product.gets_error_pages
    return Outcome.GENERATED_ERROR if may_get_page else Outcome.GENERATED


def _origin_request(x: Exchange, trigger: Trigger) -> Asking:
    assert x.forwarded is not None, "forwarding comes first"
    x.shaped_by = ()
    _note_origin_event(x, x.forwarded)
    sent = _request_object(x, x.forwarded, trigger, EventType.ORIGIN_REQUEST, x.origin_shown)
    verdict = yield from _ask_about_request(x, trigger, EventType.ORIGIN_REQUEST, sent)
    if verdict is None:
        return Outcome.FAILED
    if verdict.request is not None:
        x.forwarded = apply_request(x.forwarded, verdict.request, sent)
        x.origin_shown = verdict.request.origin or x.origin_shown
        return Outcome.PASSED
    made = _generated(x, verdict)
    if made.status < 400 and _COMES_BACK - made.headers.keys():
        if x.error_page is None and _trigger(x, EventType.VIEWER_RESPONSE) is not None:
            x.rest_on("D-31")
        else:
            x.shaped_by += ("D-31",)  # A hit by another behavior may have a function that sees them.
    x.rest_on("D-15")
    return Outcome.GENERATED


def _origin_response(x: Exchange, trigger: Trigger) -> Asking:
    assert x.forwarded is not None, "an origin was asked"
    _note_origin_event(x, x.forwarded)
    request = _request_object(x, x.forwarded, None, EventType.ORIGIN_RESPONSE, x.origin_shown)
    return (yield from _update(x, trigger, EventType.ORIGIN_RESPONSE, request))


def _viewer_response(x: Exchange, trigger: Trigger) -> Asking:
    if x.unsigned is not None and x.unsigned is not x.request:
        x.rest_on("D-40")
    if x.request.querystring != x.received.querystring:
        x.rest_on("D-28")
    if repeats(x.request.headers):
        x.rest_on("CF-186")
    request = _request_object(x, x.request, None, EventType.VIEWER_RESPONSE, None)
    return (yield from _update(x, trigger, EventType.VIEWER_RESPONSE, request))


def _update(x: Exchange, trigger: Trigger, event_type: EventType, request: dict[str, Any]) -> Asking:
    """Let a response event's function change what goes out."""
    sent = response_object(x.outgoing)
    invoked = yield from _invoke(x, trigger, event_type, request, sent)
    if not invoked.failed:
        verdict = judge_response_result(event_type, invoked.run.returned, sent)
        x.rest_on(*verdict.assumptions)
        if verdict.response is not None:
            before, x.response = x.outgoing, updated_response(x.outgoing, verdict.response, sent, event_type)
            if _COMES_BACK & before.headers.keys() - x.response.headers.keys():
                x.rest_on("D-31")
            return Outcome.PASSED
        invoked.violations = verdict.violations
    x.failed = invoked
    return Outcome.FAILED


def _ask_about_request(
    x: Exchange, trigger: Trigger, event_type: EventType, sent: dict[str, Any]
) -> Generator[Invoke, Run, RequestVerdict | None]:
    """Run a request event's function; None where it failed or broke a rule."""
    invoked = yield from _invoke(x, trigger, event_type, sent, None)
    if not invoked.failed:
        verdict = judge_request_result(
            event_type, invoked.run.returned, sent, include_body=trigger.include_body
        )
        x.rest_on(*verdict.assumptions)
        if not verdict.violations:
            return verdict
        invoked.violations = verdict.violations
    x.failed = invoked
    return None


def _generated(x: Exchange, verdict: RequestVerdict) -> Response:
    """Let the answer of a request event's function go out, and return it as the function made it."""
    assert verdict.response is not None, "a verdict without violations is a request or a response"
    made = generated_response(verdict.response)
    x.response = with_origin_headers(made, x.now)
    x.generated = True
    x.by_cloudfront = False
    return made


def _note_origin_event(x: Exchange, forwarded: Request) -> None:
    """Note what AWS does not say about what origin events show."""
    if forwarded.querystring != x.asked.querystring:
        x.rest_on("D-28")
    if repeats(forwarded.headers):
        x.rest_on("CF-186")
    if x.origin_shown is None:
        return
    (shown,) = x.origin_shown.values()
    if "s3" in x.origin_shown and "region" not in shown:
        x.rest_on("D-19")
    if not forwarded.headers.keys().isdisjoint(shown.get("customHeaders") or ()):
        x.rest_on("D-35")


def _trigger(x: Exchange, event_type: EventType) -> Trigger | None:
    return x.current_rules.behavior.triggers.get(event_type)


def _request_object(
    x: Exchange,
    request: Request,
    trigger: Trigger | None,
    event_type: EventType,
    origin: dict[str, Any] | None,
) -> dict[str, Any]:
    body = None
    if trigger is not None and trigger.include_body:
        body = body_object(request.body, event_type)
        if len(request.body) > smaller(EXPOSED_BODY[event_type]):
            x.rest_on("D-18")
    return request_object(request, client_ip=x.viewer.client_ip, body=body, origin=origin)


def _invoke(
    x: Exchange,
    trigger: Trigger,
    event_type: EventType,
    request: dict[str, Any],
    response: dict[str, Any] | None,
) -> Generator[Invoke, Run, Invoked]:
    deployed = x.site.deployed
    shown = event(
        event_type,
        distribution_domain_name=deployed.domain_name,
        distribution_id=deployed.id,
        request_id=x.request_id,
        request=request,
        response=response,
    )
    run = yield Invoke(event_type, trigger, shown)
    x.rest_on(*run.assumptions)
    invoked = Invoked(
        event_type, trigger, run, for_error_page=x.error_page is not None, in_background=x.in_background
    )
    if run.not_parsable:
        invoked.violations = (not_parsable(run.not_parsable),)
    x.invoked.append(invoked)
    return invoked
