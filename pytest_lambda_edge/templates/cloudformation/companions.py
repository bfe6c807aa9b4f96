"""From a distribution's ids and ARNs to the resources of its template that they mean (CF-278, CF-279)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.attribute_names import as_id
from pytest_lambda_edge.templates.cloudformation.attributes import own_name
from pytest_lambda_edge.templates.cloudformation.construct_names import function_names
from pytest_lambda_edge.templates.cloudformation.misspelt_properties import (
    check_spelling,
    misspelt_properties,
)
from pytest_lambda_edge.templates.cloudformation.values import NO_VALUE, Joined, Reference, Unknown
from pytest_lambda_edge.templates.found import (
    FoundBucket,
    FoundCloudFrontFunction,
    FoundKeyGroup,
    FoundPolicy,
    FoundVpcOrigin,
    Unresolved,
)
from pytest_lambda_edge.templates.located import copy_of
from pytest_lambda_edge.templates.scalars import flag

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Resource
    from pytest_lambda_edge.templates.found import Place

__all__ = [
    "bucket",
    "cloudfront_function",
    "key_group",
    "origin_access_control",
    "origin_access_identity",
    "policy",
    "settled",
    "vpc_origin",
]

_BUCKET: Final = "AWS::S3::Bucket"
_BUCKET_ENDPOINT: Final = re.compile(r"\.s3(?!.website)(\.dualstack)?([.-][a-z0-9-]+)?\.amazonaws\.com")
_BUCKET_NAMES: Final = frozenset({"DomainName", "DualStackDomainName", "RegionalDomainName"})


def settled(resolver: Resolver, value: Any, spot: Spot) -> Any:
    """Return data for a form: references as their text, what is unknown as ``Unresolved``."""
    if isinstance(value, (Reference, Joined)):
        value = resolver.known(value)
    if isinstance(value, Unknown):
        return value.at(spot)
    if isinstance(value, dict):
        for key, held in value.items():
            value[key] = settled(resolver, held, spot.of(value, key))
    elif isinstance(value, list):
        value[:] = [settled(resolver, held, spot.of(value, index)) for index, held in enumerate(value)]
    return value


def policy(value: Any, spot: Spot, kind: str) -> Any:
    """Return the policy of the template that an id means; any other id as it is."""
    found = _followed(value, spot, f"AWS::CloudFront::{kind}", f"{kind}Config")
    return value if found is None else FoundPolicy(kind, *found)


def vpc_origin(value: Any, spot: Spot) -> Any:
    """Return the VPC origin of the template that an id means; any other id as it is."""
    found = _followed(value, spot, "AWS::CloudFront::VpcOrigin", "VpcOriginEndpointConfig")
    return value if found is None else FoundVpcOrigin(*found)


def origin_access_control(value: Any, spot: Spot) -> Any:
    """Return the id of an origin access control, which must not be that of another kind of resource."""
    return _of_kind(value, spot, "AWS::CloudFront::OriginAccessControl")


def origin_access_identity(value: Any, spot: Spot) -> Any:
    """Return the name of an origin access identity, whose id must not be that of another kind of resource."""
    if not isinstance(value, Joined):
        return value
    kind = "AWS::CloudFront::CloudFrontOriginAccessIdentity"
    return Joined(tuple(_of_kind(part, spot, kind) for part in value.parts))


def _of_kind(value: Any, spot: Spot, kind: str) -> Any:
    return as_id(value) if _referred(value, spot, kind) else value


def _followed(value: Any, spot: Spot, kind: str, key: str) -> tuple[str, Place, dict[str, Any]] | None:
    """Return the logical id of what an id means, and the config that it has under *key* with its place."""
    referred = _referred(value, spot, kind)
    if referred is None:
        return None
    resolver, resource = referred
    check_spelling(resolver, resource)
    config = resolver.property_of(resource, key)
    at_config = resource.at(key)
    if not isinstance(config, dict):
        raise at_config.error(f"is required, and must come to a mapping, not {_absent_or(config)}")
    name = config.get("Name")
    if isinstance(name, (Reference, Joined)):
        name = resolver.known(name)
    if isinstance(name, Unknown):  # How it is called makes no difference.
        config = copy_of(config)
        config["Name"] = resource.logical_id
    return resource.logical_id, at_config.place, settled(resolver, config, at_config)


def key_group(value: Any, spot: Spot) -> Any:
    """Return the key group of the template that an id means, with its public keys; any other id as it is."""
    referred = _referred(value, spot, "AWS::CloudFront::KeyGroup")
    if referred is None:
        return value
    resolver, resource = referred
    check_spelling(resolver, resource)
    config = resolver.property_of(resource, "KeyGroupConfig")
    at_config = resource.at("KeyGroupConfig")
    items = config.get("Items") if isinstance(config, Mapping) else None
    if isinstance(items, Unknown):
        return items.at(at_config.of(config, "Items"))
    if not isinstance(items, list):
        raise at_config.error("its Items are required: a list of public keys")
    keys: dict[str, str] = {}
    for index, item in enumerate(items):
        at_item = at_config.of(config, "Items").of(items, index)
        public_key = _referred(item, at_item, "AWS::CloudFront::PublicKey")
        pem = _pem(*public_key) if public_key else _key_elsewhere(resolver, item, at_item)
        if isinstance(pem, Unresolved):
            return pem
        keys[public_key[1].logical_id if public_key else str(item)] = pem
    return FoundKeyGroup(resource.logical_id, resource.spot.place, keys)


def cloudfront_function(value: Any, spot: Spot) -> Any:
    """Return the CloudFront Function of the template that an ARN means; any other ARN as it is."""
    referred = _referred(value, spot, "AWS::CloudFront::Function")
    if referred is None:
        return value
    resolver, resource = referred
    also = function_names(resolver, resource)
    code = resolver.property_of(resource, "FunctionCode")
    config = resolver.property_of(resource, "FunctionConfig")
    at_code = resource.at("FunctionCode")
    if code is NO_VALUE or not isinstance(config, Mapping) or "Runtime" not in config:
        raise resource.spot.error("FunctionCode and FunctionConfig.Runtime are required", "ValidationError")
    text = resolver.known(resolver.as_text(code, at_code))
    runtime = resolver.known(resolver.as_text(config["Runtime"], resource.at("FunctionConfig")))
    for one in (text, runtime):
        if isinstance(one, Unknown):
            keys = tuple(dict.fromkeys((resource.logical_id, one.name, *also)))
            return replace(one.at(spot), keys=keys)
    name = own_name(resolver, resource)
    is_published = flag(resolver.property_of(resource, "AutoPublish")) is True
    return FoundCloudFrontFunction(
        resource.logical_id,
        resource.spot.place,
        str(text),
        str(runtime),
        name if isinstance(name, str) else None,
        also=also,
        key_value_store=_at_store(config, resource.at("FunctionConfig")),
        # CF-279: whoever deploys may publish it by other means, such as the console.
        unpublished=None if is_published else resource.at("AutoPublish").place,
        refused=misspelt_properties(resolver, resource),
    )


def _at_store(config: Mapping[str, Any], spot: Spot) -> Place | None:
    """Return where a function is associated with a key-value store, if it is."""
    stores = config.get("KeyValueStoreAssociations")
    return spot.of(config, "KeyValueStoreAssociations").place if stores else None


def bucket(value: Any) -> Any:
    """Return the bucket of the template that a domain name means, if the template gives it no name.

    Any other domain name stays as it is.
    """
    reference = _bucket_reference(value)
    if reference is not None:
        resource = reference.resource
        if resource.type == _BUCKET and own_name(reference.home, resource) is None:
            return FoundBucket(resource.logical_id, resource.spot.place)
    return value


def _bucket_reference(value: Any) -> Reference | None:
    """Return what stands before ``.s3.amazonaws.com``, or has such a domain name."""
    if isinstance(value, Reference):
        return value if value.attribute in _BUCKET_NAMES else None
    if isinstance(value, Joined) and len(value.parts) == 2:
        name, endpoint = value.parts
        if isinstance(name, Reference) and name.attribute is None and isinstance(endpoint, str):
            return name if _BUCKET_ENDPOINT.fullmatch(endpoint) else None
    return None


def _referred(value: Any, spot: Spot, kind: str) -> tuple[Resolver, Resource] | None:
    """Return the resource that a reference means, which must be of a kind, and what works it out.

    None for what is no reference.
    """
    if not isinstance(value, Reference):
        return None
    resource = value.resource
    if resource.type == kind:
        as_id(value)
        return value.home, resource
    if resource.type.startswith(_ANSWERED_LATER) or not resource.type.startswith("AWS::"):
        return None
    raise spot.error(f"{resource.logical_id} is an {resource.type}; an {kind} is wanted here")


_ANSWERED_LATER: Final = ("AWS::CloudFormation::", "AWS::ServiceCatalog::", "AWS::SSM::Parameter")


def _pem(resolver: Resolver, public_key: Resource) -> str | Unresolved:
    check_spelling(resolver, public_key)
    config = resolver.property_of(public_key, "PublicKeyConfig")
    spot = public_key.at("PublicKeyConfig")
    if not isinstance(config, Mapping) or "EncodedKey" not in config:
        raise spot.error("its EncodedKey is required", "ValidationError")
    text = resolver.known(resolver.as_text(config["EncodedKey"], spot))
    return text.at(spot) if isinstance(text, Unknown) else text


def _key_elsewhere(resolver: Resolver, item: Any, spot: Spot) -> Unresolved:
    known = resolver.known(resolver.as_text(item, spot))
    if isinstance(known, Unknown):
        return known.at(spot)
    return Unresolved(spot.place, known, "the text of this public key is not in the template")


def _absent_or(value: Any) -> str:
    return "missing" if value is NO_VALUE else shown(value)
