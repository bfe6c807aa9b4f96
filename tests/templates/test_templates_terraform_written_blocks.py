"""How a block of a plan is written: sets have no order, and ``dynamic`` blocks are not written (CF-298)."""

from __future__ import annotations

from typing import Any

import pytest
from support.terraform import FUNCTION, SITE, behavior, form_of, function, origin, plan, planned, refers, site

from pytest_lambda_edge.templates.found import Unresolved

MADE_LATER = ("arn", "id", "qualified_arn", "version")


def made(address: str = FUNCTION, **more: Any) -> Any:
    """Return a function that is still to be made."""
    return planned(address, function(**more), MADE_LATER)


@pytest.mark.fact("CF-298")
def test_a_set_of_blocks_is_matched_by_what_is_constant_in_it() -> None:
    events = ("viewer-request", "origin-request", "origin-response")
    functions = [
        made(f"aws_lambda_function.{event.replace('-', '_')}", function_name=event) for event in events
    ]
    blocks = [{"event_type": event, "include_body": False} for event in events]
    written = [
        {
            "event_type": {"constant_value": event},
            "lambda_arn": refers(f"aws_lambda_function.{event.replace('-', '_')}.qualified_arn"),
        }
        for event in reversed(events)
    ]
    name = "lambda_function_association"
    document = plan(
        planned(
            SITE,
            site(default_cache_behavior=[behavior(**{name: blocks})]),
            {"default_cache_behavior": [{name: [{"lambda_arn": True}] * 3}]},
            default_cache_behavior=[{name: written}],
        ),
        *functions,
    )
    made_of = form_of(document)["DefaultCacheBehavior"]["LambdaFunctionAssociations"]
    assert [(one["EventType"], one["LambdaFunctionARN"].name) for one in made_of] == [
        (event, event) for event in events
    ]


@pytest.mark.fact("CF-298")
def test_ordered_behaviors_stand_as_they_are_written() -> None:
    behaviors = [behavior(path_pattern=path) for path in ("/a/*", "/b/*")]
    for one in behaviors:
        one["lambda_function_association"] = [{"event_type": "viewer-request"}]
    written = [
        {
            "path_pattern": refers("var.paths"),
            "lambda_function_association": [
                {"event_type": refers("var.event"), "lambda_arn": refers(f"aws_lambda_function.{name}.arn")}
            ],
        }
        for name in "ab"
    ]
    document = plan(
        planned(
            SITE,
            site(ordered_cache_behavior=behaviors),
            {"ordered_cache_behavior": [{"lambda_function_association": [{"lambda_arn": True}]}] * 2},
            ordered_cache_behavior=written,
        ),
        made("aws_lambda_function.a", function_name="a"),
        made("aws_lambda_function.b", function_name="b"),
    )
    named = [one["LambdaFunctionAssociations"][0] for one in form_of(document)["CacheBehaviors"]]
    assert [one["LambdaFunctionARN"].name for one in named] == ["a", "b"]


@pytest.mark.fact("CF-298")
def test_an_origin_whose_path_is_unknown_belongs_to_a_block_that_writes_one() -> None:
    first, second = origin(), origin()
    del first["domain_name"], second["domain_name"], second["origin_path"]
    document = plan(
        planned(
            SITE,
            site(origin=[first, second]),
            {"origin": [{"domain_name": True}, {"domain_name": True, "origin_path": True}]},
            origin=[
                {
                    "domain_name": refers("aws_lb.b.dns_name"),
                    "origin_path": refers("aws_ssm_parameter.path.value"),
                },
                {"domain_name": refers("aws_lb.a.dns_name")},
            ],
        ),
        *(planned(f"aws_lb.{name}", {"name": name}, ("dns_name",)) for name in "ab"),
    )
    asked_for = [one["DomainName"].reference for one in form_of(document)["Origins"]]
    assert asked_for == ["aws_lb.a.dns_name", "aws_lb.b.dns_name"]


def test_a_written_list_is_that_of_a_block_which_has_it_in_another_order() -> None:
    name = "lambda_function_association"
    methods = (["GET", "HEAD"], ["GET", "HEAD", "OPTIONS"])
    behaviors = [
        behavior(allowed_methods=one, path_pattern=path, **{name: [{"event_type": "viewer-request"}]})
        for one, path in zip(methods, ("/a/*", "/b/*"), strict=True)
    ]
    written = {
        "allowed_methods": {"constant_value": ["OPTIONS", "GET", "HEAD"]},
        name: [{"lambda_arn": refers(f"{FUNCTION}.qualified_arn")}],
    }
    document = plan(
        planned(
            SITE,
            site(ordered_cache_behavior=behaviors),
            {"ordered_cache_behavior": [{name: [{"lambda_arn": True}]}] * 2},
            ordered_cache_behavior=[written],
        ),
        made(),
        made("aws_lambda_function.other"),
    )
    dynamic, own = (
        one["LambdaFunctionAssociations"][0]["LambdaFunctionARN"]
        for one in form_of(document)["CacheBehaviors"]
    )
    assert isinstance(dynamic, Unresolved)
    assert own.logical_id == FUNCTION


@pytest.mark.parametrize(
    ("written_like", "meant"), [(refers("var.event"), "ab"), ({"constant_value": None}, "abc")]
)
def test_blocks_that_fit_equally_can_mean_what_any_of_them_refers_to(written_like: Any, meant: str) -> None:
    name = "lambda_function_association"
    blocks = [{"event_type": "viewer-request"}, {"event_type": "origin-request"}]
    written = [
        {"event_type": written_like, "lambda_arn": refers(f"aws_lambda_function.{one}.qualified_arn")}
        for one in "ab"
    ]
    document = plan(
        planned(
            SITE,
            site(default_cache_behavior=[behavior(**{name: blocks})]),
            {"default_cache_behavior": [{name: [{"lambda_arn": True}] * 2}]},
            default_cache_behavior=[{name: written}],
        ),
        made("aws_lambda_function.a", function_name="a"),
        made("aws_lambda_function.b", function_name="b"),
        made("aws_lambda_function.c", function_name="c"),
    )
    for one in form_of(document)["DefaultCacheBehavior"]["LambdaFunctionAssociations"]:
        listed = ", ".join(f"aws_lambda_function.{name}" for name in meant)
        assert one["LambdaFunctionARN"].why.startswith(f"can mean {listed}; ")


def test_blocks_beside_dynamic_ones_are_matched_by_what_is_constant_in_them() -> None:
    blocks = [{"event_type": "viewer-request"}, {"event_type": "origin-request"}]
    written = [
        {
            "event_type": {"constant_value": "origin-request"},
            "lambda_arn": refers("aws_lambda_function.b.qualified_arn"),
        }
    ]
    name = "lambda_function_association"
    document = plan(
        planned(
            SITE,
            site(default_cache_behavior=[behavior(**{name: blocks})]),
            {"default_cache_behavior": [{name: [{"lambda_arn": True}] * 2}]},
            default_cache_behavior=[{name: written}],
        ),
        made("aws_lambda_function.a", function_name="a"),
        made("aws_lambda_function.b", function_name="b"),
    )
    first, second = (
        one["LambdaFunctionARN"]
        for one in form_of(document)["DefaultCacheBehavior"]["LambdaFunctionAssociations"]
    )
    assert isinstance(first, Unresolved)
    assert second.name == "b"
