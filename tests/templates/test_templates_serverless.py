"""Whole services of the Serverless Framework: each ends in requests, its functions running.

Their structure follows public repositories, which each part names.
"""

from __future__ import annotations

import base64
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.templates import TEMPLATES, error_of

from pytest_lambda_edge.assertions import assert_fired, assert_response, assert_short_circuited
from pytest_lambda_edge.model.origins import CustomOrigin
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, as_trigger
from pytest_lambda_edge.templates.documents import read_document
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.distribution import Distribution
    from pytest_lambda_edge.fixtures import MakeDistribution

SERVICES = TEMPLATES / "serverless"
SHOP = SERVICES / "shop" / "serverless.yml"
STATIC_SITE = SERVICES / "static_site" / "serverless.yml"
APP_AND_ASSETS = SERVICES / "app_and_assets" / "serverless.yml"
PORTAL = SERVICES / "portal" / "serverless.yml"
MEDIA = SERVICES / "media" / "serverless.yml"

pytestmark = pytest.mark.filterwarnings("ignore::pytest_lambda_edge.errors.EdgeNotSimulatedWarning")


def function_of(source: Any) -> Function:
    function = as_trigger(source).function
    assert isinstance(function, Function)
    return function


# A shop with cloudFront events: serverless/serverless, docs/providers/aws/events/cloudfront.md.

PAGES = "https://shop-pages.s3.amazonaws.com/current"
API = "https://api.shop.dev.example.com"


@pytest.fixture
def shop(make_distribution: MakeDistribution) -> Distribution:
    return make_distribution(load_distribution(SHOP))


@pytest.mark.fact("CF-291")
def test_a_shop_redirects_old_addresses(shop: Distribution) -> None:
    result = shop.get("/cart.php")
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=301, headers={"location": "/account/cart"})


@pytest.mark.fact("CF-291", "CF-293")
def test_events_of_two_functions_with_one_origin_are_one_behavior(shop: Distribution) -> None:
    responses.get(f"{PAGES}/index.html", body="welcome")
    result = shop.get("/")
    assert_fired(result, "viewer-request", "origin-response")
    assert_response(result, body="welcome", headers={"x-content-type-options": "nosniff"})


@pytest.mark.fact("CF-291")
def test_a_policy_of_the_provider_decides_what_is_kept(shop: Distribution) -> None:
    page = responses.get(f"{API}/listings/shoes?page=2", body="shoes")
    first, second = (shop.get(f"/listings/shoes?page=2&from={name}") for name in ("ad", "mail"))
    assert_fired(first, "origin-response")
    assert_fired(second)
    assert page.call_count == 1


@pytest.mark.fact("CF-295")
def test_a_customer_s_function_runs_without_the_provider_s_environment(shop: Distribution) -> None:
    responses.post(f"{API}/account/orders", body="ordered")
    assert_response(shop.get("/account/orders"), status=401)
    assert_response(shop.post("/account/orders", body="shoes"), status=200, body="ordered")


@pytest.mark.fact("CF-294")
def test_the_behavior_without_a_path_is_the_default_and_the_others_keep_their_order() -> None:
    config = load_distribution(SHOP)
    assert config.origin == "s3/shop-pages.s3.amazonaws.com/current"
    assert list(config.behaviors) == ["/listings/*", "/account/*"]


@pytest.mark.fact("CF-295")
def test_functions_at_the_edge_have_defaults_of_their_own() -> None:
    config = load_distribution(SHOP)
    redirects, headers = function_of(config.viewer_request), function_of(config.origin_response)
    assert (redirects.name, redirects.timeout, redirects.memory) == ("shop-dev-redirects", 5, 128)
    assert (headers.name, headers.timeout, headers.memory) == ("shop-dev-security-headers", 8, 256)
    assert {function.environment for function in (redirects, headers)} == {None}


def test_another_stage_has_other_names(make_distribution: MakeDistribution) -> None:
    config = load_distribution(SHOP, parameters={"stage": "prod"})
    assert config.aliases == ("shop.example.com",)
    assert function_of(config.viewer_request).name == "shop-prod-redirects"
    site = make_distribution(config)
    responses.get("https://api.shop.example.com/listings/hats", body="hats")
    assert_response(site.get("https://shop.example.com/listings/hats"), body="hats")


def test_the_same_service_in_json_is_the_same_distribution(
    make_distribution: MakeDistribution, tmp_path: Path
) -> None:
    shutil.copytree(SHOP.parent / "functions", tmp_path / "functions")
    path = tmp_path / "serverless.json"
    path.write_text(json.dumps(read_document(SHOP).data), "utf-8")
    assert_response(make_distribution(load_distribution(path)).get("/cart.php"), status=301)


# A site in a bucket with the plugin: silvermine/serverless-plugin-cloudfront-lambda-edge,
# examples/origin-response-header/serverless.yml and README.md.

BUCKET = "https://static-site-test.s3.amazonaws.com"


@pytest.fixture
def static_site(make_distribution: MakeDistribution) -> Distribution:
    return make_distribution(load_distribution(STATIC_SITE, parameters={"env:USER": "test"}))


@pytest.mark.fact("CF-296")
def test_the_plugin_adds_functions_to_the_default_behavior(static_site: Distribution) -> None:
    responses.get(f"{BUCKET}/docs/index.html", body="docs")
    result = static_site.get("/docs/")
    assert_fired(result, "origin-request")
    assert_response(result, body="docs")


@pytest.mark.fact("CF-296")
def test_the_plugin_adds_functions_to_the_behavior_of_a_path(static_site: Distribution) -> None:
    responses.get(f"{BUCKET}/assets/app.js", body="js")
    result = static_site.get("/assets/app.js")
    assert_fired(result, "origin-response", "viewer-response")
    assert_response(result, headers={"cache-control": "max-age=31536000", "x-served-by": "edge"})


def test_what_a_service_does_not_tell_is_named_once_with_its_place() -> None:
    error = error_of(STATIC_SITE)
    assert [(one.place.path, one.reference) for one in error.unresolved] == [
        (
            "resources.Resources.WebsiteDistribution.Properties.DistributionConfig.Origins[0].DomainName",
            "${opt:stage, env:USER}",
        )
    ]
    assert error.unresolved[0].place.line == 59
    assert "give it with parameters={'opt:stage': …}" in str(error)


# Two distributions and values from SSM: ImmutableWebApps/aws-lambda-edge-example, serverless.yml.

KEPT_IN_SSM = {
    "ssm:/app/web-app/organization": "example",
    "/app/web-app/live/appDomain": "app.example.com",
    "ssm:/app/web-app/live/assetDomain": "assets.example.com",
}


def test_an_app_answers_from_the_edge(make_distribution: MakeDistribution) -> None:
    config = load_distribution(APP_AND_ASSETS, distribution="AppDistribution", parameters=KEPT_IN_SSM)
    app = make_distribution(config)
    result = app.get("https://app.example.com/settings")
    assert_response(result, status=200, body="<html data-release=42>")
    assert_fired(result, "origin-request")


def test_an_app_s_assets_have_a_distribution_of_their_own(make_distribution: MakeDistribution) -> None:
    config = load_distribution(APP_AND_ASSETS, distribution="assets.example.com", parameters=KEPT_IN_SSM)
    responses.get("https://example-web-app-assets-live.s3.amazonaws.com/logo.svg", body="<svg/>")
    assert_response(make_distribution(config).get("/logo.svg"), body="<svg/>")


def test_only_what_the_chosen_distribution_needs_has_to_be_known() -> None:
    error = error_of(APP_AND_ASSETS, distribution="AssetDistribution")
    assert [one.reference for one in error.unresolved] == [
        "${ssm:/app/${self:service}/${self:provider.stage}/assetDomain}",
        "${ssm:/app/${self:service}/organization}",
    ]


def test_a_handler_may_depend_on_the_stage(make_distribution: MakeDistribution) -> None:
    given = {name.replace("/live/", "/test/"): value for name, value in KEPT_IN_SSM.items()}
    config = load_distribution(
        APP_AND_ASSETS, distribution="AppDistribution", parameters=given | {"opt:stage": "test"}
    )
    assert_response(make_distribution(config).get("/"), body="<html data-release=43>")


# Stages with parameters (v4), sections in files: serverless/serverless, docs/guides/parameters.md and
# docs/providers/aws/guide/serverless.yml.md.

TEAM = {"Authorization": "Basic " + base64.b64encode(b"team:open sesame").decode()}


def test_a_portal_is_for_the_team(make_distribution: MakeDistribution) -> None:
    portal = make_distribution(load_distribution(PORTAL))
    responses.get("https://pages.s3.us-east-1.amazonaws.com/index.html", body="portal")
    assert_response(portal.get("/"), status=401)
    result = portal.get("https://dev.portal.example.com/INDEX.html", headers=TEAM)
    assert_fired(result, "viewer-request", "origin-request")
    assert_response(result, body="portal")


def test_in_production_everybody_may_see_it(make_distribution: MakeDistribution) -> None:
    portal = make_distribution(load_distribution(PORTAL, parameters={"stage": "prod"}))
    responses.get("https://pages.s3.us-east-1.amazonaws.com/index.html", body="portal")
    result = portal.get("https://portal.example.com/")
    assert_fired(result, "origin-request")
    assert_response(result, body="portal")


def test_a_parameter_given_on_the_command_line_counts_before_the_stage_s() -> None:
    config = load_distribution(PORTAL, parameters={"param:domain": "demo.example.com", "protected": False})
    assert config.aliases == ("demo.example.com",)
    assert config.viewer_request is None


def test_functions_that_are_packed_apart_have_modules_of_the_same_names() -> None:
    config = load_distribution(PORTAL)
    gate, canonical = function_of(config.viewer_request), function_of(config.origin_request)
    assert (gate.handler, gate.timeout) == (canonical.handler, 3)
    assert (gate.name, canonical.name) == ("portal-dev-gate", "canonical-dev")
    assert str(gate.code) != str(canonical.code)


# CloudFront Functions beside Lambda@Edge and an origin group in resources, laid over what events make:
# serverless/serverless, docs/providers/aws/guide/resources.md; functions as in
# pfeilbr/serverless-plugin-cloudfront-lambda-edge-playground, serverless.yml.


@pytest.fixture
def media(make_distribution: MakeDistribution) -> Distribution:
    def lower_case(event: Any, context: Any) -> Any:
        request = event["Records"][0]["cf"]["request"]
        request["uri"] = request["uri"].lower()
        return request

    given = {"parameters": {"MEDIA_KEY": "secret"}, "functions": {"Normalize": lower_case}}
    return make_distribution(load_distribution(MEDIA, **given))  # type: ignore[arg-type]


@pytest.mark.fact("CF-294")
def test_resources_are_laid_over_the_distribution_of_the_events(media: Distribution) -> None:
    responses.get("https://primary.media.example.com/images/cat.jpg", status=503)
    responses.get("https://standby.media.example.com/mirror/images/cat.jpg", body="cat")
    result = media.get("/images/CAT.webp")
    assert_fired(result, "viewer-request", "origin-request", "origin-request")
    assert_response(result, body="cat")
    assert result.origin_requests[0].headers["x-media-key"] == "secret"


@pytest.mark.fact("CF-294")
def test_without_a_behavior_for_all_paths_the_first_one_is_the_default_without_its_functions(
    media: Distribution,
) -> None:
    responses.get("https://primary.media.example.com/about", body="about")
    result = media.get("/about")
    assert_fired(result, "viewer-request")
    assert_response(result, body="about")


def test_a_cloudfront_function_of_resources_is_in_the_model() -> None:
    config = load_distribution(MEDIA, parameters={"MEDIA_KEY": "secret"})
    normalize = as_trigger(config.behaviors["/images/*"].viewer_request).function  # type: ignore[arg-type]
    assert isinstance(normalize, CloudFrontFunction)
    assert normalize.name == "media-normalize"
    assert "`${event.request.uri}`" in str(normalize.code)


def test_the_port_of_an_origin_s_url_is_not_read() -> None:
    config = load_distribution(MEDIA, parameters={"MEDIA_KEY": "secret"})
    standby = config.origins["custom/standby.media.example.com/mirror"]
    assert isinstance(standby, CustomOrigin)
    assert (standby.domain_name, standby.https_port) == ("standby.media.example.com", 443)
