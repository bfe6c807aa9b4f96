"""The page of settings lists each setting of each class, with its default."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

import pytest_lambda_edge
from pytest_lambda_edge.model import managed_policies
from pytest_lambda_edge.model.behaviors import Behavior
from pytest_lambda_edge.model.distribution import DistributionConfig

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
REQUIRED = inspect.Parameter.empty


def sections() -> dict[str, str]:
    _, *parts = re.split(r"^#{2,3} (.+)\n", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def listed(section: str) -> dict[str, object]:
    rows = re.findall(r"^\| `(\w+)` \| .* \| (required|`[^`]+`) \| [^|]*\|$", section, re.MULTILINE)
    return {name: REQUIRED if default == "required" else _value(default) for name, default in rows}


def _value(cell: str) -> object:
    return ast.literal_eval(cell.strip("`"))


def accepted(cls: type) -> dict[str, object]:
    return {
        name: parameter.default
        for name, parameter in inspect.signature(cls).parameters.items()
        if name != "self"
    }


CLASSES: list[type[Any]] = [
    getattr(pytest_lambda_edge, title)
    for title in sections()
    if title in pytest_lambda_edge.__all__ and title != "Distribution"
]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_class_is_listed_with_its_settings_and_their_defaults(cls: type) -> None:
    assert listed(sections()[cls.__name__]) == accepted(cls)


def test_a_distribution_is_listed_with_what_a_behavior_has_not() -> None:
    of_behavior = accepted(Behavior)
    own = {name: value for name, value in accepted(DistributionConfig).items() if name not in of_behavior}
    assert listed(sections()["Distribution"]) == own


def test_no_class_of_settings_is_left_out() -> None:
    public = {getattr(pytest_lambda_edge, name) for name in pytest_lambda_edge.__all__}
    classes = {one for one in public if hasattr(one, "_setting_kinds")}
    assert {*CLASSES, DistributionConfig} == classes


@pytest.mark.parametrize(
    ("setting", "policies"),
    [
        ("cache_policy", managed_policies.CACHE_POLICIES),
        ("origin_request_policy", managed_policies.ORIGIN_REQUEST_POLICIES),
        ("response_headers_policy", managed_policies.RESPONSE_HEADERS_POLICIES),
    ],
    ids=["cache", "origin request", "response headers"],
)
def test_the_managed_policies_are_listed(setting: str, policies: Any) -> None:
    (row,) = re.findall(rf"^\| `{setting}` \| ([^|]*) \|$", sections()["Managed policies"], re.MULTILINE)
    assert sorted(re.findall("`([^`]+)`", row)) == sorted(managed_policies.names_of(policies))
