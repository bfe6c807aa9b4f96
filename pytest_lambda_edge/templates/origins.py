"""From the origins and origin groups of a form to ours, as mappings of settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.problems import did_you_mean, inside, item, one_of, shown
from pytest_lambda_edge.templates import fates
from pytest_lambda_edge.templates.found import FoundBucket, FoundVpcOrigin, Unresolved
from pytest_lambda_edge.templates.parts import ABSENT, Findings, Part
from pytest_lambda_edge.templates.scalars import text, whole_numbers

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.parts import Fate
    from pytest_lambda_edge.templates.reading import Asked

__all__ = ["origins_of"]

_URL: Final = re.compile(r"https?://(?P<host>[A-Za-z0-9.-]{1,253})(?=[:/?#]|$)")
_JOINTS: Final = {
    "give it": ", or the origin as",
    "write !Sub": ", or where something else fills it in, give the origin as",
}
_Read = Callable[[Part], dict[str, Any]]


def origins_of(form: Part, asked: Asked) -> dict[str, Any]:
    """Return the origins and origin groups of a distribution by id; given ones in the places of its own."""
    origins: dict[str, Any] = {}
    for part in form.parts("Origins", fates.ORIGIN):
        _add(origins, part, _origin, asked.origins)
    for part in form.parts("OriginGroups", fates.ORIGIN_GROUP):
        _add(origins, part, _group, asked.origins)
    origins = origins or _legacy(form, asked.origins)
    for id_, given in asked.origins.items():
        if id_ in asked.more_origins:
            origins.setdefault(id_, given)
        elif id_ not in origins:
            known = f"those are {one_of(origins)}" if origins else "there are none"
            message = f"is no origin of this distribution; {known}{did_you_mean(id_, origins)}"
            form.found.problems.append(Problem(item("origins", id_), message))
    return origins


def _add(origins: dict[str, Any], part: Part, read: _Read, given: Mapping[str, Any]) -> None:
    id_ = part.name("Id")
    if id_ is None:
        read(part)  # For what else is unknown or wrong: one edit is to suffice.
        return
    if id_ in origins:
        message = f"there is an origin or an origin group {shown(id_)} already"
        part.found.problems.append(Problem(str(part.at("Id")), message, "InvalidArgument"))
        return
    origins[id_] = _read_or_given(id_, part, read, given)


def _read_or_given(id_: str, part: Part, read: _Read, given: Mapping[str, Any]) -> Any:
    """Return the settings of an origin, or what is given in its place.

    It is read all the same, for what is wrong with it; that something in it is unknown or has no effect makes
    no difference then.
    """
    place = item("origins", id_)
    if id_ not in given:
        return read(part.called(place))
    aside = Findings()
    read(replace(part, found=aside).called(place))
    part.found.problems += aside.problems
    part.found.refused += aside.refused
    part.found.given.add(place)
    return given[id_]


def _origin(part: Part) -> dict[str, Any]:
    settings = part.settings(fates.ORIGIN)
    _domain_name(part, str(part.values.get("Id")), "DomainName", settings)
    if headers := _custom_headers(part):
        settings["custom_headers"] = headers
    part.note("OriginCustomHeaders", "custom_headers")
    settings |= _kind(part)
    access_control = part.value("OriginAccessControlId")
    if access_control is not ABSENT and access_control != "":
        settings["origin_access_control_id"] = text(access_control)
    part.note("OriginAccessControlId", "origin_access_control_id")
    return settings


def _kind(part: Part) -> dict[str, Any]:
    """Return the settings of the one kind that an origin is of; where it is of several, of the last."""
    found = [
        (key, told_apart | _of_kind(config, fate))
        for key, fate, told_apart in _KINDS
        if (config := part.mapping(key, part.setting, fate)) is not None
    ]
    if found[1:]:
        keys = " and ".join(key for key, _ in found)
        message = f"has {keys}, and an origin is of one kind; leave out what it is not"
        part.found.problems.append(Problem(str(part.place), message, "InvalidArgument"))
    return found[-1][1] if found else {}


def _of_kind(config: Part, fate: Fate) -> dict[str, Any]:
    """Return the settings of a kind of origin; with those of the endpoint of a VPC origin of this project."""
    found = config.values.get("VpcOriginId")
    if not isinstance(found, FoundVpcOrigin):
        return config.settings(fate)
    endpoint = Part(found.form, found.place, config.setting, config.found)
    return endpoint.settings(fates.VPC_ENDPOINT) | config.settings(fates.KNOWN_VPC_ORIGIN)


# A setting that only one class of origins has makes the model choose that class.
_KINDS: tuple[tuple[str, Fate, dict[str, Any]], ...] = (
    ("S3OriginConfig", fates.S3_ORIGIN, {"origin_access_identity": None}),
    ("CustomOriginConfig", fates.CUSTOM_ORIGIN, {"origin_protocol_policy": "match-viewer"}),
    ("VpcOriginConfig", fates.VPC_ORIGIN, {"origin_protocol_policy": "match-viewer"}),
)


def _domain_name(part: Part, id_: str, key: str, settings: dict[str, Any]) -> None:
    name = _known(part, key, id_)
    if isinstance(name, str) and (url := _URL.match(name)) is not None:
        instead = f"write {url['host']!r}, or origins={{{id_!r}: {name!r}}}"
        message = f"an origin's name is no URL: {shown(name)}; {instead}"
        part.found.problems.append(Problem(str(part.at(key)), message, "InvalidArgument"))
        name = url["host"]
    if name is not ABSENT:
        settings["domain_name"] = name.domain_name if isinstance(name, FoundBucket) else text(name)
    part.note(key, "domain_name")


def _known(part: Part, key: str, id_: str) -> Any:
    """Return a domain name; of one that is unknown it is told that the whole origin can be given as well."""
    name = part.values.get(key)
    if not isinstance(name, Unresolved) or isinstance(part.values.get("Id"), Unresolved):
        return part.value(key)
    joint = next((joint for part, joint in _JOINTS.items() if part in name.why), "; give the origin as")
    why = f"{name.why}{joint} origins={{{id_!r}: 'https://…'}}"
    part.found.unresolved.append(replace(name, why=why))
    part.found.missing.add(str(part.at(key)))  # It may be told elsewhere, where the mistake is.
    return ABSENT


def _custom_headers(part: Part) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    for header in part.parts("OriginCustomHeaders", fates.CUSTOM_HEADER):
        name, value = header.name("HeaderName"), text(header.required("HeaderValue"))
        if name is None or value is ABSENT:
            continue
        if name.lower() in map(str.lower, headers):
            message = f"there is a header {shown(name)} already"
            part.found.problems.append(Problem(str(header.at("HeaderName")), message))
            continue
        headers[name] = value
        header.called(item(inside(part.setting, "custom_headers"), name))
    return headers


def _group(part: Part) -> dict[str, Any]:
    part.settings(fates.ORIGIN_GROUP)
    settings: dict[str, Any] = {"members": [], "status_codes": []}
    for index, member in enumerate(part.parts("Members", fates.MEMBER)):
        id_ = text(member.required("OriginId"))
        settings["members"].append("" if id_ is ABSENT else id_)
        member.called(item(inside(part.setting, "members"), index))
    part.note("Members", "members")
    part.note("FailoverCriteria", "status_codes")
    status_codes = inside(part.setting, "status_codes")
    criteria = part.mapping("FailoverCriteria", status_codes, fates.FAILOVER_CRITERIA)
    codes = ABSENT if criteria is None else criteria.texts("StatusCodes")
    if codes is not ABSENT:
        settings["status_codes"] = whole_numbers(codes)
    return settings


def _legacy(form: Part, given: Mapping[str, Any]) -> dict[str, Any]:
    """Read the one origin of a distribution in CloudFormation's oldest form (CF-276).

    It has no id; that which the default behavior names is it.
    """
    behavior = form.mapping("DefaultCacheBehavior", "", fates.BEHAVIOR)
    id_ = "" if behavior is None else str(behavior.values.get("TargetOriginId"))
    for key, fate, told_apart in (
        ("S3Origin", fates.LEGACY_S3_ORIGIN, {"origin_access_identity": None}),
        ("CustomOrigin", fates.LEGACY_CUSTOM_ORIGIN, {}),
    ):
        part = form.mapping(key, item("origins", id_), fate)
        if part is not None:
            read = partial(_legacy_origin, id_, fate, told_apart)
            return {id_: _read_or_given(id_, part, read, given)}
    return {}


def _legacy_origin(id_: str, fate: Fate, told_apart: Mapping[str, Any], part: Part) -> dict[str, Any]:
    settings = {**told_apart, **part.settings(fate)}
    _domain_name(part, id_, "DNSName", settings)
    return settings
