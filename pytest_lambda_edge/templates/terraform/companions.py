"""From a distribution's ids and ARNs to the policies, key groups and functions that they mean (CF-300)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model.managed_policies import managed
from pytest_lambda_edge.templates.arns import names_of_arn
from pytest_lambda_edge.templates.found import (
    FoundCloudFrontFunction,
    FoundKeyGroup,
    FoundPolicy,
    FoundVpcOrigin,
    Unresolved,
)
from pytest_lambda_edge.templates.policies import POLICY_IDS
from pytest_lambda_edge.templates.terraform.blocks import Block, form_of
from pytest_lambda_edge.templates.terraform.distribution_blocks import VPC_ENDPOINT
from pytest_lambda_edge.templates.terraform.names import any_text
from pytest_lambda_edge.templates.terraform.policy_blocks import POLICIES
from pytest_lambda_edge.templates.terraform.reader import LATER, listed
from pytest_lambda_edge.templates.terraform.references import Unknown
from pytest_lambda_edge.templates.terraform.unknowns import attributes_of

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.found import Place
    from pytest_lambda_edge.templates.located import Located
    from pytest_lambda_edge.templates.terraform.project import Resource
    from pytest_lambda_edge.templates.terraform.reader import Terraform

__all__ = ["cloudfront_function", "key_groups", "plain", "policy", "vpc_origin"]

_FUNCTION: Final = "aws_cloudfront_function"
_KEY_GROUP: Final = "aws_cloudfront_key_group"
_PUBLIC_KEY: Final = "aws_cloudfront_public_key"
_VPC_ORIGIN: Final = "aws_cloudfront_vpc_origin"
_ENDPOINT: Final = "vpc_origin_endpoint_config"
_WITH_ENDPOINT: Final = Block(one={_ENDPOINT: (_ENDPOINT, VPC_ENDPOINT)})


def plain(reader: Terraform, value: Any, place: Place) -> Any:
    """Return data for a form; what is unknown is what ``parameters`` gives, or ``Unresolved``."""
    if isinstance(value, Unknown):
        given = reader.given(value, reader.follow(value), place)
        return reader.unresolved(value, place) if given is None else given
    if isinstance(value, list):
        return [plain(reader, one, place.inside(index)) for index, one in enumerate(value)]
    return value


def policy(reader: Terraform, name: str, value: Any, place: Place) -> Any:
    """Return the policy of the document that an id means; any other id as it is."""
    _, kind, _ = POLICIES[name]
    if isinstance(value, str):
        return _known_policy(reader, name, value)
    if not isinstance(value, Unknown):
        return value
    followed = reader.follow(value)
    given = reader.given(value, followed, place)
    if given is not None:
        return given
    found = reader.only_one(value, followed, place, kind)
    if len(found) == 1:
        return _policy(reader, name, found[0])
    return reader.unresolved(value, place, f"can mean {listed(found)}" if found else LATER)


def _known_policy(reader: Terraform, name: str, id_: str) -> Any:
    kind, resource_type, _ = POLICIES[name]
    _, _, known = POLICY_IDS[f"{kind}Id"]
    if id_ in reader.parameters or managed(known, id_) is not None:
        return id_
    resources = (*reader.project.of_type(resource_type), *reader.project.data_of_type(resource_type))
    found = next((one for one in resources if one.text("id") == id_), None)
    return id_ if found is None else _policy(reader, name, found)


def _policy(reader: Terraform, name: str, resource: Resource) -> Any:
    """Return a policy; of a data source that tells no more than its name, the id that a managed one has."""
    kind, _, block = POLICIES[name]
    own_name = resource.text("name") or resource.text("id") or resource.address
    if resource.is_data and not any(isinstance(one, list) and one for one in resource.values.values()):
        _, _, known = POLICY_IDS[f"{kind}Id"]
        policy = managed(known, own_name)
        return next((id_ for id_, one in known.items() if one is policy), own_name)

    form = _form(reader, block, resource, attributes_of(resource))
    return FoundPolicy(kind, resource.address, resource.place, form)


def _form(reader: Terraform, block: Block, resource: Resource, attributes: Mapping[str, Any]) -> Located:
    def follow(_: str, value: Any, place: Place, __: Mapping[str, Any]) -> Any:
        return plain(reader, value, place)

    return form_of(block, attributes, resource.place, follow)


def vpc_origin(reader: Terraform, value: Any, place: Place, config: Mapping[str, Any]) -> Any:
    """Return the VPC origin of the document that an id means; any other id, or what stands for it."""
    known = any_text(reader, value, place, config)
    if isinstance(value, Unknown):
        followed = reader.follow(value)
        is_given = reader.given(value, followed, place) is not None
        found = [] if is_given else reader.only_one(value, followed, place, _VPC_ORIGIN)
    else:
        found = [one for one in reader.project.of_type(_VPC_ORIGIN) if one.text("id") == value]
    if len(found) != 1:
        return known
    form = _form(reader, _WITH_ENDPOINT, found[0], {_ENDPOINT: attributes_of(found[0]).get(_ENDPOINT)})
    endpoint = form.get(_ENDPOINT)
    if not isinstance(endpoint, Mapping):
        return known
    return FoundVpcOrigin(found[0].address, found[0].place.inside(_ENDPOINT, form), endpoint)


def key_groups(reader: Terraform, value: Any, place: Place) -> Any:
    """Return the key groups of the document that ids mean; any other id as it is."""
    if isinstance(value, Unknown):
        if not value.references:
            return None
        found = reader.follow(value).of_type(_KEY_GROUP)
        return [_key_group(reader, one) for one in found] or plain(reader, value, place)
    if not isinstance(value, list):
        return value
    unknown = next((one for one in value if isinstance(one, Unknown)), None)
    if unknown is None:
        return [_known_key_group(reader, one) for one in value]
    found = reader.only_one(unknown, reader.follow(unknown), place, _KEY_GROUP)
    count = sum(isinstance(one, Unknown) for one in value)
    if len(found) != count:
        return [plain(reader, one, place.inside(index)) for index, one in enumerate(value)]
    following = iter(found)
    return [
        _key_group(reader, next(following)) if isinstance(one, Unknown) else _known_key_group(reader, one)
        for one in value
    ]


def _known_key_group(reader: Terraform, id_: Any) -> Any:
    groups = reader.project.of_type(_KEY_GROUP)
    found = next((one for one in groups if isinstance(id_, str) and one.text("id") == id_), None)
    return id_ if found is None or id_ in reader.parameters else _key_group(reader, found)


def _key_group(reader: Terraform, resource: Resource) -> Any:
    items = attributes_of(resource).get("items")
    place = resource.place.inside("items")
    members = items if isinstance(items, list) else [items]
    keys: dict[str, str] = {}
    for item in dict.fromkeys(one for one in members if isinstance(one, (str, Unknown))):
        for public_key in _public_keys(reader, item):
            pem = plain(reader, attributes_of(public_key).get("encoded_key"), public_key.place)
            if isinstance(pem, Unresolved):
                return pem
            keys[public_key.text("id") or public_key.address] = str(pem)
    if len(keys) < len(members):
        written = next((one.written for one in members if isinstance(one, Unknown)), str(items))
        return Unresolved(place, written, "the text of a public key is not here")
    return FoundKeyGroup(resource.text("id") or resource.address, resource.place, keys)


def _public_keys(reader: Terraform, item: Any) -> list[Resource]:
    if isinstance(item, Unknown):
        return reader.follow(item).of_type(_PUBLIC_KEY)
    return [one for one in reader.project.of_type(_PUBLIC_KEY) if one.text("id") == item]


def cloudfront_function(reader: Terraform, value: Any, place: Place, association: Mapping[str, Any]) -> Any:
    """Return the CloudFront Function of the document that an ARN means; any other ARN as it is."""
    if isinstance(value, str):
        functions = (*reader.project.of_type(_FUNCTION), *reader.project.data_of_type(_FUNCTION))
        names = names_of_arn(value)
        found = [one for one in functions if one.text("arn") == value or one.text("name") == names[0]]
        return _cloudfront_function(reader, found[0], place, association) if found else value
    if not isinstance(value, Unknown):
        return value
    found = reader.only_one(value, reader.follow(value), place, _FUNCTION)
    if len(found) == 1:
        return _cloudfront_function(reader, found[0], place, association)
    why = f"can mean {listed(found)}" if found else LATER
    written = reader.written(value)
    is_told = value.references and not found
    keys = (written, value.written) if is_told else (place.path, written, value.written)
    return Unresolved(place, written, why, _event_type(association), keys)


def _cloudfront_function(
    reader: Terraform, resource: Resource, place: Place, association: Mapping[str, Any]
) -> Any:
    attributes = attributes_of(resource)
    code, runtime = (
        plain(reader, attributes.get(name), resource.place.inside(name)) for name in ("code", "runtime")
    )
    name = resource.text("name")
    for one in (code, runtime):
        if isinstance(one, Unresolved):
            keys = tuple(key for key in (resource.address, name) if key)
            return Unresolved(place, one.reference, one.why, _event_type(association), keys)
    stores = attributes.get("key_value_store_associations")
    return FoundCloudFrontFunction(
        resource.address,
        resource.place,
        str(code or ""),
        str(runtime or ""),
        name,
        key_value_store=resource.place.inside("key_value_store_associations") if stores else None,
        unpublished=resource.place.inside("publish") if attributes.get("publish") is False else None,
        is_live=not resource.is_new and attributes.get("live_stage_etag") != "",
    )


def _event_type(association: Mapping[str, Any]) -> str | None:
    event_type = association.get("event_type")
    return event_type if isinstance(event_type, str) else None
