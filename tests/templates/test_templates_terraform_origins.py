"""Origins of a plan whose names and ids only the deployment makes."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import error_of
from support.terraform import (
    SITE,
    behavior,
    form_of,
    origin,
    plan,
    planned,
    refers,
    site,
)

from pytest_lambda_edge.templates.found import (
    FoundBucket,
)
from pytest_lambda_edge.templates.load import load_distribution

BUCKET = "aws_s3_bucket.pages"


def host(values: dict[str, Any], attribute: str, *others: Any, **sections: Any) -> Any:
    """Return the domain name of an origin that is made of a bucket's attribute."""
    one = origin(custom_origin_config=[])
    del one["domain_name"]
    document = plan(
        planned(
            SITE,
            site(origin=[one]),
            {"origin": [{"domain_name": True}]},
            origin=[
                {
                    "origin_id": {"constant_value": "www"},
                    "domain_name": refers(f"{BUCKET}.{attribute}" if "." not in attribute else attribute),
                }
            ],
        ),
        planned(BUCKET, values, ("id", "arn")),
        *others,
        **sections,
    )
    (made_of,) = form_of(document)["Origins"]
    name = made_of["DomainName"]
    return name.domain_name if isinstance(name, FoundBucket) else name


@pytest.mark.parametrize(
    ("values", "attribute", "name"),
    [
        ({}, "bucket_regional_domain_name", "pages.s3.us-east-1.amazonaws.com"),
        ({"bucket": "b"}, "bucket_regional_domain_name", "b.s3.us-east-1.amazonaws.com"),
        (
            {"bucket": "b", "region": "eu-west-1"},
            "bucket_regional_domain_name",
            "b.s3.eu-west-1.amazonaws.com",
        ),
        ({"bucket": "b"}, "bucket_domain_name", "b.s3.amazonaws.com"),
        ({"bucket": "b"}, "website_endpoint", "b.s3-website-us-east-1.amazonaws.com"),
        (
            {"bucket": "b", "bucket_region": "eu-central-1"},
            "website_endpoint",
            "b.s3-website.eu-central-1.amazonaws.com",
        ),
    ],
)
def test_a_bucket_s_domain_name_is_its_own_or_made_of_its_address(
    values: dict[str, Any], attribute: str, name: str
) -> None:
    assert host(values, attribute) == name


def test_a_bucket_s_website_is_that_of_its_bucket() -> None:
    website = planned(
        "aws_s3_bucket_website_configuration.pages",
        {},
        ("bucket", "website_endpoint"),
        bucket=refers(f"{BUCKET}.id"),
    )
    reference = "aws_s3_bucket_website_configuration.pages.website_endpoint"
    assert host({"bucket": "b"}, reference, website) == "b.s3-website-us-east-1.amazonaws.com"


def test_a_bucket_s_website_can_have_a_name_that_is_known() -> None:
    website = planned("aws_s3_bucket_website_configuration.pages", {"bucket": "b"}, ("website_endpoint",))
    reference = "aws_s3_bucket_website_configuration.pages.website_endpoint"
    assert host({}, reference, website) == "b.s3-website-us-east-1.amazonaws.com"


@pytest.mark.parametrize(
    ("values", "unknown", "key"),
    [
        ({"web_acl_id": None}, {}, None),
        ({}, {"web_acl_id": True}, "aws_wafv2_web_acl.a"),
    ],
)
def test_an_id_of_which_only_its_being_there_counts_is_its_owner_s_address(
    values: dict[str, Any], unknown: dict[str, Any], key: str | None
) -> None:
    whole = site(**values)
    whole = {name: value for name, value in whole.items() if name not in unknown}
    document = plan(
        planned(SITE, whole, unknown, web_acl_id=refers("aws_wafv2_web_acl.a.arn")),
        planned("aws_wafv2_web_acl.a", {}, ("arn", "id")),
    )
    assert form_of(document).get("WebACLId") == key
    if key:
        given = {"aws_wafv2_web_acl.a.arn": "arn:aws:wafv2::1:global/webacl/a"}
        assert form_of(document, parameters=given)["WebACLId"] == given["aws_wafv2_web_acl.a.arn"]


def test_the_id_of_one_of_several_dynamic_origins_is_unresolved() -> None:
    one, other = origin(), origin(origin_id="other")
    del one["origin_id"]
    document = plan(planned(SITE, site(origin=[one, other]), {"origin": [{"origin_id": True}, {}]}))
    assert str(form_of(document)["Origins"][0]["Id"].place) == f"{SITE}.origin[0].origin_id"


def test_another_host_is_unresolved_until_it_is_given() -> None:
    one = origin()
    del one["domain_name"]
    document = plan(
        planned(
            SITE,
            site(origin=[one]),
            {"origin": [{"domain_name": True}]},
            origin=[{"domain_name": refers("aws_lb.api.dns_name")}],
        ),
        planned("aws_lb.api", {"name": "api"}, ("dns_name",)),
    )
    (missing,) = error_of(document).unresolved
    assert missing.reference == "aws_lb.api.dns_name"
    config = load_distribution(document, parameters={"aws_lb.api.dns_name": "api.example.com"})
    assert config.origins["www"].domain_name == "api.example.com"  # type: ignore[union-attr]
    told = str(error_of(document, parameters={"aws_alb.api.dns_name": "api.example.com"}))
    meant = "did you mean 'aws_lb.api.dns_name'?"
    assert f"parameters['aws_alb.api.dns_name']: nothing in this document refers to it; {meant}" in told
    (missing,) = error_of(document, parameters={"aws_lb.api": "api.example.com"}).unresolved
    assert "give it as parameters={'aws_lb.api.dns_name': …}" in missing.why


def test_the_only_origin_is_every_behavior_s_whatever_its_unknown_id() -> None:
    one, default = origin(), behavior()
    del one["origin_id"], default["target_origin_id"]
    document = plan(
        planned(
            SITE,
            site(origin=[one], default_cache_behavior=[default]),
            {"origin": [{"origin_id": True}], "default_cache_behavior": [{"target_origin_id": True}]},
            origin=[{"origin_id": refers(f"{BUCKET}.id")}],
            default_cache_behavior=[{"target_origin_id": refers("local.origin")}],
        )
    )
    config = load_distribution(document)
    assert list(config.origins) == [config.origin] == [f"{BUCKET}.id"]


def test_several_origins_keep_how_their_ids_are_written() -> None:
    one, other, default = origin(), origin(origin_id="other"), behavior()
    del one["origin_id"], default["target_origin_id"]
    document = plan(
        planned(
            SITE,
            site(origin=[one, other], default_cache_behavior=[default]),
            {"origin": [{"origin_id": True}, {}], "default_cache_behavior": [{"target_origin_id": True}]},
            origin=[{"origin_id": {"constant_value": "other"}}, {"origin_id": refers(f"{BUCKET}.id")}],
            default_cache_behavior=[{"target_origin_id": refers(f"{BUCKET}.id")}],
        )
    )
    config = load_distribution(document)
    assert config.origin == f"{BUCKET}.id"
    assert set(config.origins) == {f"{BUCKET}.id", "other"}


@pytest.mark.parametrize(
    ("block", "form"),
    [
        (
            {"origin_access_control_id": refers("aws_cloudfront_origin_access_control.a.id")},
            {"OriginAccessControlId": "aws_cloudfront_origin_access_control.a"},
        ),
        (
            {
                "s3_origin_config": [
                    {
                        "origin_access_identity": refers(
                            "aws_cloudfront_origin_access_identity.a.cloudfront_access_identity_path"
                        )
                    }
                ]
            },
            {
                "S3OriginConfig": {
                    "OriginAccessIdentity": "origin-access-identity/cloudfront/"
                    "aws_cloudfront_origin_access_identity.a"
                }
            },
        ),
    ],
)
def test_what_gives_access_to_an_origin_is_called_by_its_address(
    block: dict[str, Any], form: dict[str, Any]
) -> None:
    one = origin(custom_origin_config=[], s3_origin_config=[{}] if "s3_origin_config" in block else [])
    del one["origin_access_control_id"]
    flags = {
        name: [{"origin_access_identity": True}] if isinstance(value, list) else True
        for name, value in block.items()
    }
    document = plan(
        planned(SITE, site(origin=[one]), {"origin": [flags]}, origin=[block]),
        planned("aws_cloudfront_origin_access_control.a", {"name": "a"}, ("id",)),
        planned("aws_cloudfront_origin_access_identity.a", {}, ("id",)),
    )
    (made_of,) = form_of(document)["Origins"]
    assert made_of.items() >= form.items()
