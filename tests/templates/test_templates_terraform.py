"""Whole plans and states of Terraform: each ends in requests through its distribution, functions running.

They were printed by ``terraform show -json``, of the configurations that lie beside them, and have the shape
of the public files that the tests name.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.templates import TEMPLATES, error_of, unresolved_of
from support.terraform import data, site, state

from pytest_lambda_edge.assertions import (
    assert_fired,
    assert_origin_received,
    assert_response,
    assert_short_circuited,
)
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.distribution import Distribution
    from pytest_lambda_edge.fixtures import MakeDistribution
    from pytest_lambda_edge.model.triggers import Function

TERRAFORM = TEMPLATES / "terraform"
SHOP = TERRAFORM / "shop" / "plan.json"
DOCS = TERRAFORM / "docs" / "plan.json"
TENANTS = TERRAFORM / "tenants" / "plan.json"
DYNAMIC = TERRAFORM / "dynamic" / "plan.json"
MEMBERS = TERRAFORM / "members" / "state.json"

SHOP_PAGES = "https://pages.s3.us-east-1.amazonaws.com"
API = "https://api.example.com/v2"
DOCS_PAGES = "https://pages.s3.us-east-1.amazonaws.com"
FILMS = "https://example-films.s3.us-east-1.amazonaws.com"
COPIES = "https://example-films-copy.s3.us-east-1.amazonaws.com"

pytestmark = pytest.mark.filterwarnings("ignore::pytest_lambda_edge.errors.EdgeNotSimulatedWarning")


def passed_on(event: Any, context: Any) -> Any:
    return event["Records"][0]["cf"]["request"]


def function_of(trigger: Any) -> Function:
    function: Function = trigger.function
    return function


@pytest.fixture
def shop(make_distribution: MakeDistribution) -> Distribution:
    """Follows algosec/connectivity-risk-analysis-action lib/mockData.js (values that come from variables) and
    keptn-contrib/artifacthub infracost/1.0.0/README.md (a function that is still to be made).
    """
    given = {"aws_lb.api.dns_name": "api.example.com"}
    return make_distribution(load_distribution(SHOP, parameters=given))


@pytest.mark.fact("CF-299", "CF-300")
def test_a_shop_s_pages_are_rewritten_and_get_headers(shop: Distribution) -> None:
    responses.get(f"{SHOP_PAGES}/about/index.html", body="about us")
    result = shop.get("https://shop.example.com/about/")
    assert_fired(result, "origin-request", "origin-response")
    assert_response(result, body="about us", headers={"x-content-type-options": "nosniff"})


@pytest.mark.fact("CF-298")
def test_the_order_of_behaviors_is_their_precedence(shop: Distribution) -> None:
    assert list(shop.config.behaviors) == ["/api/catalog/*", "/api/*"]
    responses.get(f"{API}/api/catalog/shoes", body="shoes")
    result = shop.get("/api/catalog/shoes?page=2&tracked=1")
    assert_response(result, body="shoes")
    assert_fired(result)
    assert_origin_received(result, url=f"{API}/api/catalog/shoes?page=2", headers={"x-from": "cloudfront"})


def test_a_shop_asks_for_a_sign_in_where_its_plan_says_so(shop: Distribution) -> None:
    result = shop.post("/api/orders", body="1 shoe")
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=401, body="sign in first")
    responses.post(f"{API}/api/orders", status=201)
    assert_response(shop.post("/api/orders", headers={"Authorization": "Bearer 1"}), status=201)


@pytest.mark.fact("CF-297")
def test_a_shop_s_error_pages_and_restrictions_are_as_planned(shop: Distribution) -> None:
    responses.get(f"{SHOP_PAGES}/nowhere", status=404)
    responses.get(f"{SHOP_PAGES}/missing.html", body="not here")
    assert_response(shop.get("/nowhere"), status=404, body="not here")
    assert_response(shop.get("/", viewer={"CloudFront-Viewer-Country": "AQ"}), status=403)
    assert [one.error_caching_min_ttl for one in shop.config.custom_error_responses] == [30, 0]


def test_what_only_the_deployment_tells_is_named_and_can_be_given() -> None:
    (missing,) = error_of(SHOP).unresolved
    assert missing.reference == "aws_lb.api.dns_name"
    assert str(missing.place) == "aws_cloudfront_distribution.shop.origin[0].domain_name"
    assert "parameters={'aws_lb.api.dns_name': …}" in missing.why


@pytest.mark.fact("CF-300")
@pytest.mark.parametrize(
    "key", ['aws_lambda_function.edge["sign_in"]', "shop-test-sign_in"], ids=["address", "name"]
)
def test_a_function_of_a_plan_can_be_replaced(key: str, make_distribution: MakeDistribution) -> None:
    given = {"aws_lb.api.dns_name": "api.example.com"}
    site = make_distribution(load_distribution(SHOP, parameters=given, functions={key: passed_on}))
    responses.get(f"{API}/api/orders", body="all")
    assert_response(site.get("/api/orders"), body="all")


def docs(name: str, make_distribution: MakeDistribution) -> Distribution:
    """Follows fugue/regula rego/tests/rules/tf/aws/cloudfront/inputs/distribution_https_infra_json.rego.

    It has several distributions, and a bucket without a name, whose unknown id is the origin's id as well.
    """
    return make_distribution(load_distribution(DOCS, distribution=name))


def test_one_of_several_distributions_of_a_state_is_chosen_by_its_id() -> None:
    blog, shop = (
        data(f"aws_cloudfront_distribution.{name}", id=f"E{name.upper()}", **site(comment=name))
        for name in ("blog", "shop")
    )
    assert load_distribution(state(blog, shop), distribution="ESHOP").id == "ESHOP"
    assert "there is aws_cloudfront_distribution.blog" in str(error_of(state(blog, shop), distribution=""))


def test_one_of_several_distributions_is_chosen() -> None:
    message = str(error_of(DOCS))
    assert "aws_cloudfront_distribution.archive (old documentation)" in message
    chosen = load_distribution(DOCS, distribution="documentation")
    assert chosen == load_distribution(DOCS, distribution="aws_cloudfront_distribution.docs")


@pytest.mark.fact("CF-298", "CF-300")
def test_documentation_is_kept_as_its_function_says(make_distribution: MakeDistribution) -> None:
    site = docs("aws_cloudfront_distribution.docs", make_distribution)
    page = responses.get(f"{DOCS_PAGES}/guide", body="guide")
    first, second = site.get("/guide?v=1"), site.get("/guide?v=1")
    assert_fired(first, "origin-response")
    assert_response(second, body="guide", headers={"cache-control": "max-age=300"})
    assert page.call_count == 1


@pytest.mark.fact("CF-300")
def test_an_archive_can_hold_its_source(make_distribution: MakeDistribution) -> None:
    site = docs("old documentation", make_distribution)
    assert_response(site.get("/guide"), status=410, body="gone")


def tenant(alias: str, make_distribution: MakeDistribution) -> Distribution:
    """Follows hashicorp/terraform-json testdata/deep_module/plan.json: modules inside of modules."""
    return make_distribution(load_distribution(TENANTS, distribution=alias))


@pytest.mark.fact("CF-299")
@pytest.mark.parametrize("name", ["blue", "green"])
def test_each_instance_of_a_module_has_its_own_functions(
    name: str, make_distribution: MakeDistribution
) -> None:
    site = tenant(f"{name}.example.com", make_distribution)
    responses.get(f"https://{name}-origin.example.com/v1/list", body=name)
    result = site.get("/list?a=1")
    assert_fired(result, "viewer-request", "viewer-response")
    assert_response(result, body=name, headers={"x-function": f"us-east-1.tenants-stamp-{name}"})


def test_a_distribution_in_a_module_is_chosen_by_its_address() -> None:
    address = 'module.site["blue"].module.cdn.aws_cloudfront_distribution.this'
    config = load_distribution(TENANTS, distribution=address)
    assert config.aliases == ("blue.example.com",)
    assert config.cache_policy.name == "cdn-blue-example-com"  # type: ignore[union-attr]


@pytest.mark.fact("CF-299")
def test_what_a_module_makes_with_dynamic_blocks_is_told_by_what_it_is_given(
    make_distribution: MakeDistribution,
) -> None:
    """Follows hashicorp/terraform-json testdata/registry_module/plan.json: a module as registries have them.

    It is written as terraform-aws-modules/cloudfront is, so the plan does not tell how its blocks are.
    """
    site = make_distribution(load_distribution(DYNAMIC))
    result = site.get("/stands")
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=302, headers={"location": "/tickets"})
    responses.get("https://example-fair.s3.us-east-1.amazonaws.com/stands", body="stands")
    result = site.get("/stands", cookies={"ticket": "1"})
    assert_fired(result, "viewer-request", "origin-request")
    assert_response(result, body="stands")
    assert site.config.cache_policy.name == "fair"  # type: ignore[union-attr]


@pytest.fixture
def members(make_distribution: MakeDistribution) -> Distribution:
    """Follows hashicorp/terraform-json testdata/no_changes/state.json: the values of what is deployed."""
    return make_distribution(load_distribution(MEMBERS, functions={"members-index": passed_on}))


@pytest.mark.fact("CF-299", "CF-300")
def test_a_state_s_arns_lead_to_its_functions(members: Distribution) -> None:
    result = members.get("/greeting", headers={"Accept-Language": "de"})
    assert_short_circuited(result, by="origin-request")
    assert_response(result, body="Hallo", headers={"x-robots-tag": "noindex"})
    assert members.config.domain_name == "dcca4ca073c80f.cloudfront.net"
    assert function_of(members.config.origin_request).memory == 256


def test_a_state_s_origin_group_fails_over(members: Distribution) -> None:
    responses.get(f"{FILMS}/list", status=503)
    responses.get(f"{COPIES}/list", body="films")
    assert_response(members.get("/list"), body="films")


def test_a_state_s_key_group_keeps_strangers_out(members: Distribution) -> None:
    result = members.get("/films/1")
    assert_response(result, status=403)
    assert_fired(result)
    (group,) = members.config.behaviors["/films/*"].trusted_key_groups
    assert [key.id for key in group.keys] == ["K338EBED8D240C"]  # type: ignore[union-attr]


@pytest.mark.fact("CF-300")
@pytest.mark.parametrize(
    "key",
    [
        "aws_lambda_function.greeting",
        "members-greeting",
        "arn:aws:lambda:us-east-1:123456789012:function:members-greeting",
        "arn:aws:lambda:us-east-1:123456789012:function:members-greeting:1",
    ],
)
def test_a_function_of_a_state_is_known_by_its_arn_too(key: str) -> None:
    config = load_distribution(MEMBERS, functions={key: passed_on, "members-index": passed_on})
    assert function_of(config.origin_request).code is passed_on


def test_code_that_is_not_beside_the_plan_is_told_of(tmp_path: Path) -> None:
    shutil.copy(DOCS, tmp_path)
    assert unresolved_of(tmp_path / "plan.json", distribution="documentation") == [
        ("origin-response", "aws_lambda_function.expires")
    ]
    message = str(error_of(tmp_path / "plan.json", distribution="documentation"))
    assert "still to be built, or the plan was made in another folder; give it as functions={" in message
