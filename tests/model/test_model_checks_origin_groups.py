"""What CloudFront refuses about origin groups, and about how many origins there are."""

from __future__ import annotations

import pytest
from support.configs import only_problem, problems

from pytest_lambda_edge.model.origins import OriginGroup

MEMBERS = {"a": "https://a.example.com", "b": "https://b.example.com"}


@pytest.mark.fact("CF-237")
@pytest.mark.parametrize("status", [400, 403, 404, 416, 429, 500, 502, 503, 504])
def test_a_group_may_fail_over_on_these_statuses(status: int) -> None:
    group = OriginGroup(members=["a", "b"], status_codes=[status])
    assert problems(origins=MEMBERS | {"group": group}, origin="group") == ()


@pytest.mark.fact("CF-237")
@pytest.mark.parametrize(
    ("members", "status_codes", "setting", "message"),
    [
        (["a"], [500], "members", "an origin group has exactly two members, the primary first; this has 1"),
        (
            ["a", "b", "a"],
            [500],
            "members",
            "an origin group has exactly two members, the primary first; this has 3",
        ),
        (
            ["a", "b"],
            [],
            "status_codes",
            "needs at least one of 400, 403, 404, 416, 429, 500, 502, 503 or 504",
        ),
        (
            ["a", "b"],
            [500, 405],
            "status_codes[1]",
            "must be 400, 403, 404, 416, 429, 500, 502, 503 or 504, not 405",
        ),
    ],
)
def test_a_group_has_two_members_and_statuses_from_the_list(
    members: list[str], status_codes: list[int], setting: str, message: str
) -> None:
    group = OriginGroup(members=members, status_codes=status_codes)
    problem = only_problem(origins=MEMBERS | {"group": group}, origin="a")
    assert (problem.place, problem.code) == (f"origins['group'].{setting}", "InvalidArgument")
    assert problem.message == message


@pytest.mark.fact("CF-025", "LE-293", "CF-323")
def test_a_distribution_has_at_most_100_origins_wherever_they_are_given() -> None:
    urls = [f"https://{number}.example.com" for number in range(101)]
    assert problems(origins=dict(enumerate_as_text(urls[:100])), origin="0") == ()
    problem = only_problem(origins=dict(enumerate_as_text(urls[:100])), origin=urls[100])
    assert (problem.place, problem.code) == ("origins", "TooManyOrigins")
    assert problem.message == "a distribution has at most 100 origins, not 101"


@pytest.mark.fact("CF-025", "LE-293")
def test_a_distribution_has_at_most_10_origin_groups() -> None:
    group = OriginGroup(members=["a", "b"], status_codes=[500])
    groups = {f"group {number}": group for number in range(11)}
    ten = {id_: groups[id_] for id_ in list(groups)[:10]}
    assert problems(origins=MEMBERS | ten, origin="a") == ()
    problem = only_problem(origins=MEMBERS | groups, origin="a")
    assert (problem.place, problem.code) == ("origins", "TooManyOriginGroupsPerDistribution")


def enumerate_as_text(values: list[str]) -> list[tuple[str, str]]:
    return [(str(number), value) for number, value in enumerate(values)]
