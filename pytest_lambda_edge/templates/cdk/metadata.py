"""What the AWS CDK notes about its constructs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["NotedAsset", "logical_ids", "noted_assets"]

_LOGICAL_ID: Final = "aws:cdk:logicalId"
_ASSET: Final = "aws:cdk:asset"


@dataclass(frozen=True, slots=True)
class NotedAsset:
    """An asset of a stack without a list of assets, as the CDK made them up to its first version.

    The CLI tells the template by parameters where it has uploaded the file.
    """

    id: str
    path: str
    bucket_parameter: str
    key_parameter: str

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters that the CLI gives; the key's is in two parts, for its prefix and its end."""
        return {self.bucket_parameter: "assets", self.key_parameter: f"assets/||{self.id}.zip"}


def logical_ids(notes: Iterable[Any]) -> dict[str, list[str]]:
    """Return the paths of constructs by logical id: ``{"SiteE53D7754": ["Web/Site/Resource"]}``."""
    paths: dict[str, list[str]] = {}
    for path, logical_id in _entries(notes, _LOGICAL_ID):
        paths.setdefault(str(logical_id), []).append(path.strip("/"))
    return paths


def noted_assets(notes: Iterable[Any]) -> Iterator[NotedAsset]:
    """Yield the assets that are noted; a Docker image is none that could be read."""
    for _, data in _entries(notes, _ASSET):
        if isinstance(data, Mapping):
            values = [data.get(name) for name in ("id", "path", "s3BucketParameter", "s3KeyParameter")]
            texts = [value for value in values if isinstance(value, str)]
            if len(texts) == len(values):
                yield NotedAsset(*texts)


def _entries(notes: Iterable[Any], kind: str) -> Iterator[tuple[str, Any]]:
    for noted in notes:
        for path, entries in noted.items() if isinstance(noted, Mapping) else ():
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, Mapping) and entry.get("type") == kind:
                    yield str(path), entry.get("data")
