"""What CloudFront refuses about an origin's attempts and timeouts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.configs import only_problem, problems

from pytest_lambda_edge.model.origins import CustomOrigin, S3Origin


def custom(**given: Any) -> dict[str, Any]:
    return {"origins": {"a": CustomOrigin(domain_name="a.example.com", **given)}}


def bucket(**given: Any) -> dict[str, Any]:
    return {"origins": {"a": S3Origin(domain_name="b.s3.amazonaws.com", **given)}}


@pytest.mark.fact("CF-232", "CF-234", "LE-116")
@pytest.mark.parametrize(
    "accepted",
    [
        custom(connection_attempts=1, connection_timeout=1, origin_read_timeout=1),
        custom(origin_keepalive_timeout=300, origin_read_timeout=120, response_completion_timeout=120),
        custom(origin_keepalive_timeout=301, origin_read_timeout=121),
        bucket(origin_read_timeout=86_400),
        bucket(response_completion_timeout=0),
    ],
)
def test_what_an_account_may_have_been_granted_is_accepted(accepted: dict[str, Any]) -> None:
    assert problems(**accepted) == ()


@pytest.mark.parametrize(
    ("refused", "setting", "message", "code"),
    [
        pytest.param(*row, marks=pytest.mark.fact(*facts))
        for *row, facts in [
            (
                custom(connection_attempts=4),
                "connection_attempts",
                "must be 1, 2 or 3, not 4",
                "InvalidArgument",
                ("CF-232",),
            ),
            (
                bucket(connection_timeout=0),
                "connection_timeout",
                "must be 1 to 10 seconds, not 0",
                "InvalidArgument",
                ("CF-232",),
            ),
            (
                custom(origin_read_timeout=0),
                "origin_read_timeout",
                "must be 1 to 86,400 seconds, not 0",
                "InvalidOriginReadTimeout",
                ("CF-232", "CF-323"),
            ),
            (
                bucket(origin_read_timeout=86_401),
                "origin_read_timeout",
                "must be 1 to 86,400 seconds, not 86401",
                "InvalidOriginReadTimeout",
                ("CF-232", "CF-323"),
            ),
            (
                custom(connection_timeout=11),
                "connection_timeout",
                "must be 1 to 10 seconds, not 11",
                "InvalidArgument",
                ("CF-232",),
            ),
            (
                custom(origin_keepalive_timeout=86_401),
                "origin_keepalive_timeout",
                "must be 1 to 86,400 seconds, not 86401",
                "InvalidOriginKeepaliveTimeout",
                ("CF-232", "CF-322"),
            ),
            (
                custom(origin_keepalive_timeout=0),
                "origin_keepalive_timeout",
                "must be 1 to 86,400 seconds, not 0",
                "InvalidOriginKeepaliveTimeout",
                ("CF-232",),
            ),
            (
                custom(response_completion_timeout=29),
                "response_completion_timeout",
                "must not be less than origin_read_timeout, 30: 29",
                "InvalidArgument",
                ("CF-234",),
            ),
            (
                custom(response_completion_timeout=-1),
                "response_completion_timeout",
                "must not be less than origin_read_timeout, 30: -1",
                "InvalidArgument",
                ("CF-234",),
            ),
        ]
    ],
)
def test_what_no_account_has_is_refused(
    refused: dict[str, Any], setting: str, message: str, code: str
) -> None:
    problem = only_problem(**refused)
    assert (problem.place, problem.code) == (f"origins['a'].{setting}", code)
    assert problem.message == message


@pytest.mark.fact("LE-116")
@pytest.mark.parametrize(
    "origin", [CustomOrigin(domain_name="a.example.com"), S3Origin(domain_name="b.s3.amazonaws.com")]
)
def test_a_completion_timeout_of_0_is_none(origin: CustomOrigin | S3Origin) -> None:
    assert replace(origin, response_completion_timeout=0) == origin
