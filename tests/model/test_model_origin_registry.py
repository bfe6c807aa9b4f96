"""What a behavior's ``origin`` stands for: an id, a URL, an origin or a group."""

from __future__ import annotations

import pytest
from support.configs import deployed, deployed_behavior, only_problem, problems

from pytest_lambda_edge.model.origins import CustomOrigin, OriginGroup, S3Origin


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        (
            "https://www.example.com",
            CustomOrigin(domain_name="www.example.com", origin_protocol_policy="https-only"),
        ),
        (
            "http://www.example.com",
            CustomOrigin(domain_name="www.example.com", origin_protocol_policy="http-only"),
        ),
        (
            "https://www.example.com:8443/base/x",
            CustomOrigin(
                domain_name="www.example.com",
                origin_protocol_policy="https-only",
                https_port=8443,
                origin_path="/base/x",
            ),
        ),
        (
            "http://www.example.com:8080/",
            CustomOrigin(domain_name="www.example.com", origin_protocol_policy="http-only", http_port=8080),
        ),
        (
            "HTTPS://WWW.example.com",
            CustomOrigin(domain_name="www.example.com", origin_protocol_policy="https-only"),
        ),
    ],
)
def test_a_url_is_an_origin_with_that_protocol_port_and_path(url: str, origin: CustomOrigin) -> None:
    behavior = deployed_behavior(origin=url)
    assert behavior.origins[0].settings == origin
    assert behavior.target_origin_id == behavior.origins[0].id == "www.example.com"


A_URL = "must be a URL as https://host[:port][/path]"
NOTHING_ELSE = "an origin's URL has a host, a port and a path, and nothing else: {}"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://www.example.com", f"{A_URL}, not {{}}"),
        ("htps://www.example.com", f"{A_URL}, not {{}}; did you mean 'https'?"),
        (
            "s3://bucket/x",
            f"{A_URL}, not {{}}; a bucket is an S3Origin(domain_name='bucket.s3.amazonaws.com')",
        ),
        ("https://", f"{A_URL}, not {{}}"),
        ("https://www.example.com/?a=b", NOTHING_ELSE),
        ("https://www.example.com/#a", NOTHING_ELSE),
        ("https://me@www.example.com", NOTHING_ELSE),
        ("https://www.example.com:x", "{} is no URL: Port could not be cast to integer value as 'x'"),
        ("https://[::1", "{} is no URL: Invalid IPv6 URL"),
        ("https://[::1]", "an origin's name cannot be an IP address: '::1'"),
        ("https://www.example.com:81", "must be 80, 443 or 1024 to 65535, not 81"),
        ("https://www.example.com/a/", "must not end with '/': '/a/'; did you mean '/a'?"),
        (
            "https://www.exa mple.com",
            "must be a domain name of at most 253 characters, not 'www.exa mple.com'",
        ),
    ],
)
def test_a_url_that_cannot_be_an_origin_is_refused_where_it_was_given(url: str, message: str) -> None:
    for given, place in (
        ({"origin": url}, "origin"),
        ({"origins": {"a": url}}, "origins['a']"),
        ({"behaviors": {"/a": {"origin": url}}}, "behaviors['/a'].origin"),
    ):
        problem = only_problem(**given)
        assert (problem.place, problem.message) == (place, message.format(repr(url)))


def test_the_only_one_of_several_origins_needs_no_naming() -> None:
    assert deployed_behavior(origins={"main": "https://a.example.com"}).target_origin_id == "main"


def test_one_of_several_origins_has_to_be_named() -> None:
    origins = {"a": "https://a.example.com", "b": "https://b.example.com"}
    assert deployed_behavior(origins=origins, origin="b").target_origin_id == "b"
    problem = only_problem(origins=origins)
    assert str(problem) == "origin: is needed, since there is more than one in origins: 'a' or 'b'"


def test_without_any_origin_the_message_shows_one() -> None:
    problem = only_problem(origin=None)
    assert str(problem) == "origin: is needed, such as origin='https://www.example.com'"


@pytest.mark.fact("CF-307")
def test_a_behavior_has_the_default_behaviors_origin_or_its_own() -> None:
    distribution = deployed(
        origins={"a": "https://a.example.com", "b": S3Origin(domain_name="b.s3.amazonaws.com")},
        origin="a",
        behaviors={"/1": {}, "/2": {"origin": "b"}, "/3": {"origin": "https://c.example.com"}},
    )
    assert [behavior.target_origin_id for behavior in distribution.behaviors] == [
        "a",
        "b",
        "c.example.com",
        "a",
    ]
    assert list(distribution.origins) == ["a", "b", "c.example.com"]


@pytest.mark.fact("CF-307")
@pytest.mark.parametrize(
    ("named", "hint"),
    [
        ("mian", "; did you mean 'main'?"),
        ("zzz", ""),
        ("www.example.com", "; did you mean 'https://www.example.com'?"),
        ("m.ain", "; did you mean 'main'?"),
    ],
)
def test_an_unknown_origin_is_named_with_those_there_are(named: str, hint: str) -> None:
    origins = {"main": "https://a.example.com", "api": "https://b.example.com"}
    problem = only_problem(origins=origins, origin="main", behaviors={"/a": {"origin": named}})
    assert (problem.place, problem.code) == ("behaviors['/a'].origin", "NoSuchOrigin")
    there = "(those are 'main' or 'api')"
    assert problem.message == f"{named!r} is neither a URL nor an id of origins {there}{hint}"


@pytest.mark.fact("CF-307")
def test_an_id_without_any_origins_is_unknown() -> None:
    problem = only_problem(origin="main")
    assert problem.message == "'main' is neither a URL nor an id of origins (there are none)"


def test_an_origin_of_origins_has_to_be_one_and_not_a_name() -> None:
    problem = only_problem(origins={"a": "www.example.com"})
    message = f"{A_URL}, not 'www.example.com'; did you mean 'https://www.example.com'?"
    assert (problem.place, problem.message) == ("origins['a']", message)


def test_equal_origins_are_one_and_others_of_the_same_name_are_numbered() -> None:
    distribution = deployed(
        origin="https://a.example.com",
        behaviors={
            "/1": {"origin": "https://a.example.com"},
            "/2": {"origin": "http://a.example.com"},
            "/3": {"origin": "https://a.example.com/x"},
        },
    )
    ids = [behavior.target_origin_id for behavior in distribution.behaviors]
    assert ids == ["a.example.com", "a.example.com (2)", "a.example.com (3)", "a.example.com"]


GROUP = OriginGroup(members=["a", "b"], status_codes=[500, 503])


@pytest.mark.fact("CF-237", "CF-277")
def test_a_behavior_may_name_an_origin_group() -> None:
    behavior = deployed_behavior(
        origins={"group": GROUP, "a": "https://a.example.com", "b": "https://b.example.com"}, origin="group"
    )
    assert behavior.target_origin_id == "group"
    assert [origin.id for origin in behavior.origins] == ["a", "b"]
    assert behavior.failover_status_codes == {500, 503}


@pytest.mark.fact("CF-237")
def test_a_group_may_stand_in_a_behavior_with_members_of_its_own() -> None:
    group = OriginGroup(
        members=["https://a.example.com", {"domain_name": "b.example.com"}], status_codes=[404]
    )
    distribution = deployed(origin=group, behaviors={"/a": {"origin": group}})
    assert {behavior.target_origin_id for behavior in distribution.behaviors} == {
        "a.example.com + b.example.com"
    }
    assert [origin.id for origin in distribution.behaviors[0].origins] == ["a.example.com", "b.example.com"]


@pytest.mark.fact("CF-237")
def test_a_groups_members_are_origins_that_exist() -> None:
    found = problems(
        origins={
            "a": "https://a.example.com",
            "other": OriginGroup(members=["a", "group"], status_codes=[500]),
            "group": OriginGroup(members=["a", "bb"], status_codes=[500]),
        },
        origin="a",
    )
    assert [(problem.place, problem.code) for problem in found] == [
        ("origins['other'].members[1]", "NoSuchOrigin"),
        ("origins['group'].members[1]", "NoSuchOrigin"),
    ]
    assert [problem.message for problem in found] == [
        "'group' is an origin group; a group's members are origins",
        "'bb' is neither a URL nor an id of origins (those are 'a', 'other' or 'group')",
    ]


def test_an_origin_that_is_wrong_is_told_once_and_not_where_it_is_named() -> None:
    found = problems(
        origins={"a": "https://", "b": {"domain_name": 1}}, origin="a", behaviors={"/b": {"origin": "b"}}
    )
    assert [problem.place for problem in found] == ["origins['b'].domain_name", "origins['a']"]


def test_origins_of_a_wrong_type_are_not_missed_as_well() -> None:
    assert only_problem(origins=["https://a.example.com"]).place == "origins"


def test_another_group_of_the_same_members_is_another_origin() -> None:
    members = ["https://a.example.com", "https://b.example.com"]
    distribution = deployed(
        origin=OriginGroup(members=members, status_codes=[500]),
        behaviors={"/a": {"origin": OriginGroup(members=members, status_codes=[404])}},
    )
    ids = [behavior.target_origin_id for behavior in distribution.behaviors]
    assert ids == ["a.example.com + b.example.com (2)", "a.example.com + b.example.com"]
