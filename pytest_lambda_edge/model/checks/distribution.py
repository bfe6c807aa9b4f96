"""What CloudFront refuses about a distribution as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.http.fields import is_token
from pytest_lambda_edge.model.problems import inside, item, shown, unless_one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_lambda_edge.model.distribution import CustomErrorResponse, DistributionConfig, GeoRestriction

__all__ = ["distribution_problems"]

_FUNCTION_ERRORS = ("raise", "respond")

_LONGEST_ROOT_OBJECT = 255
_ROOT_OBJECT = re.compile(r"""[A-Za-z0-9_.*$/~"'&-]*""")  # CF-149, CF-311

_LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_DOMAIN_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_ALIAS = re.compile(rf"(\*\.)?{_LABEL}(\.{_LABEL})*")  # CF-145
_LONGEST_ALIAS = 253  # the API's aliasString
_MOST_ALIASES = 100  # CF-025

_ERROR_CODES = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)  # CF-115
_RESPONSE_CODES = (200, *_ERROR_CODES)
_INVALID_PAGE = "The parameter ResponsePagePath is invalid."
_TOGETHER = "Your request must specify both ResponsePagePath and ResponseCode together or none of them."

_RESTRICTION_TYPES = ("none", "whitelist", "blacklist")  # CF-161
_LOCATION = re.compile("[A-Za-z]{2}")  # CF-161


def distribution_problems(config: DistributionConfig) -> Iterator[Problem]:
    """Yield what is wrong with the settings that belong to no behavior and no origin."""
    yield from unless_one_of("function_errors", config.function_errors, _FUNCTION_ERRORS)
    yield from _default_root_object(config.default_root_object)
    if not _DOMAIN_NAME.fullmatch(config.domain_name.lower()):
        yield Problem("domain_name", f"must be a domain name, not {shown(config.domain_name)}")
    if len(config.aliases) > _MOST_ALIASES:
        message = f"a distribution has at most {_MOST_ALIASES} aliases, not {len(config.aliases)}"
        yield Problem("aliases", message, "TooManyDistributionCNAMEs")
    for index, alias in enumerate(config.aliases):
        yield from _alias(alias, item("aliases", index))
    yield from _custom_error_responses(config.custom_error_responses, "custom_error_responses")
    if config.geo_restriction is not None:
        yield from _geo_restriction(config.geo_restriction)
    name = config.cache_tag_header_name
    if name is not None and not is_token(name):
        # CF-143: it names a header, and no header has such a name (RFC 9110, 5.1).
        message = f"must be the name of a header, such as 'Cache-Tag', not {shown(name)}"
        yield Problem("cache_tag_header_name", message)


def _default_root_object(name: str) -> Iterator[Problem]:
    """Check the length and the characters; one with a leading ``/`` is accepted, but not found (CF-149)."""
    place = "default_root_object"
    if not _ROOT_OBJECT.fullmatch(name) or len(name) > _LONGEST_ROOT_OBJECT:
        message = f"must be at most {_LONGEST_ROOT_OBJECT} letters, digits and _-.*$/~\"'&, not {shown(name)}"
        yield Problem(place, message, "InvalidDefaultRootObject")


def _alias(alias: str, place: str) -> Iterator[Problem]:
    if _is_alias(alias):
        return
    lower = alias.lower()
    hint = f"; did you mean {shown(lower)}?" if _is_alias(lower) else ""
    message = f"must be a domain name in lower case, '*' only as its first label, not {shown(alias)}{hint}"
    yield Problem(place, message, "InvalidArgument")


def _is_alias(name: str) -> bool:
    return _ALIAS.fullmatch(name) is not None and len(name) <= _LONGEST_ALIAS


def _custom_error_responses(responses: Sequence[CustomErrorResponse], place: str) -> Iterator[Problem]:
    seen: dict[int, str] = {}
    for index, response in enumerate(responses):
        where = item(place, index)
        yield from _custom_error_response(response, where)
        if response.error_code in seen:
            # Of no refusal by AWS is anything known; but of no rule for which of the two counts either.
            message = (
                f"{seen[response.error_code]} is about {shown(response.error_code)} already,"
                " and which of the two counts is not known"
            )
            yield Problem(inside(where, "error_code"), message)
        seen.setdefault(response.error_code, where)


def _custom_error_response(response: CustomErrorResponse, place: str) -> Iterator[Problem]:
    yield from unless_one_of(
        inside(place, "error_code"), response.error_code, _ERROR_CODES, "InvalidErrorCode"
    )
    path = response.response_page_path or None  # AWS gives "" back where there is none.
    code = response.response_code
    if code is not None:
        where = inside(place, "response_code")
        yield from unless_one_of(where, code, _RESPONSE_CODES, "InvalidResponseCode")
    if (path is None) != (code is None):
        message = "response_page_path and response_code are given together or not at all (CF-116)"
        yield Problem(place, message, "InvalidArgument", aws_message=_TOGETHER)
    if path is not None and not path.startswith("/"):
        message = f"must begin with '/', not {shown(path)}; did you mean {shown(f'/{path}')}?"
        yield Problem(
            inside(place, "response_page_path"), message, "InvalidArgument", aws_message=_INVALID_PAGE
        )
    if response.error_caching_min_ttl < 0:
        # CF-106: the longer of this and what the response says, and no time is shorter than none.
        message = f"must not be negative, but is {shown(response.error_caching_min_ttl)}"
        yield Problem(inside(place, "error_caching_min_ttl"), message)


def _geo_restriction(restriction: GeoRestriction) -> Iterator[Problem]:
    place = "geo_restriction"
    where = inside(place, "restriction_type")
    yield from unless_one_of(
        where, restriction.restriction_type, _RESTRICTION_TYPES, "InvalidGeoRestrictionParameter"
    )
    for index, location in enumerate(restriction.locations):
        if not _LOCATION.fullmatch(location):
            message = f"must be a country's two letters (ISO 3166-1 alpha-2), not {shown(location)}"
            yield Problem(item(inside(place, "locations"), index), message, "InvalidLocationCode")
