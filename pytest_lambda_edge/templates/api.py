"""AWS's own form (CF-273, CF-275): ``DistributionConfig``, and what ``get-distribution(-config)`` print.

It differs from CloudFormation's by names and by a level here and there; each key that moves keeps its path,
so that a message points at what the document says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.found import Place
from pytest_lambda_edge.templates.given import GivenParameters, is_no_bare_word
from pytest_lambda_edge.templates.located import Located, line_of, path_of
from pytest_lambda_edge.templates.reading import Candidate, Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_lambda_edge.templates.reading import Asked, Document

__all__ = ["API"]

_CONFIG: Final = "DistributionConfig"
_WRAPPERS: Final = ("Distribution", "DistributionConfigWithTags")

_RENAMED: Final[Mapping[str, str]] = {
    "CustomHeaders": "OriginCustomHeaders",
    "IsIPV6Enabled": "IPV6Enabled",
    "OriginSslProtocols": "OriginSSLProtocols",
}


def _recognises(data: Mapping[str, Any]) -> bool:
    config = _config(data)[0]
    return isinstance(config.get("Origins"), Mapping) and isinstance(
        config.get("DefaultCacheBehavior"), Mapping
    )


def _read(document: Document, asked: Asked) -> Sequence[Candidate]:
    if isinstance(asked.parameters, GivenParameters):
        asked.parameters.can_mean = is_no_bare_word
    config, path = _config(document.data)
    whole = document.data.get("Distribution", {})
    known = whole if isinstance(whole, Mapping) else {}
    id_, domain_name = (str(known.get(name) or "") for name in ("Id", "DomainName"))
    place = Place(path, line_of(config), document.name)
    return [Candidate(id_ or _CONFIG, _form(config), place, id_, domain_name)]


def _config(data: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """Return the config inside what holds it, and its path."""
    path = []
    for name in (*_WRAPPERS, _CONFIG):
        inner = data.get(name)
        if isinstance(inner, Mapping):
            path.append(name)
            data = inner
    return data, ".".join(path)


def _form(value: Mapping[str, Any]) -> Located:
    """Return a mapping as CloudFormation spells it."""
    form = Located(line_of(value))
    paths: dict[str, str] = {}
    for key, one in value.items():
        name = _RENAMED.get(key, key)
        form[name] = _part(one)
        form.lines.update({name: line} if (line := line_of(value, key)) else {})
        if name != key:
            paths[name] = key
    for key, apart in _APART.items():
        if isinstance(value.get(key), Mapping):
            apart(form, paths, value[key])
    form.paths = paths
    return form


def _part(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _form(value)
    return [_part(one) for one in value] if isinstance(value, (list, tuple)) else value


def _cached_methods(form: Located, paths: dict[str, str], allowed: Mapping[str, Any]) -> None:
    if "CachedMethods" in allowed:
        form["AllowedMethods"].pop("CachedMethods")
        form["CachedMethods"] = _part(allowed["CachedMethods"])
        paths["CachedMethods"] = f"AllowedMethods{path_of(allowed, 'CachedMethods')}"


def _geo_restriction(form: Located, _: dict[str, str], restriction: Mapping[str, Any]) -> None:
    """Put the list beside its type where the API has one mapping of both."""
    geo = form["GeoRestriction"]
    if "Quantity" in restriction or "Items" in restriction:
        locations = Located(geo.line)
        locations |= {key: geo.pop(key) for key in ("Quantity", "Items") if key in geo}
        geo["Locations"] = locations
        geo.paths = {"Locations": ""}


def _trusted(form: Located, _: dict[str, str], trusted: Mapping[str, Any]) -> None:
    if trusted.get("Enabled") is False:
        form["TrustedKeyGroups"] = []


_APART: Final[Mapping[str, Callable[[Located, dict[str, str], Mapping[str, Any]], None]]] = {
    "AllowedMethods": _cached_methods,
    "GeoRestriction": _geo_restriction,
    "TrustedKeyGroups": _trusted,
}

API: Final = Format("a DistributionConfig of the CloudFront API", _recognises, _read)
