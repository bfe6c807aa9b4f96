"""A function that looks for what its event does not have is told where that would be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import responses

from pytest_lambda_edge import Distribution, FunctionExecutionError, S3Origin, Trigger
from pytest_lambda_edge.model.triggers import StandIn

if TYPE_CHECKING:
    from collections.abc import Callable

ORIGIN = "https://www-origin.example.com"
BUCKET = "example-pages.s3.eu-central-1.amazonaws.com"


def asks(*keys: str) -> Callable[[Any, object], Any]:
    """Return a function that looks for something below ``cf``."""

    def handler(event: Any, _context: object) -> Any:
        part = event["Records"][0]["cf"]
        for key in keys:
            part = part[key]
        return part

    return handler


def hint(**settings: Any) -> str:
    """Return what the error of a failing function says last."""
    responses.get(f"{ORIGIN}/", headers={"X-Served-By": "a test"})
    responses.get(f"https://{BUCKET}/")
    with pytest.raises(FunctionExecutionError) as raised:
        Distribution({"origin": ORIGIN, **settings}).get("/")
    return str(raised.value).splitlines()[-1]


def nothing(message: str) -> bool:
    return message == "CloudFront would answer 503 (X-Cache: LambdaExecutionError from cloudfront)."


def test_a_header_is_looked_for_in_lower_case() -> None:
    said = "The names of headers are lower-case in events: write 'user-agent'."
    assert hint(viewer_request=asks("request", "headers", "User-Agent")) == said
    assert hint(viewer_response=asks("response", "headers", "X-Served-By")) == said.replace(
        "user-agent", "x-served-by"
    )


@pytest.mark.parametrize("name", ["X-Token", "Authorization"])
def test_a_header_that_did_not_come_is_to_be_asked_for_as_well(name: str) -> None:
    assert hint(viewer_request=asks("request", "headers", name)) == (
        f"The names of headers are lower-case in events: write {name.lower()!r},"
        " and ask with .get(), since this event has no such header."
    )


@pytest.mark.parametrize("event_type", ["viewer_request", "origin_request"])
def test_a_request_event_has_no_response(event_type: str) -> None:
    assert hint(**{event_type: asks("response")}) == (
        "Only response events have it: at a request event there is cf['request'] alone."
    )


@pytest.mark.parametrize("event_type", ["viewer_request", "origin_request"])
def test_a_request_event_has_a_body_only_on_request(event_type: str) -> None:
    assert hint(**{event_type: asks("request", "body")}) == (
        "The event has a body only with Trigger(function, include_body=True); where a template associates the"
        " function, with IncludeBody: true."
    )


@pytest.mark.fact("CF-245")
def test_what_stands_in_for_a_cloudfront_function_gets_no_body() -> None:
    function = StandIn(asks("request", "body"))
    assert hint(viewer_request=function) == "No CloudFront Function gets the body of a request."


def of_cloudfront_functions(*keys: Any) -> Callable[[Any, object], Any]:
    """Return a function that looks for something where CloudFront Functions' event has it."""

    def handler(event: Any, _context: object) -> Any:
        for key in keys:
            event = event[key]
        return event

    return handler


@pytest.mark.parametrize(
    ("keys", "event_type", "meant", "there"),
    [
        (["request"], "viewer_request", "event['request']", "['request']"),
        (["request"], "origin_request", "event['request']", "['request']"),
        (["request"], "viewer_response", "event['request']", "['request']"),
        (["response"], "viewer_response", "event['response']", "['response']"),
        (["viewer", "ip"], "viewer_request", "event['viewer']['ip']", "['request']['clientIp']"),
        (["context"], "viewer_response", "event['context']", "['config']"),
        (
            ["Records", 0, "cf", "request", "cookies"],
            "viewer_request",
            "request['cookies']",
            "['request']['headers'].get('cookie', [])",
        ),
    ],
)
def test_the_event_of_cloudfront_functions_is_another_one(
    keys: list[Any], event_type: str, meant: str, there: str
) -> None:
    said = hint(**{event_type: of_cloudfront_functions(*keys)})
    assert said == (
        f"{meant} is in the event of CloudFront Functions; a Python function gets the event of Lambda@Edge:"
        f" write event['Records'][0]['cf']{there}."
    )


@pytest.mark.parametrize("key", ["viewer", "context", "cookies"])
def test_only_viewer_events_can_be_taken_for_those_of_cloudfront_functions(key: str) -> None:
    assert nothing(hint(origin_request=of_cloudfront_functions(key)))


def test_a_viewer_event_has_no_origin() -> None:
    assert hint(viewer_request=asks("request", "origin")) == "Only origin events show the origin."


def test_a_custom_origin_is_no_s3_origin_not_even_a_bucket_given_as_a_url() -> None:
    handler = asks("request", "origin", "s3", "domainName")
    message = hint(origin=f"https://{BUCKET}", origin_request=handler)
    assert message.startswith("The origin is a custom origin: ")
    assert message.endswith("S3Origin(domain_name=…) makes it an S3 origin.")


def test_an_s3_origin_is_no_custom_origin() -> None:
    message = hint(
        origin=S3Origin(domain_name=BUCKET), origin_request=asks("request", "origin", "custom", "domainName")
    )
    assert message.startswith("The origin is an S3 origin: ")


@pytest.mark.parametrize(
    "function",
    [
        asks("request", "headers", "x-token"),
        asks("request", "colour"),
        asks("request", "Colour"),
        asks("request", "custom"),
        Trigger(asks("request", "body", "custom"), include_body=True),
    ],
)
def test_a_key_that_no_event_has_gets_no_hint(function: Any) -> None:
    assert nothing(hint(viewer_request=function))


def test_a_key_that_is_no_string_gets_no_hint() -> None:
    def handler(_event: object, _context: object) -> object:
        raise KeyError(1)

    assert nothing(hint(viewer_request=handler))
