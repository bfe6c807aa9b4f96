"""Whole CloudFormation templates: each ends in requests through its distribution, functions running."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.templates import TEMPLATES, distribution, error_of, origin, unresolved_of

from pytest_lambda_edge.assertions import assert_fired, assert_response, assert_short_circuited
from pytest_lambda_edge.model.origins import CustomOrigin, S3Origin
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pytest_lambda_edge.distribution import Distribution
    from pytest_lambda_edge.fixtures import MakeDistribution

SHOP = TEMPLATES / "cloudformation" / "shop" / "template.yaml"
MEMBERS = TEMPLATES / "cloudformation" / "members" / "template.yaml"
WORLD = TEMPLATES / "cloudformation" / "world" / "template.json"
CAMPAIGNS = TEMPLATES / "cloudformation" / "campaigns" / "template.yaml"

PAGES = "https://pagesbucket.s3.us-east-1.amazonaws.com"
PREVIEW = "https://preview-origin.example.com/preview"
PRODUCTION = "https://www-origin.example.com"
TEAM = {"Authorization": "Basic dGVhbS1wcmV2aWV3Om9wZW4gc2VzYW1l"}
EUROPE = "https://world-europe.s3.amazonaws.com"
AMERICA = "https://america.s3.us-east-1.amazonaws.com"
API = "https://abc.execute-api.us-east-1.amazonaws.com"


pytestmark = pytest.mark.filterwarnings("ignore::pytest_lambda_edge.errors.EdgeNotSimulatedWarning")


def passed_on(event: Any, context: Any) -> Any:
    return event["Records"][0]["cf"]["request"]


@pytest.fixture
def shop(make_distribution: MakeDistribution) -> Distribution:
    return make_distribution(load_distribution(SHOP, parameters={"ApiHost": "api.example.com"}))


@pytest.mark.fact("CF-276", "CF-278", "CF-280", "CF-281")
def test_a_shop_serves_pages_from_its_bucket_through_its_own_functions(shop: Distribution) -> None:
    responses.get(f"{PAGES}/current/shoes/index.html", body="shoes")
    first, second = shop.get("/shoes/"), shop.get("/shoes/")
    assert_response(first, status=200, body="shoes", headers={"x-frame-options": "DENY"})
    assert_fired(first, "origin-request", "viewer-response")
    assert_fired(second, "viewer-response")


def test_a_cache_policy_of_the_template_decides_the_cache_key(shop: Distribution) -> None:
    pages = responses.get(f"{PAGES}/current/shoes/index.html", body="shoes")
    results = [shop.get(f"/shoes/?{query}") for query in ("page=1", "page=2", "page=1&utm=x")]
    assert [result.result_type for result in results] == ["Miss", "Miss", "Hit"]
    assert pages.call_count == 2


def test_parameters_reach_mappings_origins_and_comment() -> None:
    given = {"ApiHost": "api.example.com", "Stage": "test", "MoreAliases": "test.shop.example.com"}
    config = load_distribution(SHOP, parameters=given)
    assert config.aliases == ("test.shop.example.com",)
    assert (config.cache_policy.default_ttl, config.cache_policy.max_ttl) == (10, 60)  # type: ignore[union-attr]
    assert config.origins["api"].custom_headers == {"X-Stage": "test"}  # type: ignore[union-attr]
    assert load_distribution(SHOP, parameters=given, distribution="the shop (test)") == config


def test_an_origin_access_control_of_the_template_is_known_by_its_logical_id() -> None:
    config = load_distribution(SHOP, parameters={"ApiHost": "api.example.com"})
    pages = config.origins["pages"]
    assert isinstance(pages, S3Origin)
    assert pages.origin_access_control_id == "PagesAccess"


@pytest.mark.fact("CF-281", "LE-294")
def test_a_function_has_the_timeout_memory_and_name_of_its_resource() -> None:
    config = load_distribution(SHOP, parameters={"ApiHost": "api.example.com", "AWS::StackName": "web"})
    listing, security = (
        trigger.function  # type: ignore[union-attr]
        for trigger in (config.origin_request, config.viewer_response)
    )
    assert (listing.name, listing.timeout, listing.memory) == ("web-listing", 5, 256)  # type: ignore[union-attr]
    assert (security.name, security.timeout) == ("SecurityFunction", 3)  # type: ignore[union-attr]


def test_the_api_of_the_shop_takes_orders(shop: Distribution) -> None:
    responses.post("https://api.example.com/api/orders", status=201)
    result = shop.post("/api/orders", body="{}")
    assert_response(result, status=201)
    assert result.origin_requests[0].headers["X-Stage"] == "prod"


def test_error_pages_of_the_shop_come_from_its_static_files(shop: Distribution) -> None:
    responses.get(f"{PAGES}/current/gone", status=403)
    responses.get(f"{PAGES}/current/static/not-found.html", body="no such page")
    assert_response(shop.get("/gone"), status=404, body="no such page")


def test_functions_stand_in_for_those_of_the_template(make_distribution: MakeDistribution) -> None:
    config = load_distribution(
        SHOP, parameters={"ApiHost": "api.example.com"}, functions={"ListingFunction": passed_on}
    )
    responses.get(f"{PAGES}/current/shoes/", body="a listing")
    assert_response(make_distribution(config).get("/shoes/"), body="a listing")


def test_a_missing_parameter_is_told_with_its_place() -> None:
    error = error_of(SHOP)
    (missing,) = error.unresolved
    assert missing.reference == "!Ref ApiHost"
    assert (
        str(missing.place) == "Resources.Site.Properties.DistributionConfig.Origins[1].DomainName (line 104)"
    )
    assert "give it with parameters={'ApiHost': …}" in str(error)


@pytest.fixture
def members(make_distribution: MakeDistribution) -> Distribution:
    return make_distribution(load_distribution(MEMBERS))


@pytest.mark.fact("CF-281")
def test_inline_code_asks_for_the_password_of_the_stage(members: Distribution) -> None:
    result = members.get("/")
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=401, body="members of ${Stage} only")
    assert result.headers["www-authenticate"] == 'Basic realm="preview"'


def test_inline_code_lets_members_in(members: Distribution) -> None:
    responses.get(f"{PREVIEW}/", body="welcome")
    assert_response(members.get("/", headers=TEAM), status=200, body="welcome")


def test_a_condition_takes_the_function_away_in_production(make_distribution: MakeDistribution) -> None:
    site = make_distribution(load_distribution(MEMBERS, parameters={"Stage": "production"}))
    responses.get(f"{PRODUCTION}/", body="welcome")
    result = site.get("/")
    assert_response(result, status=200, body="welcome")
    assert_fired(result)


def test_a_condition_brings_the_geo_restriction(make_distribution: MakeDistribution) -> None:
    site = make_distribution(load_distribution(MEMBERS, parameters={"CountryList": "DE,AT"}))
    responses.get(f"{PREVIEW}/", body="welcome")
    statuses = [
        site.get("/", headers=TEAM, viewer={"CloudFront-Viewer-Country": country}).status_code
        for country in ("DE", "FR")
    ]
    assert statuses == [200, 403]


@pytest.fixture
def world(make_distribution: MakeDistribution) -> Distribution:
    return make_distribution(load_distribution(WORLD))


@pytest.mark.fact("CF-276", "CF-280")
def test_an_origin_group_fails_over_to_the_second_bucket(world: Distribution) -> None:
    responses.get(f"{EUROPE}/page", status=503)
    responses.get(f"{AMERICA}/page", body="from America")
    result = world.get("/page")
    assert_response(result, status=200, body="from America")
    assert [request.origin for request in result.origin_requests] == ["europe", "america"]


def test_what_neither_bucket_has_comes_from_the_function(world: Distribution) -> None:
    responses.get(f"{EUROPE}/page", status=404)
    responses.get(f"{AMERICA}/page", status=404)
    assert_response(world.get("/page"), status=200, body="<h1>Soon to come</h1>")


def test_a_function_can_be_given_by_its_name_in_the_template(make_distribution: MakeDistribution) -> None:
    given = {"campaigns-lower-case": passed_on, "campaigns-country": passed_on}
    config = load_distribution(
        CAMPAIGNS, parameters={"ApiId": "abc"}, distribution="Campaigns", functions=given
    )
    responses.get(f"{API}/Spring", body="spring")
    assert_response(make_distribution(config).get("/Spring"), body="spring")


@pytest.fixture
def campaigns(make_distribution: MakeDistribution) -> Distribution:
    return make_distribution(
        load_distribution(
            CAMPAIGNS,
            parameters={"ApiId": "abc"},
            distribution="campaigns.example.com",
            functions={"LowerCase": passed_on},
        )
    )


@pytest.mark.fact("CF-278", "CF-279")
def test_policies_of_the_template_bring_the_country_to_the_function(campaigns: Distribution) -> None:
    responses.get(f"{API}/de/spring", body="Frühling")
    result = campaigns.get("https://campaigns.example.com/spring", viewer={"CloudFront-Viewer-Country": "DE"})
    assert_response(result, body="Frühling", headers={"x-campaigns": "yes"})
    assert_fired(result, "viewer-request", "origin-request")


def test_a_key_group_of_the_template_asks_for_signatures(campaigns: Distribution) -> None:
    result = campaigns.get("/press/release.pdf")
    assert_response(result, status=403)
    assert "MissingKey" in result.text


def test_one_of_several_distributions_is_chosen_by_its_comment(make_distribution: MakeDistribution) -> None:
    config = load_distribution(
        CAMPAIGNS, parameters={"ApiId": "abc"}, distribution="campaigns of earlier years"
    )
    responses.get(f"{API}/2019", body="old")
    assert_response(make_distribution(config).get("/2019"), body="old")


def test_several_distributions_are_listed_where_none_is_chosen() -> None:
    message = str(error_of(CAMPAIGNS, parameters={"ApiId": "abc"}))
    assert "Campaigns (all campaigns, campaigns.example.com); Archive (campaigns of earlier years)" in message


def test_a_parameter_whose_value_is_kept_elsewhere_is_asked_for() -> None:
    assert unresolved_of(CAMPAIGNS, distribution="Archive") == [(None, "!Ref ApiId")]


@pytest.mark.parametrize("kind", ["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"])
def test_the_path_of_an_origin_can_be_the_name_of_an_api_s_stage(kind: str) -> None:
    path = {"Fn::Sub": "/${Live}"}
    site = distribution(Origins=[origin(OriginPath=path)])
    stage = {"Type": kind, "Properties": {"StageName": "live"}}
    made = load_distribution({"Resources": {"Site": site, "Live": stage}})
    assert made.origins["www"].origin_path == "/live"  # type: ignore[union-attr]
    (missing,) = error_of({"Resources": {"Site": site, "Live": {"Type": kind}}}).unresolved
    assert missing.reference == "!Ref Live"


@pytest.mark.filterwarnings("ignore::pytest_lambda_edge.errors.EdgeNotSimulatedWarning")
@pytest.mark.parametrize(
    ("domain_name", "more", "kind"),
    [
        ("abc.lambda-url.us-east-1.on.aws", {}, CustomOrigin),
        ("pages.s3.eu-west-1.amazonaws.com", {"CustomOriginConfig": None}, S3Origin),
        ("pages.s3.dualstack.eu-west-1.amazonaws.com", {"CustomOriginConfig": None}, S3Origin),
    ],
)
def test_buckets_and_urls_of_functions_have_access_controls(
    domain_name: str, more: dict[str, Any], kind: type
) -> None:
    changes = {"DomainName": domain_name, "OriginAccessControlId": {"Fn::GetAtt": ["Access", "Id"]}, **more}
    own = {key: value for key, value in origin(**changes).items() if value is not None}
    access = {"Type": "AWS::CloudFront::OriginAccessControl"}
    resources = {"Site": distribution(Origins=[own]), "Access": access}
    made = load_distribution({"Resources": resources}).origins["www"]
    assert isinstance(made, (CustomOrigin, S3Origin))
    assert (type(made), made.origin_access_control_id) == (kind, "Access")
