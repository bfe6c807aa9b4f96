"""What CreateResponseHeadersPolicy refuses, and what it accepts."""

from __future__ import annotations

from typing import Any

import pytest
from support.configs import only_problem, problems
from support.headers_policies import cors, security

from pytest_lambda_edge import ResponseHeadersPolicy
from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.checks.response_headers_policies import NOT_REMOVABLE
from pytest_lambda_edge.model.managed_policies import RESPONSE_HEADERS_POLICIES
from pytest_lambda_edge.model.response_headers_policy import SECURITY_HEADERS

NOT_REMOVABLE_EXAMPLES = [name.replace("*", "anything") for name in NOT_REMOVABLE]
REFERRER_POLICIES = [
    "no-referrer",
    "no-referrer-when-downgrade",
    "origin",
    "origin-when-cross-origin",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
    "unsafe-url",
]


def customs(*headers: tuple[str, str]) -> ResponseHeadersPolicy:
    return ResponseHeadersPolicy(
        custom_headers_config=[{"header": name, "value": value, "override": True} for name, value in headers]
    )


def timing(rate: float) -> ResponseHeadersPolicy:
    return ResponseHeadersPolicy(server_timing_headers_config={"enabled": True, "sampling_rate": rate})


def removes(*names: str) -> ResponseHeadersPolicy:
    return ResponseHeadersPolicy(remove_headers_config=names)


def csp(length: int) -> ResponseHeadersPolicy:
    return security(content_security_policy={"content_security_policy": "x" * length})


def xss(**given: Any) -> ResponseHeadersPolicy:
    return security(xss_protection={"protection": True, **given})


@pytest.mark.fact("CF-202", "CF-212", "CF-213", "CF-214", "CF-215", "CF-216", "CF-322")
@pytest.mark.parametrize(
    "policy",
    [
        ResponseHeadersPolicy(),
        *(
            cors(allow_origins=[origin])
            for origin in (
                "*",
                "https://example.org",
                "example.org",
                "*.example.org",
                "http://*.example.org",
                "http://example.org:*",
                "http://example.org:1*3",
                "*.example.org:1*",
                "http://localhost:3000",
                "*://example.org",
            )
        ),
        cors(allow_origins=[], allow_headers=[], allow_methods=[]),
        cors(allow_headers=["*", "Authorization"]),
        cors(allow_headers=["x-amz-*", "x-*-amz"], allow_credentials=True),
        cors(allow_methods=["ALL"]),
        cors(allow_methods=["GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]),
        cors(expose_headers=["*"], max_age_sec=0),
        csp(1_783),
        security(strict_transport_security={"access_control_max_age_sec": 0}),
        xss(mode_block=True),
        xss(mode_block=True, report_uri=""),
        xss(report_uri="https://example.org/xss"),
        *(security(referrer_policy={"referrer_policy": value}) for value in REFERRER_POLICIES),
        *(security(frame_options={"frame_option": value}) for value in ("DENY", "SAMEORIGIN")),
        *(timing(rate) for rate in (0, 100, 0.0001, 33.3333, 99.9999)),
        customs(*((f"X-{number}", "") for number in range(10))),
        customs(("Permissions-Policy", "camera=()"), ("Cache-Control", "no-store"), ("Server", "mine")),
        removes("Server", "Date", "Vary", "Set-Cookie", "X-Powered-By", "X-Cache", "X-Amz-Meta-A", "ETag"),
        removes("X-Edgeless", "X-Edge", "X-Amz-Cfoo", "X-Amzn-Auth-Mine"),
    ],
)
def test_what_cloudfront_accepts_of_a_policy_is_accepted(policy: ResponseHeadersPolicy) -> None:
    assert problems(response_headers_policy=policy) == ()


CORS = "cors_config.access_control_"
SECURITY = "security_headers_config."
PLACES_OF_STARS = (
    "only the leftmost part of the host (*.example.org) and the port (example.org:*) can hold one"
)
ITS_PLACE = "it has a place in security_headers_config"


@pytest.mark.parametrize(
    ("policy", "place", "message", "code"),
    [
        pytest.param(*row, marks=pytest.mark.fact(*facts))
        for *row, facts in [
            *(
                (
                    cors(allow_origins=["https://example.org", origin]),
                    f"{CORS}allow_origins[1]",
                    f"{origin!r} has a '*' where none may be: {PLACES_OF_STARS} (CF-212)",
                    "InvalidArgument",
                    ("CF-212",),
                )
                for origin in ("example.*", "test.*.example.org", "*test.example.org", "exa*mple.org")
            ),
            (
                cors(allow_headers=["X-A", "X B"]),
                f"{CORS}allow_headers[1]",
                "'X B' is no header name",
                "InvalidArgument",
                ("CF-213",),
            ),
            (
                cors(allow_headers=["*"], allow_credentials=True),
                f"{CORS}allow_headers",
                "cannot contain '*' when access_control_allow_credentials is True",
                "InvalidArgument",
                ("CF-213",),
            ),
            (
                cors(allow_methods=["GET", "get"]),
                f"{CORS}allow_methods[1]",
                (
                    "must be 'GET', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT' or 'ALL', not "
                    "'get'; did you mean 'GET'?"
                ),
                "InvalidArgument",
                ("CF-213",),
            ),
            (
                cors(allow_methods=["PROPFIND"]),
                f"{CORS}allow_methods[0]",
                "must be 'GET', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT' or 'ALL', not 'PROPFIND'",
                "InvalidArgument",
                ("CF-213",),
            ),
            (
                cors(expose_headers=["X-A:"]),
                f"{CORS}expose_headers[0]",
                "'X-A:' is no header name",
                "InvalidArgument",
                ("CF-218",),
            ),
            (
                security(frame_options={"frame_option": "Deny"}),
                f"{SECURITY}frame_options.frame_option",
                "must be 'DENY' or 'SAMEORIGIN', not 'Deny'; did you mean 'DENY'?",
                "InvalidArgument",
                ("CF-214",),
            ),
            (
                security(referrer_policy={"referrer_policy": "none"}),
                f"{SECURITY}referrer_policy.referrer_policy",
                (
                    "must be 'no-referrer', 'no-referrer-when-downgrade', 'origin', "
                    "'origin-when-cross-origin', 'same-origin', 'strict-origin', "
                    "'strict-origin-when-cross-origin' or 'unsafe-url', not 'none'"
                ),
                "InvalidArgument",
                ("CF-214",),
            ),
            (
                xss(mode_block=True, report_uri="https://example.org/xss"),
                f"{SECURITY}xss_protection.report_uri",
                "cannot be given when mode_block is True (CF-214)",
                "InvalidArgument",
                ("CF-214",),
            ),
            (
                csp(1_784),
                f"{SECURITY}content_security_policy.content_security_policy",
                "has 1,784 characters, and may have 1,783",
                "TooLongCSPInResponseHeadersPolicy",
                ("CF-214",),
            ),
            *(
                (
                    security(content_security_policy={"content_security_policy": broken}),
                    f"{SECURITY}content_security_policy.content_security_policy",
                    f"must be one line of text, not {broken!r}",
                    "InvalidArgument",
                    ("CF-214",),
                )
                for broken in ("default-src 'self';\nimg-src *", "a;\r\nX-Mine: 1\r\nb", "a\0b")
            ),
            (
                xss(report_uri="https://example.org/xss\nX-Mine\n1"),
                f"{SECURITY}xss_protection.report_uri",
                "must be one line of text, not 'https://example.org/xss\\nX-Mine\\n1'",
                "InvalidArgument",
                ("CF-214",),
            ),
            (
                cors(max_age_sec=-1),
                f"{CORS}max_age_sec",
                "must be 0 or more seconds, not -1",
                "InvalidArgument",
                ("CF-218",),
            ),
            (
                security(strict_transport_security={"access_control_max_age_sec": -1}),
                f"{SECURITY}strict_transport_security.access_control_max_age_sec",
                "must be 0 or more seconds, not -1",
                "InvalidArgument",
                ("CF-218",),
            ),
            *(
                (
                    timing(rate),
                    "server_timing_headers_config.sampling_rate",
                    f"must be 0 to 100 (percent) with at most 4 decimals, not {rate}",
                    "InvalidArgument",
                    ("CF-202",),
                )
                for rate in (-1, 100.0001, 101, 0.00001, 33.33333)
            ),
            (
                customs(*((f"X-{number}", "") for number in range(11))),
                "custom_headers_config",
                "a policy has at most 10 custom headers, not 11",
                "TooManyCustomHeadersInResponseHeadersPolicy",
                ("CF-215",),
            ),
            (
                customs(("X-A", ""), ("X A", "")),
                "custom_headers_config[1].header",
                "'X A' is no header name",
                "InvalidArgument",
                ("CF-215",),
            ),
            (
                customs(("X-A", "two\r\nlines")),
                "custom_headers_config[0].value",
                "must be one line of text, not 'two\\r\\nlines'",
                "InvalidArgument",
                ("CF-215",),
            ),
            *(
                (
                    customs((name.lower(), "")),
                    "custom_headers_config[0].header",
                    f"{name.lower()!r} is a security header, and cannot be a custom header: {ITS_PLACE}",
                    "InvalidArgument",
                    ("CF-215",),
                )
                for name in SECURITY_HEADERS.values()
            ),
            *(
                (
                    removes("Server", spelled),
                    "remove_headers_config[1]",
                    f"{spelled!r} is a header that no policy can remove (CF-216)",
                    "InvalidArgument",
                    ("CF-216",),
                )
                for name in NOT_REMOVABLE_EXAMPLES
                for spelled in (name, name.lower())
            ),
            (
                removes("X A"),
                "remove_headers_config[0]",
                "'X A' is no header name",
                "InvalidArgument",
                ("CF-216",),
            ),
        ]
    ],
)
def test_what_cloudfront_refuses_of_a_policy_is_refused(
    policy: ResponseHeadersPolicy, place: str, message: str, code: str
) -> None:
    settings = {"response_headers_policy": policy}
    for given, prefix in ((settings, ""), ({"behaviors": {"/a": settings}}, "behaviors['/a'].")):
        problem = only_problem(**given)
        assert (problem.place, problem.code) == (f"{prefix}response_headers_policy.{place}", code)
        assert problem.message == message


@pytest.mark.parametrize(
    ("policy", "aws_message"),
    [
        (
            cors(allow_headers=["*"], allow_credentials=True),
            "The parameter Access-Control-Allow-Headers cannot contain * when allowCredentials is true.",
        ),
        (
            customs(("X-Frame-Options", "DENY")),
            (
                "The parameter CustomHeaders contains X-Frame-Options that is a security header"
                " and cannot be set as custom header."
            ),
        ),
    ],
)
def test_where_awss_own_words_are_known_they_are_told(
    policy: ResponseHeadersPolicy, aws_message: str
) -> None:
    assert only_problem(response_headers_policy=policy).aws_message == aws_message


@pytest.mark.fact("CF-216")
def test_the_names_that_cannot_be_removed_are_those_published() -> None:
    assert set(NOT_REMOVABLE) == {
        "Connection",
        "Content-Encoding",
        "Content-Length",
        "Expect",
        "Host",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "Proxy-Connection",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Via",
        "Warning",
        "X-Accel-Buffering",
        "X-Accel-Charset",
        "X-Accel-Limit-Rate",
        "X-Accel-Redirect",
        "X-Amz-Cf-*",
        "X-Amzn-Auth",
        "X-Amzn-Cf-Billing",
        "X-Amzn-Cf-Id",
        "X-Amzn-Cf-Xff",
        "X-Amzn-ErrorType",
        "X-Amzn-Fle-Profile",
        "X-Amzn-Header-Count",
        "X-Amzn-Header-Order",
        "X-Amzn-Lambda-Integration-Tag",
        "X-Amzn-RequestId",
        "X-Edge-*",
        "X-Forwarded-Proto",
        "X-Real-Ip",
    }


REQUIRED = {
    "cors_config": (
        "access_control_allow_origins access_control_allow_headers access_control_allow_methods"
        " access_control_allow_credentials origin_override"
    ),
    "security_headers_config.xss_protection": "override protection",
    "security_headers_config.frame_options": "override frame_option",
    "security_headers_config.referrer_policy": "override referrer_policy",
    "security_headers_config.content_security_policy": "override content_security_policy",
    "security_headers_config.content_type_options": "override",
    "security_headers_config.strict_transport_security": "override access_control_max_age_sec",
    "server_timing_headers_config": "enabled",
    "custom_headers_config[0]": "header value override",
    "remove_headers_config[0]": "header",
}


@pytest.mark.fact("CF-218")
@pytest.mark.parametrize(("place", "names"), REQUIRED.items())
def test_the_members_that_aws_requires_are_required(place: str, names: str) -> None:
    top, _, inner = place.partition(".")
    part: Any = {inner: {}} if inner else {}
    if top.endswith("[0]"):
        part = [{}]
    with pytest.raises(ConfigError) as caught:
        ResponseHeadersPolicy(**{top.removesuffix("[0]"): part})
    expected = [f"ResponseHeadersPolicy.{place}.{name}" for name in names.split()]
    assert [problem.place for problem in caught.value.problems] == expected
    assert {problem.message for problem in caught.value.problems} == {"is required"}


@pytest.mark.fact("CF-067")
@pytest.mark.parametrize("policy", RESPONSE_HEADERS_POLICIES.values(), ids=lambda policy: str(policy.name))
def test_what_a_managed_policy_has_is_never_refused(policy: ResponseHeadersPolicy) -> None:
    assert policy.name is not None
    assert problems(response_headers_policy=policy.name) == ()
    assert problems(response_headers_policy=policy) == ()
