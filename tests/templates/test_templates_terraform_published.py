"""A distribution runs what is published of a CloudFront Function only (CF-272)."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import error_of
from support.terraform import SITE, associated, behavior, data, planned, refers, site, state

from pytest_lambda_edge import EdgeNotSimulatedWarning
from pytest_lambda_edge.templates.load import load_distribution

ADDRESS = "aws_cloudfront_function.index"
ARN = "arn:aws:cloudfront::123456789012:function/index"
CODE = "function handler(event) { return event.request; }"


def function(**more: Any) -> dict[str, Any]:
    """Return a function of the provider's, with these attributes set."""
    return {"name": "index", "runtime": "cloudfront-js-2.0", "code": CODE, "publish": True} | more


def created(**more: Any) -> dict[str, Any]:
    """Return a plan that makes a function and associates it."""
    made = planned(ADDRESS, function(**more), ("arn", "id", "live_stage_etag"))
    return associated(made, arn=refers(f"{ADDRESS}.arn"), kind="cloudfront")


def kept(**more: Any) -> dict[str, Any]:
    """Return a state with a function that a distribution has."""
    known = {"event_type": "viewer-request", "function_arn": ARN}
    values = site(default_cache_behavior=[behavior(function_association=[known])])
    return state(data(SITE, **values), data(ADDRESS, **function(arn=ARN, id="index", **more)))


@pytest.mark.fact("CF-272", "CF-300")
@pytest.mark.parametrize("document", [created(publish=False), kept(publish=False, live_stage_etag="")])
def test_a_function_that_is_never_published_is_refused_at_its_own_place(document: dict[str, Any]) -> None:
    (problem,) = error_of(document).refused
    assert (problem.place, problem.code) == (f"{ADDRESS}.publish", "InvalidFunctionAssociation")


@pytest.mark.fact("CF-272")
def test_of_a_function_that_is_published_no_longer_the_last_published_code_is_told_to_run() -> None:
    with pytest.warns(EdgeNotSimulatedWarning, match="CloudFront runs what was published last") as told:
        config = load_distribution(kept(publish=False, live_stage_etag="E2"))
    assert str(told[0].message).startswith(f"{ADDRESS}.publish ")
    assert config.viewer_request.function.code == CODE  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "document", [created(), created(publish=None), kept(live_stage_etag="E2"), kept(live_stage_etag="")]
)
def test_a_function_that_is_published_is_run(document: dict[str, Any]) -> None:
    config: Any = load_distribution(document)
    assert config.viewer_request.function.code == CODE
