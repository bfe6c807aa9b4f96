"""What is wrong with cloudFront events: what the framework refuses, where it is told, and what is unknown."""

from __future__ import annotations

import pytest
from support.services import SITE, event, function_of, service, with_events
from support.templates import error_of

from pytest_lambda_edge import project
from pytest_lambda_edge.errors import EdgeDeployWarning, EdgeNotSimulatedWarning
from pytest_lambda_edge.templates.load import load_distribution

GIVEN = {"edge": "edge:handler"}


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
        assert load_distribution(data).viewer_request
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


@pytest.mark.fact("CF-291")
def test_a_misspelled_setting_of_an_event_is_left_out_with_a_warning() -> None:
    with pytest.warns(EdgeNotSimulatedWarning) as caught:
        config = load_distribution(with_events(event(more="pathpattern: /a/*")))
    assert config.viewer_request
    assert config.behaviors == {}
    (warning,) = [str(one.message) for one in caught]
    assert warning.startswith("functions.edge.events[0].cloudFront.pathpattern (line 7) has no effect: ")
    assert "the framework leaves it out; did you mean 'pathPattern'?" in warning


@pytest.mark.fact("CF-291")
@pytest.mark.parametrize("mode", ["error", "warn", "off"])
def test_a_misspelled_setting_is_refused_where_the_service_says_so(mode: str) -> None:
    data = with_events(event(more="pathpattern: /a/*"), more=f"configValidationMode: {mode}")
    if mode == "error":
        (problem,) = error_of(data).problems
        assert problem.place == "functions.edge.events[0].cloudFront.pathpattern (line 7)"
        assert "did you mean 'pathPattern'?" in problem.message
    else:
        with pytest.warns(EdgeNotSimulatedWarning, match="'pathpattern' is nothing"):
            assert load_distribution(data).viewer_request


MISINDENTED = f"""
functions:
  edge:
    handler: src/edge.handler
    events:
      - cloudFront:
        eventType: viewer-request
        origin: https://www.example.com
      - cloudFront:
{SITE}"""


def test_settings_that_stand_beside_their_event_are_none_of_it() -> None:
    with pytest.warns(EdgeNotSimulatedWarning) as caught:
        config = load_distribution(service(MISINDENTED))
    assert config.viewer_request is None
    (warning,) = [str(one.message) for one in caught]
    assert warning == (
        "functions.edge.events[0].cloudFront (line 8) has no effect: 'eventType' stands beside it; "
        "what is the event's stands below it, indented further"
    )


def test_what_stands_beside_an_event_that_has_settings_is_left_out() -> None:
    beside = with_events(f"{event()}\n        includeBody: true")
    with pytest.warns(EdgeNotSimulatedWarning) as caught:
        config = load_distribution(beside)
    assert config.viewer_request is not None
    (warning,) = [str(one.message) for one in caught]
    assert warning == (
        "functions.edge.events[0].includeBody (line 8) has no effect: it stands beside cloudFront; "
        "what is the event's stands below it, indented further"
    )


@pytest.mark.fact("CF-294")
def test_what_is_wrong_with_a_behavior_that_is_the_default_one_too_is_told_once() -> None:
    data = with_events(event(more="pathPattern: /a, behavior: {AllowedMethods: [FOO], Compres: true}"))
    told = [problem.place for problem in error_of(data).problems]
    place = "functions.edge.events[0].cloudFront.behavior"
    assert sorted(told) == [f"{place}.AllowedMethods (line 7)", f"{place}.Compres (line 7)"]


@pytest.mark.fact("CF-293")
def test_what_events_share_is_told_where_it_stands_first() -> None:
    first = "behavior: {AllowedMethods: [FOO], ForwardedValues: {QueryStrin: true}}"
    second = "behavior: {AllowedMethods: [BAR], ForwardedValues: {Cookies: {Forward: some}}}"
    data = with_events(event(more=first), event("origin-request", more=second))
    told = {problem.place for problem in error_of(data).problems}
    assert told == {
        "functions.edge.events[0].cloudFront.behavior.AllowedMethods (line 7)",
        "functions.edge.events[0].cloudFront.behavior.ForwardedValues.QueryStrin (line 7)",
        "functions.edge.events[1].cloudFront.behavior.ForwardedValues.Cookies.Forward (line 8)",
    }


def test_functions_that_are_unknown_are_told_beside_those_that_are_wrong() -> None:
    error = error_of(service("functions: {one: text, two: '${env:TWO}'}"))
    assert [one.reference for one in error.unresolved] == ["${env:TWO}"]
    assert [problem.place for problem in error.problems] == [
        "functions.one (line 3)",
        "functions.two (line 3)",
    ]


def test_what_is_left_out_is_told_beside_what_it_leads_to() -> None:
    data = with_events(event(), event(origin="https://b.example.com", more="pathpattern: /b"))
    message = str(error_of(data))
    assert "there is a default behavior already" in message
    assert "functions.edge.events[1].cloudFront.pathpattern (line 8): 'pathpattern' is nothing" in message


def test_a_service_whose_only_event_has_nothing_below_it_says_so() -> None:
    (problem,) = error_of(service(MISINDENTED.removesuffix(SITE))).problems
    assert problem.place == "functions.edge.events[0].cloudFront (line 8)"
    assert "'eventType' stands beside it" in problem.message


LAID_OVER = """
resources:
  Resources:
    CloudFrontDistribution:
      Type: AWS::CloudFront::Distribution
      Properties:
        DistributionConfig:
          Origins:
            - Id: own
              DomainName: own.example.com
              CustomOriginConfig: {OriginProtocolPolicy: https-only}
"""


def test_an_origin_that_takes_the_place_of_an_event_s_is_told_with_what_to_write() -> None:
    data = with_events(event(more="pathPattern: /a/*"), more=LAID_OVER)
    (problem,) = error_of(data).problems
    assert problem.place == (
        "resources.Resources.CloudFrontDistribution.Properties.DistributionConfig.Origins[0] (line 16)"
    )
    assert "the place of the events' origin 'custom/www.example.com', which a behavior" in problem.message
    assert "write an empty item, {}, for each origin of the events" in problem.message
    assert problem.code == "NoSuchOrigin"


def test_an_origin_behind_those_of_the_events_is_one_more() -> None:
    more = LAID_OVER.replace("            - Id: own", "            - {}\n            - Id: own")
    assert list(load_distribution(with_events(event(), more=more)).origins) == [
        "custom/www.example.com",
        "own",
    ]


def test_an_origin_may_take_the_place_of_another_that_no_behavior_names() -> None:
    more = f"{LAID_OVER}          DefaultCacheBehavior: {{TargetOriginId: own}}\n"
    assert list(load_distribution(with_events(event(), more=more)).origins) == ["own"]
