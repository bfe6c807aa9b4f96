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


EDGE = "aws_lambda_function.edge"
EVENTS = ("origin-response", "viewer-request")
OF_EVENTS = f"{SITE}.default_cache_behavior[0].lambda_function_association"


def with_several_functions(count: int = 2) -> dict[str, Any]:
    """Return a plan with two events in a dynamic block, and functions of which any may be meant."""
    associations = [{"event_type": event} for event in EVENTS]
    unknown = {"default_cache_behavior": [{"lambda_function_association": [{"lambda_arn": True}] * 2}]}
    values = site(default_cache_behavior=[behavior(lambda_function_association=associations)])
    made = (
        planned(f"{EDGE}[{number}]", function(function_name=f"edge-{number}"), ("arn", "qualified_arn"))
        for number in range(count)
    )
    return plan(planned(SITE, values, unknown, default_cache_behavior=[{}]), *made)


@pytest.mark.fact("CF-299")
def test_of_several_functions_it_is_told_which_and_how_to_name_one() -> None:
    unresolved = error_of(with_several_functions()).unresolved
    assert [(one.event_type, str(one.place)) for one in unresolved] == [
        (event, f"{OF_EVENTS}[{index}].lambda_arn") for index, event in enumerate(EVENTS)
    ]
    place = f"{OF_EVENTS}[0].lambda_arn"
    assert unresolved[0].why == (
        f"can mean {EDGE}[0], {EDGE}[1]; a plan does not tell which, so give it as parameters={{{place!r}: "
        f"'{EDGE}[0]'}}; or give it as functions={{{place!r}: handler}}"
    )


def test_of_very_many_functions_the_first_are_listed() -> None:
    why = error_of(with_several_functions(1_030)).unresolved[0].why
    assert f"{EDGE}[18], {EDGE}[19] and 1,010 more; a plan does not tell which" in why
    assert f"{EDGE}[20]" not in why


@pytest.mark.fact("CF-299")
@pytest.mark.parametrize("named", [f"{EDGE}[1]", f"{EDGE}[1].qualified_arn", f"{ARN[:-2]}edge-1:4"])
def test_a_function_of_the_document_is_named_by_its_place(named: str) -> None:
    parameters = {f"{OF_EVENTS}[0].lambda_arn": named, f"{OF_EVENTS}[1].lambda_arn": f"{EDGE}[0]"}
    functions = {"edge-0": answer, "edge-1": answer}
    config: Any = load_distribution(with_several_functions(), parameters=parameters, functions=functions)
    assert config.origin_response.function.name == "edge-1"
    assert config.viewer_request.function.name == "edge-0"


def test_what_is_named_is_no_version_where_it_is_written_so() -> None:
    parameters = {f"{OF_EVENTS}[{index}].lambda_arn": f"{EDGE}[{index}].arn" for index in range(2)}
    error = error_of(
        with_several_functions(), parameters=parameters, functions={"edge-0": answer, "edge-1": answer}
    )
    assert "names the function itself; Lambda@Edge takes a numbered version (LE-297)" in str(error)


@pytest.mark.parametrize("named", [f"{EDGE}[7]", SITE, "edge"])
def test_what_names_no_function_is_told(named: str) -> None:
    parameters = {f"{OF_EVENTS}[0].lambda_arn": named}
    first = error_of(with_several_functions(), parameters=parameters).unresolved[0]
    assert (first.reference, first.event_type) == (named, "origin-response")
    assert first.why.startswith("is given, and is neither an ARN nor a function of this document")


def test_a_function_that_is_given_a_wrong_name_can_still_be_given_by_its_place() -> None:
    keys = [f"{OF_EVENTS}[{index}].lambda_arn" for index in range(2)]
    parameters = {keys[0]: "edge"}
    config: Any = load_distribution(
        with_several_functions(), parameters=parameters, functions=dict.fromkeys(keys, answer)
    )
    assert config.origin_response.function is answer
