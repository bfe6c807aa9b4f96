"""From the function associations of a behavior to its triggers (CF-280, CF-281, CF-302 to CF-306)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.event_type import EVENT_TYPES
from pytest_lambda_edge.model.problems import did_you_mean, inside, item, one_of, shown
from pytest_lambda_edge.model.triggers import StandIn
from pytest_lambda_edge.templates.arns import LambdaArn
from pytest_lambda_edge.templates.found import FoundCloudFrontFunction, FoundFunction, Place, Unresolved
from pytest_lambda_edge.templates.function_findings import arn_findings, function_findings
from pytest_lambda_edge.templates.function_sources import (
    found_function,
    in_place_of_cloudfront_function,
    standing_in,
)
from pytest_lambda_edge.templates.given_functions import keys_of
from pytest_lambda_edge.templates.parts import ABSENT, Fate, NotSimulated, Row
from pytest_lambda_edge.templates.scalars import flag

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.given_functions import GivenFunctions
    from pytest_lambda_edge.templates.parts import Part

__all__ = ["triggers_of"]

_EVENT_TYPES: Final = {str(event_type): event_type.name.lower() for event_type in EVENT_TYPES}
_CLOUDFRONT_FUNCTION: Final = "FunctionARN"
_ASSOCIATIONS: Final = (
    ("LambdaFunctionAssociations", "LambdaFunctionARN", "InvalidLambdaFunctionAssociation"),
    ("FunctionAssociations", _CLOUDFRONT_FUNCTION, "InvalidFunctionAssociation"),
)
_OF_FUNCTIONS: Final = ("code", "handler", "key_value_store", "memory", "name", "runtime", "timeout")
_TWICE: Final = "The event type of a function association must be unique in the cache behavior."
_CONTAINERS: Final = (Mapping, list)
_REQUEST_EVENTS: Final = ("viewer-request", "origin-request")
_NO_BODY: Final = "The IncludeBody option can only be used with viewer-request or origin-request events."
_NO_DATA: Final = "the data of a key-value store are in CloudFront, and not in this document"
_OLDER_CODE: Final = "CloudFront runs what was published last, and here the code of this document is run"
_NEVER_LIVE: Final = (
    "a distribution runs the LIVE stage of a function, and this one is never published (CF-272); publish it"
)


def triggers_of(behavior: Part, given: GivenFunctions) -> dict[str, Any]:
    """Return the triggers of a behavior, by the names of their settings."""
    triggers: dict[str, Any] = {}
    taken: dict[str, str] = {}
    for listing, arn, code in _ASSOCIATIONS:
        fate = Fate(
            rows=(Row("IncludeBody", "include_body", flag),), read_apart=frozenset({"EventType", arn})
        )
        for association in behavior.parts(listing, fate):
            event_type = _event_type(association)
            if event_type in taken:
                association.found.problems.append(_twice(association, event_type, taken[event_type], code))
            if event_type is None or event_type in taken:
                _pass_over(association.values.get(arn), given)
                continue
            taken[event_type] = str(association.place)
            setting = _EVENT_TYPES[event_type]
            trigger = association.called(inside(behavior.setting, setting))
            function = _function(trigger, arn, event_type, given)
            others = trigger.settings(fate)
            if listing == "LambdaFunctionAssociations" and others.get("include_body") is True:
                _check_body(trigger, event_type, others)
            if function is not ABSENT:
                is_stand_in = isinstance(function, StandIn)
                triggers[setting] = (
                    replace(function, **others) if is_stand_in else {"function": function, **others}
                )
    return triggers


def _pass_over(named: Any, given: GivenFunctions) -> None:
    """Note that a function is one of the document's, although nothing is known of when it runs."""
    if named is not None and not isinstance(named, _CONTAINERS):
        given.choose(keys_of(named), named)


def _event_type(association: Part) -> str | None:
    named = association.name("EventType")
    if named in _EVENT_TYPES:
        return named
    if named is not None:
        message = f"must be {one_of(_EVENT_TYPES)}, not {shown(named)}{did_you_mean(named, _EVENT_TYPES)}"
        association.found.problems.append(
            Problem(str(association.at("EventType")), message, "InvalidArgument")
        )
    return None


def _check_body(trigger: Part, event_type: str, settings: dict[str, Any]) -> None:
    """Refuse a body where there is none to include (CF-306), at its own place in the document."""
    if event_type in _REQUEST_EVENTS:
        return
    message = f"there is no body to include at {event_type}, only at {one_of(_REQUEST_EVENTS)}; leave it out"
    place = str(trigger.at("IncludeBody"))
    trigger.found.problems.append(Problem(place, message, _ASSOCIATIONS[0][2], aws_message=_NO_BODY))
    del settings["include_body"]


def _twice(association: Part, event_type: str, first: str, code: str) -> Problem:
    message = f"{event_type} has a function already, at {first}; a behavior has one for each event"
    said = f"{_TWICE} Event type {event_type} cannot be associated with two functions"
    return Problem(str(association.place), message, code, aws_message=said)


def _function(trigger: Part, key: str, event_type: str, given: GivenFunctions) -> Any:
    """Return the function that an association names, or what is given in its place."""
    named = trigger.values.get(key)
    if named is None:
        trigger.required(key)
        return ABSENT
    place = trigger.at(key)
    if isinstance(named, _CONTAINERS):
        kind = "mapping" if isinstance(named, Mapping) else "list"
        trigger.found.problems.append(Problem(str(place), f"must be the ARN of a function, not a {kind}"))
        return ABSENT
    _note_findings(trigger, named, place)
    chosen = given.choose(keys_of(named), named)
    if chosen is not None:
        given_at = item("functions", chosen)
        _place_function(trigger, Place(given_at))
        stands_in = in_place_of_cloudfront_function if key == _CLOUDFRONT_FUNCTION else standing_in
        return stands_in(given.by_key[chosen], named, given_at)
    if isinstance(named, FoundCloudFrontFunction):
        told = ((named.key_value_store, _NO_DATA), (named.is_live and named.unpublished, _OLDER_CODE))
        trigger.found.not_simulated += [NotSimulated(where, why) for where, why in told if where]
    found = found_function(named, place, event_type, trigger.found.name)
    if isinstance(found, Unresolved):
        trigger.found.unresolved.append(found)
        return ABSENT
    _place_function(trigger, named.place)
    if isinstance(named, FoundFunction):
        places = {inside(trigger.setting, setting): place for setting, place in named.places.items()}
        trigger.found.places |= places
    return found


def _place_function(trigger: Part, place: Place) -> None:
    for setting in ("function", *_OF_FUNCTIONS):
        trigger.found.places[inside(trigger.setting, setting)] = place


def _note_findings(trigger: Part, named: Any, place: Place) -> None:
    known = (problem for problem in trigger.found.refused)
    seen = {(problem.place, problem.message) for problem in known}
    findings = function_findings(named, place) if isinstance(named, FoundFunction) else ()
    if isinstance(named, FoundCloudFrontFunction):
        never_live = [named.unpublished] if named.unpublished and not named.is_live else []
        told = (Problem(str(at), _NEVER_LIVE, _ASSOCIATIONS[1][2]) for at in never_live)
        findings = iter([*named.refused, *told])
    if isinstance(named, str) and (arn := LambdaArn.of(named)):
        findings = arn_findings(arn, place)
    trigger.found.refused += [one for one in findings if (one.place, one.message) not in seen]
