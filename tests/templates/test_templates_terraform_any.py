"""Whatever a plan or state holds ends in a config or a ``ConfigError``, and a large one ends soon."""

from __future__ import annotations

import json
import time
import warnings
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from support.templates import TEMPLATES
from support.terraform import SITE, behavior, data, form_of, origin, plan, planned, refers, site, state

from pytest_lambda_edge import ConfigError, DistributionConfig, load_distribution

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1024**2
DOCUMENTS = [
    json.loads((TEMPLATES / "terraform" / path).read_text())
    for path in ("shop/plan.json", "docs/plan.json", "tenants/plan.json", "members/state.json")
] + [json.loads((TEMPLATES / "terraform" / "members" / "terraform.tfstate").read_text())]
NAMES = [
    None,
    "documentation",
    "blue.example.com",
    SITE,
]
_JUNK: Any = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 3),
    st.floats(),
    st.sampled_from(
        [
            *(
                "",
                "x",
                SITE,
                "aws_lambda_function.x",
                "module.m.out",
                "var.x",
                "each.key",
                "each.value",
                "local.x",
            ),
            *("data.archive_file.x", "..", "/", "\0", "🙂", "\ud800", '["', "a.b[0]"),
        ]
    ),
    st.sampled_from(
        [
            *([], {}, [[]], [None], [True], [{}], {"references": ["var.x"]}, {"references": [5, "x"]}),
            *({"references": "x"}, {"constant_value": []}, {"a": True}, [{"a": [{}]}]),
        ]
    ),
)


def spots(value: Any) -> list[tuple[Any, Any]]:
    """Return every place of a document: what holds it, and its key."""
    found = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        keys = (
            list(holder)
            if isinstance(holder, dict)
            else range(len(holder))
            if isinstance(holder, list)
            else ()
        )
        found += [(holder, key) for key in keys]
        waiting += [holder[key] for key in keys]
    return found


def outcome_of(document: dict[str, Any], name: str | None = None) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return load_distribution(document, distribution=name)
        except ConfigError as error:
            return str(error)


@given(
    st.sampled_from(DOCUMENTS),
    st.sampled_from(NAMES),
    st.lists(st.tuples(st.integers(0, 100_000), _JUNK), min_size=1, max_size=6),
)
@settings(max_examples=100, deadline=None)
def test_any_change_of_a_plan_ends_in_a_config_or_an_error(
    document: dict[str, Any], name: str | None, changes: list[tuple[int, Any]]
) -> None:
    changed = deepcopy(document)
    every = spots(changed)
    for number, junk in changes:
        holder, key = every[number % len(every)]
        holder[key] = deepcopy(junk)
    outcome = outcome_of(changed, name)
    assert outcome
    assert isinstance(outcome, (DistributionConfig, str))


@given(
    st.recursive(
        _JUNK,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["address", "values", "resources", "child_modules", "root_module", "expressions", "mode"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ),
    st.sampled_from(["planned_values", "values", "configuration", "resource_changes", "prior_state"]),
)
@settings(max_examples=100, deadline=None)
def test_any_section_ends_in_a_config_or_an_error(section: Any, name: str) -> None:
    whole = state(data(SITE, **site()))
    outcome = outcome_of({**whole, name: section})
    assert isinstance(outcome, (DistributionConfig, str))
    assert outcome


def large() -> str:
    """Return a plan of a megabyte: many resources, and a distribution that refers to a lot of them."""
    count = 70
    names = [f"aws_cloudfront_cache_policy.p{number}" for number in range(count)]
    behaviors = [behavior(path_pattern=f"/{number}/*", cache_policy_id=None) for number in range(count)]
    for one in behaviors:
        del one["cache_policy_id"]
    policies = [
        planned(name, {"name": name.replace(".", "-"), "min_ttl": 0, "default_ttl": 5}, ("id",))
        for name in names
    ]
    written = [
        {"path_pattern": {"constant_value": f"/{n}/*"}, "cache_policy_id": refers(f"{name}.id")}
        for n, name in enumerate(names)
    ]
    buckets = [
        planned(f"aws_s3_bucket.b{number}", {"bucket": f"b{number}", "tags": {"k": "v" * 200}}, ("id", "arn"))
        for number in range(1600)
    ]
    document = plan(
        planned(
            SITE,
            site(ordered_cache_behavior=behaviors, origin=[origin()]),
            {"ordered_cache_behavior": [{"cache_policy_id": True}] * count},
            ordered_cache_behavior=written,
        ),
        *policies,
        *buckets,
    )
    text = json.dumps(document, indent=1)
    assert len(text) > MEGABYTE
    return text


@pytest.mark.slow
def test_a_megabyte_of_a_plan_is_read_in_time(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(large())
    began = time.process_time()
    config = load_distribution(path)
    assert time.process_time() - began < 3
    assert config.behaviors["/69/*"].cache_policy.name == "aws_cloudfront_cache_policy-p69"  # type: ignore[union-attr]


@pytest.mark.slow
def test_large_sets_of_blocks_are_matched_in_time() -> None:
    count = 3_000
    origins = [origin(origin_id=f"o{number}") for number in range(count)]
    written = [{"domain_name": refers(f"aws_lb.b{number}.dns_name")} for number in range(count)]
    for one in origins:
        del one["domain_name"]
    flags = {"origin": [{"domain_name": True}] * count}
    began = time.process_time()
    form = form_of(plan(planned(SITE, site(origin=origins), flags, origin=written)))
    assert time.process_time() - began < 3
    assert len(form["Origins"]) == count
