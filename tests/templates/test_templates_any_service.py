"""Whatever stands in a serverless.yml ends in a config or a ``ConfigError``, never in a traceback."""

from __future__ import annotations

import json
import warnings
from copy import deepcopy
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings
from support.templates import TEMPLATES

from pytest_lambda_edge import ConfigError, DistributionConfig, load_distribution
from pytest_lambda_edge.templates.documents import read_document

NAMES = ("shop", "static_site", "app_and_assets", "media")
SERVICES = [
    json.loads(json.dumps(read_document(TEMPLATES / "serverless" / name / "serverless.yml").data))
    for name in NAMES
]
GIVEN = {"USER": "me", "MEDIA_KEY": "key"}

_JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 3),
    st.floats(),
    st.sampled_from(["", "x", "/a/*", "viewer-request", "🙂", "\ud800", "https://x.example.com", "a.b"]),
    st.sampled_from(
        [
            "${self:custom}",
            "${self:}",
            "${ssm:/x}",
            "${opt:x, 'y'}",
            "${",
            "${file(x.yml)}",
            "${self:functions}",
        ]
    ),
    st.sampled_from([[], {}, [[]], [None], {"Ref": "Site"}, {"Fn::GetAtt": ["A", "B"]}, {"Fn::Sub": ["a"]}]),
)


def spots(value: Any) -> list[tuple[Any, Any]]:
    """Return every place of a document: what holds it, and its key."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [spot for key in keys for spot in [(value, key), *spots(value[key])]]


def outcome_of(data: Any, **parameters: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return load_distribution(data, parameters=parameters)
        except ConfigError as error:
            return str(error)


@given(st.sampled_from(SERVICES), st.lists(st.tuples(st.integers(0, 10_000), _JUNK), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_any_change_to_a_service_ends_in_a_config_or_an_error(
    data: dict[str, Any], changes: list[tuple[int, Any]]
) -> None:
    changed = json.loads(json.dumps(data))
    for number, junk in changes:
        every = spots(changed)
        holder, key = every[number % len(every)]
        holder[key] = deepcopy(junk)
    outcome = outcome_of(changed)
    assert outcome
    assert isinstance(outcome, (DistributionConfig, str))


_TEXTS = st.sampled_from(
    ["aws", "site", "a.b", "viewer-request", "https://x.example.com", "s3://b/p", "Site", "/a", "${env:X}"]
)
_KEYS = st.sampled_from(
    [
        "name", "handler", "events", "cloudFront", "eventType", "origin", "pathPattern", "behavior",
        "cachePolicy", "id", "lambdaAtEdge", "distribution", "Resources", "extensions", "Type", "Properties",
        "DistributionConfig", "CloudFrontDistribution", "edge", "runtime", "environment", "vpc",
        "cachePolicies", "DefaultCacheBehavior", "CacheBehaviors", "package", "artifact", "timeout",
        "isDefaultOrigin",
    ]
)  # fmt: skip
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5000) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=25,
)


@given(
    st.fixed_dictionaries(
        {"service": _ANY, "provider": _ANY, "functions": _ANY},
        optional={"resources": _ANY, "custom": _ANY, "params": _ANY, "stages": _ANY, "package": _ANY},
    )
)
@settings(max_examples=200, deadline=None)
def test_any_mapping_with_the_keys_of_a_service_ends_in_a_config_or_an_error(data: dict[str, Any]) -> None:
    outcome = outcome_of(data)
    assert outcome
    assert isinstance(outcome, (DistributionConfig, str))


_ORIGINS = st.sampled_from(["https://a.example.com", "https://b.example.com"])
_EVENT = st.fixed_dictionaries(
    {"eventType": _ANY, "origin": _ANY | _ORIGINS},
    optional={
        "pathPattern": _TEXTS,
        "behavior": _ANY,
        "cachePolicy": _ANY,
        "isDefaultOrigin": _ANY,
        "includeBody": _ANY,
    },
)


@given(st.lists(_EVENT, min_size=1, max_size=4), _ANY, _ANY)
@settings(max_examples=200, deadline=None)
def test_any_events_end_in_a_config_or_an_error(events: list[Any], at_edge: Any, resources: Any) -> None:
    function = {"handler": "a.b", "events": [{"cloudFront": one} for one in events], "lambdaAtEdge": at_edge}
    data = {
        "service": "site",
        "provider": {"name": "aws"},
        "functions": {"edge": function},
        "resources": {"Resources": {"CloudFrontDistribution": resources}},
    }
    outcome = outcome_of(data)
    assert outcome
    assert isinstance(outcome, (DistributionConfig, str))
