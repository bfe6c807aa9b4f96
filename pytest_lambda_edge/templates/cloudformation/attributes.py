"""The text that a resource's reference stands for, where the template tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.templates.cloudformation.construct_names import name_to_give
from pytest_lambda_edge.templates.cloudformation.unfilled import UNFILLED, is_unfilled
from pytest_lambda_edge.templates.cloudformation.values import NO_VALUE, Reference, Unknown
from pytest_lambda_edge.templates.websites import website_endpoint

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.template import Resource

__all__ = ["known_text", "own_name"]

# What follows a bucket's name in its domain names; AWS::S3::Bucket, "Return values".
_BUCKET: Final = {
    None: "{name}",
    "Arn": "arn:{partition}:s3:::{name}",
    "DomainName": "{name}.s3.{suffix}",
    "DualStackDomainName": "{name}.s3.dualstack.{region}.{suffix}",
    "RegionalDomainName": "{name}.s3.{region}.{suffix}",
    "WebsiteURL": "http://{website}",
}
_NAMES: Final = {
    "AWS::ApiGateway::Stage": "StageName",
    "AWS::ApiGatewayV2::Stage": "StageName",
    "AWS::CloudFront::Function": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SSM::Parameter": "Name",
}
# Their ids are made at deployment; any text that is the same everywhere will do.
_NAMED_AS_WRITTEN: Final = frozenset(
    {
        "AWS::CloudFront::CachePolicy",
        "AWS::CloudFront::CloudFrontOriginAccessIdentity",
        "AWS::CloudFront::KeyGroup",
        "AWS::CloudFront::OriginAccessControl",
        "AWS::CloudFront::OriginRequestPolicy",
        "AWS::CloudFront::PublicKey",
        "AWS::CloudFront::ResponseHeadersPolicy",
    }
)


def known_text(resolver: Resolver, resource: Resource, reference: Reference) -> str | Unknown:
    """Return a reference's text; unknown where only the deployment makes it."""
    if resource.type in _NAMED_AS_WRITTEN and reference.attribute in {None, "Id"}:
        return resource.logical_id
    if resource.type == "AWS::S3::Bucket" and reference.attribute in _BUCKET:
        return _bucket_text(resolver, resource, reference)
    name = own_name(resolver, resource) if reference.attribute is None else None
    if name is not None:
        return name
    why = f"is made when {resource.logical_id} ({resource.type}) is deployed"
    written = repr(reference)
    return Unknown(resource.logical_id, written, why, reference.spot, given_as=name_to_give(reference))


def own_name(resolver: Resolver, resource: Resource) -> str | Unknown | None:
    """Return the name that a resource is given in the template; None where it is given none."""
    if resource.type not in _NAMES:
        return None
    key = _NAMES[resource.type]
    name = resolver.property_of(resource, key)
    known = None if name is NO_VALUE else resolver.known(resolver.as_text(name, resource.spot))
    if isinstance(known, str) and "${" in known and is_unfilled(known):
        return _unfilled(resolver, resource, key, known)
    return known


def _unfilled(resolver: Resolver, resource: Resource, key: str, name: str) -> Unknown:
    """Return what stands for a name that AWS refuses, since it allows neither ``$`` nor braces in any."""
    spot = resource.at(key)
    if resource.type.endswith("::Function"):  # One runs whatever it is called.
        resolver.stacks.noted.refuse(Problem(str(spot.place), f"{name}: {UNFILLED}", "ValidationError"))
    return Unknown(resource.logical_id, name, UNFILLED, spot, is_mistake=True)


def _bucket_text(resolver: Resolver, resource: Resource, reference: Reference) -> str | Unknown:
    name = own_name(resolver, resource)
    if isinstance(name, Unknown):
        return name
    name = name or resource.logical_id.lower()
    partition, region, suffix = (
        resolver.refer(f"AWS::{pseudo}", reference.spot) for pseudo in ("Partition", "Region", "URLSuffix")
    )
    website = website_endpoint(name, region, suffix)
    return _BUCKET[reference.attribute].format(
        name=name, partition=partition, region=region, suffix=suffix, website=website
    )
