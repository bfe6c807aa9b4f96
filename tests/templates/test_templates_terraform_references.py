"""What a plan leaves open is followed through its configuration (CF-299)."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import error_of
from support.terraform import (
    FUNCTION,
    SITE,
    associated,
    data,
    form_of,
    function,
    planned,
    refers,
    site,
    state,
)

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.found import (
    FoundFunction,
    Unresolved,
)
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.terraform.addresses import Reference, Step, local_name, steps_of

MADE_LATER = ("arn", "id", "qualified_arn", "version")


def made(address: str = FUNCTION, **more: Any) -> Any:
    """Return a function that is still to be made."""
    return planned(address, function(**more), MADE_LATER)


def function_in(document: dict[str, Any], **asked: Any) -> Any:
    (association,) = form_of(document, **asked)["DefaultCacheBehavior"]["LambdaFunctionAssociations"]
    return association["LambdaFunctionARN"]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("aws_a.b", ["aws_a", "b"]),
        ("module.x[0].data.aws_a.b", ["module", "x[0]", "data", "aws_a", "b"]),
        ('a.b["c.d[0]"].e', ["a", 'b["c.d[0]"]', "e"]),
        (r'a.b["say \"hi\""]', ["a", r'b["say \"hi\""]']),
        ('a.b[0]["k"]', ["a", "b[0]", '["k"]']),
        ("", []),
        ("a..b", ["a"]),
        ('a.b["open', ["a", "b"]),
    ],
)
def test_an_address_is_taken_apart_and_written_again(text: str, steps: list[str]) -> None:
    assert [str(step) for step in steps_of(text)] == steps


def test_a_reference_tells_its_module_resource_key_and_attribute() -> None:
    assert Reference.of('module.m["a"].module.n.data.aws_a.b[1].c.d') == Reference(
        'module.m["a"].module.n', "data.aws_a.b", 1, "c"
    )
    assert Reference.of("aws_a.b") == Reference("", "aws_a.b", None, None)
    for other in ("aws_a", "module.m", "data.aws_a", 'aws_a["x"].b', ""):
        assert Reference.of(other) is None
    assert Step("a", None) != Step("a", 0)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("aws_s3_bucket.Pages_Of", "pages-of"),
        ("module.cdn.aws_s3_bucket.this[0]", "cdn-this-0"),
        ('module.cdn["EU.1"].aws_s3_bucket.this', "cdn-eu-1-this"),
        ("aws_s3_bucket.___", "terraform"),
    ],
)
def test_a_short_name_can_be_part_of_a_host_name(address: str, name: str) -> None:
    assert local_name(address) == name


@pytest.mark.fact("CF-299")
@pytest.mark.parametrize(
    ("references", "version"),
    [
        ((f"{FUNCTION}.qualified_arn",), ""),
        ((f"{FUNCTION}.arn", f"{FUNCTION}.version"), ""),
        ((f"{FUNCTION}.arn", "var.version"), ""),
        ((FUNCTION,), ""),
        ((f"{FUNCTION}.arn",), None),
        ((f"{FUNCTION}.invoke_arn",), None),
    ],
)
def test_an_arn_is_followed_to_its_function_and_version(references: tuple[str, ...], version: Any) -> None:
    found = function_in(associated(made(), arn=refers(*references)))
    assert (found.logical_id, found.name, found.version) == (FUNCTION, "fn", version)


@pytest.mark.fact("LE-297", "CF-302")
@pytest.mark.parametrize("publish", [False, None])
def test_a_function_that_is_not_published_has_only_its_latest_version(publish: Any) -> None:
    document = associated(made(publish=publish), arn=refers(f"{FUNCTION}.qualified_arn"))
    assert function_in(document).version == "$LATEST"
    message = str(error_of(document, functions={FUNCTION: lambda event, context: None}))
    assert "names the version or alias '$LATEST'; Lambda@Edge takes a numbered version" in message
    assert f"(LE-297); set publish = true on {FUNCTION}\n" in message
    assert "ARN: arn:aws:lambda:us-east-1:…:function:fn:$LATEST" in message


def test_of_an_arn_without_a_version_it_is_told_what_to_write() -> None:
    document = associated(made(), arn=refers(f"{FUNCTION}.arn"))
    message = str(error_of(document, functions={FUNCTION: lambda event, context: None}))
    assert f"(LE-297); write {FUNCTION}.qualified_arn\n" in message


@pytest.mark.fact("LE-297")
def test_of_an_arn_without_a_version_that_is_not_published_both_are_told() -> None:
    document = associated(made(publish=False), arn=refers(f"{FUNCTION}.arn"))
    message = str(error_of(document, functions={FUNCTION: lambda event, context: None}))
    assert f"(LE-297); write {FUNCTION}.qualified_arn and set publish = true on {FUNCTION}\n" in message


@pytest.mark.fact("LE-297")
def test_an_alias_is_followed_and_then_refused() -> None:
    alias = planned(
        "aws_lambda_alias.live",
        {"name": "live"},
        ("arn", "function_name"),
        function_name=refers(f"{FUNCTION}.function_name"),
    )
    found = function_in(associated(made(), alias, arn=refers("aws_lambda_alias.live.arn")))
    assert (found.logical_id, found.version) == (FUNCTION, "live")
    known = planned("aws_lambda_alias.live", {"name": "live", "function_name": "fn"}, ("arn",))
    assert function_in(associated(made(), known, arn=refers("aws_lambda_alias.live.arn"))).version == "live"


EACH = ('aws_lambda_function.fn["a"]', 'aws_lambda_function.fn["b"]')


def test_a_key_in_a_reference_chooses_the_instance() -> None:
    document = associated(*map(made, EACH), arn=refers(f"{EACH[1]}.qualified_arn"))
    assert function_in(document).logical_id == EACH[1]


@pytest.mark.parametrize(
    "references", [("aws_lambda_function.fn", "each.key"), ("each.value.qualified_arn", "each.value")]
)
def test_an_iteration_stays_with_its_own_instance(references: tuple[str, ...]) -> None:
    document = associated(*map(made, EACH), arn={"references": list(references)}, at=f'{SITE}["b"]')
    for one in document["configuration"]["root_module"]["resources"]:
        one["for_each_expression"] = refers("aws_lambda_function.fn")
    assert function_in(document).logical_id == EACH[1]


def test_one_of_several_instances_that_is_not_told_is_unresolved() -> None:
    found = function_in(associated(*map(made, EACH), arn=refers("aws_lambda_function.fn")))
    assert isinstance(found, Unresolved)
    assert found.why == (
        f"can mean {EACH[0]}, {EACH[1]}; a plan does not tell which, so give it as "
        f"parameters={{{found.place.path!r}: {EACH[0]!r}}}"
    )
    assert found.event_type == "viewer-request"


def test_an_ambiguous_function_is_given_by_the_address_of_its_association() -> None:
    document = associated(*map(made, EACH), arn=refers("aws_lambda_function.fn"))
    key = f"{SITE}.default_cache_behavior[0].lambda_function_association[0].lambda_arn"
    assert f"give it as functions={{{key!r}: handler}}" in str(error_of(document))

    def given(event: Any, context: Any) -> None:
        return None

    config: Any = load_distribution(document, functions={key: given})
    assert config.viewer_request.function is given


@pytest.mark.parametrize("arn", [None, refers("local.arn")], ids=["dynamic", "local"])
def test_what_is_not_written_in_a_plan_can_mean_the_only_new_function(arn: Any) -> None:
    assert function_in(associated(made(), arn=arn)).logical_id == FUNCTION
    several = function_in(associated(*map(made, EACH), arn=arn))
    assert isinstance(several, Unresolved)
    known = planned(FUNCTION, function(id="fn", arn="arn:aws:lambda:us-east-1:123456789012:function:fn"))
    assert isinstance(function_in(associated(known, arn=arn)), Unresolved)


@pytest.mark.parametrize(
    "name",
    [
        "aws_ssm_parameter.auth.value",
        "data.aws_lambda_function.auth.qualified_arn",
        "var.arn",
        "module.m.arn",
    ],
)
def test_a_function_of_another_project_is_unresolved_and_can_be_given(name: str) -> None:
    others = (planned("aws_ssm_parameter.auth", {}, ("value",)),) if "ssm" in name else ()
    document = associated(*others, arn=refers(name))
    (missing,) = error_of(document).unresolved
    assert (missing.event_type, missing.reference) == ("viewer-request", name)

    def given(event: Any, context: Any) -> None:
        return None

    config: Any = load_distribution(document, functions={name: given})
    assert config.viewer_request.function is given


def in_modules(**call: Any) -> dict[str, Any]:
    """Return a plan whose distribution is in the module ``cdn`` and its function in ``edge``."""
    document = associated(arn=refers("var.arn"), at=f"module.cdn.{SITE}")
    root = document["planned_values"]["root_module"]
    root["child_modules"] = [
        {"address": "module.cdn", "resources": root.pop("resources")},
        {"address": "module.edge", "resources": [data(f"module.edge.{FUNCTION}", **function())]},
    ]
    (written,) = document["configuration"]["root_module"].pop("resources")
    written["address"] = SITE
    edge = {
        "outputs": {
            "arn": {"expression": refers(f"{FUNCTION}.qualified_arn")},
            "name": {"expression": refers(f"{FUNCTION}.function_name")},
        },
        "resources": [{"address": FUNCTION, "expressions": {}}],
    }
    document["configuration"]["root_module"]["module_calls"] = {
        "cdn": {"expressions": call, "module": {"resources": [written]}},
        "edge": {"module": edge},
    }
    return document


@pytest.mark.parametrize(
    "argument",
    [refers("module.edge.arn"), {"references": ["module.edge"]}, refers("module.edge.arn", "local.suffix")],
)
def test_variables_and_outputs_of_modules_are_followed(argument: Any) -> None:
    assert function_in(in_modules(arn=argument)).logical_id == f"module.edge.{FUNCTION}"


def test_the_region_of_a_module_s_own_provider_is_its_own_variable_s() -> None:
    document = in_modules(arn=refers("module.edge.arn"))
    configuration = document["configuration"]
    configuration["root_module"]["variables"] = {"region": {"default": "us-east-1"}}
    edge = configuration["root_module"]["module_calls"]["edge"]["module"]
    edge["variables"] = {"region": {"default": "eu-west-1"}}
    edge["resources"][0]["provider_config_key"] = "module.edge:aws"
    own = {"module_address": "module.edge", "expressions": {"region": refers("var.region")}}
    configuration["provider_config"] = {"module.edge:aws": own}
    assert function_in(document).region == "eu-west-1"


def test_what_a_module_is_given_tells_what_its_dynamic_blocks_can_mean() -> None:
    document = in_modules(behaviors=refers("module.edge.arn"))
    (written,) = document["configuration"]["root_module"]["module_calls"]["cdn"]["module"]["resources"]
    written["expressions"] = {}
    assert function_in(document).logical_id == f"module.edge.{FUNCTION}"


@pytest.mark.parametrize("is_dynamic", [False, True], ids=["argument", "dynamic block"])
@pytest.mark.parametrize("references", [("each.value",), ("aws_lambda_function.fn", "each.key")])
def test_each_instance_of_a_module_is_given_its_own_function(
    references: tuple[str, ...], *, is_dynamic: bool
) -> None:
    argument = "lambda_function_association" if is_dynamic else "arn"
    document = associated(
        *map(made, EACH), arn=None if is_dynamic else refers("var.arn"), at=f'module.cdn["b"].{SITE}'
    )
    root = document["configuration"]["root_module"]
    (written,) = [one for one in root["resources"] if one["address"].startswith("module.")]
    root["resources"].remove(written)
    root["module_calls"] = {
        "cdn": {
            "expressions": {argument: {"references": list(references)}},
            "for_each_expression": refers("aws_lambda_function.fn"),
            "module": {"resources": [written | {"address": SITE}]},
        }
    }
    assert function_in(document).logical_id == EACH[1]


def test_a_variable_that_nobody_gives_leads_nowhere() -> None:
    document = in_modules()
    document["planned_values"]["root_module"]["child_modules"].pop()
    assert isinstance(function_in(document), Unresolved)


def test_references_in_a_circle_end() -> None:
    document = in_modules(arn=refers("module.cdn.arn"))
    module = document["configuration"]["root_module"]["module_calls"]["cdn"]["module"]
    module["outputs"] = {"arn": {"expression": refers("var.arn")}}
    document["planned_values"]["root_module"]["child_modules"].pop()
    assert isinstance(function_in(document), Unresolved)


def test_references_without_an_end_are_refused() -> None:
    many = {"references": [f"aws_x.r{number}.id" for number in range(50_001)]}
    with pytest.raises(ConfigError, match="has more than 50,000 references to follow") as caught:
        form_of(associated(made(), arn=many))
    assert [one.place for one in caught.value.problems] == ["configuration"]


def test_a_plan_without_its_changes_is_followed_too() -> None:
    document = associated(made(), arn=refers(f"{FUNCTION}.qualified_arn"))
    del document["resource_changes"]
    assert function_in(document).logical_id == FUNCTION


def test_a_format_of_the_future_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"format_version is '2\.0'; those are read that begin with 0 or 1"):
        load_distribution(state(data(SITE, **site()), format_version="2.0"))


def test_a_state_without_a_distribution_says_so() -> None:
    assert "describes no distribution" in str(
        error_of({"format_version": "1.0", "terraform_version": "1.11"})
    )


def test_a_function_found_has_its_place() -> None:
    found = function_in(associated(made(), arn=refers(f"{FUNCTION}.qualified_arn")))
    assert isinstance(found, FoundFunction)
    assert str(found.place) == FUNCTION
