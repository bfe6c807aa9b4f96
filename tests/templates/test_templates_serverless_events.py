"""The distribution of cloudFront events: origins, behaviors, what is merged, what the framework refuses."""

from __future__ import annotations

from typing import Any

import pytest
from support.services import function_of, service, with_events
from support.templates import error_of

from pytest_lambda_edge import project
from pytest_lambda_edge.errors import EdgeDeployWarning
from pytest_lambda_edge.templates.load import load_distribution

WWW = "https://www.example.com"
GIVEN = {"edge": "edge:handler"}


def answer(event: Any, context: Any) -> Any:
    return {"status": "204"}


def loaded(data: dict[str, Any], **asked: Any) -> Any:
    """Return a config, whose functions need not be there."""
    return load_distribution(data, **asked)


def event(event_type: str = "viewer-request", origin: str = WWW, more: str = "") -> str:
    return f"{{eventType: {event_type}, origin: '{origin}'{more and f', {more}'}}}"


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
    assert "must be a URL such as https://www.example.com or s3://bucket.s3.amazonaws.com" in message


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


@pytest.mark.fact("CF-291")
def test_a_misspelled_setting_of_an_event_is_not_passed_over() -> None:
    (problem,) = error_of(with_events(event(more="pathpattern: /a/*"))).problems
    assert problem.place.startswith("functions.edge.events[0].cloudFront.pathpattern")
    assert "the framework leaves it out; did you mean 'pathPattern'?" in problem.message


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


@pytest.mark.fact("CF-294")
@pytest.mark.parametrize(
    ("events", "code", "message"),
    [
        (
            [event(more="pathPattern: /a"), event(origin="https://b.example.com", more="pathPattern: /b")],
            "CLOUDFRONT_MULTIPLE_DEFAULT_ORIGIN_EVENTS",
            "one of the origins needs isDefaultOrigin: 'custom/www.example.com' or 'custom/b.example.com'",
        ),
        (
            [
                event(more="isDefaultOrigin: true"),
                event(origin="https://b.example.com", more="pathPattern: /b, isDefaultOrigin: true"),
            ],
            "CLOUDFRONT_MULTIPLE_DEFAULT_ORIGIN_EVENTS",
            "another origin is the default already: custom/www.example.com",
        ),
        (
            [event(), event()],
            "CLOUDFRONT_EVENT_TYPE_NON_UNIQUE_CACHE_BEHAVIOR",
            "has a function for 'viewer-request' already, at functions.edge.events[0].cloudFront (line",
        ),
        (
            [event(more="pathPattern: /a"), event(origin="https://b.example.com", more="pathPattern: /a")],
            "CLOUDFRONT_MULTIPLE_BEHAVIORS_FOR_SINGLE_PATH_PATTERN",
            "there is a behavior for '/a' already, at functions.edge.events[0].cloudFront",
        ),
        (
            [event(), event(origin="https://b.example.com")],
            "CLOUDFRONT_MULTIPLE_BEHAVIORS_FOR_SINGLE_PATH_PATTERN",
            "there is a default behavior already",
        ),
    ],
)
def test_what_the_framework_does_not_compile_is_refused_with_its_code(
    events: list[str], code: str, message: str
) -> None:
    if code == "CLOUDFRONT_EVENT_TYPE_NON_UNIQUE_CACHE_BEHAVIOR":
        # Two functions: the same one twice is one association.
        data = with_events(events[0])
        data["functions"]["other"] = with_events(events[1])["functions"]["edge"]
    else:
        data = with_events(*events)
    error = error_of(data)
    assert error.code == code
    assert message in str(error)
    assert f"({code})" in str(error)


@pytest.mark.fact("CF-293")
def test_the_same_function_twice_is_one_association() -> None:
    assert loaded(with_events(event(), event())).viewer_request


@pytest.mark.fact("CF-294", "CF-295")
@pytest.mark.parametrize(
    ("more", "code", "message"),
    [
        ("provider: {name: aws, region: eu-west-1}", "CLOUDFRONT_INVALID_REGION", "not to eu-west-1"),
        (
            "memorySize: 129",
            "LAMBDA_EDGE_UNSUPPORTED_MEMORY_SIZE",
            "allows 128 MB for viewer-request, not 129",
        ),
        ("timeout: 6", "LAMBDA_EDGE_UNSUPPORTED_TIMEOUT_VALUE", "allows 5 seconds for viewer-request, not 6"),
    ],
)
def test_what_the_framework_does_not_deploy_is_refused_with_its_code(
    more: str, code: str, message: str
) -> None:
    data = with_events(event(), more=more if more.startswith("provider") else "")
    if not more.startswith("provider"):
        key, _, value = more.partition(": ")
        data["functions"]["edge"][key] = int(value)
    error = error_of(data, functions=GIVEN)
    assert code in {problem.code for problem in error.problems}
    assert message in str(error)


@pytest.mark.fact("CF-295")
def test_functions_of_the_origin_s_events_may_have_more() -> None:
    data = with_events(event("origin-request"))
    data["functions"]["edge"] |= {"timeout": 30, "memorySize": 10240}
    function = function_of(
        load_distribution(data, functions={"edge": lambda event, context: None}).origin_request
    )
    assert (function.timeout, function.memory) == (30, 10240)


@pytest.mark.fact("CF-295")
def test_what_the_framework_does_not_deploy_can_be_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "deploy_checks", ["warn"])
    data = with_events(event(), more="provider: {name: aws, region: eu-west-1}")
    with pytest.warns(EdgeDeployWarning) as caught:
        assert loaded(data).viewer_request
    assert "(CLOUDFRONT_INVALID_REGION)" in str(caught[0].message)
    assert len(caught) == 1  # and not once more for each function


@pytest.mark.fact("CF-295")
def test_environment_and_vpc_are_taken_away_and_the_rest_is_refused() -> None:
    data = with_events(event())
    data["functions"]["edge"] |= {
        "environment": {"TABLE": "t"},
        "vpc": {"securityGroupIds": ["sg"], "subnetIds": ["subnet"]},
        "layers": ["arn:aws:lambda:us-east-1:123456789012:layer:x:1"],
    }
    message = str(error_of(data, functions=GIVEN))
    assert "does not support layers" in message
    assert "functions.edge.layers" in message
    assert "environment" not in message
    assert "VPC" not in message


@pytest.mark.fact("CF-295")
def test_the_distribution_is_called_by_service_and_stage() -> None:
    data = with_events(event())
    assert loaded(data, distribution="CloudFrontDistribution")
    assert loaded(data, distribution="site prod", parameters={"stage": "prod"})


def test_what_is_wrong_with_an_event_is_told_at_its_place() -> None:
    data = with_events(event("viewer-requst"), event(more="pathPattern: /a, behavior: {Compres: true}"))
    message = str(error_of(data, functions=GIVEN))
    assert "functions.edge.events[0].cloudFront.eventType (line 7): must be 'viewer-request'" in message
    assert "functions.edge.events[1].cloudFront.behavior.Compres (line 8)" in message
    assert "did you mean 'Compress'?" in message


def test_all_that_is_unknown_is_in_one_error() -> None:
    events = [
        event(origin="https://${env:HOST}", more="behavior: {CachePolicyId: '${ssm:/policy}'}"),
        event(origin="https://${env:HOST}", more="pathPattern: '${env:PATTERN}'"),
    ]
    error = error_of(with_events(*events))
    assert {one.reference for one in error.unresolved} == {
        "${env:HOST}",
        "${ssm:/policy}",
        "${env:PATTERN}",
    }


@pytest.mark.parametrize(
    ("events", "reference"),
    [
        ("'${env:EVENTS}'", "${env:EVENTS}"),
        ("['${env:EVENT}']", "${env:EVENT}"),
        ("[cloudFront: '${env:EVENT}']", "${env:EVENT}"),
        (
            f"[cloudFront: {event(more='isDefaultOrigin: $')}]".replace("$", "'${env:DEFAULT}'"),
            "${env:DEFAULT}",
        ),
    ],
)
def test_events_that_are_unknown_may_be_of_the_distribution(events: str, reference: str) -> None:
    data = service(f"functions: {{edge: {{handler: a.b, events: {events}}}}}")
    assert [one.reference for one in error_of(data).unresolved] == [reference]


@pytest.mark.parametrize("settings", ["[a]", "text", "5"])
def test_a_cloudfront_event_is_a_mapping(settings: str) -> None:
    message = str(error_of(with_events(settings)))
    assert message.startswith("functions.edge.events[0].cloudFront")
    assert "must be a mapping" in message


def test_other_events_are_passed_over() -> None:
    data = with_events(event())
    data["functions"]["edge"]["events"] += ["sns", {"http": "GET /"}, None, {"cloudFront": None}]
    assert list(loaded(data).behaviors) == []
