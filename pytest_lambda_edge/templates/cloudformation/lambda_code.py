"""Where a Lambda function's resource has its code (CF-281, CF-290)."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.cloudformation.assets import asset_path
from pytest_lambda_edge.templates.cloudformation.values import NO_VALUE, Joined, Reference, Unknown
from pytest_lambda_edge.templates.code_paths import code_path, project_path
from pytest_lambda_edge.templates.inline_code import folder_of_file
from pytest_lambda_edge.templates.missing_code import FOLDER_OR_ZIP, missing_code

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Resource

__all__ = ["Code", "code_of"]

_UNLESS: Final = ("template", "may not be built yet")
_ARCHIVES: Final = frozenset({".jar", ".zip"})


@dataclass(frozen=True, slots=True)
class Code:
    """A folder or a zip file, or an inline function's text; with neither, ``why`` says why."""

    path: Path | None = None
    source: str | None = None
    why: str = ""


def code_of(resolver: Resolver, resource: Resource) -> Code:
    """Return what the property Code says; raises ``ConfigError`` for a path that leaves the project."""
    value = resolver.property_of(resource, "Code")
    spot = resource.at("Code")
    if value is NO_VALUE:
        return Code(why="it has no Code")
    if not isinstance(value, Mapping):
        return _local(resolver, value, spot)
    if "ZipFile" in value:
        return _inline(resolver, value["ZipFile"], spot)
    if "ImageUri" in value:
        return Code(why="its code is a container image, which is not read here")
    bucket, key = (_shown(resolver, value.get(name), spot) for name in ("S3Bucket", "S3Key"))
    asset = _asset(resolver, resource, key, spot)
    if asset is not None:
        return asset
    return Code(why=f"its code is kept in S3 (s3://{bucket}/{key}), which is not asked")


def _asset(resolver: Resolver, resource: Resource, key: str, spot: Spot) -> Code | None:
    """Return the code that the AWS CDK uploads under a key, from beside the template (CF-286)."""
    assets = resolver.stack.assets()
    known = assets.key_of(key)
    folder, written = resolver.template.folder, asset_path(resource, "Code")
    if written is None and assets.folder is not None and known is not None and known in assets.paths:
        folder, written = assets.folder, assets.paths[known]
    if written is not None:
        path = code_path(folder, written, spot.place)
        return Code(
            path, why="" if path else f"its asset {written!r} is not there; it may not be synthesised yet"
        )
    return Code(why="its code is made by a command when it is published") if known in assets.made else None


def _local(resolver: Resolver, value: Any, spot: Spot) -> Code:
    text = resolver.known(resolver.as_text(value, spot))
    if isinstance(text, Unknown):
        return Code(why=f"where its code is, is unknown: {text.reference} {text.told}")
    if text.startswith("s3://"):
        return Code(why=f"its code is kept in S3 ({text}), which is not asked")
    file = project_path(resolver.template.folder, text, spot.place, "the code")
    if file is not None and file.is_file() and not _is_archive(file):
        return Code(path=folder_of_file(file))  # As aws cloudformation package has it: a zip of the file.
    path = code_path(resolver.template.folder, text, spot.place)
    if path is None:
        folder = resolver.template.folder
        return Code(why=missing_code(FOLDER_OR_ZIP, text, folder, spot.place, _UNLESS))
    return Code(path=path)


def _is_archive(file: Path) -> bool:
    return file.suffix in _ARCHIVES or zipfile.is_zipfile(file)


def _inline(resolver: Resolver, value: Any, spot: Spot) -> Code:
    text = resolver.known(resolver.as_text(value, spot.of(None, "ZipFile")))
    if isinstance(text, Unknown):
        return Code(why=f"its inline code holds what is unknown: {text.reference} {text.told}")
    return Code(source=text)


def _shown(resolver: Resolver, value: Any, spot: Spot) -> str:
    """Return a part of a place in S3, as far as it is known."""
    if isinstance(value, (Reference, Joined)):
        value = resolver.known(value)
    if isinstance(value, Unknown):
        return value.reference
    return "" if value is None else str(resolver.as_text(value, spot))
