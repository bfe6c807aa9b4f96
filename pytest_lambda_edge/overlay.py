"""Laying what markers set over each other: the closest level wins, and one level may not set a thing twice.

What is set has a key: ``("origin",)`` or any other setting of a distribution, ``("origins", id)``, and
``("behaviors", path pattern, setting)``; of what speaks of a template ``("parameters", name)`` and
``("functions", key)``. ``behaviors=`` and ``origins=`` of the closest ``edge_distribution``
that has them, or else those of the template, are the ground over which the other markers lay their parts.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pytest_lambda_edge.differences import event_types
from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.behaviors import Behavior
from pytest_lambda_edge.model.distribution import DistributionConfig
from pytest_lambda_edge.model.problems import did_you_mean, inside, item, shown
from pytest_lambda_edge.model.settings import setting_names
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, Trigger
from pytest_lambda_edge.project import base_dirs
from pytest_lambda_edge.runtimes.sources import check
from pytest_lambda_edge.templates.unread import OF_TEMPLATES

__all__ = ["EdgeMarker", "described", "expected", "template_of"]

_DEFAULT_PATTERN: Final = "*"
_FARTHEST: Final = (sys.maxsize, 0)
_PRESENT: Final = object()
_BY_KEY: Final = ("parameters", "functions")
_PLACEHOLDERS: Final = {
    "distribution": "'…'",
    "parameters": "{…}",
    "functions": "{…}",
    "origins": "{…}",
}
_ASKED_FOR: Final = re.compile(r"\b(parameters|functions|origins)={|\b(distribution)=…")
_NAMES_NONE: Final = (
    "speaks of a template, and names none; write template='template.yaml' beside that, "
    "or edge_template = template.yaml in pytest's ini file"
)
_IN_MARKER: Final = (
    "that marker as well, or in another edge_distribution on the test, its class or its module"
)
_IN_A_NEW_MARKER: Final = (
    "@pytest.mark.edge_distribution(…) on the test or its class, "
    "or in pytestmark = pytest.mark.edge_distribution(…) of its module"
)
_IN_CONFTEST: Final = (
    "write session.add_marker(pytest.mark.edge_distribution(…)) in conftest.py's "
    "pytest_collection_modifyitems(session)"
)


@dataclass(frozen=True, slots=True)
class EdgeMarker:
    """One of our markers on a test, with the arguments that were given, by their names.

    Of two levels the smaller is the closer to the test: its function's, its class's, that class's bases', ….
    """

    name: str
    arguments: dict[str, Any]
    level: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class _Set:
    """One thing that is set: by which marker (its text), and on which level."""

    key: tuple[str, ...]
    value: Any
    level: tuple[int, int]
    text: str


def expected(markers: Iterable[EdgeMarker]) -> dict[str, Any]:
    """Return what ``edge_expect`` markers expect, by the names of its arguments.

    Raises ``ConfigError`` where two markers of one level expect something of the same thing.
    """
    chosen = _closest(
        _Set((name,), value, marker.level, marker.text)
        for marker in markers
        for name, value in marker.arguments.items()
    )
    return {key[0]: one.value for key, one in chosen.items()}


def described(
    markers: Iterable[EdgeMarker], base: DistributionConfig | Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the settings that markers, in the order of ``iter_markers``, lay over those of *base*.

    Raises ``ConfigError`` where two markers of one level set the same thing. The arguments of
    ``edge_distribution`` that speak of a template are left out.
    """
    every = [one for marker in markers for one in _SETS[marker.name](marker)]
    chosen = _closest(one for one in every if len(one.key) == 1)
    settings = {key[0]: one.value for key, one in chosen.items()}
    for name in ("origins", "behaviors"):
        ground = chosen.get((name,)) or _Set((name,), _of_base(base, name), _FARTHEST, "")
        parts = [one for one in every if len(one.key) > 1 and one.key[0] == name]
        if parts and isinstance(ground.value, Mapping):
            settings[name] = _laid_over(ground, parts, _order(every, ground))
    return settings


def template_of(markers: Iterable[EdgeMarker], option: str) -> DistributionConfig | None:
    """Return what the template describes that ``edge_distribution`` names, else the ini *option*, if any.

    Origins that markers set by id take the places of the template's; one with another id must be named by a
    marker. Raises ``ConfigError``, which has a note that says where the template is named.
    """
    markers = list(markers)
    _check_names(markers)
    chosen = _closest(_of_template(markers))
    named = chosen.pop(("template",), None)
    if named is None or not named.value:
        named = _Set(("template",), option, _FARTHEST, f"edge_template = {option}")
    if not named.value:
        speaking = next((one for one in markers if not one.arguments.keys().isdisjoint(OF_TEMPLATES)), None)
        if speaking is not None:
            raise ConfigError([Problem(speaking.text, _NAMES_NONE)])
        return None
    # The readers of all formats take longer to import than everything that a test without a template needs.
    from pytest_lambda_edge.templates.load import load_described  # noqa: PLC0415

    settings = described(markers)
    origins = settings.get("origins")
    arguments = _arguments(chosen)
    arguments["origins"] = origins if isinstance(origins, Mapping) else None
    without_code = [*_without_code(arguments.get("functions"))]
    try:
        config = load_described(named.value, **arguments, more_origins=set(_named(settings)))
    except ConfigError as error:
        told = ConfigError(
            [*error.certain, *without_code],
            unresolved=error.unresolved,
            refused=error.refused,
            document=error.document,
            places=error.places,
        )
    else:
        if not without_code:
            return config
        told = ConfigError(without_code)
    told.add_note(f"The template is named by {named.text}.")
    for line in _where_to_write(told, by_marker=named.level != _FARTHEST):
        told.add_note(line)
    raise told


def _where_to_write(error: ConfigError, *, by_marker: bool) -> Iterator[str]:
    """Yield where to write what an error advises to give, if it does."""
    found = (_ASKED_FOR.findall(problem.message) for problem in error.problems)
    asked_for = {name for pairs in found for pair in pairs for name in pair if name}
    if not asked_for:
        return
    *most, last = [f"{name}={given}" for name, given in _PLACEHOLDERS.items() if name in asked_for]
    arguments = f"{', '.join(most)} or {last}" if most else last
    if by_marker:
        yield f"Write {arguments} in {_IN_MARKER}."
    else:
        yield f"Write {arguments} in {_IN_A_NEW_MARKER}."
        yield f"For all tests, {_IN_CONFTEST}."


def _without_code(functions: object) -> Iterator[Problem]:
    """Yield a problem for each of the given functions that cannot be found."""
    for key, function in functions.items() if isinstance(functions, Mapping) else ():
        if isinstance(function, (str, Function, CloudFrontFunction, Trigger)) and (
            message := check(function, base_dirs)
        ):
            yield Problem(item("functions", key), message)


def _check_names(markers: Iterable[EdgeMarker]) -> None:
    """Raise for keywords that ``edge_distribution`` does not have, before what they leave out is missed."""
    settings = setting_names(DistributionConfig)
    given = (marker.arguments.get("settings", {}) for marker in markers if marker.name == "edge_distribution")
    unknown = dict.fromkeys(name for names in given for name in names if name not in settings)
    if unknown:
        raise ConfigError([_unknown(name, (*OF_TEMPLATES, *settings)) for name in unknown])


def _unknown(name: str, known: Iterable[str]) -> Problem:
    message = f"{shown(name)} is no setting of DistributionConfig{did_you_mean(name, known)}"
    return Problem(name, message, unknown_keyword=True)


def _of_template(markers: Iterable[EdgeMarker]) -> Iterator[_Set]:
    """Yield what markers say of a template, but for what is said of another than the closest one.

    That stands on the level of a marker that names the other one, or farther away.
    """
    speaking = sorted((one for one in markers if one.name == "edge_distribution"), key=lambda one: one.level)
    naming = [one for one in speaking if one.arguments.get("template")]
    others = [one.level for one in naming if one.arguments["template"] != naming[0].arguments["template"]]
    end = next((level for level in others if level != naming[0].level), _FARTHEST)
    for marker in speaking:
        for name in OF_TEMPLATES:
            given = marker.arguments.get(name)
            if given is None or marker.level >= end:
                continue
            if name in _BY_KEY and isinstance(given, Mapping):
                yield from (_Set((name, key), one, marker.level, marker.text) for key, one in given.items())
            else:
                yield _Set((name,), given, marker.level, marker.text)


def _arguments(chosen: Mapping[tuple[str, ...], _Set]) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    for (name, *key), one in chosen.items():
        if key and isinstance(arguments.setdefault(name, {}), dict):
            arguments[name][key[0]] = one.value
        elif not key:
            arguments[name] = one.value
    return arguments


def _named(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids of origins that markers name: of a behavior's origin, or of a group's member."""
    behaviors, origins = (settings.get(name) for name in ("behaviors", "origins"))
    whole = [settings, *(behaviors.values() if isinstance(behaviors, Mapping) else ())]
    named = [_of(one, "origin") for one in whole]
    groups = [*named, *(origins.values() if isinstance(origins, Mapping) else ())]
    listed = [_of(group, "members") for group in groups]
    members = [member for one in listed if isinstance(one, (list, tuple)) for member in one]
    yield from (one for one in (*named, *members) if isinstance(one, str))


def _of(thing: object, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _closest(every: Iterable[_Set]) -> dict[tuple[str, ...], _Set]:
    chosen: dict[tuple[str, ...], _Set] = {}
    first: dict[tuple[tuple[str, ...], tuple[int, int]], _Set] = {}
    problems = []
    for one in every:
        other = first.setdefault((one.key, one.level), one)
        if other is not one:
            problems.append(_conflict(other, one))
        if one.key not in chosen or one.level < chosen[one.key].level:
            chosen[one.key] = one
    if problems:
        raise ConfigError(problems)
    return chosen


def _conflict(one: _Set, other: _Set) -> Problem:
    kind, *rest = one.key
    what = inside(item(kind, rest[0]), rest[1]) if len(rest) == 2 else item(kind, rest[0]) if rest else kind
    return Problem(
        what, f"is set twice on one level, by {one.text} and by {other.text}; leave one of them out"
    )


def _order(every: Iterable[_Set], ground: _Set) -> list[str]:
    """Return ids or path patterns in their order: those of the ground keep their own places."""
    order: list[str] = []
    for one in every:
        if one is ground:
            order += ground.value
        elif one.key[0] == ground.key[0] and len(one.key) > 1 and one.key[1] not in ground.value:
            order.append(one.key[1])
    return list(dict.fromkeys([*order, *ground.value]))


def _laid_over(ground: _Set, parts: list[_Set], order: Iterable[str]) -> dict[str, Any]:
    """Return each of *order*: as the ground has it, unless markers set it or some of its settings."""
    touched: dict[str, Any] = {one.key[1]: {} for one in parts}
    for key, one in _closest([*_taken_apart(ground, touched), *parts]).items():
        if len(key) == 3:
            touched[key[1]][key[2]] = one.value
        elif one.value is not _PRESENT:
            touched[key[1]] = one.value
    return {name: touched[name] if name in touched else ground.value[name] for name in order}


def _taken_apart(ground: _Set, names: Iterable[str]) -> Iterator[_Set]:
    """Yield what a ground sets under these names: an origin, or each setting of a behavior."""
    (kind,) = ground.key
    for name in names:
        if name not in ground.value:
            continue
        if kind == "origins":
            yield _Set((kind, name), ground.value[name], ground.level, ground.text)
        else:
            for setting, given in _given(ground.value[name], item(kind, name)):
                yield _Set((kind, name, setting), given, ground.level, ground.text)


def _given(behavior: object, place: str) -> Iterator[tuple[str, Any]]:
    """Yield the settings of a behavior that are not the default's."""
    if isinstance(behavior, Mapping):
        yield from behavior.items()
    elif isinstance(behavior, Behavior):
        default = Behavior()
        for name in setting_names(Behavior):
            if getattr(behavior, name) != getattr(default, name):
                yield name, getattr(behavior, name)
    else:
        raise ConfigError([Problem(place, f"must be a Behavior, not {shown(behavior)}")])


def _of_base(base: DistributionConfig | Mapping[str, Any] | None, name: str) -> Mapping[str, Any]:
    found = _of(base, name)
    return found if isinstance(found, Mapping) else {}


def _set_by_distribution(marker: EdgeMarker) -> Iterator[_Set]:
    for name, value in marker.arguments.get("settings", {}).items():
        yield _Set((name,), value, marker.level, marker.text)


def _set_by_origin(marker: EdgeMarker) -> Iterator[_Set]:
    named = marker.arguments.get("id") is not None
    key = ("origins", _name(marker, "id")) if named else ("origin",)
    yield _Set(key, marker.arguments["origin"], marker.level, marker.text)


def _set_by_behavior(marker: EdgeMarker) -> Iterator[_Set]:
    pattern, given = _name(marker, "path_pattern"), marker.arguments.get("settings", {})
    try:
        Behavior(**given)
    except ConfigError as error:
        raise ConfigError([Problem(marker.text, str(error))]) from None
    if not given and pattern != _DEFAULT_PATTERN:
        yield _Set(("behaviors", pattern), _PRESENT, marker.level, marker.text)
    for name, value in given.items():
        yield _of_behavior(marker, pattern, name, value)


def _set_by_trigger(marker: EdgeMarker) -> Iterator[_Set]:
    event_type, function = marker.arguments["event_type"], marker.arguments["function"]
    try:
        (event,) = event_types([event_type])
    except ValueError as error:
        raise ConfigError([Problem(marker.text, str(error))]) from None
    if marker.arguments.get("include_body", False):
        function = {"function": function, "include_body": marker.arguments["include_body"]}
    pattern = _name(marker, "path_pattern") if "path_pattern" in marker.arguments else _DEFAULT_PATTERN
    yield _of_behavior(marker, pattern, event.name.lower(), function)


def _name(marker: EdgeMarker, argument: str) -> str:
    name = marker.arguments[argument]
    if isinstance(name, str):
        return name
    raise ConfigError([Problem(marker.text, f"{argument} must be a string, not {shown(name)}")])


def _of_behavior(marker: EdgeMarker, pattern: str, name: str, value: object) -> _Set:
    """Name a setting of a behavior; those of the default behavior are the distribution's own."""
    key = (name,) if pattern == _DEFAULT_PATTERN else ("behaviors", pattern, name)
    return _Set(key, value, marker.level, marker.text)


_SETS: Final[Mapping[str, Callable[[EdgeMarker], Iterator[_Set]]]] = {
    "edge_distribution": _set_by_distribution,
    "edge_origin": _set_by_origin,
    "edge_behavior": _set_by_behavior,
    "edge_trigger": _set_by_trigger,
}
