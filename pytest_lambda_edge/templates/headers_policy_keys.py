"""The keys of a response headers policy (CF-218), of which those that are misspelt are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.located import copy_of
from pytest_lambda_edge.templates.parts import Fate, Part

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.found import Place

__all__ = ["spelt_headers_policy"]

_POLICY: Final = "ResponseHeadersPolicyConfig"
_LISTS: Final = (
    "AccessControlAllowHeaders AccessControlAllowMethods AccessControlAllowOrigins "
    "AccessControlExposeHeaders CustomHeadersConfig RemoveHeadersConfig"
)
_KEYS: Final[Mapping[str, str]] = {
    _POLICY: "Comment CorsConfig CustomHeadersConfig Name RemoveHeadersConfig SecurityHeadersConfig "
    "ServerTimingHeadersConfig",
    "CorsConfig": "AccessControlAllowCredentials AccessControlAllowHeaders AccessControlAllowMethods "
    "AccessControlAllowOrigins AccessControlExposeHeaders AccessControlMaxAgeSec OriginOverride",
    "SecurityHeadersConfig": "ContentSecurityPolicy ContentTypeOptions FrameOptions ReferrerPolicy "
    "StrictTransportSecurity XSSProtection",
    "ServerTimingHeadersConfig": "Enabled SamplingRate",
    "ContentSecurityPolicy": "ContentSecurityPolicy Override",
    "ContentTypeOptions": "Override",
    "FrameOptions": "FrameOption Override",
    "ReferrerPolicy": "Override ReferrerPolicy",
    "StrictTransportSecurity": "AccessControlMaxAgeSec IncludeSubdomains Override Preload",
    "XSSProtection": "ModeBlock Override Protection ReportUri",
} | dict.fromkeys(_LISTS.split(), "Items Quantity")
_ITEMS: Final[Mapping[str, str]] = {
    "CustomHeadersConfig": "Header Override Value",
    "RemoveHeadersConfig": "Header",
}


def spelt_headers_policy(policy: Part) -> Part:
    """Return a policy with what is misspelt, at any depth, under the names that are meant."""
    return replace(policy, values=_spelt(policy, _KEYS[_POLICY]))


def _spelt(part: Part, keys: str) -> Mapping[str, Any]:
    spelt = part.spelt(Fate(read_apart=frozenset(keys.split())))
    made = copy_of(spelt.values)
    for key, value in spelt.values.items():
        if isinstance(value, Mapping) and key in _KEYS:
            made[key] = _spelt(Part(value, spelt.at(key), "", part.found), _KEYS[key])
        if key in _ITEMS:
            made[key] = _with_items(made[key], spelt.at(key), _ITEMS[key], part)
    return made


def _with_items(listed: Any, place: Place, keys: str, part: Part) -> Any:
    """Return a list, or a mapping with one under Items, with the items' keys."""
    if isinstance(listed, Mapping):
        made = copy_of(listed)
        if "Items" in listed:
            made["Items"] = _with_items(listed["Items"], place.inside("Items", listed), keys, part)
        return made
    if not isinstance(listed, list):
        return listed
    return [
        _spelt(Part(one, place.inside(index, listed), "", part.found), keys)
        if isinstance(one, Mapping)
        else one
        for index, one in enumerate(listed)
    ]
