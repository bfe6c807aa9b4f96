"""One mistake is one problem, however many behaviors share what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.forms import behavior, config, form, refused

from pytest_lambda_edge import ConfigError, Distribution, Function

if TYPE_CHECKING:
    from pathlib import Path

DOOR = "arn:aws:lambda:us-east-1:123456789012:function:shop-door:7"
MARKS = "arn:aws:lambda:us-east-1:123456789012:function:shop-marks:2"
LACKS = "only the ARN is here, and not the code; give it as functions={{{key!r}: handler}}"


def handler(event: Any, _context: Any) -> Any:
    return event


def at(behavior_place: str) -> str:
    return f"Site.{behavior_place}.LambdaFunctionAssociations[0].LambdaFunctionARN"


def site(*arns: str) -> dict[str, Any]:
    """Return a distribution whose behaviors have these functions, the default one the first."""
    first, *others = (
        behavior(LambdaFunctionAssociations=[{"EventType": "viewer-request", "LambdaFunctionARN": arn}])
        for arn in arns
    )
    behaviors = [{"PathPattern": f"/{index}/*", **other} for index, other in enumerate(others)]
    return form(DefaultCacheBehavior=first, CacheBehaviors=behaviors)


@pytest.mark.parametrize("count", [2, 4, 6])
def test_a_function_that_is_missing_in_several_places_is_told_with_all_of_them(count: int) -> None:
    error = refused(site(*[DOOR] * count))
    (problem,) = error.problems
    others = [at(f"CacheBehaviors[{index}]") for index in range(count - 1)]
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""
    assert problem.place == at("DefaultCacheBehavior")
    assert problem.message == (
        f"viewer-request function {DOOR}: {LACKS.format(key='shop-door')}; the same at"
        f" {', '.join(others[:3])}{more}"
    )
    assert [str(one.place) for one in error.unresolved] == [at("DefaultCacheBehavior"), *others]


def test_several_missing_functions_are_several_problems() -> None:
    error = refused(site(DOOR, MARKS, DOOR))
    assert [problem.place for problem in error.problems] == [
        at("DefaultCacheBehavior"),
        at("CacheBehaviors[0]"),
    ]


def test_a_wrong_name_that_means_a_function_is_the_one_problem() -> None:
    error = refused(site(DOOR, DOOR), functions={"shop-dor": handler})
    (problem,) = error.problems
    assert str(problem) == (
        "functions['shop-dor']: is no function of this distribution; those are 'shop-door';"
        " did you mean 'shop-door'?"
    )
    assert [one.reference for one in error.unresolved] == [DOOR, DOOR]


def test_what_a_wrong_name_does_not_mean_is_told_beside_it() -> None:
    wrong, lacking = refused(site(DOOR, MARKS), functions={"shop-dor": handler}).problems
    assert wrong.place == "functions['shop-dor']"
    assert LACKS.format(key="shop-marks") in lacking.message
    wrong, lacking = refused(site(DOOR, DOOR), functions={"xyz": handler}).problems
    assert (wrong.place, lacking.place) == ("functions['xyz']", at("DefaultCacheBehavior"))


def test_a_policy_that_two_behaviors_have_is_told_once() -> None:
    shared = behavior(CachePolicyId="ours")
    given = form(DefaultCacheBehavior=shared, CacheBehaviors=[{"PathPattern": "/a/*", **shared}])
    (problem,) = refused(given).problems
    assert problem.message.endswith("; the same at Site.CacheBehaviors[0].CachePolicyId")


def test_a_given_function_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    settings = config(site(DOOR, DOOR), functions={"shop-door": f"{tmp_path}/nowhere/index.handler"})
    with pytest.raises(ConfigError) as raised:
        Distribution(settings)
    (problem,) = raised.value.problems
    assert problem.message.startswith("there is no folder ")


def test_functions_that_are_written_apart_are_told_apart(tmp_path: Path) -> None:
    one, other = (Function(tmp_path / name, handler="index.handler") for name in ("one", "other"))
    behaviors = {"/a/*": {"viewer_request": one}, "/b/*": {"viewer_request": "nowhere/index.handler"}}
    with pytest.raises(ConfigError) as raised:
        Distribution(
            origin="https://www.example.com",
            viewer_request="nowhere/index.handler",
            origin_request=other,
            origin_response=one,
            behaviors=behaviors,
        )
    assert [problem.place for problem in raised.value.problems] == [
        "behaviors['/a/*'].viewer_request",
        "behaviors['/b/*'].viewer_request",
        "viewer_request",
        "origin_request",
    ]
