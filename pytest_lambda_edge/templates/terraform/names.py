"""Host names and ids of what a distribution refers to, where only the deployment makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.found import FoundBucket
from pytest_lambda_edge.templates.terraform.addresses import local_name
from pytest_lambda_edge.templates.terraform.references import Unknown
from pytest_lambda_edge.templates.terraform.unknowns import attributes_of
from pytest_lambda_edge.templates.websites import website_endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.templates.found import Place
    from pytest_lambda_edge.templates.terraform.project import Resource
    from pytest_lambda_edge.templates.terraform.reader import Terraform

__all__ = ["access_identity", "any_text", "domain_name", "origin_id"]

_BUCKET: Final = "aws_s3_bucket"
_WEBSITE: Final = "aws_s3_bucket_website_configuration"
_REGION: Final = "us-east-1"


def domain_name(reader: Terraform, value: Any, place: Place, origin: Mapping[str, Any]) -> Any:
    """Return the domain name of an origin: of a bucket its own, or one by which a test can stub it."""
    if not isinstance(value, Unknown):
        return value
    followed = reader.follow(value)
    given = reader.given(value, followed, place)
    if given is not None:
        return given
    is_custom = bool(origin.get("custom_origin_config"))
    found = followed.of_type(_BUCKET, _WEBSITE)
    if not found and not is_custom:
        found = reader.only_one(value, followed, place, _BUCKET)
    others = [one for one in followed.targets if one.resource.type not in (_BUCKET, _WEBSITE)]
    if len(found) != 1 or others:
        return reader.unresolved(value, place)
    attributes = followed.attributes_of(found[0])
    return _host(reader, found[0], attributes)


def _host(reader: Terraform, resource: Resource, attributes: set[str | None]) -> Any:
    bucket = resource
    if resource.type == _WEBSITE:
        attributes = {"website_endpoint"}
        bucket = _bucket_of(reader, resource) or resource
    name = bucket.text("bucket")
    region = bucket.text("region") or bucket.text("bucket_region") or reader.project.provider_region(bucket)
    region = region or _REGION
    if "website_endpoint" in attributes:
        return website_endpoint(name or local_name(bucket.address), region)
    if name is None:
        return FoundBucket(local_name(bucket.address), bucket.place)
    return (
        f"{name}.s3.amazonaws.com"
        if "bucket_domain_name" in attributes
        else f"{name}.s3.{region}.amazonaws.com"
    )


def _bucket_of(reader: Terraform, website: Resource) -> Resource | None:
    """Return the bucket whose website a resource configures."""
    bucket = attributes_of(website).get("bucket")
    if not isinstance(bucket, Unknown):
        return None
    found = reader.follow(bucket).of_type(_BUCKET)
    return found[0] if len(found) == 1 else None


def any_text(reader: Terraform, value: Any, place: Place, _block: Mapping[str, Any]) -> Any:
    """Return an id of which nothing but its being there counts; of an unknown one its owner's address."""
    if not isinstance(value, Unknown):
        return value
    followed = reader.follow(value)
    given = reader.given(value, followed, place)
    if given is not None:
        return given
    return followed.targets[0].resource.address if followed.targets else value.written


def origin_id(reader: Terraform, value: Any, place: Place, _block: Mapping[str, Any]) -> Any:
    """Return the id of an origin; of an unknown one how it is written, the same wherever it is."""
    if not isinstance(value, Unknown):
        return value
    given = reader.given(value, reader.follow(value), place)
    if given is None and not value.references:
        return reader.unresolved(value, place)
    return "-".join(reader.open_references(value)) if given is None else given


def access_identity(reader: Terraform, value: Any, place: Place, block: Mapping[str, Any]) -> Any:
    """Return the path of an origin access identity."""
    known = any_text(reader, value, place, block)
    return f"origin-access-identity/cloudfront/{known}" if isinstance(value, Unknown) and known else known
