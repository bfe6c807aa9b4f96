"""What a caller gives for the variables of a serverless.yml, and what nothing asks for."""

from __future__ import annotations

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
