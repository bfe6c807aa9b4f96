from __future__ import annotations

from typing import Any

import pytest
from support.configs import only_problem, problems

from pytest_lambda_edge.model.origins import OriginGroup
from pytest_lambda_edge.model.problems import item

ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
CHARACTERS = "a path pattern has letters, digits and _-.*?$/~\"'@:+& only"


@pytest.mark.fact("CF-020")
@pytest.mark.parametrize("pattern", ["/a", "a", "*", "?", "/a_b-c.d*e$f/~\"'@:+&g?", "/" + "a" * 254])
def test_these_path_patterns_are_accepted(pattern: str) -> None:
    assert problems(behaviors={pattern: {}}) == ()


@pytest.mark.fact("CF-020")
@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "a path pattern has 1 to 255 characters"),
        ("/" + "a" * 255, "a path pattern has 1 to 255 characters"),
        ("/a b", f"{CHARACTERS}, so not ' '"),
        ("/a%20b", f"{CHARACTERS}, so not '%'"),
        ("/(a|b)", f"{CHARACTERS}, so not '()|'"),
        ("/ä", f"{CHARACTERS}, so not 'ä'"),
        ("/a\n", f"{CHARACTERS}, so not '\\n'"),
    ],
)
def test_other_path_patterns_are_refused(pattern: str, message: str) -> None:
    problem = only_problem(behaviors={pattern: {}})
    assert (problem.place, problem.code) == (item("behaviors", pattern), "InvalidArgument")
    assert problem.message == message


@pytest.mark.fact("CF-316", "CF-017")
def test_a_path_pattern_stands_once_in_a_distribution() -> None:
    problem = only_problem(behaviors={"a*": {}, "/b": {}, "/a*": {}})
    assert (problem.place, problem.code) == ("behaviors['/a*']", "InvalidArgument")
    assert problem.message == "is the same path pattern as 'a*': a leading '/' is implied (CF-017)"


@pytest.mark.fact("CF-025", "CF-309", "LE-293")
def test_a_distribution_has_at_most_75_behaviors() -> None:
    patterns = [f"/{number}" for number in range(76)]
    assert problems(behaviors={pattern: {} for pattern in patterns[:75]}) == ()
    problem = only_problem(behaviors={pattern: {} for pattern in patterns})
    assert (problem.place, problem.code) == ("behaviors", "TooManyCacheBehaviors")
    assert problem.message == "a distribution has at most 75 cache behaviors, not 76"


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
        ("allowed_methods", ["GET", "HEAD", "Post"], f"; did you mean {ALL_METHODS}?"),
        ("allowed_methods", ["GET", "HEAD", "TRACE"], ""),
        ("allowed_methods", [], "; did you mean ['GET', 'HEAD']?"),
        ("cached_methods", ["GET", "OPTIONS"], "; did you mean ['GET', 'HEAD', 'OPTIONS']?"),
        ("cached_methods", ["get", "options"], "; did you mean ['GET', 'HEAD', 'OPTIONS']?"),
        ("cached_methods", ALL_METHODS, ""),
    ],
)
def test_another_set_of_methods_is_refused_with_the_nearest(
    setting: str, methods: list[str], hint: str
) -> None:
    sets = "['GET', 'HEAD'] or ['GET', 'HEAD', 'OPTIONS']"
    if setting == "allowed_methods":
        sets += f" or {ALL_METHODS}"
    refused = {setting: methods}
    for settings, prefix in ((refused, ""), ({"behaviors": {"/a": refused}}, "behaviors['/a'].")):
        problem = only_problem(**settings)
        assert (problem.place, problem.code) == (f"{prefix}{setting}", "InvalidArgument")
        assert problem.message == f"must be {sets}, not {methods}{hint}"


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
    assert {problem.message for problem in found} == {
        "cannot include POST, PUT, PATCH or DELETE, since the origin is an origin group (CF-159)"
    }
    assert found[0].aws_message == (
        "The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior "
        "associated with an origin group."
    )
