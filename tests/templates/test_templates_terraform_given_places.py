"""What a ``dynamic`` block leaves open has no name, and is given by its place (CF-299)."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import error_of
from support.terraform import ARN, FUNCTION, SITE, behavior, function, origin, plan, planned, site

from pytest_lambda_edge.templates.load import load_distribution

HEADER = f"{SITE}.origin[0].custom_header[0].value"
ASSOCIATIONS = f"{SITE}.ordered_cache_behavior[0].lambda_function_association"


def with_secret() -> dict[str, Any]:
    """Return a plan with a custom header whose value is unknown, in a dynamic block."""
    one = origin(custom_header=[{"name": "X-Origin-Verify"}])
    unknown = {"origin": [{"custom_header": [{"value": True}]}]}
    return plan(planned(SITE, site(origin=[one]), unknown, origin=[{}]))


def with_functions() -> dict[str, Any]:
    """Return a plan with a behavior of which it is unknown whether it has any function."""
    api = behavior(path_pattern="/api/*")
    del api["lambda_function_association"]
    return plan(
        planned(
            SITE,
            site(ordered_cache_behavior=[api]),
            {"ordered_cache_behavior": [{"lambda_function_association": True}]},
        ),
        planned(FUNCTION, function(), ("arn", "qualified_arn")),
    )


def answer(event: Any, context: Any) -> dict[str, str]:
    return {"status": "204"}


@pytest.mark.fact("CF-299")
@pytest.mark.parametrize(("document", "place"), [(with_secret(), HEADER), (with_functions(), ASSOCIATIONS)])
def test_what_has_no_name_is_asked_for_by_its_place(document: dict[str, Any], place: str) -> None:
    (missing,) = error_of(document).unresolved
    assert str(missing.place) == place
    assert missing.why == f"is known after the apply only; give it as parameters={{{place!r}: …}}"


def test_a_value_of_a_dynamic_block_is_given_by_its_place() -> None:
    config: Any = load_distribution(with_secret(), parameters={HEADER: "s3cret"})
    assert config.origins["www"].custom_headers == {"X-Origin-Verify": "s3cret"}


def test_blocks_that_are_unknown_as_a_whole_are_given_in_terraform_s_words() -> None:
    given = [{"event_type": "origin-request", "lambda_arn": f"{ARN}:1", "include_body": True}]
    config: Any = load_distribution(
        with_functions(), parameters={ASSOCIATIONS: given}, functions={FUNCTION: answer}
    )
    trigger = config.behaviors["/api/*"].origin_request
    assert (trigger.function.name, trigger.include_body) == ("fn", True)


def test_no_blocks_are_given_as_an_empty_list() -> None:
    config: Any = load_distribution(with_functions(), parameters={ASSOCIATIONS: []})
    assert config.behaviors["/api/*"].origin_request is None


@pytest.mark.parametrize("given", ["text", 5, [5]])
def test_what_is_no_block_is_told_at_its_place(given: Any) -> None:
    (problem,) = error_of(with_functions(), parameters={ASSOCIATIONS: given}).problems
    assert problem.place.startswith(ASSOCIATIONS)
