"""Reading a template, a plan or an API document into the config of a distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import shown

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from pytest_lambda_edge.model.distribution import DistributionConfig

__all__ = ["load_distribution"]


def load_distribution(
    source: str | os.PathLike[str] | Mapping[str, Any],
    *,
    parameters: Mapping[str, Any] | None = None,
    functions: Mapping[str, Any] | None = None,
    distribution: str | None = None,
) -> DistributionConfig:
    """Read a template, plan or API document (its path, or parsed) into what ``make_distribution`` takes.

    This version has no readers yet: every *source* raises ``ConfigError``, which says so.
    """
    asked = {"parameters": parameters, "functions": functions, "distribution": distribution}
    arguments = "".join(f", {name}={shown(value)}" for name, value in asked.items() if value is not None)
    raise ConfigError(
        [
            Problem(
                f"load_distribution({shown(source)}{arguments})",
                "this version cannot read templates, plans or API documents yet; "
                "describe the distribution with settings, such as origin='https://www.example.com'",
            )
        ]
    )
