"""What our settings' checks say of a document is said with the names that the document has."""

from __future__ import annotations

from typing import Any

import pytest
from support.forms import behavior, form, refused

from pytest_lambda_edge.templates.spelling import in_words_of

PLACE = "template.yaml: Site.DefaultCacheBehavior.MinTTL (line 7)"
TERRAFORM = "aws_cloudfront_distribution.site.default_cache_behavior[0].min_ttl"
FUNCTION = "arn:aws:cloudfront::123456789012:function/door"


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("5 is more than max_ttl, which is 3", "5 is more than MaxTTL, which is 3"),
        (
            "must be one of viewer_request or origin_response",
            "must be one of viewer-request or origin-response",
        ),
        ("not with cache_policy", "not with CachePolicyId"),
        ("must be 0, error_caching_min_ttl too", "must be 0, ErrorCachingMinTTL too"),
        ("it is given with xss_protection", "it is given with XSSProtection"),
        ("'max_ttl' is nothing; see max_ttl", "'max_ttl' is nothing; see MaxTTL"),
        ("write S3Origin(domain_name='a')", "write S3Origin(domain_name='a')"),
        ("write has_brotli()", "write has_brotli()"),
    ],
)
def test_a_setting_has_aws_s_name(message: str, told: str) -> None:
    assert in_words_of(PLACE, message) == told


@pytest.mark.parametrize("place", [TERRAFORM, "site.ordered_cache_behavior[0]"])
def test_terraform_s_names_stay_and_event_types_are_aws_s(place: str) -> None:
    assert in_words_of(place, "min_ttl at viewer_request") == "min_ttl at viewer-request"


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        (
            {
                "CachePolicyId": "",
                "ForwardedValues": {"QueryString": False},
                "DefaultTTL": 700,
                "MaxTTL": 600,
            },
            "DefaultTTL",
            "700 is more than MaxTTL, which is 600: TTLs go min <= default <= max",
        ),
        (
            {"FunctionAssociations": [{"EventType": "origin-request", "FunctionARN": FUNCTION}]},
            "FunctionAssociations[0]",
            "a CloudFront Function runs at viewer-request and viewer-response only (CF-305)",
        ),
    ],
)
def test_a_document_s_problems_have_them(changes: dict[str, Any], place: str, message: str) -> None:
    site = form(DefaultCacheBehavior=behavior(**changes))
    functions = {"door": lambda event, _: event} if "FunctionAssociations" in changes else {}
    (problem,) = refused(site, functions=functions).problems
    assert (problem.place, problem.message) == (f"Site.DefaultCacheBehavior.{place}", message)


def test_what_is_given_in_our_names_keeps_them() -> None:
    site = form(DefaultCacheBehavior=behavior(CachePolicyId="ours"))
    given = {"ours": {"min_ttl": 0, "default_ttl": 700, "max_ttl": 600}}
    (problem,) = refused(site, parameters=given).problems
    assert (problem.place, problem.message) == (
        "parameters['ours'].default_ttl",
        "700 is more than max_ttl, which is 600: TTLs go min <= default <= max",
    )
