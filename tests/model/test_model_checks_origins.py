from __future__ import annotations

from typing import Any

import pytest
from support.configs import ORIGIN, only_problem, problems

from pytest_lambda_edge.model.origins import CustomOrigin, OriginGroup, S3Origin


def custom(**given: Any) -> dict[str, Any]:
    return {"origins": {"a": CustomOrigin(**{"domain_name": "a.example.com", **given})}}


def bucket(**given: Any) -> dict[str, Any]:
    return {"origins": {"a": S3Origin(**{"domain_name": "b.s3.amazonaws.com", **given})}}


@pytest.mark.fact("CF-226", "CF-227", "CF-228", "CF-188", "LE-123", "LE-124")
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
                "an origin's name cannot be an IP address: '192.0.2.1'",
                "InvalidArgument",
                ("CF-227", "CF-308", "LE-123"),
            ),
            (
                bucket(domain_name="2001:db8::1"),
                "domain_name",
                "an origin's name cannot be an IP address: '2001:db8::1'",
                "InvalidArgument",
                ("CF-227",),
            ),
            (
                custom(domain_name="[2001:db8::1]"),
                "domain_name",
                "an origin's name cannot be an IP address: '[2001:db8::1]'",
                "InvalidArgument",
                ("CF-227",),
            ),
            (
                custom(domain_name="a.example.com:8080"),
                "domain_name",
                (
                    "an origin's name cannot contain a colon, its port is a setting of its own: "
                    "'a.example.com:8080'"
                ),
                "InvalidArgument",
                ("CF-227",),
            ),
            (
                custom(domain_name="https://a.example.com"),
                "domain_name",
                (
                    "an origin's name cannot contain a colon, its port is a setting of its own: "
                    "'https://a.example.com'; a URL stands for a whole origin: "
                    "origin='https://a.example.com'"
                ),
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
                "must be a domain name of at most 253 characters, not 'a..example.com'",
                "InvalidArgument",
                ("LE-123",),
            ),
            (
                custom(domain_name="bücher.example"),
                "domain_name",
                "must be a domain name of at most 253 characters, not 'bücher.example'",
                "InvalidArgument",
                ("LE-123",),
            ),
            (
                custom(domain_name=".".join(["a" * 63] * 4)),
                "domain_name",
                f"must be a domain name of at most 253 characters, not '{'a' * 63}.{'a' * 15}…",
                "InvalidArgument",
                ("CF-227", "LE-123"),
            ),
            (
                bucket(domain_name=f"{'a' * 60}.{'b' * 51}.s3.amazonaws.com"),
                "domain_name",
                f"must be a domain name of at most 128 characters, not '{'a' * 60}.{'b' * 18}…",
                "InvalidArgument",
                ("CF-227", "LE-123"),
            ),
            (
                bucket(domain_name="Bucket.s3.amazonaws.com"),
                "domain_name",
                (
                    "a bucket's domain name is in lower case, not 'Bucket.s3.amazonaws.com'; did you "
                    "mean 'bucket.s3.amazonaws.com'?"
                ),
                "InvalidArgument",
                ("CF-227", "LE-123"),
            ),
            (
                bucket(domain_name="b.s3-website-us-east-1.amazonaws.com"),
                "domain_name",
                (
                    "'b.s3-website-us-east-1.amazonaws.com' is a website endpoint, which is a "
                    "CustomOrigin with http-only (CF-225)"
                ),
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
                "must be URL-encoded, not '/a b'",
                "InvalidRelativePath",
                ("LE-124",),
            ),
            (
                custom(origin_path="/ä"),
                "origin_path",
                "must be URL-encoded, not '/ä'",
                "InvalidRelativePath",
                ("LE-124",),
            ),
            (
                custom(origin_path="/" + "a" * 255),
                "origin_path",
                f"is longer than 255 characters: '/{'a' * 78}…",
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
                (
                    "must be 'http-only', 'https-only' or 'match-viewer', not 'https'; did you mean "
                    "'https-only'?"
                ),
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
                "must be 'SSLv3', 'TLSv1', 'TLSv1.1' or 'TLSv1.2', not 'TLSv1.3'; did you mean 'TLSv1.2'?",
                None,
                ("CF-228", "LE-122"),
            ),
            (
                custom(custom_headers={"Host": "x"}),
                "custom_headers['Host']",
                "'Host' is not allowed as an origin custom header (CF-188)",
                "InvalidArgument",
                ("CF-188", "LE-125"),
            ),
            (
                custom(custom_headers={"x-AMZ-key": "x"}),
                "custom_headers['x-AMZ-key']",
                "'x-AMZ-key' is not allowed as an origin custom header (CF-188)",
                "InvalidArgument",
                ("CF-188", "LE-125"),
            ),
            (
                bucket(custom_headers={"X-Edge-Key": "x"}),
                "custom_headers['X-Edge-Key']",
                "'X-Edge-Key' is not allowed as an origin custom header (CF-188)",
                "InvalidArgument",
                ("CF-188",),
            ),
            (
                custom(custom_headers={"X Key": "x"}),
                "custom_headers['X Key']",
                "'X Key' is no header name of at most 256 characters",
                "InvalidArgument",
                ("CF-188",),
            ),
            (
                custom(custom_headers={"X" * 257: "x"}),
                f"custom_headers['{'X' * 79}…]",
                f"'{'X' * 79}… is no header name of at most 256 characters",
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
                f"must be one line of at most 1783 characters, not '{'a' * 79}…",
                "InvalidArgument",
                ("CF-188", "LE-290"),
            ),
            (
                custom(custom_headers={f"X-{number}": "1" for number in range(31)}),
                "custom_headers",
                "an origin has at most 30 custom headers, not 31",
                "TooManyOriginCustomHeaders",
                ("CF-188", "LE-290"),
            ),
            (
                custom(custom_headers={f"X-{number}": "1" * 1780 for number in range(6)}),
                "custom_headers",
                "names and values together are longer than 10240 characters",
                "InvalidArgument",
                ("CF-188", "LE-290"),
            ),
            (
                bucket(domain_name="files.example.com"),
                "domain_name",
                "'files.example.com' is no bucket's domain name; any other server is a CustomOrigin (CF-225)",
                "InvalidArgument",
                ("CF-225", "CF-308"),
            ),
            (
                bucket(origin_access_identity="x", origin_access_control_id="y"),
                "origin_access_identity",
                "an origin has an origin access identity or an origin access control, not both",
                "IllegalOriginAccessConfiguration",
                ("CF-230",),
            ),
        ]
    ],
)
def test_what_cloudfront_refuses_of_an_origin_is_refused(
    refused: dict[str, Any], setting: str, message: str, code: str | None
) -> None:
    origin = refused["origins"]["a"]
    group = OriginGroup(members=["https://www.example.com", origin], status_codes=[500])
    for settings, place in (
        (refused, "origins['a']"),
        ({"origin": origin}, "origin"),
        ({"origin": group}, "origin.members[1]"),
        ({"behaviors": {"/a": {"origin": origin}}}, "behaviors['/a'].origin"),
        ({"behaviors": {"/a": {"origin": group}}}, "behaviors['/a'].origin.members[1]"),
        ({"origin": ORIGIN, "origins": {"group": group}}, "origins['group'].members[1]"),
    ):
        problem = only_problem(**settings)
        assert (problem.place, problem.message, problem.code) == (f"{place}.{setting}", message, code)


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
