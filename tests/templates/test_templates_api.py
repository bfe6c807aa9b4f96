"""Distributions as AWS's API writes them, with their functions running (CF-273, CF-275)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support.signatures import rsa_pair

from pytest_lambda_edge import (
    CachePolicy,
    ConfigError,
    CustomErrorResponse,
    Distribution,
    EdgeNotSimulatedWarning,
    Function,
    GeoRestriction,
    KeyGroup,
    S3Origin,
    Trigger,
    load_distribution,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import responses

FOLDER = Path(__file__).parent / "api"
FUNCTIONS = FOLDER / "functions"


def function(name: str) -> str:
    return f"{FUNCTIONS}/{name}.handler"


def document(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def single_page_app(**given: Any) -> Any:
    functions = {"app-security": function("security")}
    return load_distribution(FOLDER / "single_page_app.json", functions=functions, **given)


def members_area(**given: Any) -> Any:
    functions = {"members-door": function("door"), "app-security": function("security")}
    functions |= {"site-rewrite": function("rewrite"), "api-relay": function("relay")}
    return load_distribution(FOLDER / "members_area.json", functions=functions, **given)


def media(functions: Mapping[str, Any], **parameters: Any) -> Any:
    policy = CachePolicy(min_ttl=0, query_string_behavior="all")
    own = {
        "0c1d2e3f-1111-2222-3333-444455556666": policy,
        "b1a2c3d4-aaaa-bbbb-cccc-ddddeeeeffff": KeyGroup(keys=[rsa_pair().public_key]),
    }
    return load_distribution(FOLDER / "media.json", functions=functions, parameters=own | parameters)


@pytest.mark.fact("CF-275")
def test_what_get_distribution_prints_is_the_distribution_with_its_id_and_name() -> None:
    config = single_page_app()
    assert (config.id, config.domain_name) == ("E1A2B3C4D5E6F7", "d2x8kq1lmnop3r.cloudfront.net")
    assert list(config.aliases) == ["app.example.com"]
    assert config.cache_policy == "CachingOptimized"
    assert config.response_headers_policy == "SecurityHeadersPolicy"
    assert config.geo_restriction is None
    assert config.custom_error_responses == tuple(
        CustomErrorResponse(
            error_code=code, response_page_path="/index.html", response_code=200, error_caching_min_ttl=0
        )
        for code in (403, 404)
    )
    assert config.origins["site"] == S3Origin(
        domain_name="example-app.s3.eu-central-1.amazonaws.com", origin_access_control_id="E2QWRUHAPOMQZL"
    )


@pytest.mark.filterwarnings("ignore::pytest_lambda_edge.EdgeNotSimulatedWarning")
def test_a_deep_link_of_a_single_page_app_is_its_index(responses_: responses.RequestsMock) -> None:
    bucket = "https://example-app.s3.eu-central-1.amazonaws.com"
    responses_.get(f"{bucket}/orders/17", status=403)
    responses_.get(f"{bucket}/index.html", body="<app>")
    with Distribution(single_page_app()) as site:
        result = site.get("https://app.example.com/orders/17")
    assert (result.status_code, result.text) == (200, "<app>")
    assert result.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert result.skipped == {"viewer-response": "custom-error-page"}


def test_the_members_area_lets_in_who_has_a_session(responses_: responses.RequestsMock) -> None:
    responses_.get("https://www-origin.example.com/members/", body="hello")
    with Distribution(members_area()) as site:
        assert site.get("https://example.com/members/").headers["Location"] == "/sign-in"
        let_in = site.get("https://example.com/members/", cookies={"session": "1"})
    assert let_in.text == "hello"
    assert let_in.fired == ("viewer-request", "viewer-response")
    assert let_in.headers["X-Frame-Options"] == "DENY"
    (sent,) = let_in.origin_requests
    assert sent.headers["X-Origin-Secret"] == "s3cret"


def test_the_default_behavior_is_rewritten_and_cached(responses_: responses.RequestsMock) -> None:
    responses_.get(
        "https://www-origin.example.com/docs/index.html", body="d", headers={"Cache-Control": "max-age=60"}
    )
    with Distribution(members_area()) as site:
        assert site.get("/docs/").fired == ("origin-request",)
        assert site.get("/docs/").result_type == "Hit"
        assert site.get("http://www.example.com/docs/").status_code == 301


def test_the_api_gets_the_body_and_what_legacy_settings_forward(responses_: responses.RequestsMock) -> None:
    responses_.post("https://api.example.com/v2/api/orders?page=2", status=201)
    with Distribution(members_area()) as site:
        result = site.post("/api/orders?page=2", body="a=1", cookies={"session": "1", "theme": "dark"})
        assert site.get("http://www.example.com/api/orders").status_code == 403
    (sent,) = result.origin_requests
    assert result.status_code == 201
    assert sent.headers["X-Form"] == "a=1"
    assert sent.headers["Cookie"] == "session=1"


def test_a_failing_primary_origin_is_left_for_the_bucket(responses_: responses.RequestsMock) -> None:
    responses_.get("https://primary.example.com/a", status=503)
    responses_.get("https://example-backup.s3.eu-central-1.amazonaws.com/a", body="from the bucket")
    config = load_distribution(FOLDER / "failover.json", distribution="Failover")
    assert config.geo_restriction == GeoRestriction(restriction_type="blacklist", locations=["CU", "KP"])
    assert config.cache_tag_header_name == "Cache-Tag"
    with Distribution(config) as site:
        assert site.get("/a").text == "from the bucket"
        assert site.get("/a", viewer={"CloudFront-Viewer-Country": "CU"}).status_code == 403


def test_a_cloudfront_function_is_replaced_by_python(responses_: responses.RequestsMock) -> None:
    responses_.get("https://example-media.s3.eu-central-1.amazonaws.com/public/a/index.html", body="a")
    config = media({"media-door": function("door"), "site-rewrite": function("rewrite")})
    with Distribution(config) as site:
        assert site.get("/a/").short_circuited_by == "viewer-request"
        assert site.get("/a/", cookies={"session": "1"}).fired == ("viewer-request", "origin-request")
        assert site.get("/paid/film").status_code == 403


@pytest.mark.fact("CF-274")
def test_what_an_api_document_only_names_is_told_all_at_once() -> None:
    with pytest.raises(ConfigError) as raised:
        load_distribution(FOLDER / "media.json")
    assert [(one.event_type, one.reference.rpartition("/")[2]) for one in raised.value.unresolved] == [
        (None, "0c1d2e3f-1111-2222-3333-444455556666"),
        ("origin-request", "arn:aws:lambda:us-east-1:123456789012:function:site-rewrite:12"),
        ("viewer-request", "media-door"),
        (None, "b1a2c3d4-aaaa-bbbb-cccc-ddddeeeeffff"),
    ]
    places = [
        one.place.path.removeprefix("DistributionConfigWithTags.DistributionConfig.")
        for one in raised.value.unresolved
    ]
    assert places == [
        "DefaultCacheBehavior.CachePolicyId",
        "DefaultCacheBehavior.LambdaFunctionAssociations.Items[0].LambdaFunctionARN",
        "DefaultCacheBehavior.FunctionAssociations.Items[0].FunctionARN",
        "CacheBehaviors.Items[0].TrustedKeyGroups.Items[0]",
    ]
    assert "functions={'media-door': handler}" in str(raised.value)
    assert "parameters={'0c1d2e3f-1111-2222-3333-444455556666': CachePolicy(...)}" in str(raised.value)


def test_a_policy_is_given_as_the_api_prints_it() -> None:
    config = {
        "Comment": "",
        "Name": "media",
        "DefaultTTL": 60,
        "MaxTTL": 600,
        "MinTTL": 1,
        "ParametersInCacheKeyAndForwardedToOrigin": {
            "EnableAcceptEncodingGzip": True,
            "EnableAcceptEncodingBrotli": False,
            "HeadersConfig": {
                "HeaderBehavior": "whitelist",
                "Headers": {"Quantity": 1, "Items": ["Origin"]},
            },
            "CookiesConfig": {"CookieBehavior": "none"},
            "QueryStringsConfig": {"QueryStringBehavior": "all"},
        },
    }
    id_ = "0c1d2e3f-1111-2222-3333-444455556666"
    printed = {"ETag": "E", "CachePolicy": {"Id": id_, "CachePolicyConfig": config}}
    functions = {"media-door": function("door"), "site-rewrite": function("rewrite")}
    for given in (printed, printed["CachePolicy"]):
        assert media(functions, **{id_: given}).cache_policy == CachePolicy(
            name="media",
            min_ttl=1,
            default_ttl=60,
            max_ttl=600,
            header_behavior="whitelist",
            headers=["Origin"],
            query_string_behavior="all",
            enable_accept_encoding_gzip=True,
        )


@pytest.mark.parametrize("key", ["api-relay", "arn", "arn:2"])
def test_a_function_is_given_by_its_name_or_its_arn_with_or_without_a_version(key: str) -> None:
    key = key.replace("arn", "arn:aws:lambda:us-east-1:123456789012:function:api-relay")
    body = document("members_area")["DistributionConfig"]
    body["DefaultCacheBehavior"]["LambdaFunctionAssociations"] = {"Quantity": 0}
    del body["CacheBehaviors"]["Items"][0]
    body["CacheBehaviors"]["Quantity"] = 1
    config = load_distribution(body, functions={key: function("relay")})
    relay = Function(function("relay"), name="api-relay")
    assert config.behaviors["/api/*"].origin_request == Trigger(relay, include_body=True)


@pytest.mark.fact("CF-309")
def test_a_quantity_that_is_not_the_number_of_items_is_refused() -> None:
    config = document("failover")
    config["OriginGroups"]["Items"][0]["FailoverCriteria"]["StatusCodes"]["Quantity"] = 3
    with pytest.raises(ConfigError) as raised:
        load_distribution(config)
    (problem,) = raised.value.problems
    assert problem.code == "InconsistentQuantities"
    assert problem.place == "OriginGroups.Items[0].FailoverCriteria.StatusCodes"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"AllowedMethods": {"Quantity": 1, "Items": ["GET"]}}, "AllowedMethods"),
        (
            {
                "AllowedMethods": {
                    "Quantity": 2,
                    "Items": ["GET", "HEAD"],
                    "CachedMethods": {"Quantity": 1, "Items": ["GET"]},
                }
            },
            "AllowedMethods.CachedMethods",
        ),
        ({"ViewerProtocolPolicy": "all"}, "ViewerProtocolPolicy"),
        ({"TargetOriginId": "nowhere"}, "TargetOriginId"),
        ({"MinTTL": 5}, "MinTTL"),
    ],
)
def test_a_problem_has_its_place_in_the_document(change: dict[str, Any], place: str) -> None:
    config = document("failover")
    config["DefaultCacheBehavior"] |= change
    with pytest.raises(ConfigError) as raised:
        load_distribution({"DistributionConfig": config})
    assert {one.place for one in raised.value.problems} == {
        f"DistributionConfig.DefaultCacheBehavior.{place}"
    }


def test_a_problem_in_yaml_has_its_line(tmp_path: Path) -> None:
    config = document("failover")
    config["DefaultCacheBehavior"]["ViewerProtocolPolicy"] = "all"
    text = yaml.safe_dump(config)
    (tmp_path / "site.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_distribution(tmp_path / "site.yaml")
    line = text.splitlines().index("  ViewerProtocolPolicy: all") + 1
    (problem,) = raised.value.problems
    assert problem.place.endswith(f"site.yaml: DefaultCacheBehavior.ViewerProtocolPolicy (line {line})")


def test_places_in_other_parts_of_the_document() -> None:
    config = document("failover")
    config["Origins"]["Items"][0]["CustomOriginConfig"]["OriginSslProtocols"]["Items"] = ["TLSv9"]
    config["Origins"]["Items"][0]["CustomHeaders"] = {
        "Quantity": 1,
        "Items": [{"HeaderName": "Host", "HeaderValue": "x"}],
    }
    config["Restrictions"]["GeoRestriction"]["Items"] = ["Cuba", "KP"]
    with pytest.raises(ConfigError) as raised:
        load_distribution(config)
    assert [one.place for one in raised.value.problems] == [
        "Origins.Items[0].CustomHeaders.Items[0]",
        "Origins.Items[0].CustomOriginConfig.OriginSslProtocols",
        "Restrictions.GeoRestriction",
    ]


def test_a_problem_of_the_distribution_itself_has_the_place_of_its_config() -> None:
    whole = {"Id": "E1", "DomainName": "no name", "DistributionConfig": document("failover")}
    with pytest.raises(ConfigError) as raised:
        load_distribution({"Distribution": whole})
    assert [one.place for one in raised.value.problems] == ["Distribution.DistributionConfig"]


def test_trusted_signers_are_told_to_be_let_in() -> None:
    config = document("failover")
    config["DefaultCacheBehavior"]["TrustedSigners"] = {"Enabled": True, "Quantity": 1, "Items": ["self"]}
    with pytest.warns(EdgeNotSimulatedWarning, match="DefaultCacheBehavior.TrustedSigners has no effect yet"):
        load_distribution(config)


def test_a_geo_restriction_may_say_its_type_alone() -> None:
    config = document("failover")
    config["Restrictions"]["GeoRestriction"] = {"RestrictionType": "none"}
    assert load_distribution(config).geo_restriction is None


def test_key_groups_that_are_switched_off_are_not_trusted() -> None:
    config = document("failover")
    config["DefaultCacheBehavior"]["TrustedKeyGroups"] = {"Enabled": False, "Quantity": 1, "Items": ["x"]}
    assert load_distribution(config).trusted_key_groups == ()
