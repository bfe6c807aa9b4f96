"""Functions that plugins associate: with a distribution of the service, and with one that is elsewhere."""

from __future__ import annotations

import pytest
from support.services import AT_THE_EDGE, function_of, service, with_own_version, with_plugin
from support.templates import error_of

from pytest_lambda_edge.templates.load import load_distribution


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
        ("{distribution: Sit, eventType: viewer-request}", ".distribution", "did you mean 'Site'?"),
        ("{distribution: Version, eventType: viewer-request}", ".distribution", "those are 'Site'"),
        ("{eventType: viewer-request}", ".distribution", "not None; those are 'Site'"),
        ("{distribution: Site}", ".eventType", "must be 'viewer-request', 'origin-request'"),
        ("{distribution: Site, eventType: viewer}", ".eventType", "not 'viewer'"),
        (
            "{distribution: Site, eventType: viewer-request, pathPattern: /b/*}",
            ".pathPattern",
            "not '/b/*'; there is '/a/*'",
        ),
        ("text", "", "must be a mapping, not 'text'"),
        ("[5]", "[0]", "must be a mapping, not 5"),
    ],
)
def test_what_the_plugin_does_not_find_is_told(at_edge: str, place: str, message: str) -> None:
    told = str(error_of(with_plugin(at_edge=f"lambdaAtEdge: {at_edge}")))
    assert told.startswith(f"functions.edge.lambdaAtEdge{place}")
    assert message in told


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
