from __future__ import annotations

from typing import Any

import pytest
from support.configs import only_problem, problems

from pytest_lambda_edge.model.origins import OriginGroup

ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]


@pytest.mark.fact("CF-020")
@pytest.mark.parametrize("pattern", ["/a", "a", "*", "?", "/a_b-c.d*e$f/~\"'@:+&g?", "/" + "a" * 254])
def test_these_path_patterns_are_accepted(pattern: str) -> None:
    assert problems(behaviors={pattern: {}}) == ()


@pytest.mark.fact("CF-020")
@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "1 to 255 characters"),
        ("/" + "a" * 255, "1 to 255 characters"),
        ("/a b", "so not ' '"),
        ("/a%20b", "so not '%'"),
        ("/(a|b)", "so not '()|'"),
        ("/ä", "so not 'ä'"),
        ("/a\n", "so not '\\n'"),
    ],
)
def test_other_path_patterns_are_refused(pattern: str, message: str) -> None:
    problem = only_problem(behaviors={pattern: {}})
    assert problem.code == "InvalidArgument"
    assert problem.place.startswith("behaviors['")
    assert message in problem.message


@pytest.mark.fact("CF-316", "CF-017")
def test_a_path_pattern_stands_once_in_a_distribution() -> None:
    problem = only_problem(behaviors={"a*": {}, "/b": {}, "/a*": {}})
    assert (problem.place, problem.code) == ("behaviors['/a*']", "InvalidArgument")
    assert "the same path pattern as 'a*'" in problem.message


@pytest.mark.fact("CF-025", "CF-309", "LE-293")
def test_a_distribution_has_at_most_75_behaviors() -> None:
    patterns = [f"/{number}" for number in range(76)]
    assert problems(behaviors={pattern: {} for pattern in patterns[:75]}) == ()
    problem = only_problem(behaviors={pattern: {} for pattern in patterns})
    assert (problem.place, problem.code) == ("behaviors", "TooManyCacheBehaviors")


@pytest.mark.parametrize("policy", ["allow-all", "https-only", "redirect-to-https"])
def test_these_viewer_protocol_policies_are_accepted(policy: str) -> None:
    assert problems(viewer_protocol_policy=policy) == ()


def test_another_viewer_protocol_policy_is_refused_with_the_nearest() -> None:
    problem = only_problem(behaviors={"/a": {"viewer_protocol_policy": "redirect_https"}})
    assert str(problem) == (
        "behaviors['/a'].viewer_protocol_policy: must be 'allow-all', 'https-only' or 'redirect-to-https', "
        "not 'redirect_https'; did you mean 'redirect-to-https'?"
    )


@pytest.mark.fact("CF-157")
@pytest.mark.parametrize(
    ("setting", "methods"),
    [
        ("allowed_methods", ["HEAD", "GET"]),
        ("allowed_methods", ["GET", "HEAD", "OPTIONS"]),
        ("allowed_methods", ALL_METHODS),
        ("cached_methods", ["HEAD", "GET"]),
        ("cached_methods", ["OPTIONS", "GET", "HEAD"]),
    ],
)
def test_methods_come_in_these_sets_whatever_their_order(setting: str, methods: list[str]) -> None:
    assert problems(**{setting: methods}) == ()


@pytest.mark.fact("CF-157", "CF-312")
@pytest.mark.parametrize(
    ("setting", "methods", "hint"),
    [
        ("allowed_methods", ["GET"], "; did you mean ['GET', 'HEAD']?"),
        ("allowed_methods", ["get", "head"], "; did you mean ['GET', 'HEAD']?"),
        ("allowed_methods", ["GET", "HEAD", "POST"], f"; did you mean {ALL_METHODS}?"),
        ("allowed_methods", ["GET", "HEAD", "TRACE"], "not ['GET', 'HEAD', 'TRACE']"),
        ("allowed_methods", [], "; did you mean ['GET', 'HEAD']?"),
        ("cached_methods", ["GET", "OPTIONS"], "; did you mean ['GET', 'HEAD', 'OPTIONS']?"),
        ("cached_methods", ALL_METHODS, "must be ['GET', 'HEAD'] or ['GET', 'HEAD', 'OPTIONS'], not"),
    ],
)
def test_another_set_of_methods_is_refused_with_the_nearest(
    setting: str, methods: list[str], hint: str
) -> None:
    problem = only_problem(**{setting: methods})
    assert (problem.place, problem.code) == (setting, "InvalidArgument")
    assert hint in problem.message


@pytest.mark.fact("CF-159", "CF-312")
@pytest.mark.parametrize("by_id", [True, False])
def test_a_behavior_of_an_origin_group_only_reads(by_id: bool) -> None:
    group = OriginGroup(members=["https://a.example.com", "https://b.example.com"], status_codes=[500])
    given: dict[str, Any] = {"origins": {"group": group}} if by_id else {"origin": group}
    assert problems(**given, allowed_methods=ALL_METHODS[:3]) == ()
    found = problems(**given, allowed_methods=ALL_METHODS, behaviors={"/a": {"allowed_methods": ALL_METHODS}})
    assert [(problem.place, problem.code) for problem in found] == [
        ("behaviors['/a'].allowed_methods", "InvalidArgument"),
        ("allowed_methods", "InvalidArgument"),
    ]
    assert "cannot include POST, PUT, PATCH or DELETE" in found[0].message
    assert found[0].aws_message == (
        "The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior "
        "associated with an origin group."
    )
