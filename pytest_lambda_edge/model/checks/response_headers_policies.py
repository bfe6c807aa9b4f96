"""What CreateResponseHeadersPolicy refuses (CF-212 to CF-216)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.http.fields import is_field_value, is_token
from pytest_lambda_edge.model.allowed_origins import is_misplaced
from pytest_lambda_edge.model.policies import ResponseHeadersPolicy
from pytest_lambda_edge.model.problems import inside, item, shown, unless_one_of
from pytest_lambda_edge.model.response_headers_policy import SECURITY_HEADERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_lambda_edge.model.behaviors import BehaviorSettings
    from pytest_lambda_edge.model.response_headers_policy import (
        CorsConfig,
        CustomHeader,
        SecurityHeadersConfig,
        ServerTimingHeadersConfig,
    )

__all__ = ["NOT_REMOVABLE", "response_headers_policy_problems"]

_METHODS = ("GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "ALL")  # CF-213
_FRAME_OPTIONS = ("DENY", "SAMEORIGIN")  # CF-214
_REFERRER_POLICIES = (  # CF-214
    "no-referrer",
    "no-referrer-when-downgrade",
    "origin",
    "origin-when-cross-origin",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
    "unsafe-url",
)
_LONGEST_CSP = 1_783  # characters (CF-214)
_MOST_CUSTOM_HEADERS = 10  # CF-215
_DECIMALS = 4  # CF-202

NOT_REMOVABLE: Final = (
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
)
"""What no policy may remove; a trailing ``*`` makes a name a prefix (CF-216)."""

# Not in the sheets: the deployment that aws/aws-cdk#35308 shows failed with this.
_AWS_NO_STAR = "The parameter Access-Control-Allow-Headers cannot contain * when allowCredentials is true."
# Nor is this: public CDK projects quote it from deployments with a Content-Security-Policy that failed.
_AWS_SECURITY_HEADER = (
    "The parameter CustomHeaders contains {} that is a security header and cannot be set as custom header."
)

_SECURITY_NAMES = frozenset(name.lower() for name in SECURITY_HEADERS.values())
_KEPT_NAMES = frozenset(name.lower() for name in NOT_REMOVABLE if not name.endswith("*"))
_KEPT_PREFIXES = tuple(name[:-1].lower() for name in NOT_REMOVABLE if name.endswith("*"))


def response_headers_policy_problems(settings: BehaviorSettings, place: str) -> Iterator[Problem]:
    """Yield what is wrong with the response headers policy of a behavior; a managed one never is."""
    policy = settings.response_headers_policy
    if not isinstance(policy, ResponseHeadersPolicy):
        return
    where = inside(place, "response_headers_policy")
    if policy.cors_config is not None:
        yield from _cors(policy.cors_config, inside(where, "cors_config"))
    if policy.security_headers_config is not None:
        yield from _security(policy.security_headers_config, inside(where, "security_headers_config"))
    if policy.server_timing_headers_config is not None:
        yield from _server_timing(
            policy.server_timing_headers_config, inside(where, "server_timing_headers_config")
        )
    yield from _custom_headers(policy.custom_headers_config, inside(where, "custom_headers_config"))
    yield from _removed_headers(policy.remove_headers_config, inside(where, "remove_headers_config"))


def _cors(config: CorsConfig, place: str) -> Iterator[Problem]:
    origins = inside(place, "access_control_allow_origins")
    for index, pattern in enumerate(config.access_control_allow_origins):
        if is_misplaced(pattern):
            message = (
                f"{shown(pattern)} has a '*' where none may be: only the leftmost part of the host "
                "(*.example.org) and the port (example.org:*) can hold one (CF-212)"
            )
            yield Problem(item(origins, index), message, "InvalidArgument")
    headers = inside(place, "access_control_allow_headers")
    yield from _names(config.access_control_allow_headers, headers)
    if config.access_control_allow_credentials and "*" in config.access_control_allow_headers:
        message = "cannot contain '*' when access_control_allow_credentials is True"
        yield Problem(headers, message, "InvalidArgument", aws_message=_AWS_NO_STAR)
    methods = inside(place, "access_control_allow_methods")
    for index, method in enumerate(config.access_control_allow_methods):
        yield from unless_one_of(item(methods, index), method, _METHODS, "InvalidArgument")
    yield from _names(config.access_control_expose_headers, inside(place, "access_control_expose_headers"))
    if config.access_control_max_age_sec is not None:
        yield from _max_age(config.access_control_max_age_sec, place)


def _security(config: SecurityHeadersConfig, place: str) -> Iterator[Problem]:
    if config.frame_options is not None:
        where = inside(inside(place, "frame_options"), "frame_option")
        yield from unless_one_of(where, config.frame_options.frame_option, _FRAME_OPTIONS, "InvalidArgument")
    if config.referrer_policy is not None:
        where = inside(inside(place, "referrer_policy"), "referrer_policy")
        value = config.referrer_policy.referrer_policy
        yield from unless_one_of(where, value, _REFERRER_POLICIES, "InvalidArgument")
    xss = config.xss_protection
    if xss is not None and xss.report_uri:
        where = inside(inside(place, "xss_protection"), "report_uri")
        if xss.mode_block:
            message = "cannot be given when mode_block is True (CF-214)"
            yield Problem(where, message, "InvalidArgument")
        yield from _one_line(xss.report_uri, where)
    if config.content_security_policy is not None:
        where = inside(inside(place, "content_security_policy"), "content_security_policy")
        value = config.content_security_policy.content_security_policy
        if len(value) > _LONGEST_CSP:
            message = f"has {len(value):,} characters, and may have {_LONGEST_CSP:,}"
            yield Problem(where, message, "TooLongCSPInResponseHeadersPolicy")
        yield from _one_line(value, where)
    if config.strict_transport_security is not None:
        where = inside(place, "strict_transport_security")
        yield from _max_age(config.strict_transport_security.access_control_max_age_sec, where)


def _server_timing(config: ServerTimingHeadersConfig, place: str) -> Iterator[Problem]:
    rate = config.sampling_rate
    if rate is not None and not (0 <= rate <= 100 and round(rate, _DECIMALS) == rate):
        message = f"must be 0 to 100 (percent) with at most {_DECIMALS} decimals, not {shown(rate)}"
        yield Problem(inside(place, "sampling_rate"), message, "InvalidArgument")


def _custom_headers(headers: Sequence[CustomHeader], place: str) -> Iterator[Problem]:
    if len(headers) > _MOST_CUSTOM_HEADERS:
        message = f"a policy has at most {_MOST_CUSTOM_HEADERS} custom headers, not {len(headers)}"
        yield Problem(place, message, "TooManyCustomHeadersInResponseHeadersPolicy")
    for index, custom in enumerate(headers):
        where = item(place, index)
        name = inside(where, "header")
        if custom.header.lower() in _SECURITY_NAMES:
            message = (
                f"{shown(custom.header)} is a security header, and cannot be a custom header: "
                "it has a place in security_headers_config"
            )
            aws_message = _AWS_SECURITY_HEADER.format(custom.header)
            yield Problem(name, message, "InvalidArgument", aws_message=aws_message)
        yield from _name(custom.header, name)
        yield from _one_line(custom.value, inside(where, "value"))


def _removed_headers(names: Sequence[str], place: str) -> Iterator[Problem]:
    for index, name in enumerate(names):
        where = item(place, index)
        lower = name.lower()
        if lower in _KEPT_NAMES or lower.startswith(_KEPT_PREFIXES):
            yield Problem(
                where, f"{shown(name)} is a header that no policy can remove (CF-216)", "InvalidArgument"
            )
        yield from _name(name, where)


def _max_age(seconds: int, place: str) -> Iterator[Problem]:
    if seconds < 0:
        message = f"must be 0 or more seconds, not {shown(seconds)}"
        yield Problem(inside(place, "access_control_max_age_sec"), message, "InvalidArgument")


def _one_line(value: str, place: str) -> Iterator[Problem]:
    """Check a header's value, which a line break would end."""
    if not is_field_value(value):
        yield Problem(place, f"must be one line of text, not {shown(value)}", "InvalidArgument")


def _names(names: Sequence[str], place: str) -> Iterator[Problem]:
    for index, name in enumerate(names):
        yield from _name(name, item(place, index))


def _name(name: str, place: str) -> Iterator[Problem]:
    if not is_token(name):
        yield Problem(place, f"{shown(name)} is no header name", "InvalidArgument")
