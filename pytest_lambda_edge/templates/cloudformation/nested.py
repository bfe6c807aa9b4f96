"""Where a nested stack's template is: a file of the same project, or an asset of the AWS CDK."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.templates.cloudformation.assets import asset_path
from pytest_lambda_edge.templates.cloudformation.values import NO_VALUE, Unknown
from pytest_lambda_edge.templates.code_paths import (
    folders_around,
    project_path,
    project_root,
    text_for_advice,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Resource

__all__ = ["NESTED", "nested_path"]

NESTED: Final[Mapping[str, str]] = {
    "AWS::CloudFormation::Stack": "TemplateURL",
    "AWS::Serverless::Application": "Location",
}
"""The resources that are stacks, and the property that tells where their templates are."""

_MOST_LEVELS: Final = 20
_WHAT: Final = "the template"
_MOST_SHOWN: Final = 100  # characters of a URL
_MOST_PARTS: Final = 3  # of a URL's path that may be a path in the project


def nested_path(owner: Resolver, resource: Resource) -> Path | Unknown:
    """Return the path of a nested stack's template; ``Unknown`` where it is no file of the project.

    Raises ``ConfigError`` for a path that leaves the project, and for stacks that nest each other.
    """
    name = NESTED[resource.type]
    spot = resource.at(name)
    found = _path(owner, resource, name, spot)
    if isinstance(found, str):
        return Unknown(resource.logical_id, f"!Ref {resource.logical_id}", found, spot)
    around = list(_paths_around(owner))
    if found in around:
        circle = [*(path.name for path in around[around.index(found) :]), found.name]
        raise spot.error(f"nests itself: {' -> '.join(circle)}", "ValidationError")
    if len(around) >= _MOST_LEVELS:
        raise spot.error(f"is nested in more than {_MOST_LEVELS} templates")
    return found


def _path(owner: Resolver, resource: Resource, name: str, spot: Spot) -> Path | str:
    """Return the path of the template, or why there is none."""
    folder = owner.template.folder
    if (asset := asset_path(resource, name)) is not None:
        path = project_path(folder, asset, spot.place, _WHAT)
        return path or f"its template {asset!r} is not there; is it still to be synthesised?"
    value = owner.property_of(resource, name)
    if value is NO_VALUE:
        return f"it has no {name}"
    if isinstance(value, Mapping):
        return "its template is kept in the AWS Serverless Application Repository, which is not asked"
    text = owner.known(owner.as_text(value, spot))
    if isinstance(text, Unknown):
        return f"where its template is, is unknown: {text.reference} {text.told}"
    if "://" in text:
        return _of_url(owner, text, spot)
    path = project_path(folder, text, spot.place, _WHAT)
    return path or f"there is no file {text!r} beside the template"


def _of_url(owner: Resolver, url: str, spot: Spot) -> Path | str:
    assets = owner.stack.assets()
    key = assets.key_of(url)
    if key is None or key not in assets.paths or assets.folder is None:
        return f"its template is kept at {_end_of(url)!r}, which is not asked{_beside(owner, url)}"
    written = assets.paths[key]
    path = project_path(assets.folder, written, spot.place, _WHAT)
    return path or f"its template {written!r} is not there; is it still to be synthesised?"


def _end_of(url: str) -> str:
    """Return a URL as far as it says which template it is of."""
    return url if len(url) <= _MOST_SHOWN else f"…{url[-_MOST_SHOWN:]}"


def _beside(owner: Resolver, url: str) -> str:
    """Return the end of a message that names the file of the project which is likely kept at a URL."""
    parts = [part for part in url.partition("?")[0].split("/") if part not in {"", "..", "."}]
    own = owner.template.path and os.path.realpath(owner.template.path)
    for folder in folders_around(owner.template.folder):
        for count in range(1, min(len(parts), _MOST_PARTS) + 1):
            file = folder.joinpath(*parts[-count:])
            if str(file) != own and _is_worth_loading(file):
                written = file.relative_to(project_root(folder))
                return f"; {written} looks like it: load that, with its parameters"
    return ""


def _is_worth_loading(file: Path) -> bool:
    """Whether a file is a template with a distribution, or with stacks that may have one."""
    text = text_for_advice(file)
    return any(kind in text for kind in ("AWS::CloudFront::Distribution", *NESTED))


def _paths_around(resolver: Resolver | None) -> list[Path]:
    """Return the files of a template and of those around it, the outermost first."""
    paths: list[Path] = []
    while resolver is not None:
        if resolver.template.path is not None:
            paths.insert(0, resolver.template.path)
        resolver = resolver.owner[0] if resolver.owner else None
    return paths
