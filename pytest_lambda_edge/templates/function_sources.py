"""What runs at an event: a document's own function, from its code, or what is given in its place."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.declaration import Declaration
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.model.settings import setting_names
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, StandIn, declared
from pytest_lambda_edge.templates.arns import is_function_arn, names_of_arn
from pytest_lambda_edge.templates.found import FoundCloudFrontFunction, FoundFunction, Unresolved
from pytest_lambda_edge.templates.given_functions import give, keys_of, or_give, suggested_key
from pytest_lambda_edge.templates.inline_code import folder_of
from pytest_lambda_edge.templates.told_places import file_told

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.found import Place

__all__ = ["found_function", "in_place_of_cloudfront_function", "standing_in"]

T = TypeVar("T")

_DEFAULT_TIMEOUT: Final = 3  # seconds, Lambda's own (LE-294, D-12)
_BARE_ARN: Final = "only the ARN is here, and not the code"
# `package.module:attribute`, and `folder/file.handler`, which is no file.
_NAMES_CODE: Final = re.compile(r"[^\W\d][\w.]*:[^\W\d][\w.]*|.*/\w+(\.\w+)*\.(?!(py|[cm]?js|zip)$)\w+")
_NO_ARN: Final = "is no ARN of a function, and nothing else in this document"


def standing_in(function: Any, named: Any, given_at: str) -> Any:
    """Return a function that was given, which keeps the name, timeout and memory that are deployed.

    Settings of its own are laid over them; *given_at* is where it was given. Of what is no function the model
    tells.
    """
    deployed = {name: value for name, value in _deployed(named).items() if value is not None}
    if not deployed:
        return function
    if isinstance(function, Function):
        given = {name: getattr(function, name) for name in setting_names(Function)}
        own = {name: value for name, value in given.items() if value is not None}
        return _declared(deployed | own, Declaration("", given_at))
    if callable(function) or (isinstance(function, str) and _NAMES_CODE.fullmatch(function)):
        return _declared(deployed | {"code": function}, Declaration("", given_at))
    return function


def in_place_of_cloudfront_function(function: Any, named: Any, given_at: str) -> Any:
    """Return a function that was given, which is deployed as a CloudFront Function all the same."""
    if isinstance(function, CloudFrontFunction):
        return function
    try:
        return StandIn(standing_in(function, named, given_at))
    except ConfigError:  # The model tells.
        return function


def found_function(named: Any, place: Place, event_type: str, document: str) -> Any:
    """Return the function of the document that an association names, or what lacks of it."""
    if isinstance(named, FoundCloudFrontFunction):
        return {"code": named.code, "runtime": named.runtime, "name": _name_of(named)}
    if isinstance(named, FoundFunction):
        return _function_of(named, place, event_type, document)
    if isinstance(named, Unresolved):
        keys = keys_of(named)
        why = f"{named.why}{or_give(named.why, keys[0])}"
        return replace(named, why=why, event_type=event_type, keys=keys)
    keys = keys_of(named)
    why = _BARE_ARN if str(named).startswith("arn:") else f"{shown(named)} {_NO_ARN}"
    return Unresolved(place, str(named), f"{why}; {give(keys[0])}", event_type, keys)


def _function_of(named: FoundFunction, place: Place, event_type: str, document: str) -> Any:
    """Return a function of the document, which runs from its own code and knows where its handler stands."""
    handler, runtime = _known(named.handler), _known(named.runtime)
    code = named.code
    if code is None and named.source is not None:
        code = folder_of(named.source, runtime or "")
    keys = keys_of(named)
    given = (named.handler, named.runtime, named.timeout, named.memory)
    lacking = [one for one in given if isinstance(one, Unresolved)]
    if code is None:
        lacking.insert(0, Unresolved(place, named.logical_id, named.why_no_code, event_type))
    if lacking:
        suggested = suggested_key(named, keys)
        first, *more = (
            replace(one, why=f"{one.why}{or_give(one.why, suggested)}", keys=keys) for one in lacking
        )
        return replace(first, more=(*first.more, *more))
    settings = _deployed(named) | {"code": str(code), "handler": handler, "runtime": runtime}
    stands_at = named.at("handler")
    path = str(replace(stands_at, file=""))
    return _declared(settings, Declaration(file_told(document, stands_at.file), path, named.construct))


def _declared(settings: dict[str, Any], declaration: Declaration) -> Any:
    try:
        return declared(Function(**settings), declaration)
    except ConfigError:  # The model tells, with the places of this document.
        return settings


def _deployed(named: Any) -> dict[str, Any]:
    """Return what a document tells of a function beside its code: of one that has an ARN alone, the name."""
    if isinstance(named, FoundFunction):
        timeout = _known(named.timeout)
        timeout = _DEFAULT_TIMEOUT if timeout is None else timeout
        return {"name": _name_of(named), "timeout": timeout, "memory": _known(named.memory)}
    if isinstance(named, FoundCloudFrontFunction):
        return {"name": _name_of(named)}
    return {"name": names_of_arn(named)[0]} if is_function_arn(named) else {}


def _name_of(found: FoundFunction | FoundCloudFrontFunction) -> str:
    return found.name or found.logical_id


def _known(value: T | Unresolved | None) -> T | None:
    return None if isinstance(value, Unresolved) else value
