"""Whatever stands in a document ends in a config or a ``ConfigError``, never in a traceback from inside."""

from __future__ import annotations

import json
import warnings
from copy import deepcopy
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from pytest_lambda_edge import ConfigError, DistributionConfig, load_distribution

API = Path(__file__).parent / "api"
DOCUMENTS = [json.loads((API / f"{name}.json").read_text()) for name in ("members_area", "media", "failover")]
FUNCTIONS = dict.fromkeys(("members-door", "app-security", "site-rewrite", "api-relay", "media-door"), "m:f")

_JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 3),
    st.floats(),
    st.sampled_from(["", "x", "site", "true", "/a", "viewer-request", "🙂", "\ud800"]),
    st.sampled_from(
        [[], {}, [[]], [None], {"Quantity": 1}, {"Items": None}, {"Items": "x"}, {"Enabled": "no"}]
    ),
)


def spots(value: Any) -> list[tuple[Any, Any]]:
    """Return every place of a document: what holds it, and its key."""
    keys = (
        list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    )
    return [spot for key in keys for spot in [(value, key), *spots(value[key])]]


@given(st.sampled_from(DOCUMENTS), st.lists(st.tuples(st.integers(0, 10_000), _JUNK), min_size=1, max_size=4))
@settings(max_examples=150)
def test_any_document_ends_in_a_config_or_an_error(
    document: dict[str, Any], changes: list[tuple[int, Any]]
) -> None:
    changed = json.loads(json.dumps(document))
    for number, junk in changes:
        every = spots(changed)
        holder, key = every[number % len(every)]
        holder[key] = deepcopy(junk)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            outcome: Any = load_distribution(changed, functions=FUNCTIONS)
        except ConfigError as error:
            outcome = str(error)
    assert outcome
    assert isinstance(outcome, (DistributionConfig, str))
