"""What to write where a template, or what is said of one, stands in the place of a config."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem, UnknownSettingError
from pytest_lambda_edge.model.problems import shown

__all__ = ["OF_TEMPLATES", "told_what_reads"]

OF_TEMPLATES: Final = ("template", "parameters", "functions", "distribution")
"""The arguments of the marker ``edge_distribution`` that speak of a template."""

_PLACEHOLDERS: Final = {"parameters": "{…}", "functions": "{…}", "distribution": "'…'"}
_EXAMPLE: Final = "template.yaml"


def told_what_reads(error: ConfigError, config: object, settings: Mapping[str, Any]) -> ConfigError:
    """Return the error of a distribution, which says what to write if that was given a template.

    What is wrong because the template is not read, such as a missing origin, is left out then.
    """
    given = {**config, **settings} if isinstance(config, Mapping) else settings
    instead = _of_words(given, config) or _of_config(config)
    if instead is None:
        return error
    meant = {*OF_TEMPLATES, "config", *({"origin"} - given.keys())}
    is_document = instead.place == "config" and isinstance(config, Mapping)
    others = [
        one for one in error.problems if one.place not in meant and not (is_document and one.unknown_keyword)
    ]
    problems = [instead, *others]
    return (UnknownSettingError if any(one.unknown_keyword for one in problems) else ConfigError)(problems)


def _of_words(given: Mapping[Any, Any], config: object) -> Problem | None:
    """Return what to write for keywords that ``load_distribution`` takes, and a distribution does not."""
    words = [name for name in OF_TEMPLATES if name in given]
    if not words:
        return None
    named = given.get("template", config)
    source = os.fspath(named) if isinstance(named, (str, os.PathLike)) else _EXAMPLE
    arguments = [f"{name}={_PLACEHOLDERS[name]}" for name in words if name in _PLACEHOLDERS]
    what = ", ".join(map(repr, words))
    nothing = "are no settings" if words[1:] else "is no setting"
    message = f"{what} {nothing} of DistributionConfig; write {_reading(shown(source), *arguments)}"
    return Problem(words[0], message, unknown_keyword=True)


def _of_config(config: object) -> Problem | None:
    """Return what to write for the path of a template, or a parsed one."""
    if isinstance(config, (str, os.PathLike)):
        path = os.fspath(config)
        instead = _reading(shown(path))
        if isinstance(path, str) and "://" in path:
            instead = f"make_distribution(origin={path!r})"
        return Problem(
            "config", f"must be a DistributionConfig or a mapping, not {shown(config)}; write {instead}"
        )
    if not isinstance(config, Mapping):
        return None
    # The readers of all formats take longer to import than all that a distribution without a template needs.
    from pytest_lambda_edge.templates.formats import FORMATS  # noqa: PLC0415

    name = next((one.name for one in FORMATS if one.recognises(config)), None)
    return Problem("config", f"is {name}; write {_reading('…')}") if name else None


def _reading(*arguments: str) -> str:
    return f"make_distribution(load_distribution({', '.join(arguments)}))"
