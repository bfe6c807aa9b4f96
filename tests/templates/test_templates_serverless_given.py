"""What a caller gives for the variables of a serverless.yml, and what nothing asks for."""

from __future__ import annotations

import pytest
from support.services import with_events
from support.templates import error_of

from pytest_lambda_edge.templates.load import load_distribution

BOTH = "{eventType: viewer-request, origin: 'https://${env:NAME}.${opt:NAME}', pathPattern: /a}"


def test_a_bare_name_that_could_be_two_variables_is_refused() -> None:
    error = error_of(with_events(BOTH), parameters={"NAME": "x"})
    assert "could be ${env:NAME} and ${opt:NAME}; give it as 'env:NAME'" in str(error)


def test_a_misspelled_name_is_refused() -> None:
    event = "{eventType: viewer-request, origin: 'https://${env:API_HOST}'}"
    error = error_of(with_events(event), parameters={"env:API_HSOT": "x", "env:API_HOST": "y"})
    assert "parameters['env:API_HSOT']: no variable of this document asks for it" in str(error)
    assert "did you mean 'env:API_HOST'?" in str(error)


@pytest.mark.parametrize("name", ["opt:colour", "sls:instance", "param:colour"])
def test_a_variable_that_nothing_asks_for_is_refused(name: str) -> None:
    error = error_of(
        with_events("{eventType: viewer-request, origin: 'https://x.example.com'}"), parameters={name: "x"}
    )
    assert str(error) == f"parameters[{name!r}]: no variable of this document asks for it"


@pytest.mark.parametrize("name", ["opt:stage", "sls:stage", "opt:region"])
def test_what_the_command_knows_may_be_given_though_nothing_asks_for_it(name: str) -> None:
    data = with_events("{eventType: viewer-request, origin: 'https://x.example.com'}")
    config = load_distribution(data, parameters={name: "us-east-1"}, functions={"edge": "m:f"})
    assert config.viewer_request is not None


def test_a_misspelled_export_is_told_with_the_one_that_is_asked_for() -> None:
    origin = (
        "{DomainName: {'Fn::ImportValue': edge-host}, CustomOriginConfig: {OriginProtocolPolicy: https-only}}"
    )
    data = with_events(f"{{eventType: viewer-request, origin: {origin}}}")
    message = str(error_of(data, parameters={"edge-hots": "x"}))
    assert (
        "parameters['edge-hots']: nothing in this document refers to it; did you mean 'edge-host'?" in message
    )


def test_a_bare_name_that_nothing_asks_for_is_refused() -> None:
    event = "{eventType: viewer-request, origin: 'https://x.example.com'}"
    assert "'Unknown'" in str(error_of(with_events(event), parameters={"Unknown": "x"}))


def test_a_name_that_is_put_together_may_be_given() -> None:
    event = "{eventType: viewer-request, origin: 'https://${env:HOST_${sls:stage}}'}"
    data = with_events(event, more="custom: {other: '${env:OTHER_${sls:stage}}'}")
    load_distribution(
        data,
        parameters={"env:HOST_dev": "x.example.com", "env:OTHER_dev": "y"},
        functions={"edge": lambda event, context: None},
    )


def test_parameters_of_the_stack_are_given_as_well() -> None:
    origin = "{DomainName: !Ref Host, CustomOriginConfig: {OriginProtocolPolicy: https-only}}"
    event = f"{{eventType: viewer-request, origin: {origin}}}"
    data = with_events(event, more="resources: {Parameters: {Host: {Type: String}}}")
    config = load_distribution(data, parameters={"Host": "a.example.com"}, functions={"edge": "m:f"})
    assert [origin.domain_name for origin in config.origins.values()] == ["a.example.com"]  # type: ignore[union-attr]
