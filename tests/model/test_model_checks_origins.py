from __future__ import annotations

from typing import Any

import pytest
from support.configs import only_problem, problems

from pytest_lambda_edge.model.origins import CustomOrigin, OriginGroup, S3Origin

MEMBERS = {"a": "https://a.example.com", "b": "https://b.example.com"}


def custom(**given: Any) -> dict[str, Any]:
    return {"origins": {"a": CustomOrigin(**{"domain_name": "a.example.com", **given})}}


def bucket(**given: Any) -> dict[str, Any]:
    return {"origins": {"a": S3Origin(**{"domain_name": "b.s3.amazonaws.com", **given})}}


@pytest.mark.fact("CF-226", "CF-227", "CF-228", "CF-188", "CF-232", "CF-234", "LE-123", "LE-124")
@pytest.mark.parametrize(
    "accepted",
    [
        custom(domain_name="a_b.example.com."),
        custom(domain_name="localhost"),
        custom(domain_name="WWW.Example.com"),
        custom(domain_name=".".join([*["a" * 63] * 3, "a" * 61])),
        custom(origin_path="/production"),
        custom(origin_path="/a%20b/c"),
        custom(origin_path=f"/{'a' * 254}"),
        custom(custom_headers={f"X-{number}": "1" * 1783 for number in range(5)} | {"X-5": "1" * 1307}),
        custom(http_port=1024, https_port=65535),
        custom(http_port=443, https_port=80),
        custom(origin_protocol_policy="http-only"),
        custom(origin_ssl_protocols=["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"]),
        custom(custom_headers={"X-Key": "", "Authorization": "Basic x", "X-Amazing": "\t"}),
        custom(custom_headers={"X" * 256: "v" * 1783}),
        custom(custom_headers={f"X-{number}": "1" for number in range(30)}),
        custom(connection_attempts=1, connection_timeout=1, origin_read_timeout=1),
        custom(origin_keepalive_timeout=300, origin_read_timeout=120, response_completion_timeout=120),
        custom(origin_keepalive_timeout=301, origin_read_timeout=121),
        bucket(origin_read_timeout=86_400),
        bucket(response_completion_timeout=0),
        bucket(origin_path=f"/{'a' * 255}"),
        bucket(origin_path="/a b/ä"),
        bucket(domain_name="b.s3.eu-central-1.amazonaws.com", origin_path="/x"),
        bucket(origin_access_identity="origin-access-identity/cloudfront/E1"),
        bucket(origin_access_control_id="E2"),
        bucket(domain_name="b.s3-us-west-2.amazonaws.com"),
        bucket(domain_name="b.s3.dualstack.eu-west-1.amazonaws.com."),
        bucket(domain_name="b.s3.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_what_cloudfront_accepts_of_an_origin_is_accepted(accepted: dict[str, Any]) -> None:
    assert problems(**accepted) == ()


@pytest.mark.parametrize(
    ("refused", "setting", "message", "code"),
    [
        pytest.param(*row, marks=pytest.mark.fact(*facts))
        for *row, facts in [
            (
                custom(domain_name="192.0.2.1"),
                "domain_name",
                "cannot be an IP address: '192.0.2.1'",
                "InvalidArgument",
                ("CF-227", "CF-308", "LE-123"),
            ),
            (
                bucket(domain_name="2001:db8::1"),
                "domain_name",
                "cannot be an IP address",
                "InvalidArgument",
                ("CF-227",),
            ),
            (
                custom(domain_name="a.example.com:8080"),
                "domain_name",
                "cannot contain a colon, its port is a setting of its own",
                "InvalidArgument",
                ("CF-227",),
            ),
            (
                custom(domain_name="https://a.example.com"),
                "domain_name",
                "a URL stands for a whole origin: origin='https://a.example.com'",
                "InvalidArgument",
                ("CF-227",),
            ),
            (
                custom(domain_name=""),
                "domain_name",
                "must be a domain name of at most 253 characters, not ''",
                "InvalidArgument",
                ("LE-123",),
            ),
            (
                custom(domain_name="a..example.com"),
                "domain_name",
                "must be a domain name",
                "InvalidArgument",
                ("LE-123",),
            ),
            (
                custom(domain_name="bücher.example"),
                "domain_name",
                "must be a domain name",
                "InvalidArgument",
                ("LE-123",),
            ),
            (
                custom(domain_name=".".join(["a" * 63] * 4)),
                "domain_name",
                "at most 253 characters",
                "InvalidArgument",
                ("CF-227", "LE-123"),
            ),
            (
                bucket(domain_name=f"{'a' * 60}.{'b' * 51}.s3.amazonaws.com"),
                "domain_name",
                "at most 128 characters",
                "InvalidArgument",
                ("CF-227", "LE-123"),
            ),
            (
                bucket(domain_name="Bucket.s3.amazonaws.com"),
                "domain_name",
                "did you mean 'bucket.s3.amazonaws.com'?",
                "InvalidArgument",
                ("CF-227", "LE-123"),
            ),
            (
                bucket(domain_name="b.s3-website-us-east-1.amazonaws.com"),
                "domain_name",
                "a website endpoint, which is a CustomOrigin",
                "InvalidArgument",
                ("CF-225", "LE-112"),
            ),
            (
                custom(origin_path="production"),
                "origin_path",
                "must begin with '/', not 'production'; did you mean '/production'?",
                "InvalidRelativePath",
                ("CF-226", "CF-311", "LE-124"),
            ),
            (
                custom(origin_path="/production/"),
                "origin_path",
                "must not end with '/': '/production/'; did you mean '/production'?",
                "InvalidArgument",
                ("CF-226", "LE-124"),
            ),
            (
                bucket(origin_path="/"),
                "origin_path",
                "must not end with '/': '/'; did you mean ''?",
                "InvalidArgument",
                ("LE-124",),
            ),
            (
                custom(origin_path="/a b"),
                "origin_path",
                "must be URL-encoded",
                "InvalidRelativePath",
                ("LE-124",),
            ),
            (
                custom(origin_path="/ä"),
                "origin_path",
                "must be URL-encoded",
                "InvalidRelativePath",
                ("LE-124",),
            ),
            (
                custom(origin_path="/" + "a" * 255),
                "origin_path",
                "is longer than 255 characters",
                "InvalidRelativePath",
                ("LE-124",),
            ),
            (
                custom(http_port=81),
                "http_port",
                "must be 80, 443 or 1024 to 65535, not 81",
                "InvalidArgument",
                ("CF-228",),
            ),
            (
                custom(https_port=65536),
                "https_port",
                "must be 80, 443 or 1024 to 65535, not 65536",
                "InvalidArgument",
                ("CF-228",),
            ),
            (
                custom(origin_protocol_policy="https"),
                "origin_protocol_policy",
                "'https-only' or 'match-viewer', not 'https'; did you mean 'https-only'?",
                None,
                ("CF-228",),
            ),
            (
                custom(origin_ssl_protocols=[]),
                "origin_ssl_protocols",
                "needs at least one of 'SSLv3', 'TLSv1', 'TLSv1.1' or 'TLSv1.2'",
                "InvalidArgument",
                ("CF-228",),
            ),
            (
                custom(origin_ssl_protocols=["TLSv1.2", "TLSv1.3"]),
                "origin_ssl_protocols[1]",
                "not 'TLSv1.3'",
                None,
                ("CF-228", "LE-122"),
            ),
            (
                custom(custom_headers={"Host": "x"}),
                "custom_headers['Host']",
                "'Host' is not allowed",
                "InvalidArgument",
                ("CF-188", "LE-125"),
            ),
            (
                custom(custom_headers={"x-AMZ-key": "x"}),
                "custom_headers['x-AMZ-key']",
                "'x-AMZ-key' is not allowed",
                "InvalidArgument",
                ("CF-188", "LE-125"),
            ),
            (
                bucket(custom_headers={"X-Edge-Key": "x"}),
                "custom_headers['X-Edge-Key']",
                "'X-Edge-Key' is not allowed",
                "InvalidArgument",
                ("CF-188",),
            ),
            (
                custom(custom_headers={"X Key": "x"}),
                "custom_headers['X Key']",
                "'X Key' is no header name",
                "InvalidArgument",
                ("CF-188",),
            ),
            (
                custom(custom_headers={"X" * 257: "x"}),
                f"custom_headers['{'X' * 79}…]",
                "no header name of at most 256 characters",
                "InvalidArgument",
                ("CF-188", "LE-290"),
            ),
            (
                custom(custom_headers={"X-Key": "a\nb"}),
                "custom_headers['X-Key']",
                "must be one line of at most 1783 characters, not 'a\\nb'",
                "InvalidArgument",
                ("CF-188",),
            ),
            (
                custom(custom_headers={"X-Key": "a" * 1784}),
                "custom_headers['X-Key']",
                "must be one line of at most 1783 characters",
                "InvalidArgument",
                ("CF-188", "LE-290"),
            ),
            (
                custom(custom_headers={f"X-{number}": "1" for number in range(31)}),
                "custom_headers",
                "at most 30 custom headers, not 31",
                "TooManyOriginCustomHeaders",
                ("CF-188", "LE-290"),
            ),
            (
                custom(custom_headers={f"X-{number}": "1" * 1780 for number in range(6)}),
                "custom_headers",
                "longer than 10240 characters",
                "InvalidArgument",
                ("CF-188", "LE-290"),
            ),
            (
                custom(connection_attempts=4),
                "connection_attempts",
                "must be 1, 2 or 3, not 4",
                "InvalidArgument",
                ("CF-232",),
            ),
            (
                bucket(connection_timeout=0),
                "connection_timeout",
                "must be 1 to 10 seconds, not 0",
                "InvalidArgument",
                ("CF-232",),
            ),
            (
                custom(origin_read_timeout=0),
                "origin_read_timeout",
                "must be 1 to 86,400 seconds, not 0",
                "InvalidOriginReadTimeout",
                ("CF-232", "CF-323"),
            ),
            (
                bucket(origin_read_timeout=86_401),
                "origin_read_timeout",
                "must be 1 to 86,400 seconds, not 86401",
                "InvalidOriginReadTimeout",
                ("CF-232", "CF-323"),
            ),
            (
                custom(connection_timeout=11),
                "connection_timeout",
                "must be 1 to 10 seconds, not 11",
                "InvalidArgument",
                ("CF-232",),
            ),
            (
                custom(origin_keepalive_timeout=86_401),
                "origin_keepalive_timeout",
                "must be 1 to 86,400 seconds, not 86401",
                "InvalidOriginKeepaliveTimeout",
                ("CF-232", "CF-322"),
            ),
            (
                bucket(domain_name="files.example.com"),
                "domain_name",
                "is no bucket's domain name; any other server is a CustomOrigin",
                "InvalidArgument",
                ("CF-225", "CF-308"),
            ),
            (
                custom(origin_keepalive_timeout=0),
                "origin_keepalive_timeout",
                "must be 1 to 86,400 seconds, not 0",
                "InvalidOriginKeepaliveTimeout",
                ("CF-232",),
            ),
            (
                custom(response_completion_timeout=29),
                "response_completion_timeout",
                "must not be less than origin_read_timeout, 30: 29",
                "InvalidArgument",
                ("CF-234",),
            ),
            (
                custom(response_completion_timeout=-1),
                "response_completion_timeout",
                "must not be less than origin_read_timeout, 30: -1",
                "InvalidArgument",
                ("CF-234",),
            ),
            (
                bucket(origin_access_identity="x", origin_access_control_id="y"),
                "origin_access_identity",
                "not both",
                "IllegalOriginAccessConfiguration",
                ("CF-230",),
            ),
        ]
    ],
)
def test_what_cloudfront_refuses_of_an_origin_is_refused(
    refused: dict[str, Any], setting: str, message: str, code: str | None
) -> None:
    problem = only_problem(**refused)
    assert (problem.place, problem.code) == (f"origins['a'].{setting}", code)
    assert message in problem.message


def test_an_origin_given_in_a_behavior_is_checked_there() -> None:
    origin = CustomOrigin(domain_name="a.example.com", http_port=1)
    group = OriginGroup(members=[origin, "https://b.example.com"], status_codes=[500])
    assert only_problem(origin=origin).place == "origin.http_port"
    assert only_problem(behaviors={"/a": {"origin": origin}}).place == "behaviors['/a'].origin.http_port"
    assert only_problem(origin=group).place == "origin.members[0].http_port"


@pytest.mark.fact("CF-237")
@pytest.mark.parametrize("status", [400, 403, 404, 416, 429, 500, 502, 503, 504])
def test_a_group_may_fail_over_on_these_statuses(status: int) -> None:
    group = OriginGroup(members=["a", "b"], status_codes=[status])
    assert problems(origins=MEMBERS | {"group": group}, origin="group") == ()


@pytest.mark.fact("CF-237")
@pytest.mark.parametrize(
    ("members", "status_codes", "setting", "message"),
    [
        (["a"], [500], "members", "exactly two members, the primary first; this has 1"),
        (["a", "b", "a"], [500], "members", "this has 3"),
        (["a", "b"], [], "status_codes", "needs at least one of 400, 403"),
        (["a", "b"], [500, 405], "status_codes[1]", "not 405"),
    ],
)
def test_a_group_has_two_members_and_statuses_from_the_list(
    members: list[str], status_codes: list[int], setting: str, message: str
) -> None:
    group = OriginGroup(members=members, status_codes=status_codes)
    problem = only_problem(origins=MEMBERS | {"group": group}, origin="a")
    assert (problem.place, problem.code) == (f"origins['group'].{setting}", "InvalidArgument")
    assert message in problem.message


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


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        pytest.param(*row, marks=pytest.mark.fact(*facts))
        for *row, facts in [
            (
                custom(domain_name="192.0.2.1"),
                "InvalidArgument: The parameter origin name cannot be an IP address.",
                ("CF-227", "CF-308"),
            ),
            (
                bucket(domain_name="b.s3-website-us-east-1.amazonaws.com"),
                "InvalidArgument: The parameter Origin DomainName does not refer to a valid S3 bucket.",
                ("CF-308",),
            ),
            (
                bucket(domain_name="www.example.com"),
                "InvalidArgument: The parameter Origin DomainName does not refer to a valid S3 bucket.",
                ("CF-308",),
            ),
            (
                custom(origin_ssl_protocols=[]),
                "InvalidArgument: The parameter OriginSslProtocols is required.",
                ("CF-228",),
            ),
            (
                {"origin": "ww", "origins": {"www": "https://www.example.com"}},
                "NoSuchOrigin: One or more of your origins or origin groups do not exist.",
                ("CF-307",),
            ),
        ]
    ],
)
def test_what_aws_says_of_an_origin_is_told(refused: dict[str, Any], said: str) -> None:
    problem = only_problem(**refused)
    assert f"{problem.code}: {problem.aws_message}" == said


def enumerate_as_text(values: list[str]) -> list[tuple[str, str]]:
    return [(str(number), value) for number, value in enumerate(values)]
