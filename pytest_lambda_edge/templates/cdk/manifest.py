"""From the manifest of a cdk.out to its stacks, those of its stages included."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cdk.metadata import logical_ids, noted_assets
from pytest_lambda_edge.templates.cloudformation.assets import Assets
from pytest_lambda_edge.templates.cloudformation.stacks import Stack
from pytest_lambda_edge.templates.code_paths import project_path
from pytest_lambda_edge.templates.documents import MANIFEST, read_beside, text_beside
from pytest_lambda_edge.templates.found import Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytest_lambda_edge.templates.reading import Document

__all__ = ["is_manifest", "stacks_of"]

_STACK: Final = "aws:cloudformation:stack"
_ASSEMBLY: Final = "cdk:cloud-assembly"
_ASSETS: Final = "cdk:asset-manifest"
_ENVIRONMENT: Final = re.compile(r"aws://([^/]*)/([^/]*)")
_PSEUDO: Final = ("AWS::AccountId", "AWS::Region")
_UNKNOWN: Final = ("", "unknown-account", "unknown-region")
_MOST_STAGES: Final = 100


def is_manifest(data: Any) -> bool:
    """Whether a document is the manifest of a cdk.out."""
    return isinstance(data, Mapping) and {"version", "artifacts"} <= data.keys()


def stacks_of(document: Document) -> list[Stack]:
    """Return the stacks of a cdk.out whose manifest a document is; none of their templates is read yet."""
    return [_stack(artifact) for artifact in _artifacts(document)]


@dataclass(frozen=True, slots=True)
class _Artifact:
    """An artifact of a manifest; ``whole`` is the document that is read, ``prefix`` leads to the stage."""

    whole: Document
    manifest: Document
    prefix: str
    name: str
    body: Mapping[str, Any]

    @property
    def properties(self) -> Mapping[str, Any]:
        return _mapping(self.body.get("properties"))

    @property
    def place(self) -> Place:
        return Place(f"artifacts.{self.name}", file=f"{self.prefix}{MANIFEST}")

    def error(self, message: str) -> ConfigError:
        """Return the error that says what is wrong with the artifact."""
        return ConfigError([Problem(str(self.place), message)])

    def path(self, written: Any, key: str, what: str) -> Path:
        """Return the path of a file or folder that the manifest names, which has to be there."""
        place = Place(f"{self.place.path}.{key}", file=self.place.file)
        if not isinstance(written, str) or not written:
            raise ConfigError([Problem(str(place), f"must be the name of {what}, not {shown(written)}")])
        path = project_path(self.manifest.folder, written, place, what)
        if path is None:
            raise ConfigError([Problem(str(place), f"{what} {written!r} is not there; run cdk synth again")])
        return path

    def document(self, path: Path) -> Document:
        """Return another document of the cdk.out."""
        return read_beside(self.whole, path, self.named(path))

    def named(self, path: Path) -> str:
        """Return how messages call a file: by its path in the cdk.out."""
        return os.path.relpath(path, self.whole.folder)


def _artifacts(whole: Document) -> Iterator[_Artifact]:
    """Yield the stacks of a manifest and of those that it leads to."""
    waiting = [(whole, "")]
    seen = [whole.folder]
    while waiting:
        manifest, prefix = waiting.pop(0)
        artifacts = manifest.data.get("artifacts")
        if not isinstance(artifacts, Mapping):
            place = Place("artifacts", file=f"{prefix}{MANIFEST}")
            raise ConfigError([Problem(str(place), f"must be a mapping, not {shown(artifacts)}")])
        for name, body in artifacts.items():
            artifact = _Artifact(whole, manifest, prefix, str(name), _mapping(body))
            kind = artifact.body.get("type")
            if kind == _STACK:
                yield artifact
            elif kind == _ASSEMBLY:
                waiting.append(_stage(artifact, seen))


def _stage(artifact: _Artifact, seen: list[Path]) -> tuple[Document, str]:
    """Return the manifest of a stage, which is a cdk.out of its own."""
    written = artifact.properties.get("directoryName")
    folder = artifact.path(written, "properties.directoryName", "the folder")
    if folder in seen:
        raise artifact.error(f"the folder {written!r} is that of the app or of another stage")
    if len(seen) > _MOST_STAGES:
        raise artifact.error(f"there are more than {_MOST_STAGES} stages")
    seen.append(folder)
    document = artifact.document(
        artifact.path(f"{written}/{MANIFEST}", "properties.directoryName", "the file")
    )
    return document, f"{artifact.named(folder)}/"


def _stack(artifact: _Artifact) -> Stack:
    written = artifact.properties.get("templateFile")
    name = artifact.properties.get("stackName")
    own = name if isinstance(name, str) and name else artifact.name
    shown_as = artifact.body.get("displayName")
    also = (artifact.name, *([shown_as] if isinstance(shown_as, str) else ()))

    @cache
    def path() -> Path:
        return artifact.path(written, "properties.templateFile", "the template")

    notes = cache(partial(_notes, artifact))
    return Stack(
        read=lambda: artifact.document(path()),
        name=own,
        also=also,
        file=f"{artifact.prefix}{written}",
        environment=_environment(artifact) | {"AWS::StackName": own},
        assets=cache(lambda: _assets(artifact, notes())),
        paths=cache(lambda: logical_ids(notes())),
        parameters=cache(lambda: _parameters(notes())),
        text=cache(lambda: text_beside(artifact.whole, path(), artifact.named(path()))),
    )


def _environment(artifact: _Artifact) -> dict[str, str]:
    """Return the account and the region of a stack that is not for any (``aws://unknown-account/…``)."""
    found = _ENVIRONMENT.fullmatch(str(artifact.body.get("environment")))
    values = found.groups() if found else ()
    return {name: value for name, value in zip(_PSEUDO, values, strict=False) if value not in _UNKNOWN}


def _assets(artifact: _Artifact, notes: Sequence[Any]) -> Assets:
    """Return what the list of assets says on which a stack depends, or what is noted where it has none."""
    artifacts = artifact.manifest.data["artifacts"]
    dependencies = artifact.body.get("dependencies")
    for name in dependencies if isinstance(dependencies, list) else ():
        other = _mapping(artifacts.get(name)) if isinstance(name, str) else {}
        file = _mapping(other.get("properties")).get("file")
        if other.get("type") == _ASSETS:
            of_assets = _Artifact(artifact.whole, artifact.manifest, artifact.prefix, name, other)
            path = of_assets.path(file, "properties.file", "the list of assets")
            return Assets.of(of_assets.document(path).data, artifact.manifest.folder)
    return Assets(artifact.manifest.folder, {asset.id: asset.path for asset in noted_assets(notes)})


def _parameters(notes: Sequence[Any]) -> dict[str, str]:
    """Return the parameters by which a template learns where its assets are."""
    return {name: value for asset in noted_assets(notes) for name, value in asset.parameters.items()}


def _notes(artifact: _Artifact) -> list[Any]:
    """Return what is noted about a stack's constructs, in the manifest or in a file of its own."""
    notes = [artifact.body.get("metadata")]
    file = artifact.body.get("additionalMetadataFile")
    if file is not None:
        notes.append(artifact.document(artifact.path(file, "additionalMetadataFile", "the file")).data)
    return notes


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
