"""Whatever is written for a setting, it ends in a deployed distribution or in a ConfigError."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.behaviors import Behavior
from pytest_lambda_edge.model.deploy import configure, deploy
from pytest_lambda_edge.model.distribution import CustomErrorResponse, DistributionConfig, GeoRestriction
from pytest_lambda_edge.model.key_groups import KeyGroup, PublicKey
from pytest_lambda_edge.model.not_simulated import not_simulated
from pytest_lambda_edge.model.origins import CustomOrigin, OriginGroup, S3Origin
from pytest_lambda_edge.model.path_patterns import match_behavior
from pytest_lambda_edge.model.policies import (
    CachePolicy,
    ForwardedValues,
    OriginRequestPolicy,
    ResponseHeadersPolicy,
)
from pytest_lambda_edge.model.response_headers_policy import CorsConfig, SecurityHeadersConfig
from pytest_lambda_edge.model.settings import setting_names
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, Trigger

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

CLASSES = (
    Behavior,
    CachePolicy,
    CloudFrontFunction,
    CorsConfig,
    CustomErrorResponse,
    CustomOrigin,
    DistributionConfig,
    ForwardedValues,
    Function,
    GeoRestriction,
    KeyGroup,
    OriginGroup,
    OriginRequestPolicy,
    PublicKey,
    ResponseHeadersPolicy,
    S3Origin,
    SecurityHeadersConfig,
    Trigger,
)
NAMES = sorted({name for cls in CLASSES for name in setting_names(cls)})

ATOMS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(NAMES)
ANYTHING = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=8,
)


def mostly(right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw something of the right type most of the time, and anything at all otherwise."""
    return st.integers(0, 19).flatmap(lambda chance: right if chance else ANYTHING)


def words(*right: str) -> st.SearchStrategy[str]:
    return mostly(st.sampled_from(right))


def some(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return mostly(st.lists(items, max_size=3))


def mapping(**items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return mostly(st.fixed_dictionaries({}, optional=items))


METHODS = some(words("GET", "HEAD", "OPTIONS", "post"))
HEADERS = some(words("Host", "Origin", "Authorization", "*", "x y")) | mostly(
    st.integers(9, 12).map(lambda count: [f"X-{number}" for number in range(count)])
)
SECONDS = mostly(st.integers(-1, 100000))
BEHAVIOR = words("none", "whitelist", "all", "allViewer", "allExcept")
POLICY = {
    "header_behavior": BEHAVIOR,
    "headers": HEADERS,
    "cookie_behavior": BEHAVIOR,
    "cookies": HEADERS,
    "query_string_behavior": BEHAVIOR,
    "query_strings": HEADERS,
    "name": words("mine"),
}
TTLS = {"min_ttl": SECONDS, "default_ttl": SECONDS, "max_ttl": SECONDS}
ORIGIN_SETTINGS = {
    "domain_name": words("a.example.com", "b.s3.amazonaws.com", "10.0.0.1", "a:1", ""),
    "origin_path": words("", "/x", "x/", "/"),
    "custom_headers": mostly(
        st.dictionaries(st.sampled_from(["X-A", "Host", "a b"]), words("1", "\n"), max_size=2)
    ),
    "connection_attempts": mostly(st.integers(0, 4)),
    "response_completion_timeout": SECONDS,
    "origin_read_timeout": mostly(st.integers(0, 130)),
    "connection_timeout": mostly(st.integers(0, 12)),
}
ORIGIN = words(
    "https://www.example.com", "a", "b", "group", "http://[::1", "https://a.example.com:0/x?y"
) | mapping(
    **ORIGIN_SETTINGS, http_port=mostly(st.integers(0, 70000)), origin_ssl_protocols=some(words("TLSv1.2"))
)
GROUP = mapping(members=some(ORIGIN), status_codes=some(mostly(st.sampled_from([404, 500, 200]))))
FUNCTION = words("functions.auth:handler", "./index.handler")
TRIGGER = (
    FUNCTION
    | mapping(function=FUNCTION, include_body=mostly(st.booleans()))
    | mapping(code=FUNCTION, runtime=words("python3.13", "cloudfront-js-2.0", "ruby3.3"), timeout=SECONDS)
)
BEHAVIOR_SETTINGS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("viewer_request", "origin_request", "origin_response", "viewer_response"), TRIGGER),
    **TTLS,
    "origin": ORIGIN | GROUP,
    "cache_policy": words("CachingOptimized", "Managed-CachingDisabled", "Amplify-Default", "x")
    | mapping(**POLICY, **TTLS, enable_accept_encoding_brotli=mostly(st.booleans())),
    "origin_request_policy": words("Managed-AllViewer", "x") | mapping(**POLICY),
    "response_headers_policy": words("SimpleCORS", "x") | mapping(remove_headers_config=HEADERS),
    "viewer_protocol_policy": words("https-only", "redirect"),
    "allowed_methods": METHODS,
    "cached_methods": METHODS,
    "compress": mostly(st.booleans()),
    "trusted_key_groups": some(words("keys") | mapping(id=words("keys"), keys=ANYTHING)),
    "forwarded_values": mapping(
        query_string=mostly(st.booleans()),
        headers=HEADERS,
        cookies=mapping(forward=words("none", "whitelist"), whitelisted_names=HEADERS),
    ),
}
SETTINGS: dict[str, st.SearchStrategy[Any]] = BEHAVIOR_SETTINGS | {
    "origins": mostly(st.dictionaries(st.sampled_from(["a", "b", "group"]), ORIGIN | GROUP, max_size=3)),
    "behaviors": mostly(
        st.dictionaries(
            st.sampled_from(["/a/*", "a/*", "*", "", " "]), mapping(**BEHAVIOR_SETTINGS), max_size=3
        )
    ),
    "default_root_object": words("", "index.html", "/x", "é"),
    "aliases": some(words("www.example.com", "WWW.example.com", "*.example.com")),
    "custom_error_responses": some(
        mapping(error_code=mostly(st.sampled_from([404, 500, 401])), response_page_path=words("/x", "x"))
    ),
    "geo_restriction": mapping(
        restriction_type=words("whitelist", "none", "x"), locations=some(words("DE", "x"))
    ),
    "key_groups": ANYTHING,
    "enabled": mostly(st.booleans()),
    "id": words("E1"),
    "domain_name": words("D111.cloudfront.net", ""),
    "cache_tag_header_name": words("Cache-Tag", "Cache Tag", ""),
    "function_errors": words("raise", "respond", "x"),
}


def some_settings() -> st.SearchStrategy[dict[str, Any]]:
    """Draw a few settings of a distribution; mostly with an origin that will do."""
    origin = st.just({"origin": "https://www.example.com"})
    few = st.lists(st.sampled_from(sorted(SETTINGS)), max_size=4, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: SETTINGS[name] for name in names})
    )
    unknown = mostly(st.just({})).map(lambda odd: odd if isinstance(odd, dict) else {})
    return st.tuples(origin, few, unknown).map(lambda parts: parts[0] | parts[1] | parts[2])


def refusal_or(call: Callable[[], T]) -> T | ConfigError:
    """Return what *call* returns, or the ConfigError that it raises."""
    try:
        return call()
    except ConfigError as error:
        return error


@settings(max_examples=300)
@given(given_settings=some_settings(), path=st.text(max_size=12))
@example(given_settings={"origin": ".", "id": "\ud800"}, path="/")
@example(given_settings={"behaviors": {"": {"min_ttl": 10**5000}}, "origin": "https://a"}, path="")
@example(
    given_settings={
        "origin": {"domain_name": "a", "response_completion_timeout": 10**5000},
        "viewer_request": {"code": "a:b", "timeout": 10**5000, "memory": 10**5000},
        "viewer_response": {"code": "\ud800" * 20_000, "runtime": "cloudfront-js-2.0", "name": "\ud800"},
        "forwarded_values": {"cookies": {"forward": "whitelist", "whitelisted_names": ["\ud800" * 600]}},
        "custom_error_responses": [{"error_code": 10**5000}] * 2,
    },
    path="/",
)
@example(
    given_settings={"origin": "https://a", "viewer_request": {"code": "a:b", "timeout": 1e400}}, path="/"
)
def test_any_distribution_is_deployed_or_refused(given_settings: dict[str, Any], path: str) -> None:
    outcome = refusal_or(lambda: configure(None, given_settings))
    if isinstance(outcome, ConfigError):
        assert str(outcome)
        assert outcome.problems
    else:
        config, deployed = outcome
        assert match_behavior(deployed, f"/{path}") in deployed.behaviors
        assert len(not_simulated(config)) <= 20
        assert hash(config) == hash(config.replace())
        assert deploy(config) == deployed


@settings(max_examples=300)
@given(data=st.data(), cls=st.sampled_from(CLASSES))
def test_any_class_is_constructed_or_refused(data: st.DataObject, cls: type) -> None:
    names = st.sampled_from(setting_names(cls))
    others = st.text(max_size=4).filter(lambda name: name != "self")  # whose TypeError is Python's own
    given_settings = data.draw(st.dictionaries(names | others, ANYTHING, max_size=6))
    outcome = refusal_or(lambda: cls(**given_settings))
    if isinstance(outcome, ConfigError):
        assert {re.split(r"[.\[]", problem.place)[0] for problem in outcome.problems} == {cls.__name__}
    else:
        assert outcome == cls(**{name: getattr(outcome, name) for name in setting_names(cls)})


@given(given_settings=some_settings())
def test_what_a_config_refuses_is_refused_beside_other_problems_too(given_settings: dict[str, Any]) -> None:
    alone = refusal_or(lambda: DistributionConfig(**given_settings))
    if isinstance(alone, ConfigError):
        together = refusal_or(lambda: configure(given_settings, {}))
        assert isinstance(together, ConfigError)
        own = {
            problem.place.removeprefix("DistributionConfig").removeprefix(".") for problem in alone.problems
        }
        assert own <= {problem.place for problem in together.problems}
