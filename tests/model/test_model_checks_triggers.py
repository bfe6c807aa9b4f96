from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.configs import only_problem, problems

from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, Trigger

if TYPE_CHECKING:
    from collections.abc import Callable


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
        {"origin_request": Function(handler, timeout=31, memory=10_240)},
        {
            "viewer_request": CloudFrontFunction(
                f"//{' ' * 10_238}", runtime="cloudfront-js-2.0", name="a-B_1"
            )
        },
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
                "include_body can only be used with viewer_request or origin_request (LE-095)",
                "InvalidLambdaFunctionAssociation",
                ("CF-306", "LE-095", "LE-302", "CF-282"),
            ),
            (
                {"viewer_response": Trigger(handler, include_body=True)},
                "viewer_response",
                "include_body can only be used with viewer_request or origin_request (LE-095)",
                "InvalidLambdaFunctionAssociation",
                ("CF-306", "LE-095", "LE-302"),
            ),
            (
                {"viewer_request": CLOUDFRONT, "viewer_response": handler},
                "viewer_response",
                (
                    "viewer events have CloudFront Functions or Lambda@Edge functions, never one of each "
                    "(CF-271)"
                ),
                "InvalidFunctionAssociation",
                ("CF-271", "CF-303", "CF-304", "LE-303"),
            ),
            (
                {"origin_request": CLOUDFRONT},
                "origin_request",
                "a CloudFront Function runs at viewer_request and viewer_response only (CF-305)",
                "MalformedXML",
                ("CF-244", "CF-305"),
            ),
            (
                {"origin_response": Trigger(CLOUDFRONT)},
                "origin_response",
                "a CloudFront Function runs at viewer_request and viewer_response only (CF-305)",
                "MalformedXML",
                ("CF-274", "CF-305"),
            ),
            (
                {"viewer_request": Trigger(CLOUDFRONT, include_body=True)},
                "viewer_request",
                "a CloudFront Function never sees the body (CF-245): include_body must be False",
                None,
                ("CF-245",),
            ),
            (
                {"viewer_request": CloudFrontFunction("", runtime="cloudfront-js-2")},
                "viewer_request.runtime",
                (
                    "must be 'cloudfront-js-1.0' or 'cloudfront-js-2.0', not 'cloudfront-js-2'; did you "
                    "mean 'cloudfront-js-2.0'?"
                ),
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
                "must be 128 to 10,240 MB, not 64",
                None,
                ("LE-294",),
            ),
            (
                {"origin_request": Trigger(Function(handler, memory=10_241))},
                "origin_request.memory",
                "must be 128 to 10,240 MB, not 10241",
                None,
                ("CF-317", "LE-283"),
            ),
            (
                {"viewer_request": CloudFrontFunction("//", runtime="cloudfront-js-2.0", name="a b")},
                "viewer_request.name",
                "must be 1 to 64 letters, digits, - and _, not 'a b'",
                "InvalidArgument",
                ("CF-274",),
            ),
            (
                {"viewer_request": CloudFrontFunction(f"//{' ' * 10_239}", runtime="cloudfront-js-2.0")},
                "viewer_request.code",
                "has at most 10,240 bytes (CF-245)",
                "FunctionSizeLimitExceeded",
                ("CF-245", "D-18"),
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
        assert problem.message == message


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        pytest.param(*row, marks=pytest.mark.fact(*facts))
        for *row, facts in [
            (
                {"origin_response": Trigger(handler, include_body=True)},
                (
                    "InvalidLambdaFunctionAssociation: The IncludeBody option can only be used with"
                    " viewer-request or origin-request events."
                ),
                ("CF-306", "LE-095"),
            ),
            (
                {"origin_request": CLOUDFRONT},
                "MalformedXML: Member must satisfy value set: [viewer-request, viewer-response]",
                ("CF-305",),
            ),
            (
                {"origin_request": Function("src", handler="a.b", runtime="nodejs")},
                (
                    "InvalidLambdaFunctionAssociation: The function has an invalid runtime for functions that"
                    " are triggered by a CloudFront event: nodejs"
                ),
                ("CF-302",),
            ),
        ]
    ],
)
def test_what_aws_says_of_a_trigger_is_told(refused: dict[str, Any], said: str) -> None:
    problem = only_problem(**refused)
    assert f"{problem.code}: {problem.aws_message}" == said


def triggers(functions: list[Any]) -> dict[str, Any]:
    """Return behaviors that use all of some functions, two each."""
    pairs = [functions[index : index + 2] for index in range(0, len(functions), 2)]
    return {
        f"/{index}": dict(zip(("viewer_request", "viewer_response"), pair, strict=False))
        for index, pair in enumerate(pairs)
    }


@pytest.mark.fact("CF-319", "LE-292")
@pytest.mark.parametrize(
    ("make", "products", "code"),
    [
        (
            lambda number: Function("src", handler=f"index.handler_{number}"),
            "Lambda@Edge functions",
            "TooManyLambdaFunctionAssociations",
        ),
        (
            lambda number: CloudFrontFunction(f"// {number}", runtime="cloudfront-js-2.0"),
            "CloudFront Functions",
            "TooManyFunctionAssociations",
        ),
    ],
)
def test_a_distribution_has_at_most_100_functions_of_a_product(
    make: Callable[[int], Any], products: str, code: str
) -> None:
    functions = [make(number) for number in range(101)]
    assert problems(behaviors=triggers([*functions[:100], *functions[:40]])) == ()
    problem = only_problem(behaviors=triggers(functions))
    assert (problem.place, problem.code) == ("behaviors", code)
    assert problem.message == f"a distribution has at most 100 {products}, not 101"


class Handler:
    """A callable that cannot be hashed, and whose bound methods are new ones each time."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return self is other

    def __call__(self, event: Any, _context: Any) -> Any:
        return event

    def handle(self, event: Any, _context: Any) -> Any:
        return event


@pytest.mark.fact("CF-319")
def test_a_function_that_is_used_often_counts_once() -> None:
    function = Handler()
    assert problems(behaviors=triggers([function] * 140)) == ()
    assert problems(behaviors=triggers([function.handle for _ in range(140)])) == ()
