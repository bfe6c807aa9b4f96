from __future__ import annotations

from typing import Any

import pytest
from support.configs import only_problem, problems

from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, Trigger


def handler(event: Any, context: Any) -> Any:
    return event


CLOUDFRONT = CloudFrontFunction(
    "function handler(event) { return event.request }", runtime="cloudfront-js-2.0"
)


@pytest.mark.fact("CF-282", "LE-001", "LE-303")
@pytest.mark.parametrize(
    "accepted",
    [
        {
            "viewer_request": Trigger(handler, include_body=True),
            "origin_request": Trigger(handler, include_body=True),
        },
        {"viewer_response": Trigger(handler), "origin_response": Trigger(handler)},
        {"viewer_request": CLOUDFRONT, "viewer_response": CLOUDFRONT, "origin_response": handler},
        {"origin_request": Function("src", handler="a.b", runtime="nodejs22.x", timeout=0.5, memory=128)},
        {"origin_request": Function(handler, runtime="python3.13", timeout=30, environment={"A": "1"})},
    ],
)
def test_what_cloudfront_accepts_of_triggers_is_accepted(accepted: dict[str, Any]) -> None:
    assert problems(**accepted) == ()


@pytest.mark.parametrize(
    ("refused", "place", "message", "code"),
    [
        pytest.param(*row, marks=pytest.mark.fact(*facts))
        for *row, facts in [
            (
                {"origin_response": Trigger(handler, include_body=True)},
                "origin_response",
                "include_body can only be used with viewer_request or origin_request",
                "InvalidLambdaFunctionAssociation",
                ("CF-306", "LE-095", "LE-302", "CF-282"),
            ),
            (
                {"viewer_response": Trigger(handler, include_body=True)},
                "viewer_response",
                "include_body can only be used with viewer_request or origin_request",
                "InvalidLambdaFunctionAssociation",
                ("CF-306", "LE-095", "LE-302"),
            ),
            (
                {"viewer_request": CLOUDFRONT, "viewer_response": handler},
                "viewer_response",
                "CloudFront Functions or Lambda@Edge functions, never one of each",
                "InvalidFunctionAssociation",
                ("CF-271", "CF-303", "CF-304", "LE-303"),
            ),
            (
                {"origin_request": CLOUDFRONT},
                "origin_request",
                "runs at viewer_request and viewer_response only",
                "MalformedXML",
                ("CF-244", "CF-305"),
            ),
            (
                {"origin_response": Trigger(CLOUDFRONT)},
                "origin_response",
                "runs at viewer_request and viewer_response only",
                "MalformedXML",
                ("CF-274", "CF-305"),
            ),
            (
                {"viewer_request": Trigger(CLOUDFRONT, include_body=True)},
                "viewer_request",
                "a CloudFront Function never sees the body",
                None,
                ("CF-245",),
            ),
            (
                {"viewer_request": CloudFrontFunction("", runtime="cloudfront-js-2")},
                "viewer_request.runtime",
                "did you mean 'cloudfront-js-2.0'?",
                None,
                ("CF-247", "CF-248"),
            ),
            (
                {"origin_request": Function("src", handler="a.b", runtime="ruby3.3")},
                "origin_request.runtime",
                "Lambda@Edge runs Python and Node.js, such as python3.13 or nodejs22.x, not 'ruby3.3'",
                "InvalidLambdaFunctionAssociation",
                ("LE-311",),
            ),
            (
                {"origin_request": Function(handler, timeout=0)},
                "origin_request.timeout",
                "must be more than 0 seconds, not 0",
                None,
                ("LE-282",),
            ),
            (
                {"origin_request": Trigger(Function(handler, memory=64))},
                "origin_request.memory",
                "must be at least 128 MB, not 64",
                None,
                ("LE-294",),
            ),
        ]
    ],
)
def test_what_cloudfront_refuses_of_triggers_is_refused(
    refused: dict[str, Any], place: str, message: str, code: str | None
) -> None:
    for settings, prefix in ((refused, ""), ({"behaviors": {"/a": refused}}, "behaviors['/a'].")):
        problem = only_problem(**settings)
        assert (problem.place, problem.code) == (f"{prefix}{place}", code)
        assert message in problem.message
