"""From the policies and key groups that a behavior names to ours.

A policy is a managed one, one of the same project, or one of the account's own of which the document has the
id alone; the last, and such a key group, is given beside the document, under its id in ``parameters``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.key_groups import KeyGroup
from pytest_lambda_edge.model.managed_policies import (
    CACHE_POLICIES,
    ORIGIN_REQUEST_POLICIES,
    RESPONSE_HEADERS_POLICIES,
    managed,
    names_of,
)
from pytest_lambda_edge.model.policies import CachePolicy, OriginRequestPolicy, ResponseHeadersPolicy
from pytest_lambda_edge.model.problems import inside, item, nearest, shown
from pytest_lambda_edge.templates.found import FoundKeyGroup, FoundPolicy, Place, Unresolved
from pytest_lambda_edge.templates.headers_policy_keys import spelt_headers_policy
from pytest_lambda_edge.templates.parts import ABSENT, Fate, Part, Row
from pytest_lambda_edge.templates.scalars import flag, number, text, texts

__all__ = ["POLICY_IDS", "key_groups_of", "policy_of"]

POLICY_IDS: Final[Mapping[str, tuple[str, type, Mapping[str, Any]]]] = {
    "CachePolicyId": ("cache_policy", CachePolicy, CACHE_POLICIES),
    "OriginRequestPolicyId": ("origin_request_policy", OriginRequestPolicy, ORIGIN_REQUEST_POLICIES),
    "ResponseHeadersPolicyId": ("response_headers_policy", ResponseHeadersPolicy, RESPONSE_HEADERS_POLICIES),
}
"""For each key of a behavior that names a policy: the setting, the policy's class, and the managed ones."""

_OWN_POLICY: Final = "is no managed policy with known settings, and only its id is here"
_OWN_KEY_GROUP: Final = "only the id of this key group is here"
_SELECTIONS: Final = (
    ("HeadersConfig", "HeaderBehavior", "header_behavior", "Headers", "headers"),
    ("CookiesConfig", "CookieBehavior", "cookie_behavior", "Cookies", "cookies"),
    ("QueryStringsConfig", "QueryStringBehavior", "query_string_behavior", "QueryStrings", "query_strings"),
)
_SELECTION_KEYS: Final = frozenset(key for key, *_ in _SELECTIONS)
_IN_KEY: Final = "ParametersInCacheKeyAndForwardedToOrigin"

_CACHE_POLICY: Final = Fate(
    rows=(
        Row("Name", "name", text),
        Row("MinTTL", "min_ttl", number),
        Row("DefaultTTL", "default_ttl", number),
        Row("MaxTTL", "max_ttl", number),
    ),
    read_apart=frozenset({_IN_KEY}),
    without_effect=frozenset({"Comment"}),
)
_CACHE_KEY: Final = Fate(
    rows=(
        Row("EnableAcceptEncodingGzip", "enable_accept_encoding_gzip", flag),
        Row("EnableAcceptEncodingBrotli", "enable_accept_encoding_brotli", flag),
    ),
    read_apart=_SELECTION_KEYS,
)
_ORIGIN_REQUEST_POLICY: Final = Fate(
    rows=(Row("Name", "name", text),), read_apart=_SELECTION_KEYS, without_effect=frozenset({"Comment"})
)

_FLAGS: Final = (
    "access_control_allow_credentials enabled include_subdomains mode_block origin_override override preload "
    "protection"
)
_SCALARS: Final[Mapping[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(_FLAGS.split(), flag),
    "access_control_max_age_sec": number,
    "sampling_rate": number,
}
_ID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")  # of any policy
_MANAGED: Final = "Managed-"
_MUCH_ALIKE: Final = 0.8
_WORDS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def policy_of(behavior: Part, key: str, given: Mapping[str, Any]) -> Any:
    """Return the policy that a behavior names under *key*; ``ABSENT`` for none, or one that is unknown."""
    setting, cls, known = POLICY_IDS[key]
    behavior.note(key, setting)
    named = behavior.value(key)
    if named is ABSENT or named == "" or isinstance(named, cls):
        return ABSENT if named == "" else named
    if isinstance(named, FoundPolicy):
        part = Part(named.form, named.place, inside(behavior.setting, setting), behavior.found)
        return _READERS[cls](part.called(part.setting))
    id_ = str(named)
    if id_ in given:
        place = Place(item("parameters", id_))
        part = Part({}, place, inside(behavior.setting, setting), behavior.found)
        return _given(given[id_], cls, part.called(part.setting))
    policy = managed(known, id_)
    if policy is not None:
        if id_ not in known:
            behavior.found.refused.append(_named_like(id_, policy, known, cls, str(behavior.at(key))))
        return policy.name
    if (meant := _meant(id_, known)) is not None:
        behavior.found.problems.append(_named_like(id_, meant, known, cls, str(behavior.at(key))))
        return meant.name
    why = f"{_OWN_POLICY}; give it as parameters={{{id_!r}: {cls.__name__}(...)}}"
    behavior.found.unresolved.append(Unresolved(behavior.at(key), id_, why))
    return ABSENT


def _named_like(name: str, policy: Any, known: Mapping[str, Any], cls: type, place: str) -> Problem:
    """Return what AWS would say of a policy's name in the place of its id (CF-301)."""
    id_ = next(id_ for id_, one in known.items() if one is policy)
    message = f"{shown(name)} is the name of a managed policy, and only its id is taken here: write {id_!r}"
    if managed(known, name) is not policy:
        message = f"{shown(name)} is no id of a policy; did you mean {policy.name}? write its id, {id_!r}"
    return Problem(place, message, f"NoSuch{cls.__name__}")


def _meant(name: str, known: Mapping[str, Any]) -> Any:
    """Return the managed policy whose name is likely meant, be it misspelt; of an id there is none."""
    if _ID.fullmatch(name):
        return None
    meant = nearest(name.removeprefix(_MANAGED), names_of(known), _MUCH_ALIKE)
    return None if meant is None else managed(known, meant)


def key_groups_of(behavior: Part, given: Mapping[str, Any]) -> list[Any]:
    """Return the key groups that a behavior trusts, those that are known."""
    groups = []
    for index, (named, place) in enumerate(behavior.entries("TrustedKeyGroups")):
        setting = item(inside(behavior.setting, "trusted_key_groups"), index)
        group = _key_group(named, place, given)
        is_given = isinstance(named, str) and named in given
        behavior.found.places[setting] = Place(item("parameters", named)) if is_given else place
        behavior.found.given.update([setting] if is_given else ())
        if isinstance(group, Unresolved):
            behavior.found.unresolved.append(group)
        else:
            groups.append(group)
    behavior.note("TrustedKeyGroups", "trusted_key_groups")
    return groups


def _key_group(named: Any, place: Any, given: Mapping[str, Any]) -> Any:
    if isinstance(named, (KeyGroup, Unresolved)):
        return named
    if isinstance(named, FoundKeyGroup):
        return {"id": named.logical_id, "keys": [{"id": id_, "pem": pem} for id_, pem in named.keys.items()]}
    if str(named) in given:
        return given[str(named)]
    why = f"{_OWN_KEY_GROUP}; give it as parameters={{{str(named)!r}: KeyGroup(keys=[...])}}"
    return Unresolved(place, str(named), why)


def _given(policy: Any, cls: type, part: Part) -> Any:
    """Return a policy as it was given: one of ours, or what AWS's API says of it."""
    config = policy
    place = part.place
    for level in (cls.__name__, f"{cls.__name__}Config"):
        if isinstance(config, Mapping) and level in config:
            config, place = config[level], place.inside(level)
    if config is policy or not isinstance(config, Mapping):
        part.found.given.add(part.setting)
        return config
    return _READERS[cls](Part(config, place, part.setting, part.found).called(part.setting))


def _cache_policy(part: Part) -> dict[str, Any]:
    part = part.spelt(_CACHE_POLICY)
    settings = part.settings(_CACHE_POLICY)
    key = part.mapping(_IN_KEY, part.setting, _CACHE_KEY)
    return settings if key is None else settings | key.settings(_CACHE_KEY) | _selections(key)


def _origin_request_policy(part: Part) -> dict[str, Any]:
    part = part.spelt(_ORIGIN_REQUEST_POLICY)
    return part.settings(_ORIGIN_REQUEST_POLICY) | _selections(part)


def _selections(part: Part) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for key, behavior, setting, names, listing in _SELECTIONS:
        fate = Fate(rows=(Row(behavior, setting, text), Row(names, listing, texts)))
        config = part.mapping(key, part.setting, fate)
        if config is not None:
            settings |= config.settings(fate)
    return settings


def _response_headers_policy(part: Part) -> dict[str, Any]:
    """Read a policy whose parts have our names but for the case (CF-218): ``CorsConfig``, ``cors_config``."""
    part = spelt_headers_policy(part)
    settings = {}
    for key in part.values:
        setting = _setting_name(key)
        part.note(key, setting)
        value = part.value(key)
        if key != "Comment" and value is not ABSENT:
            settings[setting] = _renamed(value)
    return settings


def _renamed(value: Any, setting: str = "") -> Any:
    """Return a value under our names; of ``{Quantity, Items}`` its items."""
    if isinstance(value, Mapping):
        if value.keys() <= {"Items", "Quantity"}:
            items = value.get("Items") or []
            return [_renamed(one) for one in items] if isinstance(items, list) else items
        named = {_setting_name(str(key)): one for key, one in value.items() if one is not None}
        return {name: _renamed(one, name) for name, one in named.items()}
    if isinstance(value, list):
        return [_renamed(one) for one in value]
    return _SCALARS.get(setting, text)(value)


def _setting_name(key: str) -> str:
    """Return AWS's name in our spelling: ``XSSProtection`` is ``xss_protection``."""
    return _WORDS.sub("_", key).lower()


_READERS: Final[Mapping[type, Callable[[Part], dict[str, Any]]]] = {
    CachePolicy: _cache_policy,
    OriginRequestPolicy: _origin_request_policy,
    ResponseHeadersPolicy: _response_headers_policy,
}
