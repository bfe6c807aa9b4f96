"""From the function associations of a behavior to its triggers (CF-280, CF-281, CF-302 to CF-306)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.event_type import EVENT_TYPES
from pytest_lambda_edge.model.problems import did_you_mean, inside, one_of, shown
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, StandIn, declared
from pytest_lambda_edge.templates.arns import LambdaArn, names_of_arn
from pytest_lambda_edge.templates.found import FoundCloudFrontFunction, FoundFunction, Place, Unresolved
from pytest_lambda_edge.templates.function_findings import arn_findings, function_findings
from pytest_lambda_edge.templates.inline_code import folder_of
from pytest_lambda_edge.templates.parts import ABSENT, Fate, NotSimulated, Row
from pytest_lambda_edge.templates.scalars import flag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_lambda_edge.templates.parts import Part

__all__ = ["GivenFunctions", "triggers_of"]

T = TypeVar("T")

_DEFAULT_TIMEOUT: Final = 3  # seconds, Lambda's own (LE-294, D-12)
_EVENT_TYPES: Final = {str(event_type): event_type.name.lower() for event_type in EVENT_TYPES}
_CLOUDFRONT_FUNCTION: Final = "FunctionARN"
_ASSOCIATIONS: Final = (
    ("LambdaFunctionAssociations", "LambdaFunctionARN", "InvalidLambdaFunctionAssociation"),
    ("FunctionAssociations", _CLOUDFRONT_FUNCTION, "InvalidFunctionAssociation"),
)
_FOUND: Final = (FoundFunction, FoundCloudFrontFunction)
_OF_FUNCTIONS: Final = ("code", "handler", "key_value_store", "memory", "name", "runtime", "timeout")
_TWICE: Final = "The event type of a function association must be unique in the cache behavior."
_REQUEST_EVENTS: Final = ("viewer-request", "origin-request")
_NO_BODY: Final = "The IncludeBody option can only be used with viewer-request or origin-request events."
_NO_DATA: Final = "the data of a key-value store are in CloudFront, and not in this document"
_OLDER_CODE: Final = "CloudFront runs what was published last, and here the code of this document is run"
_NEVER_LIVE: Final = (
    "a distribution runs the LIVE stage of a function, and this one is never published (CF-272); publish it"
)
_BARE_ARN: Final = "only the ARN is here, and not the code"
_NO_ARN: Final = "is no ARN of a function, and nothing else in this document"


@dataclass(frozen=True, slots=True)
class GivenFunctions:
    """Functions that stand in for a document's, by logical id, name, or ARN with or without its version.

    ``used`` are the functions of the document in whose places each of them came, by what tells them apart;
    ``known`` are those that the document has, each with all the keys that would do.
    """

    by_key: Mapping[str, Any]
    used: dict[str, dict[str, str]] = field(default_factory=dict)
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def choose(self, keys: tuple[str, ...], named: Any) -> str | None:
        """Return the key under which a function is given that the document knows by any of *keys*."""
        suggested = _suggested(named, keys)
        self.known.setdefault(suggested, keys)
        chosen = next((key for key in keys if key in self.by_key), None)
        whole = named.place if isinstance(named, _FOUND) else keys[0]
        for key in keys:
            if key in self.by_key:
                self.used.setdefault(key, {})[str(whole)] = _unmistakable(named, suggested)
        return chosen

    def problems(self) -> Iterator[Problem]:
        """Yield a problem for each that stands in for nothing, or for more than one."""
        for key in self.by_key:
            several = self.used.get(key, {})
            if len(several) > 1:
                message = f"is the name of several functions; choose one of {one_of(several.values())}"
                yield Problem(f"functions[{shown(key)}]", message)
            if key not in self.used:
                known = f"those are {one_of(self.known)}" if self.known else "there are none"
                message = f"is no function of this distribution; {known}{self._meant(key)}"
                yield Problem(f"functions[{shown(key)}]", message)

    def _meant(self, key: str) -> str:
        """Return the end of a message that names the nearest key, which may end like the one given."""
        ending = [known for known, keys in self.known.items() if any(_ends_with(one, key) for one in keys)]
        if len(ending) == 1:
            return f"; did you mean {ending[0]!r}?"
        return did_you_mean(key, [one for known, keys in self.known.items() for one in (*keys, known)])


def _ends_with(name: str, word: str) -> bool:
    before = name.removesuffix(word)
    return before != name and not before[-1:].isalnum()


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
    if named is not None:
        given.choose(_keys(named), named)


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
    _note_findings(trigger, named, place)
    chosen = given.choose(_keys(named), named)
    if chosen is not None:
        _place_function(trigger, Place(f"functions[{shown(chosen)}]"))
        if key == _CLOUDFRONT_FUNCTION:
            return _in_place_of_cloudfront_function(given.by_key[chosen])
        return _standing_in(given.by_key[chosen], named)
    if isinstance(named, FoundCloudFrontFunction):
        told = ((named.key_value_store, _NO_DATA), (named.is_live and named.unpublished, _OLDER_CODE))
        trigger.found.not_simulated += [NotSimulated(where, why) for where, why in told if where]
    found = _found(named, place, event_type, trigger.found.name)
    if isinstance(found, Unresolved):
        trigger.found.unresolved.append(found)
        return ABSENT
    _place_function(trigger, named.place)
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


def _keys(named: Any) -> tuple[str, ...]:
    """Return by what a function can be given, what people would choose first."""
    if isinstance(named, (FoundFunction, FoundCloudFrontFunction)):
        arn = getattr(named, "arn", None)
        more = names_of_arn(arn) if arn else ()
        return tuple(dict.fromkeys(key for key in (named.logical_id, named.name, *more, *named.also) if key))
    if isinstance(named, Unresolved):
        return (*named.keys, named.reference)
    return names_of_arn(str(named))


def _suggested(named: Any, keys: tuple[str, ...]) -> str:
    """Return the key that people would choose first."""
    return named.also[0] if isinstance(named, _FOUND) and named.also else keys[0]


def _unmistakable(named: Any, suggested: str) -> str:
    """Return the name that no other function has."""
    return named.also[1] if isinstance(named, _FOUND) and named.also[1:] else suggested


def _standing_in(function: Any, named: Any) -> Any:
    """Return a function that was given; a callable keeps the name, timeout and memory that are deployed."""
    if isinstance(named, FoundFunction) and callable(function):
        return _settings_of(named, function)
    return function


def _in_place_of_cloudfront_function(function: Any) -> Any:
    """Return a function that was given, which is deployed as a CloudFront Function all the same.

    Of what is no function the model tells.
    """
    if isinstance(function, CloudFrontFunction):
        return function
    try:
        return StandIn(function)
    except ConfigError:
        return function


def _found(named: Any, place: Place, event_type: str, document: str) -> Any:
    if isinstance(named, FoundCloudFrontFunction):
        name = named.name or named.logical_id
        return {"code": named.code, "runtime": named.runtime, "name": name}
    if isinstance(named, FoundFunction):
        return _function_of(named, place, event_type, document)
    if isinstance(named, Unresolved):
        keys = _keys(named)
        why = f"{named.why}{_or_give(named.why, keys[0])}"
        return replace(named, why=why, event_type=event_type, keys=keys)
    keys = _keys(named)
    why = _BARE_ARN if str(named).startswith("arn:") else f"{shown(named)} {_NO_ARN}"
    return Unresolved(place, str(named), f"{why}; {_give(keys[0])}", event_type, keys)


def _function_of(named: FoundFunction, place: Place, event_type: str, document: str) -> Any:
    """Return a function of the document, which runs from its own code and knows where its handler stands."""
    handler, runtime = _known(named.handler), _known(named.runtime)
    code = named.code
    if code is None and named.source is not None:
        code = folder_of(named.source, runtime or "")
    keys = _keys(named)
    given = (named.handler, named.runtime, named.timeout, named.memory)
    lacking = [one for one in given if isinstance(one, Unresolved)]
    if code is None:
        lacking.insert(0, Unresolved(place, named.logical_id, named.why_no_code, event_type))
    if lacking:
        suggested = _suggested(named, keys)
        first, *more = (
            replace(one, why=f"{one.why}{_or_give(one.why, suggested)}", keys=keys) for one in lacking
        )
        return replace(first, more=(*first.more, *more))
    settings = _settings_of(named, str(code)) | {"handler": handler, "runtime": runtime}
    stands_at = named.handler_place or named.place
    stands_at = stands_at if stands_at.file else replace(stands_at, file=document)
    try:
        return declared(Function(**settings), str(stands_at))
    except ConfigError:  # The model tells, with the places of this document.
        return settings


def _settings_of(found: FoundFunction, code: Any) -> dict[str, Any]:
    timeout = _known(found.timeout)
    timeout = _DEFAULT_TIMEOUT if timeout is None else timeout
    name = found.name or found.logical_id
    return {"code": code, "name": name, "timeout": timeout, "memory": _known(found.memory)}


def _known(value: T | Unresolved | None) -> T | None:
    return None if isinstance(value, Unresolved) else value


def _give(key: str) -> str:
    return f"give it as functions={{{key!r}: handler}}"


def _or_give(why: str, key: str) -> str:
    """Return the end of a message, which may have named something else to give already."""
    return f"; {'or ' if 'give it' in why else ''}{_give(key)}"
