"""Whether two configs are one distribution, whatever their ids, names and paths are."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge import CloudFrontFunction, Function, Trigger
from pytest_lambda_edge.model.deploy import deploy
from pytest_lambda_edge.model.path_patterns import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_lambda_edge import DistributionConfig
    from pytest_lambda_edge.model.deployed import DeployedBehavior

__all__ = ["model_of"]

_NAMES = frozenset({"id", "name"})
"""What a thing is called: each format has names of its own."""

_OF_A_DISTRIBUTION = ("enabled", "default_root_object", "custom_error_responses", "geo_restriction")


def model_of(config: DistributionConfig) -> dict[str, Any]:
    """Return all that a distribution does, as plain data: equal for equal ones.

    Origins stand where they are named, and one with two ids, as the CDK makes them, counts once; functions
    are the texts of their files. Of an origin access control or identity it counts that there is one. What
    AWS keeps without an order is sorted.
    """
    deployed = deploy(config)
    return {
        "aliases": sorted(deployed.aliases),
        "cache_tag_header_name": config.cache_tag_header_name,
        "origins": _listed(_plain(one.settings) for one in deployed.origins.values()),
        "behaviors": [_behavior(one) for one in deployed.behaviors],
        **{name: _plain(getattr(deployed, name)) for name in _OF_A_DISTRIBUTION},
    }


def _listed(settings: Iterable[Any]) -> list[Any]:
    """Return each settings once, in an order that does not depend on theirs."""
    return list({repr(one): one for one in sorted(settings, key=repr)}.values())


def _behavior(behavior: DeployedBehavior) -> dict[str, Any]:
    by_itself = {field.name: getattr(behavior, field.name) for field in fields(behavior)}
    del by_itself["target_origin_id"]
    by_itself["path_pattern"] = canonical(behavior.path_pattern)
    by_itself["origins"] = {number: one.settings for number, one in enumerate(behavior.origins)}
    by_itself["triggers"] = {str(event_type): one for event_type, one in behavior.triggers.items()}
    return {name: _plain(value) for name, value in by_itself.items()}


def _plain(value: Any) -> Any:
    """Return settings as plain data without names."""
    if isinstance(value, Trigger):
        return {"include_body": value.include_body, "function": _function(value.function)}
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: _setting(name, one) for name, one in named.items() if name not in _NAMES}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (Sequence, frozenset)) and not isinstance(value, str):
        return sorted(map(_plain, value), key=repr)
    return value


def _setting(name: str, value: Any) -> Any:
    return bool(value) if name.startswith("origin_access_") else _plain(value)


def _function(function: Any) -> dict[str, Any]:
    if isinstance(function, CloudFrontFunction):
        code = str(function.code)
        text = code if "\n" in code else Path(code).read_text(encoding="utf-8")
        return {"code": text, "runtime": function.runtime, "key_value_store": function.key_value_store}
    assert isinstance(function, Function), f"{function!r} is not one that a document describes"
    module = PurePosixPath(function.handler or "")
    return {
        "handler": module.name,
        "files": _files(Path(str(function.code)), module.parent),
        "runtime": function.runtime,
        "timeout": function.timeout,
        "memory": function.memory,
        "environment": function.environment,
    }


def _files(code: Path, folder: PurePosixPath) -> dict[str, str]:
    """Return the texts of the Python files beside a handler, in a folder or a zip file, by their names."""
    root = code / folder if code.is_dir() else zipfile.Path(code, f"{folder}/".removeprefix("./"))
    found = {one.name: one.read_text(encoding="utf-8") for one in root.iterdir() if one.name.endswith(".py")}
    assert found, f"no Python in {root}"
    return found
