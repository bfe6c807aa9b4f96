"""Files that the AWS CDK uploads with a template: code of functions, templates of nested stacks (CF-286)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.templates.cloudformation.template import Resource

__all__ = ["Assets", "asset_path"]

_PATH: Final = "aws:asset:path"
_PROPERTY: Final = "aws:asset:property"


@dataclass(frozen=True, slots=True)
class Assets:
    """Where files come from that are uploaded to a bucket, by their keys there.

    Paths start from ``folder``; ``made`` are the keys of files that a command makes when they are uploaded.
    """

    folder: Path | None = None
    paths: Mapping[str, str] = field(default_factory=dict)
    made: frozenset[str] = frozenset()

    @classmethod
    def of(cls, data: Any, folder: Path) -> Assets:
        """Return what a file such as ``Site.assets.json`` says; what is no asset in it is passed over."""
        paths: dict[str, str] = {}
        made: set[str] = set()
        files = data.get("files") if isinstance(data, Mapping) else None
        for name, file in files.items() if isinstance(files, Mapping) else ():
            source = file.get("source") if isinstance(file, Mapping) else None
            if not isinstance(source, Mapping):
                continue
            for key in (str(name), *_keys(file)):
                if isinstance(source.get("path"), str):
                    paths[key] = source["path"]
                elif "executable" in source:
                    made.add(key)
        return cls(folder, paths, frozenset(made))

    def key_of(self, key: str) -> str | None:
        """Return the key under which a file is known, given its key or what ends in it."""
        name = key.rsplit("/", maxsplit=1)[-1]
        known = (key, name, name.split(".")[0])
        return next((one for one in known if one in self.paths or one in self.made), None)


def asset_path(resource: Resource, name: str) -> str | None:
    """Return the path that a resource's metadata has for the asset in its property *name*."""
    metadata = resource.body.get("Metadata")
    if not isinstance(metadata, Mapping) or metadata.get(_PROPERTY, name) != name:
        return None
    path = metadata.get(_PATH)
    return path if isinstance(path, str) and path else None


def _keys(file: Mapping[str, Any]) -> Iterator[str]:
    destinations = file.get("destinations")
    for destination in destinations.values() if isinstance(destinations, Mapping) else ():
        if isinstance(destination, Mapping) and isinstance(destination.get("objectKey"), str):
            yield destination["objectKey"]
