"""Functions that plugins associate: with a distribution of the service, and with one that is elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.services import (
    AT_THE_EDGE,
    SITE,
    function_of,
    in_folder,
    service,
    with_own_version,
    with_plugin,
)
from support.templates import error_of

from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.fact("CF-296")
def test_the_plugin_s_associations_are_added() -> None:
    at_edge = """lambdaAtEdge: [
        {distribution: Site, eventType: viewer-request},
        {distribution: Site, eventType: origin-request, pathPattern: /a/*, includeBody: true}]"""
    data = with_plugin(at_edge=at_edge, more="functions2: {}")
    data["functions"]["other"] = {
        "handler": "src/other.handler",
        "lambdaAtEdge": {"distribution": "Site", "eventType": "origin-response", "pathPattern": "/a/*"},
    }
    config = load_distribution(data)
    of_path = config.behaviors["/a/*"]
    assert function_of(config.viewer_request).name == "site-dev-edge"
    assert function_of(of_path.origin_request).name == "site-dev-edge"
    assert function_of(of_path.origin_response).name == "site-dev-other"
    assert of_path.origin_request.include_body is True  # type: ignore[union-attr]
    assert of_path.viewer_request is None


@pytest.mark.fact("CF-296", "CF-303")
def test_two_functions_for_one_event_are_refused_at_their_places() -> None:
    data = with_own_version(AT_THE_EDGE)
    message = str(error_of(data))
    assert "viewer-request has a function already" in message
    assert "functions.edge.lambdaAtEdge" in message


@pytest.mark.fact("CF-296")
@pytest.mark.parametrize(
    ("at_edge", "place", "message"),
    [
        (
            "{distribution: Sit, eventType: viewer-request}",
            ".distribution",
            "not 'Sit'; those are 'Site'; did you mean 'Site'?",
        ),
        ("{distribution: Version, eventType: viewer-request}", ".distribution", "those are 'Site'"),
        ("{eventType: viewer-request}", ".distribution", "not None; those are 'Site'"),
        ("{distribution: Site}", ".eventType", "must be 'viewer-request', 'origin-request'"),
        ("{distribution: Site, eventType: viewer}", ".eventType", "not 'viewer'"),
        (
            "{distribution: Site, eventType: viewer-request, pathPattern: /b/*}",
            ".pathPattern",
            "not '/b/*'; there is '/a/*'",
        ),
        (
            "{distribution: Site, eventType: viewer-request, pathPattern: [/b/*]}",
            ".pathPattern",
            "not ['/b/*']; there is '/a/*'",
        ),
        ("{eventType: viewer-request,\n  distribution: Sit}", ".distribution (line 4): ", "not 'Sit'"),
        ("text", "", "must be a mapping, not 'text'"),
        ("[5]", "[0]", "must be a mapping, not 5"),
    ],
)
def test_what_the_plugin_does_not_find_is_told(at_edge: str, place: str, message: str) -> None:
    told = str(error_of(with_plugin(at_edge=f"lambdaAtEdge: {at_edge}")))
    assert told.startswith(f"functions.edge.lambdaAtEdge{place}")
    assert message in told


def test_the_plugin_asks_for_a_default_behavior_at_the_config() -> None:
    data = with_plugin()
    del config_of(data)["DefaultCacheBehavior"]
    (problem,) = error_of(data).problems
    assert problem.place.startswith("resources.Resources.Site.Properties.DistributionConfig (line ")
    assert problem.message == "DefaultCacheBehavior is required, a mapping"


def test_without_any_path_the_plugin_says_that_there_is_none() -> None:
    data = with_plugin(
        at_edge="lambdaAtEdge: {distribution: Site, eventType: viewer-request, pathPattern: /b}"
    )
    del config_of(data)["CacheBehaviors"]
    assert "not '/b'; there is none" in str(error_of(data))


FUNCTION = "functions: {{edge: {{handler: src/edge.handler{}}}}}\n"
ARN = "arn:aws:lambda:us-east-1:123456789012:function:x:1"
OF_POLICY = "            CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad\n"
WRONG = [
    ("          Enabled: true\n", "          Enabled: true\n          Aliases: [no name]\n"),
    ("            ViewerProtocolPolicy: allow-all\n", "            ViewerProtocolPolicy: any\n"),
    (
        OF_POLICY,
        (
            f"{OF_POLICY}            LambdaFunctionAssociations:\n"
            f"              - EventType: any\n                LambdaFunctionARN: {ARN}\n"
        ),
    ),
    (
        "              TargetOriginId: www\n              ViewerProtocolPolicy: allow-all\n",
        "              TargetOriginId: www\n              ViewerProtocolPolicy: any\n",
    ),
    (
        "            - PathPattern: /a/*\n",
        "            - text\n            - PathPattern: /a/*\n",
    ),
]


def config_of(data: dict[str, Any]) -> dict[str, Any]:
    """Return the config of the distribution in a service's resources."""
    config: dict[str, Any] = data["resources"]["Resources"]["Site"]["Properties"]["DistributionConfig"]
    return config


@pytest.mark.parametrize("in_file", [False, True], ids=["in the service", "in a file"])
@pytest.mark.parametrize("path", ["", ", pathPattern: /a/*"], ids=["default", "path"])
@pytest.mark.parametrize(
    "wrong", range(5), ids=["config", "default", "association", "behavior", "no mapping"]
)
def test_what_the_plugin_adds_to_keeps_its_places(
    wrong: int, path: str, tmp_path: Path, *, in_file: bool
) -> None:
    before, after = WRONG[wrong]
    site = SITE.replace(before, after, 1)
    at_edge = f", lambdaAtEdge: {{distribution: Site, eventType: viewer-request{path}}}"
    if in_file:
        (tmp_path / "resources.yml").write_text(site.replace("resources:\n", "", 1))
        site = "resources: ${file(resources.yml)}\n"
    places = [
        [one.place for one in error_of(in_folder(tmp_path, f"{FUNCTION.format(more)}{site}")).problems]
        for more in ("", at_edge)
    ]
    assert places[0] == places[1] != []


def test_what_is_extended_keeps_the_places_of_the_rest() -> None:
    site = SITE.replace(*WRONG[1], 1)
    extension = "  extensions:\n    Site:\n      Properties: {Tags: []}\n"
    places = [
        error_of(service(f"{FUNCTION.format('')}{site}{more}")).problems[0].place for more in ("", extension)
    ]
    assert places[0] == places[1]
    assert "(line " in places[0]


@pytest.mark.fact("CF-296")
@pytest.mark.parametrize(
    ("settings", "provider", "published"),
    [
        ("", "", True),
        ("versionFunction: false", "", False),
        ("", "versionFunctions: false", False),
        ("versionFunction: true", "versionFunctions: false", True),
    ],
)
def test_the_plugin_needs_a_published_version(settings: str, provider: str, *, published: bool) -> None:
    data = with_plugin(settings, more=f"provider: {{name: aws, {provider}}}")
    if published:
        assert load_distribution(data).viewer_request
    else:
        assert "so no version is published for it" in str(error_of(data))


@pytest.mark.parametrize(
    ("at_edge", "reference"),
    [
        ("'${env:EDGE}'", "${env:EDGE}"),
        ("['${env:EDGE}']", "${env:EDGE}"),
        ("{distribution: Site, eventType: '${env:EDGE}'}", "${env:EDGE}"),
    ],
)
def test_an_association_that_is_unknown_is_told(at_edge: str, reference: str) -> None:
    error = error_of(with_plugin(at_edge=f"lambdaAtEdge: {at_edge}"))
    assert [one.reference for one in error.unresolved] == [reference]


def test_a_function_for_a_distribution_that_is_elsewhere_says_what_to_read() -> None:
    data = service("""
functions:
  edge:
    handler: src/edge.handler
    events:
      - http: GET /
      - preExistingCloudFront: {distributionId: E1ABCDEFGHIJKL, eventType: viewer-request, pathPattern: '*'}
""")
    (problem,) = error_of(data).problems
    assert problem.place == "functions.edge.events[1].preExistingCloudFront.distributionId (line 9)"
    assert "aws cloudfront get-distribution-config --id E1ABCDEFGHIJKL > distribution.json" in problem.message
    assert "functions={'site-dev-edge': handler}" in problem.message


@pytest.mark.parametrize("listed", [False, True])
def test_an_id_of_a_distribution_is_none_of_the_service_s(*, listed: bool) -> None:
    at_edge = "{distributionID: '${ssm:/id}', eventType: viewer-request}"
    at_edge = f"[{at_edge}]" if listed else at_edge
    data = service(f"functions: {{edge: {{handler: src/edge.handler, lambdaAtEdge: {at_edge}}}}}")
    (problem,) = error_of(data).problems
    assert problem.place.startswith(f"functions.edge.lambdaAtEdge{'[0]' * listed}.distributionID")
    assert "--id <its id> > distribution.json" in problem.message


@pytest.mark.parametrize(("name", "told"), [("mine", "mine"), ("'${ssm:/name}'", "<its name>")])
def test_a_function_for_elsewhere_is_given_by_its_name(name: str, told: str) -> None:
    at_edge = "lambdaAtEdge: {distributionID: E1ABCDEFGHIJKL, eventType: viewer-request}"
    data = service(f"functions: {{edge: {{handler: src/edge.handler, name: {name}, {at_edge}}}}}")
    assert f"functions={{'{told}': handler}}" in str(error_of(data))


def test_a_function_for_elsewhere_leaves_the_service_s_distribution_alone() -> None:
    data = with_plugin(at_edge="lambdaAtEdge: {distributionID: E1ABCDEFGHIJKL, eventType: viewer-request}")
    assert load_distribution(data).viewer_request is None
