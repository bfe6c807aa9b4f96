"""Host names of buckets' websites, which older Regions write with a dash."""

from __future__ import annotations

import pytest
from support.templates import candidate, distribution, error_of, origin, template

from pytest_lambda_edge.templates.websites import website_endpoint


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("us-east-1", "b.s3-website-us-east-1.amazonaws.com"),
        ("eu-west-1", "b.s3-website-eu-west-1.amazonaws.com"),
        ("us-east-2", "b.s3-website.us-east-2.amazonaws.com"),
        ("eu-central-1", "b.s3-website.eu-central-1.amazonaws.com"),
    ],
)
def test_a_website_s_host_has_a_dash_in_older_regions_and_a_dot_in_others(region: str, host: str) -> None:
    assert website_endpoint("b", region) == host


def test_a_template_s_website_is_that_of_its_region() -> None:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "b"}}
    host = {"Fn::Select": [2, {"Fn::Split": ["/", {"Fn::GetAtt": ["Pages", "WebsiteURL"]}]}]}
    data = template("", Pages=bucket, Site=distribution(Origins=[origin(DomainName=host)]))
    found = candidate(data, parameters={"AWS::Region": "cn-north-1", "AWS::URLSuffix": "amazonaws.com.cn"})
    assert found.form["Origins"][0]["DomainName"] == "b.s3-website.cn-north-1.amazonaws.com.cn"


@pytest.mark.parametrize("region", [["eu-west-1"], {"a": 1}, None])
def test_a_region_that_is_no_text_is_refused(region: object) -> None:
    data = template("Resources: {Pages: {Type: 'AWS::S3::Bucket'}}")
    data["Resources"]["Site"] = distribution(Aliases=[{"Fn::GetAtt": ["Pages", "WebsiteURL"]}])
    error = error_of(data, parameters={"AWS::Region": region})
    assert f"AWS::Region must be given as text, not {region!r}" in str(error)
