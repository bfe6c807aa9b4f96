"""Reading a serverless.yml (v3 and v4): as the CloudFormation template that the framework compiles of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.distributions import candidates
from pytest_lambda_edge.templates.found import FoundFunction
from pytest_lambda_edge.templates.given import GivenParameters
from pytest_lambda_edge.templates.reading import Format
from pytest_lambda_edge.templates.scalars import number
from pytest_lambda_edge.templates.serverless.advice import advice_of
from pytest_lambda_edge.templates.serverless.elsewhere import associations_elsewhere
from pytest_lambda_edge.templates.serverless.events import cloudfront_events
from pytest_lambda_edge.templates.serverless.left_out import of_an_event, of_no_event
from pytest_lambda_edge.templates.serverless.names import DISTRIBUTION_ID
from pytest_lambda_edge.templates.serverless.service import problem, read_service
from pytest_lambda_edge.templates.serverless.spelling import (
    is_meant_as_service,
    misspelt_keys,
    misspelt_sections,
    written_for_handler,
)
from pytest_lambda_edge.templates.serverless.template import compiled
from pytest_lambda_edge.templates.serverless.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.errors import Problem
    from pytest_lambda_edge.templates.reading import Asked, Candidate, Document
    from pytest_lambda_edge.templates.serverless.events import CloudFrontEvent
    from pytest_lambda_edge.templates.serverless.service import Service, ServiceFunction

__all__ = ["SERVERLESS"]

_REGION: Final = "us-east-1"
_ORIGIN_EVENTS: Final = (10240, 30)
_VIEWER_EVENTS: Final = (128, 5)
# MB and seconds that the framework allows; an event without a type counts as a viewer's.
_LIMITS: Final = {"origin-request": _ORIGIN_EVENTS, "origin-response": _ORIGIN_EVENTS}


def _recognises(data: Mapping[str, Any]) -> bool:
    return is_meant_as_service(data)


def _read(document: Document, asked: Asked) -> list[Candidate]:
    if not (data := document.data).keys() >= {"service", "provider"}:
        raise ConfigError([problem(one.place, one.why) for one in misspelt_sections(data)])
    service = read_service(Variables(document, asked))
    events = [event for function in service.functions for event in cloudfront_events(function)]
    of_events, of_all = tuple(of_an_event(events)), tuple(of_no_event(service))
    decisive = (*of_all, *misspelt_keys(service, is_decisive=True))
    of_all = (*decisive, *misspelt_keys(service, is_decisive=False))
    of_each = [problem(one.place, one.why) for one in (*of_events, *of_all)]
    try:
        made = _candidates(service, events, document, asked)
    except ConfigError as error:  # What is left out may well be the reason.
        problems = (*error.certain, *of_each)
        raise ConfigError(problems, unresolved=error.unresolved, refused=error.refused) from None
    hidden = [problem(one.place, one.why) for one in decisive]
    if not made and (beside := [*associations_elsewhere(service), *hidden]):
        raise ConfigError(beside)
    refused = tuple(_refused(service, events)) if events else ()
    of_keys: tuple[Problem, ...] = ()
    if service.refuses_what_is_unknown:
        of_keys = tuple(problem(one.place, one.why) for one in of_all)
        refused, of_events, of_all = (*refused, *of_each), (), ()
    return [
        replace(one, refused=(*one.refused, *refused), left_out=(*of_events, *of_all))
        if one.logical_id == DISTRIBUTION_ID
        else replace(one, refused=(*one.refused, *of_keys), left_out=of_all)
        for one in made
    ]


def _candidates(
    service: Service, events: list[CloudFrontEvent], document: Document, asked: Asked
) -> list[Candidate]:
    template = compiled(service, events)
    by_logical_id = {function.logical_id: function for function in service.functions}
    given = {one for one, function in by_logical_id.items() if function.key in asked.functions}
    declared = template.get("Parameters")
    parameters: Mapping[str, Any] = _of_stack(service) | service.variables.given.left(
        declared if isinstance(declared, Mapping) else {}
    )
    if isinstance(asked.parameters, GivenParameters):
        parameters = asked.parameters.narrowed(parameters)
    functions = dict(asked.functions) | dict.fromkeys(given)
    made = candidates(template, document, replace(asked, parameters=parameters, functions=functions))
    told = service.region if events and service.region != _REGION else None
    return [
        replace(
            one, form=_as_told(one.form, by_logical_id, told if one.logical_id == DISTRIBUTION_ID else None)
        )
        for one in made
    ]


def _of_stack(service: Service) -> dict[str, Any]:
    """Return the pseudo parameters that a service tells."""
    known = {"AWS::Region": service.region}
    stack = service.of_provider("stackName").value or service.stack_name
    known["AWS::StackName"] = stack
    return {name: value for name, value in known.items() if isinstance(value, str)}


def _as_told(part: Any, functions: Mapping[str, ServiceFunction], told: Any = None) -> Any:
    """Return a form whose functions, by logical id, are given and spoken of as a service has them.

    Each can be given by its key in ``functions:`` as well. Of the region *told* it is said once what is
    wrong, where the service has it.
    """
    if isinstance(part, FoundFunction) and part.logical_id in functions:
        function = functions[part.logical_id]
        region = part.region if told is None or part.region != told else None
        advice = part.advice if part.advice.version else advice_of(function)
        if (written := written_for_handler(function)) and part.handler is None:
            advice = replace(advice, handler=written)
        return replace(part, also=(function.key,), region=region, advice=advice)
    if isinstance(part, dict):
        for key, value in part.items():
            part[key] = _as_told(value, functions, told)
    elif isinstance(part, list):
        part[:] = [_as_told(one, functions, told) for one in part]
    return part


def _refused(service: Service, events: list[CloudFrontEvent]) -> Iterator[Problem]:
    """Yield what the framework does not deploy although it can be simulated (CF-294, CF-295)."""
    if isinstance(service.region, str) and service.region != _REGION:
        place = service.of_provider("region").place
        message = f"a service with cloudFront events is deployed to {_REGION}, not to {service.region}"
        yield problem(place, message, "CLOUDFRONT_INVALID_REGION")
    for event in events:
        event_type = event.settings.get("eventType")
        memory, timeout = (
            _LIMITS.get(event_type, _VIEWER_EVENTS) if isinstance(event_type, str) else _VIEWER_EVENTS
        )
        for key, most, unit, code in (
            ("memorySize", memory, "MB", "LAMBDA_EDGE_UNSUPPORTED_MEMORY_SIZE"),
            ("timeout", timeout, "seconds", "LAMBDA_EDGE_UNSUPPORTED_TIMEOUT_VALUE"),
        ):
            held = event.function.held(key)
            value = number(held.value)
            if isinstance(value, (int, float)) and value > most:
                message = f"the framework allows {most} {unit} for {event_type}, not {shown(value)}"
                yield problem(held.place, message, code)


SERVERLESS: Final = Format("a serverless.yml", _recognises, _read)
