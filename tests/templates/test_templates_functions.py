"""From associations to functions: found, given, unresolved, and refused by AWS."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.forms import behavior, config, form, loaded, refused

from pytest_lambda_edge import (
    CloudFrontFunction,
    ConfigError,
    Distribution,
    Function,
    Trigger,
)
from pytest_lambda_edge.model.deploy import deploy
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.model.triggers import StandIn
from pytest_lambda_edge.templates.arns import LambdaArn, names_of_arn
from pytest_lambda_edge.templates.config import config_of
from pytest_lambda_edge.templates.found import (
    FoundCloudFrontFunction,
    FoundFunction,
    Place,
    Unresolved,
    Unsupported,
)
from pytest_lambda_edge.templates.reading import Asked, Candidate

CODE = Path("/code/auth")
FN = Place("Resources.Auth")
ARN = "arn:aws:lambda:us-east-1:123456789012:function:auth:3"


def found(**settings: Any) -> FoundFunction:
    whole: dict[str, Any] = {"code": CODE, "handler": "index.handler", "runtime": "python3.13"}
    return FoundFunction("Auth", FN, **whole | settings)


def with_function(function: Any, event_type: str = "viewer-request", **more: Any) -> dict[str, Any]:
    association = {"EventType": event_type, "LambdaFunctionARN": function, **more}
    return form(DefaultCacheBehavior=behavior(LambdaFunctionAssociations=[association]))


def with_cloudfront_function(function: Any, event_type: str = "viewer-request") -> dict[str, Any]:
    association = {"EventType": event_type, "FunctionARN": function}
    return form(DefaultCacheBehavior=behavior(FunctionAssociations=[association]))


def handler(event: Any, context: Any) -> Any:
    return event["Records"][0]["cf"]["request"]


@pytest.mark.fact("CF-281", "D-12", "LE-294")
@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (
            found(),
            Function(str(CODE), handler="index.handler", runtime="python3.13", name="Auth", timeout=3),
        ),
        (
            found(name="site-auth", timeout=5, memory=256, version="7", region="us-east-1"),
            Function(
                str(CODE),
                handler="index.handler",
                runtime="python3.13",
                name="site-auth",
                timeout=5,
                memory=256,
            ),
        ),
        (
            found(runtime="nodejs22.x"),
            Function(str(CODE), handler="index.handler", runtime="nodejs22.x", name="Auth", timeout=3),
        ),
    ],
)
def test_a_function_of_the_same_project_is_found(function: FoundFunction, expected: Function) -> None:
    trigger = config(with_function(function)).viewer_request
    assert trigger == Trigger(expected)


@pytest.mark.fact("CF-282")
def test_a_function_gets_the_body_if_the_association_says_so() -> None:
    trigger = config(with_function(found(), "origin-request", IncludeBody="true")).origin_request
    assert isinstance(trigger, Trigger)
    assert trigger.include_body


def test_inline_code_runs_as_the_module_index() -> None:
    source = "def main(event, context):\n    return {'status': '204'}\n"
    function = found(code=None, source=source, handler="index.main")
    made = [config(with_function(function)) for _ in range(2)]
    assert made[0] == made[1]
    with Distribution(made[0]) as site:
        assert site.get("/").status_code == 204


def test_inline_code_for_node_is_written_as_javascript() -> None:
    function = found(code=None, source="exports.handler = async () => 1", runtime="nodejs22.x")
    trigger = config(with_function(function)).viewer_request
    assert isinstance(trigger, Trigger)
    assert isinstance(trigger.function, Function)
    folder = Path(str(trigger.function.code))
    assert [file.name for file in folder.iterdir()] == ["index.js"]
    assert folder.parent.stat().st_mode & 0o077 == 0


@pytest.mark.fact("CF-279")
def test_a_cloudfront_function_of_the_same_project_is_found() -> None:
    code = "function handler(event) { return event.request; }"
    function = FoundCloudFrontFunction("Door", Place("Door"), code, "cloudfront-js-2.0")
    trigger = config(with_cloudfront_function(function)).viewer_request
    assert trigger == Trigger(CloudFrontFunction(code, runtime="cloudfront-js-2.0", name="Door"))
    assert not loaded(with_cloudfront_function(function)).not_simulated


def test_a_key_value_store_without_its_data_is_told() -> None:
    store = Place("Door.KeyValueStoreAssociations")
    function = FoundCloudFrontFunction("Door", Place("Door"), "…", "cloudfront-js-2.0", key_value_store=store)
    (told,) = loaded(with_cloudfront_function(function)).not_simulated
    assert str(told) == (
        "Door.KeyValueStoreAssociations has no effect yet: "
        "the data of a key-value store are in CloudFront, and not in this document"
    )
    given = {"Door": handler}
    assert not loaded(with_cloudfront_function(function), functions=given).not_simulated


@pytest.mark.parametrize("key", ["Auth", "site-auth", ARN, ARN.removesuffix(":3"), "auth"])
def test_a_function_is_replaced_by_any_of_its_names(key: str) -> None:
    function = found(name="site-auth", arn=ARN, timeout=7, memory=512)
    trigger = config(with_function(function), functions={key: handler}).viewer_request
    assert trigger == Trigger(Function(handler, name="site-auth", timeout=7, memory=512))


@pytest.mark.parametrize("given", [handler, "functions.auth:handler", "functions/auth/index.handler"])
def test_what_is_given_keeps_the_name_and_the_settings_that_are_deployed(given: Any) -> None:
    named: Any = {"name": "site-auth", "timeout": 7, "memory": 512}
    made = config(with_function(found(**named)), functions={"Auth": given})
    assert made.viewer_request == Trigger(Function(given, **named))
    made = config(with_function(ARN), functions={"auth": given})
    assert made.viewer_request == Trigger(Function(given, name="auth"))


def test_settings_that_are_given_are_laid_over_those_that_are_deployed() -> None:
    deployed = found(name="site-auth", timeout=7, memory=512)
    given = Function("auth", handler="a.b", timeout=2)
    trigger = config(with_function(deployed), functions={"Auth": given}).viewer_request
    assert trigger == Trigger(Function("auth", handler="a.b", name="site-auth", timeout=2, memory=512))
    given = Function("auth", handler="a.b", name="mine")
    assert config(with_function(ARN), functions={"auth": given}).viewer_request == Trigger(given)


@pytest.mark.parametrize("given", ["", "handler", "index.handler"])
def test_text_that_names_no_code_is_told_as_it_was_given(given: str) -> None:
    made = config(with_function(found()), functions={"Auth": given})
    assert made.viewer_request == Trigger(given)


def test_a_function_of_another_distribution_may_be_given_beside() -> None:
    other = Candidate("Other", with_function(found()), Place("Other"))
    whole = Candidate("Site", with_function(ARN), Place("Site"))
    asked = Asked(functions={"auth": handler, "Auth": handler, "Login": handler})
    with pytest.raises(ConfigError) as raised:
        config_of(whole, asked, others=[other])
    assert [one.place for one in raised.value.problems] == ["functions['Login']"]


def test_python_replaces_a_cloudfront_function() -> None:
    function = FoundCloudFrontFunction("Door", Place("Door"), "…", "cloudfront-js-2.0", name="the-door")
    for key in ("Door", "the-door"):
        made = config(with_cloudfront_function(function), functions={key: handler})
        assert made.viewer_request == StandIn(Function(handler, name="the-door"))


def named(given: Any) -> Function:
    """Return what is given with the name of the function in whose place it comes."""
    return replace(given, name="Door") if isinstance(given, Function) else Function(given, name="Door")


JAVASCRIPT = "function handler(event) { return event.request; }"
DOOR = FoundCloudFrontFunction("Door", Place("Door"), JAVASCRIPT, "cloudfront-js-2.0")
MARKS = FoundCloudFrontFunction("Marks", Place("Marks"), JAVASCRIPT, "cloudfront-js-2.0")


def viewer_events(of_viewer_request: Any, of_viewer_response: Any) -> dict[str, Any]:
    """Return a form whose viewer events have these CloudFront Functions, or ARNs of Lambda functions."""
    functions: dict[str, list[dict[str, Any]]] = {
        "LambdaFunctionAssociations": [],
        "FunctionAssociations": [],
    }
    given = {"viewer-request": of_viewer_request, "viewer-response": of_viewer_response}
    for event_type, function in given.items():
        if isinstance(function, str):
            association = {"EventType": event_type, "LambdaFunctionARN": function}
            functions["LambdaFunctionAssociations"].append(association)
        else:
            functions["FunctionAssociations"].append({"EventType": event_type, "FunctionARN": function})
    return form(DefaultCacheBehavior=behavior(**functions))


@pytest.mark.fact("CF-271", "LE-303")
@pytest.mark.parametrize(
    "given", [handler, "functions:handler", Function("functions", handler="index.handler")]
)
def test_what_replaces_a_cloudfront_function_counts_as_one(given: Any) -> None:
    made = config(viewer_events(DOOR, MARKS), functions={"Door": given})
    triggers = deploy(made).behaviors[0].triggers
    assert triggers[EventType.VIEWER_REQUEST].function == named(given)
    assert isinstance(triggers[EventType.VIEWER_RESPONSE].function, CloudFrontFunction)


@pytest.mark.filterwarnings("ignore::pytest_lambda_edge.EdgeNotSimulatedWarning")
def test_what_replaces_a_cloudfront_function_runs_in_its_place() -> None:
    def turns_away(event: Any, context: Any) -> Any:
        return {"status": "403"}

    with Distribution(config(viewer_events(DOOR, MARKS), functions={"Door": turns_away})) as site:
        result = site.get("/")
    assert result.status_code == 403
    assert result.fired == ("viewer-request",)


@pytest.mark.fact("CF-271", "LE-303")
def test_a_mix_stays_refused_when_one_of_it_is_replaced() -> None:
    error = refused(viewer_events(DOOR, ARN), functions={"Door": handler, "auth": handler})
    assert [problem.code for problem in error.problems] == ["InvalidFunctionAssociation"]


@pytest.mark.fact("CF-305")
def test_what_replaces_a_cloudfront_function_is_refused_where_that_is() -> None:
    error = refused(with_cloudfront_function(DOOR, "origin-request"), functions={"Door": handler})
    assert [problem.code for problem in error.problems] == ["MalformedXML"]


def test_a_cloudfront_function_may_be_replaced_by_another() -> None:
    function = CloudFrontFunction("// other", runtime="cloudfront-js-2.0")
    made = config(with_cloudfront_function(DOOR), functions={"Door": function})
    assert made.viewer_request == Trigger(function)


def test_what_is_no_function_is_told_where_it_was_given() -> None:
    (problem,) = refused(with_cloudfront_function(DOOR), functions={"Door": 5}).problems
    assert problem.place == "functions['Door']"
    assert problem.message.startswith("must be a callable, ")


REFERENCE = Unresolved(
    Place("Site.x", 9), "!GetAtt Reader.FunctionArn", "a custom resource", keys=("Reader",)
)


@pytest.mark.parametrize(
    ("named", "reference", "key"),
    [
        (ARN, ARN, "auth"),
        ("arn:aws:cloudfront::123456789012:function/door", None, "door"),
        (REFERENCE, REFERENCE.reference, "Reader"),
        (found(code=None, why_no_code="its code is in a bucket"), "Auth", "Auth"),
    ],
)
def test_what_cannot_be_found_says_how_it_is_given(named: Any, reference: str | None, key: str) -> None:
    error = refused(with_function(named))
    (one,) = error.unresolved
    assert one.event_type == "viewer-request"
    assert one.reference == (reference or named)
    assert one.keys[0] == key
    assert f"give it as functions={{{key!r}: handler}}" in str(error)
    assert str(error).startswith(f"{one.place}: viewer-request function {one.reference}: ")
    trigger: Any = config(with_function(named), functions={key: "m:f"}).viewer_request
    assert getattr(trigger.function, "code", trigger.function) == "m:f"


def test_every_unresolved_function_is_in_one_error() -> None:
    error = refused(
        form(
            DefaultCacheBehavior=behavior(
                LambdaFunctionAssociations=[
                    {"EventType": event_type, "LambdaFunctionARN": ARN}
                    for event_type in ("origin-request", "origin-response")
                ]
            ),
            CacheBehaviors=[
                {
                    "PathPattern": "/a/*",
                    **behavior(
                        LambdaFunctionAssociations=[
                            {"EventType": "viewer-response", "LambdaFunctionARN": ARN}
                        ]
                    ),
                }
            ],
        )
    )
    assert [(one.place.path, one.event_type) for one in error.unresolved] == [
        ("Site.DefaultCacheBehavior.LambdaFunctionAssociations[0].LambdaFunctionARN", "origin-request"),
        ("Site.DefaultCacheBehavior.LambdaFunctionAssociations[1].LambdaFunctionARN", "origin-response"),
        ("Site.CacheBehaviors[0].LambdaFunctionAssociations[0].LambdaFunctionARN", "viewer-response"),
    ]


def test_a_function_that_stands_in_for_nothing_is_told_with_the_nearest() -> None:
    (problem,) = refused(with_function(found()), functions={"Auht": handler}).problems
    assert str(problem) == (
        "functions['Auht']: is no function of this distribution; those are 'Auth'; did you mean 'Auth'?"
    )
    (problem,) = refused(
        with_function(found(name="site-doorman")), functions={"site_doormen": handler}
    ).problems
    assert str(problem).endswith("those are 'Auth'; did you mean 'site-doorman'?")
    (problem,) = refused(form(), functions={"Auth": handler}).problems
    assert str(problem) == "functions['Auth']: is no function of this distribution; there are none"


@pytest.mark.parametrize(("key", "meant"), [("auth", "Auth"), ("door", "Auth"), ("d", None), ("oor", None)])
def test_the_end_of_a_function_s_name_tells_which_is_meant(key: str, meant: str | None) -> None:
    (problem,) = refused(with_function(found(name="the-site-s-door")), functions={key: handler}).problems
    assert str(problem).endswith("those are 'Auth'" if meant is None else f"; did you mean {meant!r}?")


@pytest.mark.parametrize(
    ("given", "place"),
    [
        (5, "functions['Auth']"),
        (Function("auth", handler="a.b", runtime="ruby3.3"), "functions['Auth']"),
        (CloudFrontFunction("x", runtime="cloudfront-js-9"), "functions['Auth']"),
    ],
)
def test_a_problem_of_a_given_function_is_told_at_its_key(given: Any, place: str) -> None:
    (problem,) = refused(with_function(found()), functions={"Auth": given}).problems
    assert problem.place == place


def test_a_problem_of_a_found_function_is_told_where_the_function_stands() -> None:
    (problem,) = refused(with_function(found(runtime="ruby3.3"))).problems
    assert (problem.place, problem.code) == ("Resources.Auth", "InvalidLambdaFunctionAssociation")


NO_VERSION = (
    "The function ARN must reference a specific function version. (The ARN must end with the version number.)"
)
OWN_ARN = "arn:aws:lambda:us-east-1:…:function:Auth"


@pytest.mark.fact("CF-302", "LE-296", "LE-297", "LE-314", "CF-280")
@pytest.mark.parametrize(
    ("settings", "place", "said"),
    [
        ({"version": None}, "association", f"{NO_VERSION} ARN: {OWN_ARN}"),
        ({"version": "$LATEST", "arn": f"{ARN[:-2]}"}, "association", f"{NO_VERSION} ARN: {ARN[:-2]}"),
        ({"version": "live"}, "association", f"{NO_VERSION} ARN: {OWN_ARN}:live"),
        ({"version": "\u0663"}, "association", f"{NO_VERSION} ARN: {OWN_ARN}:\u0663"),
        (
            {"region": "eu-west-1"},
            "function",
            f"The function must be in region 'us-east-1'. ARN: {OWN_ARN.replace('us-east-1', 'eu-west-1')}",
        ),
        (
            {"environment": {"STAGE": "dev"}},
            "function",
            f"The function cannot have environment variables. Function: {OWN_ARN}",
        ),
        (
            {"timeout": 31},
            "function",
            (
                "The function timeout is larger than the maximum allowed for functions that are triggered by"
                f" a CloudFront event: 31 Max allowed: 30 Function: {OWN_ARN}"
            ),
        ),
    ],
)
def test_what_aws_refuses_of_a_function_is_told_in_its_words(
    settings: dict[str, Any], place: str, said: str
) -> None:
    (problem,) = loaded(with_function(found(**settings))).refused
    assert problem.code == "InvalidLambdaFunctionAssociation"
    assert problem.aws_message == said
    association = "Site.DefaultCacheBehavior.LambdaFunctionAssociations[0].LambdaFunctionARN"
    assert problem.place == (association if place == "association" else "Resources.Auth")


def test_environment_variables_are_told_where_they_stand_with_what_to_do_instead() -> None:
    at = Place("Resources.Auth.Properties.Environment", 12)
    function = found(environment={"STAGE": "dev"}, environment_place=at)
    (problem,) = loaded(with_function(function)).refused
    assert problem.place == str(at)
    assert problem.message.endswith("in its code, or read it from a file that is packed with it")


@pytest.mark.fact("LE-307", "CF-318")
@pytest.mark.parametrize("feature", Unsupported)
def test_what_lambda_edge_does_not_support_is_refused(feature: Unsupported) -> None:
    at = Place("Resources.Auth.Properties", 12)
    (problem,) = loaded(with_function(found(unsupported=((feature, at),)))).refused
    assert problem.code == "InvalidLambdaFunctionAssociation"
    instead = "; pack what they hold with the function" if feature is Unsupported.LAYERS else ""
    assert str(problem) == (
        f"Resources.Auth.Properties (line 12): Lambda@Edge does not support {feature} (LE-307){instead}"
    )


@pytest.mark.parametrize("version", ["", "1", "42"])
def test_a_numbered_version_is_fine(version: str) -> None:
    assert loaded(with_function(found(version=version, region="us-east-1", timeout=30))).refused == ()


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        (ARN.removesuffix(":3"), [NO_VERSION]),
        (ARN.replace(":3", ":$LATEST"), [NO_VERSION]),
        (
            ARN.replace("us-east-1", "eu-west-1").replace(":3", ":live"),
            [NO_VERSION, "The function must be in region 'us-east-1'."],
        ),
        (ARN, []),
    ],
)
def test_an_arn_that_aws_refuses_is_refused_whatever_stands_in(arn: str, said: list[str]) -> None:
    found_ = loaded(with_function(arn), functions={"auth": handler}).refused
    assert [one.aws_message for one in found_] == [f"{message} ARN: {arn}" for message in said]


def test_what_a_function_is_refused_for_is_told_once() -> None:
    associations = [
        {"EventType": event_type, "LambdaFunctionARN": found(environment={"A": "1"})}
        for event_type in ("viewer-request", "origin-request")
    ]
    given = form(DefaultCacheBehavior=behavior(LambdaFunctionAssociations=associations))
    assert len(loaded(given).refused) == 1


def test_what_aws_refuses_stands_beside_the_problems() -> None:
    error = refused(with_function(found(environment={"A": "1"})) | {"Foo": 1})
    assert [one.place for one in error.problems] == ["Site.Foo", "Resources.Auth"]


@pytest.mark.fact("CF-303", "LE-304")
@pytest.mark.parametrize(
    ("listing", "key", "code"),
    [
        ("LambdaFunctionAssociations", "LambdaFunctionARN", "InvalidLambdaFunctionAssociation"),
        ("FunctionAssociations", "FunctionARN", "InvalidFunctionAssociation"),
    ],
)
def test_an_event_has_one_function(listing: str, key: str, code: str) -> None:
    first = {"EventType": "viewer-request", "LambdaFunctionARN": found()}
    second = {"EventType": "viewer-request", key: found()}
    lists: dict[str, Any] = {"LambdaFunctionAssociations": [first]}
    lists[listing] = [*lists.get(listing, []), second]
    (problem,) = refused(form(DefaultCacheBehavior=behavior(**lists))).problems
    place = f"Site.DefaultCacheBehavior.{listing}[{len(lists[listing]) - 1}]"
    assert (problem.place, problem.code) == (place, code)
    assert str(problem.aws_message).startswith(
        "The event type of a function association must be unique in the cache behavior."
    )


@pytest.mark.fact("CF-306", "LE-095", "LE-302")
def test_a_response_event_has_no_body_to_include() -> None:
    error = refused(with_function(found(), "viewer-response", IncludeBody=True))
    (problem,) = error.problems
    assert problem.place == "Site.DefaultCacheBehavior.LambdaFunctionAssociations[0].IncludeBody"
    assert problem.message.endswith("'viewer-request' or 'origin-request'; leave it out")
    assert error.code == "InvalidLambdaFunctionAssociation"
    assert "AWS: InvalidLambdaFunctionAssociation: The IncludeBody option can only be used" in str(error)


DOOR = FoundCloudFrontFunction("Door", Place("Door"), "function handler() {}", "cloudfront-js-2.0")


@pytest.mark.fact("CF-305")
def test_a_cloudfront_function_runs_at_viewer_events() -> None:
    (problem,) = refused(with_cloudfront_function(DOOR, "origin-request")).problems
    assert (problem.place, problem.code) == (
        "Site.DefaultCacheBehavior.FunctionAssociations[0]",
        "MalformedXML",
    )


@pytest.mark.fact("CF-304", "LE-303")
def test_viewer_events_do_not_mix_products() -> None:
    mixed = behavior(
        FunctionAssociations=[{"EventType": "viewer-request", "FunctionARN": DOOR}],
        LambdaFunctionAssociations=[{"EventType": "viewer-response", "LambdaFunctionARN": found()}],
    )
    (problem,) = refused(form(DefaultCacheBehavior=mixed)).problems
    assert (problem.place, problem.code) == (
        "Site.DefaultCacheBehavior.LambdaFunctionAssociations[0]",
        "InvalidFunctionAssociation",
    )


@pytest.mark.parametrize(
    ("association", "message"),
    [
        ({"EventType": "viewer_request", "LambdaFunctionARN": ARN}, "did you mean 'viewer-request'?"),
        ({"LambdaFunctionARN": ARN}, "EventType is required"),
        ({"EventType": "viewer-request"}, "LambdaFunctionARN is required"),
        ({"EventType": "viewer-request", "LambdaFunctionArn": ARN}, "did you mean 'LambdaFunctionARN'?"),
        (
            {"EventType": "viewer-request", "LambdaFunctionARN": [ARN]},
            "must be the ARN of a function, not a list",
        ),
        ({"EventType": "viewer-request", "LambdaFunctionARN": {"a": ARN}}, "a function, not a mapping"),
    ],
)
def test_an_association_that_is_none_is_told(association: dict[str, Any], message: str) -> None:
    given = form(DefaultCacheBehavior=behavior(LambdaFunctionAssociations=[association]))
    assert message in str(refused(given))


@pytest.mark.parametrize("event_type", ["viewer-request", "nowhere"])
def test_a_list_is_no_function_that_could_be_given(event_type: str) -> None:
    error = refused(with_function([ARN], event_type), functions={"auth": handler})
    assert error.unresolved == ()
    assert "is no function of this distribution; there are none" in str(error)


@pytest.mark.parametrize(
    ("arn", "names"),
    [
        (ARN, ("auth", ARN.removesuffix(":3"), ARN)),
        (ARN.removesuffix(":3"), ("auth", ARN.removesuffix(":3"))),
        (
            "arn:aws:cloudfront::1:function/door",
            ("door", "arn:aws:cloudfront::1:function/door"),
        ),
        ("arn:aws:iam::1:role/x", ("arn:aws:iam::1:role/x",)),
        ("auth", ("auth",)),
    ],
)
def test_a_function_is_known_by_the_parts_of_its_arn(arn: str, names: tuple[str, ...]) -> None:
    assert names_of_arn(arn) == names


def test_an_arn_has_parts() -> None:
    assert LambdaArn.of(ARN) == LambdaArn(ARN, "us-east-1", "auth", "3")
    assert LambdaArn.of("arn:aws:iam::1:role/x") is None


def test_config_errors_have_no_unresolved_unless_told() -> None:
    assert ConfigError([]).unresolved == ()
