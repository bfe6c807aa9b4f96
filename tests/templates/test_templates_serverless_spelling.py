"""Misspelt keys of a serverless.yml: told with their place and what is meant, and nothing else is."""

from __future__ import annotations

import pytest
from support.services import SITE, WWW, event, service, with_events, with_own_version
from support.templates import error_of

from pytest_lambda_edge.errors import EdgeNotSimulatedWarning
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.yaml_documents import read_yaml

EVENT = "functions.edge.events[0].cloudFront"


@pytest.mark.parametrize(
    ("settings", "key", "meant"),
    [
        (f"EventType: viewer-request, origin: '{WWW}'", "EventType", "eventType"),
        (f"eventTyp: viewer-request, origin: '{WWW}'", "eventTyp", "eventType"),
        (f"eventType: viewer-request, Origin: '{WWW}'", "Origin", "origin"),
    ],
)
def test_a_misspelt_setting_that_an_event_needs_is_told_once(settings: str, key: str, meant: str) -> None:
    (problem,) = error_of(with_events(f"{{{settings}}}")).problems
    assert problem.place == f"{EVENT}.{key} (line 7)"
    assert problem.message.startswith(f"{key!r} is nothing that a cloudFront event has")
    assert problem.message.endswith(f"did you mean {meant!r}?")


def test_a_forgotten_event_type_is_told_in_the_framework_s_spelling() -> None:
    (problem,) = error_of(with_events(f"{{origin: '{WWW}'}}")).problems
    assert (problem.place, problem.message) == (f"{EVENT} (line 7)", "eventType is required")


def test_a_misspelt_key_stands_where_it_is_written_not_where_its_value_comes_from() -> None:
    text = "{eventType: viewer-request, Origin: '${self:custom.origin}'}"
    (problem,) = error_of(with_events(text, more=f"custom: {{origin: '{WWW}'}}")).problems
    assert problem.place == f"{EVENT}.Origin (line 7)"


@pytest.mark.parametrize("name", ["cloudfront", "cloudFrnt", "CloudFront"])
def test_an_only_event_that_is_misspelt_is_told_in_place_of_no_distribution(name: str) -> None:
    events = f"[{{{name}: {event()}}}]"
    data = service(f"functions:\n  edge:\n    handler: src/edge.handler\n    events: {events}")
    (problem,) = error_of(data).problems
    assert problem.place == f"functions.edge.events[0].{name} (line 6)"
    assert f"{name!r} is no event that the framework knows" in problem.message
    assert "did you mean 'cloudFront'?" in problem.message


@pytest.mark.parametrize(
    ("key", "meant"),
    [("timeOut: 4", "timeout"), ("memorysize: 128", "memorySize"), ("Events: []", "events")],
)
@pytest.mark.parametrize("mode", ["warn", "error"])
def test_a_misspelt_key_of_a_function_is_told(key: str, meant: str, mode: str) -> None:
    data = with_own_version(key, more=f"configValidationMode: {mode}")
    name = key.partition(":")[0]
    expected = (
        f"{name!r} is nothing that a function has, and the framework leaves it out; did you mean {meant!r}?"
    )
    if mode == "error":
        (problem,) = error_of(data, functions={"edge": "edge:handler"}).problems
        assert (problem.place, problem.message) == (f"functions.edge.{name} (line 3)", expected)
    else:
        with pytest.warns(EdgeNotSimulatedWarning) as caught:
            load_distribution(data)
        told = f"functions.edge.{name} (line 3) has no effect: {expected}"
        assert [str(one.message) for one in caught] == [told]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("key", ["warmup: true", "alarms: []", "iamRoleStatements: []", "url: true"])
def test_a_key_that_is_near_none_of_the_framework_s_is_a_plugin_s(key: str) -> None:
    assert load_distribution(with_own_version(key)).viewer_request is not None


@pytest.mark.parametrize("key", ["Handler", "handlr"])
def test_a_function_without_a_handler_is_told_with_what_was_written_for_it(key: str) -> None:
    events = f"[{{cloudFront: {event()}}}]"
    data = service(f"functions:\n  edge:\n    {key}: src/edge.handler\n    events: {events}")
    (problem,) = error_of(data).problems
    assert problem.message.startswith("names no handler")
    assert problem.message.endswith(f"write 'handler' for what stands at functions.edge.{key} (line 5)")


def test_misspelt_cloudfront_settings_of_the_provider_are_told() -> None:
    more = "provider:\n  name: aws\n  cloudfront: {cachePolicies: {}}"
    with pytest.warns(EdgeNotSimulatedWarning, match=r"provider\.cloudfront .*did you mean 'cloudFront'\?"):
        load_distribution(with_events(event(), more=more))


@pytest.mark.parametrize("section", ["Functions", "functoins"])
def test_a_service_whose_functions_are_misspelt_is_told_so(section: str) -> None:
    (problem,) = error_of(service(f"{section}:\n  edge: {{handler: a.b}}")).problems
    assert problem.place == f"{section} (line 3)"
    assert "did you mean 'functions'?" in problem.message


@pytest.mark.parametrize("key", ["Provider", "Service"])
def test_a_service_without_what_makes_it_one_is_told_what_is_misspelt(key: str) -> None:
    text = f"service: site\nprovider: {{name: aws}}\n{SITE}".replace(f"{key.lower()}:", f"{key}:", 1)
    (problem,) = error_of(read_yaml(text)).problems
    assert f"did you mean {key.lower()!r}?" in problem.message
