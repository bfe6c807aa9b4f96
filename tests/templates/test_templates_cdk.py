"""Apps of the AWS CDK, synthesised by aws-cdk-lib: each ends in requests through its distribution."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.templates import TEMPLATES, error_of, unresolved_of

from pytest_lambda_edge.assertions import assert_fired, assert_response, assert_short_circuited
from pytest_lambda_edge.model.distribution import DistributionConfig
from pytest_lambda_edge.model.origins import S3Origin
from pytest_lambda_edge.model.policies import CachePolicy, ResponseHeadersPolicy
from pytest_lambda_edge.model.triggers import Function
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.distribution import Distribution
    from pytest_lambda_edge.fixtures import MakeDistribution

APPS = TEMPLATES / "cdk" / "cdk.out"
MEMBERS, MAGAZINE, IMAGES, SHOP, STATUS, ARCHIVE = (
    APPS / name for name in ("members", "magazine", "images", "shop", "status", "archive")
)
MEMBER = {"Cookie": "session=1"}
PAGES = "https://pages127dfd1a.s3.us-east-1.amazonaws.com"
RESIZE = "https://abc.lambda-url.us-east-1.on.aws/"

pytestmark = pytest.mark.filterwarnings("ignore::pytest_lambda_edge.errors.EdgeNotSimulatedWarning")


def data_of(app: str, file: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((APPS / app / file).read_text())
    return found


def passed_on(event: Any, context: Any) -> Any:
    return event["Records"][0]["cf"]["request"]


def code_of(trigger: Any) -> tuple[str, str]:
    """Return the folder and the handler of a trigger's function."""
    function = trigger.function
    assert isinstance(function, Function)
    return str(function.code).rpartition("/")[2][:6], str(function.handler)


# Follows cloudcomponents/cdk-constructs, examples/cloudfront-authorization-example: an authorization that
# has functions of its own, and a distribution whose behaviors use them.


@pytest.fixture
def members(make_distribution: MakeDistribution) -> Distribution:
    return make_distribution(load_distribution(MEMBERS))


@pytest.mark.fact("CF-283", "CF-286")
def test_members_get_pages_and_strangers_are_sent_to_sign_in(members: Distribution) -> None:
    responses.get(f"{PAGES}/index.html", body="welcome")
    result = members.get("/", headers=MEMBER)
    assert_fired(result, "viewer-request")
    assert_response(result, status=200, body="welcome")
    stranger = members.get("/news")
    assert_short_circuited(stranger, by="viewer-request")
    assert_response(stranger, status=302, headers={"location": "https://login.example.com/?back=/news"})


def test_each_behavior_of_an_app_has_its_own_function(members: Distribution) -> None:
    signed_in = members.get("/signed-in?ticket=7&back=/news")
    assert_response(
        signed_in, status=303, headers={"location": "/news", "set-cookie": "session=7; Secure; HttpOnly"}
    )
    orders = responses.get("https://api.example.com/api/orders", body="[]")
    assert_response(members.get("/api/orders", headers=MEMBER), body="[]")
    assert orders.calls[0].request.headers["X-Through"] == "cloudfront"
    assert_response(members.get("/api/orders"), status=302)


@pytest.mark.fact("CF-287")
def test_an_app_s_policies_and_error_pages_are_followed(members: Distribution) -> None:
    page = responses.get(f"{PAGES}/missing.html", body="no such page")
    responses.get(f"{PAGES}/gone?page=2", status=403)
    assert_response(members.get("/gone?page=2", headers=MEMBER), status=404, body="no such page")
    assert page.call_count == 1
    policy = members.config.cache_policy
    assert isinstance(policy, CachePolicy)
    assert (policy.default_ttl, policy.query_string_behavior) == (300, "all")


@pytest.mark.fact("CF-286")
def test_metadata_tells_where_an_asset_is() -> None:
    resources = data_of("members", "Members.template.json")["Resources"]
    metadata = [one["Metadata"] for one in resources.values() if one["Type"] == "AWS::Lambda::Function"]
    assert all(one["aws:asset:path"].startswith("asset.") for one in metadata)
    assert code_of(load_distribution(MEMBERS).viewer_request) == ("asset.", "index.handler")


# Follows aws/aws-cdk, packages/@aws-cdk-testing/framework-integ/test/aws-cloudfront/test/
# integ.distribution-lambda-cross-region.ts: two EdgeFunctions of a stack in Ireland, one of which has a stack
# of its own.


@pytest.fixture
def magazine(make_distribution: MakeDistribution) -> Distribution:
    return make_distribution(load_distribution(MAGAZINE))


@pytest.mark.fact("CF-285")
def test_edge_functions_are_found_through_the_parameters_of_their_stacks(magazine: Distribution) -> None:
    origin = "https://origin.magazine.example.com"
    page = responses.get(f"{origin}/issues/7/index.html", body="seven")
    first, second = magazine.get("/issues/7/"), magazine.get("/issues/7/")
    assert_fired(first, "origin-request", "origin-response")
    assert_fired(second)
    for result in (first, second):
        assert_response(result, status=200, body="seven", headers={"cache-control": "max-age=60"})
    assert page.call_count == 1


@pytest.mark.fact("CF-285")
def test_edge_functions_are_in_us_east_1_wherever_their_app_is() -> None:
    template = data_of("magazine", "Magazine.template.json")
    readers = [one for one in template["Resources"].values() if one["Type"].startswith("Custom::")]
    names = [one["Properties"]["ParameterName"] for one in readers]
    assert sorted(names) == [
        "/cdk/EdgeFunctionArn/eu-west-1/Magazine/Headers",
        "/cdk/EdgeFunctionArn/eu-west-1/Magazine/Pages",
    ]
    assert not [one for one in template["Resources"].values() if one["Type"] == "AWS::Lambda::Version"]
    config = load_distribution(MAGAZINE)
    assert code_of(config.origin_request) == ("asset.", "pages.handler")
    assert code_of(config.origin_response) == ("asset.", "headers.handler")


def test_edge_functions_are_given_by_their_construct_s_id(make_distribution: MakeDistribution) -> None:
    site = make_distribution(load_distribution(MAGAZINE, functions={"Pages": passed_on}))
    responses.get("https://origin.magazine.example.com/a/", body="as it is")
    assert_response(site.get("/a/"), body="as it is")


# Follows aws-samples/image-optimization, lib/image-optimization-stack.ts: an origin group of a bucket and a
# function's URL. The distribution is in a nested stack, as in many apps that come near a stack's limits.


def images_config(**asked: Any) -> DistributionConfig:
    return load_distribution(IMAGES, parameters={"ResizeFunctionUrlF27C91B7.FunctionUrl": RESIZE}, **asked)


def test_an_image_is_made_where_its_bucket_has_none(make_distribution: MakeDistribution) -> None:
    site = make_distribution(images_config())
    bucket = f"https://{bucket_of(site.config)}"
    missing = responses.get(f"{bucket}/cat/full.jpg", status=403)
    made = responses.get(f"{RESIZE}cat/full.jpg", body="a cat")
    result = site.get("/cat.jpg")
    assert_fired(result, "origin-request", "origin-request")
    assert_response(result, status=200, body="a cat")
    assert (missing.call_count, made.call_count) == (1, 1)


def bucket_of(config: DistributionConfig) -> str:
    assert config.origins is not None
    (bucket,) = (one.domain_name for one in config.origins.values() if isinstance(one, S3Origin))
    return bucket


def test_what_another_stack_exports_is_followed_into_a_nested_stack() -> None:
    config = images_config()
    assert bucket_of(config).startswith("images")
    assert code_of(config.origin_request) == ("asset.", "index.handler")
    nested = data_of("images", "SiteDeliveryE2632AA2.nested.template.json")
    assert "Fn::ImportValue" in json.dumps(nested)
    assert "ResizeFunctionUrl" in json.dumps(nested["Parameters"])


@pytest.mark.fact("CF-284")
@pytest.mark.parametrize("name", ["Sizes", "Storage/Sizes", "Sizes/Fn", "SizesFn"])
def test_an_edge_function_in_us_east_1_has_the_name_of_what_is_around_it(name: str) -> None:
    functions = data_of("images", "Storage.template.json")["Resources"].items()
    made = {one["Type"]: logical_id for logical_id, one in functions if logical_id.startswith("SizesFn")}
    assert made["AWS::Lambda::Version"].startswith("SizesFnCurrentVersion")
    assert made["AWS::Lambda::Function"].startswith("SizesFn")
    assert images_config(functions={name: passed_on}).origin_request.function.code is passed_on  # type: ignore[union-attr]


def test_what_only_the_deployment_makes_is_named_in_the_nested_template() -> None:
    error = error_of(IMAGES)
    (missing,) = error.unresolved
    assert missing.place.file == "SiteDeliveryE2632AA2.nested.template.json"
    assert missing.reference == "!GetAtt ResizeFunctionUrlF27C91B7.FunctionUrl"
    assert "parameters={'ResizeFunctionUrl.FunctionUrl': …}" in str(error)


def test_an_origin_of_a_nested_stack_can_be_given() -> None:
    config = load_distribution(
        IMAGES, origins={"SiteDeliveryImagesOrigin26F39EEE7": "https://making.example.com"}
    )
    assert config.origins is not None
    assert config.origins["SiteDeliveryImagesOrigin26F39EEE7"] == "https://making.example.com"


@pytest.mark.parametrize(
    ("parameters", "comment"), [({}, "images for everybody"), ({"Viewers": "cats"}, "images for cats")]
)
def test_a_parameter_is_handed_down(parameters: dict[str, str], comment: str) -> None:
    given = parameters | {"ResizeFunctionUrlF27C91B7.FunctionUrl": RESIZE}
    assert isinstance(load_distribution(IMAGES, parameters=given, distribution=comment), DistributionConfig)


# Follows terrificdm/cloudfrontCDK, lib/cloudfront_cdk-stack.ts: a CloudFront Function and a Lambda@Edge
# function on one behavior, with a cache policy of the app's own. Key group and headers policy are added.

HOST: Mapping[str, str] = {"OriginHost": "origin.shop.example.com"}
FRENCH = {"CloudFront-Viewer-Country": "FR"}


@pytest.fixture
def shop(make_distribution: MakeDistribution) -> Distribution:
    return make_distribution(load_distribution(SHOP, parameters=HOST, functions={"Redirect": passed_on}))


@pytest.mark.fact("CF-287")
def test_cloudfront_functions_and_lambda_functions_share_a_behavior(shop: Distribution) -> None:
    shelf = responses.get("http://origin.shop.example.com:8080/fr/hats", body="chapeaux")
    result = shop.get("/hats", viewer=FRENCH)
    assert_fired(result, "viewer-request", "origin-request")
    assert_response(
        result,
        status=200,
        body="chapeaux",
        headers={"x-frame-options": "DENY", "x-content-type-options": "nosniff", "x-shop": "open"},
    )
    assert shelf.call_count == 1
    assert isinstance(shop.config.response_headers_policy, ResponseHeadersPolicy)


def test_downloads_of_an_app_are_signed(shop: Distribution) -> None:
    result = shop.get("/downloads/manual.pdf")
    assert_response(result, status=403)
    assert b"MissingKey" in result.content
    assert shop.config.behaviors is not None
    assert "BEGIN PUBLIC KEY" in str(shop.config.behaviors["/downloads/*"].trusted_key_groups)


def test_a_function_of_cloudfront_is_read_with_its_runtime() -> None:
    config = load_distribution(SHOP, parameters=HOST)
    function: Any = config.viewer_request.function  # type: ignore[union-attr]
    assert function.runtime == "cloudfront-js-2.0"
    assert "cf.kvs()" in function.code


@pytest.mark.fact("CF-286")
def test_the_list_of_assets_tells_where_code_is_without_metadata() -> None:
    template = data_of("shop", "Shop.template.json")
    functions = [one for one in template["Resources"].values() if one["Type"] == "AWS::Lambda::Function"]
    assert [one.get("Metadata") for one in functions] == [None]
    assert isinstance(functions[0]["Properties"]["Code"]["S3Bucket"], dict)
    trigger = load_distribution(SHOP, parameters=HOST).origin_request
    assert code_of(trigger) == ("asset.", "country.handler")
    assert (trigger.function.memory, trigger.function.timeout) == (256, 10)  # type: ignore[union-attr]


def test_a_parameter_of_an_app_that_has_no_value_is_told() -> None:
    assert unresolved_of(SHOP) == [(None, "!Ref OriginHost")]
    assert "Shop.template.json: " in str(error_of(SHOP))


# Follows aws/aws-cdk, packages/@aws-cdk-testing/framework-integ/test/aws-cloudfront/test/
# integ.cloudfront-cross-region-cert.ts: a certificate of us-east-1 in a stack of another region. The stacks
# are those of two stages, as a pipeline deploys them.


@pytest.mark.parametrize(
    ("stage", "host"), [("Test", "test-status.example.com"), ("Live", "status.example.com")]
)
def test_every_stage_has_its_distribution(stage: str, host: str, make_distribution: MakeDistribution) -> None:
    site = make_distribution(load_distribution(STATUS, distribution=host))
    responses.get("http://pages127dfd1a.s3-website.eu-central-1.amazonaws.com/", body="all is well")
    assert_response(site.get(f"https://{host}/"), body="all is well")
    down = site.get(f"https://{host}/payments")
    assert_short_circuited(down, by="viewer-request")
    assert_response(down, status=503, body="we are at it")
    assert site.config == load_distribution(STATUS, distribution=f"{stage}/Page/Status")


def test_references_across_regions_are_followed() -> None:
    page = data_of("status", "assembly-Live/LivePage341C4AC4.template.json")
    assert "Custom::CrossRegionExportReader" in json.dumps(page)
    trigger = load_distribution(STATUS, distribution="Live/Page/Status").viewer_request
    assert trigger.function.name == "status-door"  # type: ignore[union-attr]


def test_a_stage_can_be_loaded_by_its_own_folder() -> None:
    assert load_distribution(STATUS / "assembly-Live").aliases == ("status.example.com",)


# Follows panacloud-modern-global-apps/full-stack-serverless-cdk, stepxx_lambda_edge/lib/
# stepxx_lambda_edge-stack.ts, which is for the CDK's first version: a bucket, a function, and a distribution
# that joins them. Here, the two latter are in a nested stack, and assets are found by parameters, as that
# version had it.


@pytest.mark.fact("CF-286")
def test_an_app_in_the_cdk_s_first_form_has_its_assets_by_parameters(
    make_distribution: MakeDistribution,
) -> None:
    template = data_of("archive", "Archive.template.json")
    assert all(name.startswith("AssetParameters") for name in template["Parameters"])
    assert not (ARCHIVE / "Archive.assets.json").exists()
    site = make_distribution(load_distribution(ARCHIVE))
    page = responses.get(
        "https://files8e6940b8.s3.us-east-1.amazonaws.com/1999/index.html", body="last century"
    )
    result = site.get("/1999/")
    assert_fired(result, "origin-request")
    assert_response(result, body="last century")
    assert page.call_count == 1
    assert site.config == load_distribution(ARCHIVE, distribution="Archive/Web/Archive")


@pytest.mark.parametrize("source", [MEMBERS, MEMBERS / "manifest.json", MEMBERS / "Members.template.json"])
def test_a_folder_its_manifest_and_its_template_are_the_same(source: Any) -> None:
    assert load_distribution(source) == load_distribution(MEMBERS)


def test_one_template_finds_the_stacks_beside_it() -> None:
    config = load_distribution(MAGAZINE / "Magazine.template.json")
    assert config == load_distribution(MAGAZINE)
    by_stage = load_distribution(STATUS / "assembly-Test" / "TestPage4C9C9415.template.json")
    assert by_stage == load_distribution(STATUS, distribution="test-status.example.com")
