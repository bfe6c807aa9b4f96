"""What CloudFront refuses in a function's result: one row a refusal.

The sentence is AWS's own where that is known (LE-256 to LE-262), else one in its manner (LE-265). What is
refused in a returned ``origin`` stands in ``origin_refusals``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pytest_lambda_edge.events.origin_refusals import ORIGIN_ROWS
from pytest_lambda_edge.events.rule import IN_HEADERS, IN_JSON, IN_RESULT, Rule, row
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType
from pytest_lambda_edge.model.problems import shown

__all__ = ["RULES", "Violation", "not_an_object", "not_parsable", "violation"]

_ALL: Final = EVENT_TYPES
_VIEWER_REQUEST: Final = (EventType.VIEWER_REQUEST,)
_VIEWER_RESPONSE: Final = (EventType.VIEWER_RESPONSE,)
_REQUEST: Final = (EventType.VIEWER_REQUEST, EventType.ORIGIN_REQUEST)
_RESPONSE: Final = (EventType.ORIGIN_RESPONSE, EventType.VIEWER_RESPONSE)
_WITH_BODY: Final = (*_REQUEST, EventType.ORIGIN_RESPONSE)

_NOT_AN_ARRAY: Final = IN_HEADERS + "Each header entry in the headers object must be an array."
_NOT_A_STRING: Final = IN_HEADERS + "The value of each header must be a string or an array of strings."
_BLACKLISTED: Final = IN_RESULT + "The function tried to add a blacklisted header."
_BODY: Final = IN_RESULT + "The body is not a string, is not an object, or exceeds the maximum size."
_URI: Final = IN_RESULT + "The specified URI is in an invalid format."

_RESULT_ROWS: Final = (
    row(
        "json-not-object",
        _ALL,
        "LE-148 LE-149 LE-203 LE-261 D-11",
        IN_JSON + "The JSON output must be an object type.",
        "Return the request or the response on every way through the function.",
        rests_on="D-11",
    ),
    row(
        "json-not-parsable",
        _ALL,
        "LE-163 LE-261",
        IN_JSON + "The JSON output is not parsable.",
        "Return only what JSON has: no NaN, no infinity, no half of a surrogate pair.",
    ),
    row(
        "whole-event",
        _ALL,
        "LE-146 LE-414",
        _NOT_AN_ARRAY,
        "Return what stands inside of it: event['Records'][0]['cf']['request'] or ['response'].",
    ),
    row(
        "api-gateway-result",
        _ALL,
        "LE-147",
        _BODY,
        "Lambda@Edge's result is neither API Gateway's nor that of CloudFront Functions: write 'status' for"
        " 'statusCode', a list of {'key': …, 'value': …} for each header, 'bodyEncoding' for"
        " 'isBase64Encoded'.",
    ),
)

_HEADER_ROWS: Final = (
    row(
        "headers-missing",
        _REQUEST,
        "LE-151 LE-152",
        _NOT_AN_ARRAY,
        "Return the request that came in the event, with its headers.",
        rests_on="LE-151",
    ),
    row(
        "headers-not-object",
        _ALL,
        "LE-058 LE-146",
        _NOT_AN_ARRAY,
        "Write {'name': [{'key': 'Name', 'value': '…'}]}.",
    ),
    row(
        "header-not-array",
        _ALL,
        "LE-058 LE-260",
        _NOT_AN_ARRAY,
        "Write a list, one object a line: [{'key': 'Name', 'value': '…'}].",
    ),
    row(
        "header-line-not-object",
        _ALL,
        "LE-058 LE-276",
        _NOT_A_STRING,
        "Write an object for each line: {'key': 'Name', 'value': '…'}.",
    ),
    row(
        "header-key-not-string",
        _ALL,
        "LE-062",
        IN_HEADERS + "The key of each header must be a string.",
        "Write the header's name as 'key', or leave 'key' out.",
    ),
    row(
        "header-value-not-string",
        _ALL,
        "LE-063 LE-276 LE-367 LE-419",
        _NOT_A_STRING,
        "Write the value as a string.",
        rests_on="LE-419",
    ),
    row(
        "header-name-invalid",
        _ALL,
        "LE-058 LE-265",
        IN_HEADERS + "The name of a header holds an invalid character.",
        "Use letters, digits, - and _ only (RFC 9110, 5.1).",
        rests_on="LE-265",
    ),
    row(
        "header-twice",
        _ALL,
        "LE-065",
        IN_HEADERS + "The name of each header must be unique.",
        "Use one property, in lower case, and put every line into its list.",
        rests_on="LE-065",
    ),
    row(
        "header-control-character",
        _ALL,
        "LE-067",
        IN_RESULT + "The function returned an invalid header.",
        "Percent-encode the value, or remove the line end from it.",
    ),
    row(
        "headers-too-large",
        _ALL,
        "LE-287 LE-289",
        IN_RESULT + "The headers exceed the maximum size.",
        "Keep all header names and values together within 32,768 bytes.",
        rests_on="LE-289",
    ),
    row(
        "header-disallowed",
        _ALL,
        "LE-210 LE-212 LE-213 LE-257",
        _BLACKLISTED,
        "Leave it out: no function may set this header.",
    ),
    row(
        "viewer-country-added",
        _VIEWER_REQUEST,
        "LE-074 LE-257 D-39",
        _BLACKLISTED,
        "Leave it as it came, or set it in origin-request.",
        rests_on="D-39",
    ),
    row(
        "header-read-only",
        _ALL,
        "LE-152 LE-173 LE-189 LE-214 LE-215 LE-216 LE-217 LE-218 LE-219 LE-221 LE-256",
        IN_RESULT + "The function tried to add, delete, or change a read-only header.",
        "Leave it exactly as it came in the event.",
    ),
)

_REQUEST_ROWS: Final = (
    row(
        "uri-missing",
        _REQUEST,
        "LE-151",
        _URI,
        "Return the request that came in the event, with its uri.",
        rests_on="LE-151",
    ),
    row(
        "uri-invalid",
        _REQUEST,
        "LE-239 LE-240 LE-258",
        _URI,
        "Begin it with /, percent-encode spaces, ? and #, and put the query into 'querystring'.",
        rests_on="LE-240",
    ),
    row(
        "uri-too-long",
        _REQUEST,
        "LE-241",
        IN_RESULT + "The URI and query string exceed the maximum size.",
        "Keep uri, ? and querystring together under 8,192 characters.",
    ),
    row(
        "querystring-not-string",
        _REQUEST,
        "LE-245",
        IN_RESULT + "The querystring is not a string.",
        "Write it as one string, as urllib.parse.urlencode or URLSearchParams makes it.",
        rests_on="LE-245",
    ),
    row(
        "querystring-invalid",
        _REQUEST,
        "LE-243",
        IN_RESULT + "The querystring contains invalid characters.",
        "Percent-encode spaces, control characters and #.",
    ),
    row(
        "request-body-not-object",
        _REQUEST,
        "LE-096 LE-159 LE-259",
        _BODY,
        "Write {'action': 'replace', 'encoding': 'text', 'data': '…'}.",
    ),
    row(
        "request-body-action",
        _REQUEST,
        "LE-096",
        IN_RESULT + "The body has an invalid action.",
        "Write 'read-only' or 'replace'.",
    ),
    row(
        "request-body-encoding",
        _REQUEST,
        "LE-096 LE-102",
        IN_RESULT + "The body has an invalid encoding.",
        "Write 'text' or 'base64'.",
    ),
    row(
        "request-body-data-not-string",
        _REQUEST,
        "LE-096 LE-102",
        _BODY,
        "Write the whole new body as a string; '' for none.",
    ),
    row(
        "request-body-base64",
        _REQUEST,
        "LE-102 LE-103",
        IN_RESULT + "The body is not valid base64.",
        "Encode the data, or set 'encoding' to 'text'; base64 is what a replaced body has by default.",
    ),
    row(
        "request-body-too-large",
        _REQUEST,
        "LE-100 LE-104 D-18",
        _BODY,
        "Keep a replaced body within 40 KB (53.2 KB as base64) in viewer-request, 1 MB (1.33 MB) in"
        " origin-request.",
    ),
)

_RESPONSE_ROWS: Final = (
    row(
        "status-missing",
        _RESPONSE,
        "LE-143 LE-200",
        IN_RESULT + "The status is missing.",
        "Return the response that came in the event, with its status.",
        rests_on="LE-200",
    ),
    row(
        "status-invalid",
        _ALL,
        "LE-154 LE-155 LE-156 LE-181",
        IN_RESULT + "The status must be between 200 and 599.",
        "Write a status code from 200 to 599, such as '302'.",
    ),
    row(
        "status-description-invalid",
        _ALL,
        "LE-157 LE-265",
        IN_RESULT + "The statusDescription is invalid.",
        "Write it as a string of one line, or leave it out.",
        rests_on="LE-265",
    ),
    row(
        "status-changed",
        _VIEWER_RESPONSE,
        "LE-196 D-09",
        IN_RESULT + "The function tried to change the status.",
        "Change the status in origin-response, or answer the request in viewer-request.",
        rests_on="D-09",
    ),
    row(
        "body-in-viewer-response",
        _VIEWER_RESPONSE,
        "LE-198 D-09",
        IN_RESULT + "The function tried to change the body.",
        "Set the body in origin-response, or answer the request in viewer-request.",
        rests_on="D-09",
    ),
    row(
        "body-not-string",
        _WITH_BODY,
        "LE-158 LE-159 LE-259",
        _BODY,
        "Write the body as a string (json.dumps, JSON.stringify), '' for an empty one, or leave it out.",
    ),
    row(
        "body-encoding",
        _WITH_BODY,
        "LE-158",
        IN_RESULT + "The bodyEncoding is invalid.",
        "Write 'text' or 'base64', or leave it out for text.",
    ),
    row(
        "body-base64",
        _WITH_BODY,
        "LE-158 LE-265",
        IN_RESULT + "The body is not valid base64.",
        "Encode the body, or leave 'bodyEncoding' out for text.",
    ),
    row(
        "body-with-204",
        _VIEWER_REQUEST,
        "LE-160 D-37",
        IN_RESULT + "A response with status 204 must not have a body.",
        "Leave the body out, or answer 200.",
        rests_on="D-37",
    ),
    row(
        "response-too-large",
        _WITH_BODY,
        "LE-161 LE-162 LE-184 LE-285 LE-417 D-18 D-34",
        _BODY,
        "Keep headers and decoded body within 40 KB in viewer-request, 1 MB in origin-request and"
        " origin-response; let an origin serve what is larger.",
    ),
)

RULES: Final[dict[str, Rule]] = {
    rule.id: rule for rule in (*_RESULT_ROWS, *_HEADER_ROWS, *_REQUEST_ROWS, *_RESPONSE_ROWS, *ORIGIN_ROWS)
}
"""Every row under its id."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a result breaks.

    ``place`` is a path inside of the result, such as ``headers['via'][0].value``, or empty for the whole of
    it; ``detail`` says what stands or happened there. ``facts`` are those of the rule that bear on this very
    case, and ``better_advice`` is what to write in it, where the rule's own advice does not fit.
    """

    rule: Rule
    place: str
    detail: str
    facts: tuple[str, ...]
    better_advice: str = ""

    @property
    def advice(self) -> str:
        """What to write instead."""
        return self.better_advice or self.rule.advice

    def __str__(self) -> str:
        """Return place, detail and facts on one line."""
        return f"{self.place or 'the result'} {self.detail} ({', '.join(self.facts)})"


def violation(
    rule_id: str, place: str, detail: str, facts: tuple[str, ...] = (), advice: str = ""
) -> Violation:
    """Return a violation of the rule with this id; *facts* and *advice* are those for this very case."""
    rule = RULES[rule_id]
    return Violation(rule, place, detail, facts or rule.facts, advice)


def not_an_object(returned: object) -> Violation:
    """Return what is wrong with a result that is null, a string, a number, a boolean or a list (D-11)."""
    what = "is null: the function returned nothing" if returned is None else f"is {shown(returned)}"
    return violation("json-not-object", "", what)


def not_parsable(what: str) -> Violation:
    """Return what is wrong with a result that JSON cannot hold; *what* says what, e.g. ``holds NaN``."""
    return violation("json-not-parsable", "", what)
