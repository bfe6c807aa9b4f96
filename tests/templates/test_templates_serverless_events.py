"""The distribution of cloudFront events: origins, behaviors, what is merged, what the framework refuses."""

from __future__ import annotations

from typing import Any

import pytest
from support.services import event, function_of, service, with_events
from support.templates import candidate, error_of

from pytest_lambda_edge.templates.load import load_distribution

GIVEN = {"edge": "edge:handler"}


def answer(event: Any, context: Any) -> Any:
    return {"status": "204"}


def loaded(data: dict[str, Any], **asked: Any) -> Any:
    """Return a config, whose functions need not be there."""
    return load_distribution(data, **asked)


@pytest.mark.fact("CF-292")
@pytest.mark.parametrize(
    ("origin", "id_", "domain_name", "path"),
    [
        ("s3://site.s3.amazonaws.com", "s3/site.s3.amazonaws.com", "site.s3.amazonaws.com", ""),
        ("s3://site.s3.amazonaws.com/a/b", "s3/site.s3.amazonaws.com/a/b", "site.s3.amazonaws.com", "/a/b"),
        ("https://www.example.com/", "custom/www.example.com", "www.example.com", ""),
        ("http://WWW.example.com/a", "custom/www.example.com/a", "www.example.com", "/a"),
        ("any://www.example.com:81?x=y", "custom/www.example.com", "www.example.com", ""),
    ],
)
def test_an_origin_is_a_url(origin: str, id_: str, domain_name: str, path: str) -> None:
    config = loaded(with_events(event(origin=origin)))
    assert config.origin == id_
    found = config.origins[id_]
    assert (type(found).__name__, found.domain_name, found.origin_path) == (
        "S3Origin" if origin.startswith("s3") else "CustomOrigin",
        domain_name,
        path,
    )
    assert getattr(found, "origin_protocol_policy", "match-viewer") == "match-viewer"


@pytest.mark.fact("CF-292")
def test_an_origin_is_cloudformation_s_mapping() -> None:
    data = service("""
functions:
  edge:
    handler: src/edge.handler
    events:
      - cloudFront:
          eventType: viewer-request
          origin:
            Id: mine
            DomainName: !GetAtt Pages.DomainName
            OriginPath: /site
            S3OriginConfig: {OriginAccessIdentity: !Sub "origin-access-identity/cloudfront/${Access}"}
resources:
  Resources:
    Pages: {Type: AWS::S3::Bucket}
    Access: {Type: AWS::CloudFront::CloudFrontOriginAccessIdentity}
""")
    config = loaded(data)
    assert config.origin == "s3/FnGetAttPagesDomainName/site"
    origin = config.origins[config.origin]
    assert (origin.domain_name, origin.origin_path) == ("pages.s3.us-east-1.amazonaws.com", "/site")
    assert origin.origin_access_identity == "origin-access-identity/cloudfront/Access"


@pytest.mark.fact("CF-292")
@pytest.mark.parametrize("origin", ["no url", "https://", "https://[::1", "[a]", "{Ref: Pages}", "5"])
def test_anything_else_is_no_origin(origin: str) -> None:
    quoted = origin if origin[0] in "[{5" else f"'{origin}'"
    message = str(error_of(with_events(f"{{eventType: viewer-request, origin: {quoted}}}")))
    assert message.startswith("functions.edge.events[0].cloudFront.origin")
    assert "must be a URL such as" in message


def test_an_event_needs_an_origin() -> None:
    message = str(error_of(with_events("{eventType: viewer-request}")))
    assert message.startswith("functions.edge.events[0].cloudFront")
    assert (
        "origin is required: a URL such as https://www.example.com or s3://bucket.s3.amazonaws.com" in message
    )


TWO_POLICIES = (
    "behavior: {CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6}, "
    "cachePolicy: {id: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad}"
)


@pytest.mark.fact("CF-293")
@pytest.mark.parametrize(
    ("more", "policy"),
    [
        ("", "CachingOptimized"),
        ("behavior: {Compress: true}", "CachingOptimized"),
        ("behavior: {CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad}", "CachingDisabled"),
        ("cachePolicy: {id: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad}", "CachingDisabled"),
        (TWO_POLICIES, "CachingDisabled"),
        ("behavior: {ForwardedValues: {QueryString: true}}", None),
        ("behavior: {ForwardedValues: {QueryString: true}, MinTTL: 5}", None),
    ],
)
def test_without_a_word_about_caching_caching_optimized_is_the_policy(more: str, policy: str | None) -> None:
    assert loaded(with_events(event(more=more))).cache_policy == policy


@pytest.mark.fact("CF-293")
def test_a_ttl_alone_keeps_the_policy_away() -> None:
    error = error_of(with_events(event(more="behavior: {DefaultTTL: 5}")))
    assert "ForwardedValues is required" in str(error)


POLICY = """
provider:
  name: aws
  cloudFront:
    cachePolicies:
      long-lived: {MinTTL: 10, DefaultTTL: 20, MaxTTL: 30}
"""


@pytest.mark.fact("CF-291")
def test_a_policy_of_the_provider_is_used_by_its_name() -> None:
    policy = loaded(with_events(event(more="cachePolicy: {name: long-lived}"), more=POLICY)).cache_policy
    assert (policy.min_ttl, policy.default_ttl, policy.max_ttl) == (10, 20, 30)
    assert policy.name == "site-dev-long-lived"


@pytest.mark.fact("CF-291")
def test_a_policy_that_the_provider_does_not_have_is_refused() -> None:
    error = error_of(with_events(event(more="cachePolicy: {name: long-live}"), more=POLICY))
    assert error.code == "UNRECOGNIZED_CLOUDFRONT_CACHE_POLICY"
    assert "did you mean 'long-lived'?" in str(error)


@pytest.mark.fact("CF-293")
def test_a_policy_that_is_named_by_its_id_has_its_place() -> None:
    (problem,) = error_of(with_events(event(more="cachePolicy: {id: own}"))).problems
    assert problem.place == "functions.edge.events[0].cloudFront.cachePolicy.id (line 7)"


def test_an_origin_is_called_by_the_variable_that_is_unknown() -> None:
    data = with_events("{eventType: viewer-request, origin: 'https://${env:HOST_X}'}")
    (made,) = candidate(data).form["Origins"]
    assert made["Id"] == "custom/env-HOST-X"


def test_the_behavior_is_cloudformation_s() -> None:
    more = (
        "includeBody: true, behavior: {ViewerProtocolPolicy: https-only, Compress: true, "
        "AllowedMethods: [GET, HEAD, OPTIONS], OriginRequestPolicyId: 216adef6-5c7f-47e4-b989-5492eafa07d3}"
    )
    config = loaded(with_events(event(more=more)))
    assert config.viewer_protocol_policy == "https-only"
    assert config.compress is True
    assert config.allowed_methods == ("GET", "HEAD", "OPTIONS")
    assert config.origin_request_policy == "AllViewer"
    assert config.viewer_request.include_body is True


@pytest.mark.fact("CF-293")
def test_without_a_word_every_protocol_is_allowed() -> None:
    assert loaded(with_events(event())).viewer_protocol_policy == "allow-all"


@pytest.mark.fact("CF-293")
def test_of_events_with_the_same_path_and_origin_the_first_one_s_settings_stay() -> None:
    first = event(more="behavior: {ViewerProtocolPolicy: https-only, AllowedMethods: [GET, HEAD]}")
    second = event(
        "origin-request",
        more="behavior: {ViewerProtocolPolicy: allow-all, AllowedMethods: [HEAD, OPTIONS], Compress: true}",
    )
    config = loaded(with_events(first, second))
    assert config.viewer_protocol_policy == "https-only"
    assert set(config.allowed_methods) == {"GET", "HEAD", "OPTIONS"}
    assert config.compress is True
    assert config.viewer_request
    assert config.origin_request
    assert config.behaviors == {}


@pytest.mark.fact("CF-293")
def test_a_policy_of_ones_own_is_not_mixed_with_another_event_s_default() -> None:
    named, unnamed = event(more="cachePolicy: {name: long-lived}"), event("origin-request")
    error = error_of(with_events(named, unnamed, more=POLICY))
    (problem,) = error.problems
    assert problem.place.startswith("functions.edge.events[1].cloudFront")
    assert "at functions.edge.events[0].cloudFront.cachePolicy" in str(error)
    assert "an event that says nothing of caching has CachingOptimized" in str(error)


@pytest.mark.fact("CF-293")
@pytest.mark.parametrize("legacy", [0, 1])
def test_a_default_policy_that_meets_forwarded_values_of_another_event_is_explained(legacy: int) -> None:
    said = ["", ""]
    said[legacy] = "behavior: {ForwardedValues: {QueryString: true}, MinTTL: 1}"
    events = (event(more=said[0]), event("origin-request", more=said[1]), event("viewer-response"))
    (problem,) = error_of(with_events(*events)).problems
    assert problem.place.startswith(f"functions.edge.events[{1 - legacy}].cloudFront")
    assert f"with functions.edge.events[{legacy}].cloudFront.behavior.ForwardedValues" in problem.message
    assert "so let both say the same" in problem.message


@pytest.mark.fact("CF-293")
def test_a_policy_of_ones_own_may_be_named_by_every_event() -> None:
    named = [event(of, more="cachePolicy: {name: long-lived}") for of in ("viewer-request", "origin-request")]
    config = loaded(with_events(*named, more=POLICY))
    assert config.cache_policy.name == "site-dev-long-lived"
    assert config.origin_request


@pytest.mark.fact("CF-293")
def test_origins_that_are_the_same_are_merged_too() -> None:
    origin = "{{DomainName: www.example.com, CustomOriginConfig: {{OriginProtocolPolicy: {}}}{}}}"
    events = [
        f"{{eventType: viewer-request, origin: {origin.format('https-only', '')}}}",
        f"{{eventType: origin-request, origin: {origin.format('http-only', ', ConnectionAttempts: 2')}}}",
    ]
    (found,) = loaded(with_events(*events)).origins.values()
    assert (found.origin_protocol_policy, found.connection_attempts) == ("https-only", 2)


@pytest.mark.fact("CF-293", "CF-295")
def test_the_association_is_that_of_the_published_version() -> None:
    config = load_distribution(with_events(event()))
    function = function_of(config.viewer_request)
    assert (function.name, function.handler, function.runtime) == (
        "site-dev-edge",
        "src/edge.handler",
        "python3.13",
    )


@pytest.mark.parametrize("key", ["edge", "EdgeLambdaFunction", "site-dev-edge"])
def test_a_function_is_given_by_its_key_its_logical_id_or_its_name(key: str) -> None:
    function = function_of(loaded(with_events(event()), functions={key: answer}).viewer_request)
    assert (function.code, function.name, function.timeout) == (answer, "site-dev-edge", 5)


def test_a_misspelled_function_is_told_with_the_keys_there_are() -> None:
    message = str(error_of(with_events(event()), functions={"egde": answer}))
    assert "functions['egde']: is no function of this distribution; those are 'edge'" in message


@pytest.mark.fact("CF-294")
def test_the_behavior_without_a_path_comes_first() -> None:
    events = [event(more="pathPattern: /a"), event(more="pathPattern: /b"), event("origin-request")]
    config = loaded(with_events(*events))
    assert list(config.behaviors) == ["/a", "/b"]
    assert (config.viewer_request, bool(config.origin_request)) == (None, True)


@pytest.mark.fact("CF-294")
def test_where_every_event_has_a_path_the_default_is_the_first_without_its_path_and_function() -> None:
    first = event(more="pathPattern: /a, behavior: {ViewerProtocolPolicy: https-only}")
    config = loaded(with_events(first, event(more="pathPattern: /b")))
    assert (config.viewer_protocol_policy, config.viewer_request) == ("https-only", None)
    assert list(config.behaviors) == ["/a", "/b"]


@pytest.mark.fact("CF-294")
def test_the_default_behavior_has_the_origin_that_is_chosen() -> None:
    first = event(more="pathPattern: /a")
    second = event(origin="https://other.example.com", more="pathPattern: /b, isDefaultOrigin: true")
    config = loaded(with_events(first, second))
    assert config.origin == "custom/other.example.com"
    assert config.behaviors["/a"].origin == "custom/www.example.com"


@pytest.mark.fact("CF-293")
def test_the_same_function_twice_is_one_association() -> None:
    assert loaded(with_events(event(), event())).viewer_request


@pytest.mark.fact("CF-295")
def test_the_distribution_is_called_by_service_and_stage() -> None:
    data = with_events(event())
    assert loaded(data, distribution="CloudFrontDistribution")
    assert loaded(data, distribution="site prod", parameters={"stage": "prod"})


def test_other_events_are_passed_over() -> None:
    data = with_events(event())
    data["functions"]["edge"]["events"] += ["sns", {"http": "GET /"}, None, {"cloudFront": None}]
    assert list(loaded(data).behaviors) == []
