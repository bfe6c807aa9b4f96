"""What CloudFront refuses about legacy settings of keys and forwarding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.origins import S3Origin
from pytest_lambda_edge.model.problems import inside, item, one_of, shown, unless_one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_lambda_edge.model.deployed import DeployedBehavior
    from pytest_lambda_edge.model.policies import CookiePreference, ForwardedValues

__all__ = ["NEVER_IN_A_KEY", "forwarded_values_problems"]

NEVER_IN_A_KEY: Final = frozenset({"connection", "cookie", "proxy-authorization", "te", "upgrade"})
"""The headers by which nothing is cached, whatever the origin (CF-056)."""

_FORWARDS = ("none", "whitelist", "all")  # CF-054

_MOST_NAMES = 10  # headers, cookies and query string parameters of a behavior (CF-057)
_LONGEST_COOKIE_NAMES = 512  # less one for each (CF-057)
_LONGEST_PARAMETER = 128  # CF-057
_LONGEST_PARAMETERS = 512  # CF-057


def forwarded_values_problems(
    values: ForwardedValues, deployed: DeployedBehavior, place: str
) -> Iterator[Problem]:
    """Yield what is wrong with a behavior's forwarded values (CF-053 to CF-057)."""
    yield from _cookies(values.cookies, inside(place, "cookies"))
    yield from _headers(values.headers, deployed, inside(place, "headers"))
    yield from _parameters(values.query_string_cache_keys, inside(place, "query_string_cache_keys"))


def _cookies(cookies: CookiePreference, place: str) -> Iterator[Problem]:
    yield from unless_one_of(inside(place, "forward"), cookies.forward, _FORWARDS)
    names = cookies.whitelisted_names
    where = inside(place, "whitelisted_names")
    if (cookies.forward == "whitelist") != bool(names):  # as the API describes InvalidForwardCookies
        message = f"are given with forward='whitelist' and only then; it is {shown(cookies.forward)}"
        yield Problem(where, message, "InvalidForwardCookies")
    if len(names) > _MOST_NAMES:
        yield Problem(where, _too_many(names), "TooManyCookieNamesInWhiteList")
    elif (length := _length(names)) > _LONGEST_COOKIE_NAMES - len(names):
        most = _LONGEST_COOKIE_NAMES - len(names)
        yield Problem(where, f"have {length} bytes together; {len(names)} names have at most {most}")


def _headers(headers: Sequence[str], deployed: DeployedBehavior, place: str) -> Iterator[Problem]:
    if "*" in headers and deployed.min_ttl != 0:
        message = (
            f"with '*' nothing is cached, so min_ttl must be 0 and not {shown(deployed.min_ttl)} (CF-055)"
        )
        yield Problem(place, message, "InvalidArgument")
    if len(headers) > _MOST_NAMES:
        yield Problem(place, _too_many(headers), "TooManyHeadersInForwardedValues")
    from_bucket = any(isinstance(origin.settings, S3Origin) for origin in deployed.origins)
    for index, header in enumerate(headers):
        where = item(place, index)
        if header.lower() in NEVER_IN_A_KEY:
            message = f"{shown(header)} cannot be listed, nor any of {one_of(sorted(NEVER_IN_A_KEY))}"
            yield Problem(where, message, "InvalidArgument")
        elif from_bucket and header.lower() == "host":
            message = f"{shown(header)} cannot be forwarded to an S3 origin (CF-055)"
            yield Problem(where, message, "InvalidHeadersForS3Origin")


def _parameters(names: Sequence[str], place: str) -> Iterator[Problem]:
    if len(names) > _MOST_NAMES:
        yield Problem(place, _too_many(names), "TooManyQueryStringParameters")
    for index, name in enumerate(names):
        if len(name) > _LONGEST_PARAMETER:
            message = f"is longer than {_LONGEST_PARAMETER} characters: {shown(name)}"
            yield Problem(item(place, index), message, "InvalidQueryStringParameters")
    if (length := sum(map(len, names))) > _LONGEST_PARAMETERS:
        message = f"have {length} characters together, more than {_LONGEST_PARAMETERS}"
        yield Problem(place, message, "InvalidQueryStringParameters")


def _too_many(names: Sequence[str]) -> str:
    return f"a behavior has at most {_MOST_NAMES} of them, not {len(names)} (CF-057)"


def _length(names: Sequence[str]) -> int:
    return sum(len(name.encode(errors="replace")) for name in names)
