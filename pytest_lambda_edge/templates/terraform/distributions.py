"""The distributions of a plan or state, each as a form with its references followed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model.problems import did_you_mean
from pytest_lambda_edge.templates.given import GivenParameters
from pytest_lambda_edge.templates.reading import Candidate, Format
from pytest_lambda_edge.templates.terraform.blocks import form_of
from pytest_lambda_edge.templates.terraform.companions import (
    cloudfront_function,
    key_groups,
    plain,
    policy,
    vpc_origin,
)
from pytest_lambda_edge.templates.terraform.distribution_blocks import DISTRIBUTION
from pytest_lambda_edge.templates.terraform.given_names import can_mean
from pytest_lambda_edge.templates.terraform.lambda_functions import lambda_function
from pytest_lambda_edge.templates.terraform.names import access_identity, any_text, domain_name, origin_id
from pytest_lambda_edge.templates.terraform.policy_blocks import POLICIES
from pytest_lambda_edge.templates.terraform.project import Project, is_terraform
from pytest_lambda_edge.templates.terraform.reader import Terraform
from pytest_lambda_edge.templates.terraform.references import VARIABLE, Unknown
from pytest_lambda_edge.templates.terraform.unknowns import attributes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_lambda_edge.templates.found import Place
    from pytest_lambda_edge.templates.reading import Asked, Document
    from pytest_lambda_edge.templates.terraform.blocks import Block
    from pytest_lambda_edge.templates.terraform.project import Resource

__all__ = ["TERRAFORM"]

_DISTRIBUTION: Final = "aws_cloudfront_distribution"
_KNOWN_VARIABLE: Final = (
    "sets no variable: nothing that is left open here depends on it, and the values of variables are in a "
    "plan already; another one takes another plan, such as terraform plan -var {}=… -out plan"
)

_FOLLOWED: Final[Mapping[str, Callable[[Terraform, Any, Place, Mapping[str, Any]], Any]]] = {
    "acm_certificate_arn": any_text,
    "anycast_ip_list_id": any_text,
    "bucket": any_text,
    "continuous_deployment_policy_id": any_text,
    "domain_name": domain_name,
    "field_level_encryption_id": any_text,
    "function_arn": cloudfront_function,
    "iam_certificate_id": any_text,
    "lambda_arn": lambda_function,
    "origin_access_control_id": any_text,
    "origin_access_identity": access_identity,
    "origin_id": origin_id,
    "realtime_log_config_arn": any_text,
    "target_origin_id": origin_id,
    "vpc_origin_id": vpc_origin,
    "web_acl_id": any_text,
}


def _read(document: Document, asked: Asked) -> list[Candidate]:
    """Return the distributions of a document; of one asked for by its address, that one."""
    reader = Terraform(Project.of(document), asked.parameters, asked.functions)
    if isinstance(asked.parameters, GivenParameters):
        asked.parameters.can_mean = can_mean(reader.project)
    found = reader.project.of_type(_DISTRIBUTION)
    named = [resource for resource in found if resource.address == asked.distribution]
    candidates = [_candidate(reader, resource) for resource in named or found]
    if isinstance(asked.parameters, GivenParameters) and len(candidates) == len(found):
        _tell_variables(asked.parameters)
    return candidates


def _tell_variables(given: GivenParameters) -> None:
    """Tell of variables on which nothing depends that the document leaves open."""
    for name in given:
        kind, _, variable = str(name).partition(".")
        if kind == VARIABLE and str(name) not in given.asked:
            hint = did_you_mean(name, given.asked)
            given.without_effect[str(name)] = _KNOWN_VARIABLE.format(variable) + hint


def _candidate(reader: Terraform, resource: Resource) -> Candidate:
    attributes = _settled(reader, DISTRIBUTION, attributes_of(resource), resource.place)
    _join_the_only_origin(attributes)
    reader.left_out.clear()
    form = form_of(DISTRIBUTION, attributes, resource.place, partial(_followed, reader))
    id_, host = (resource.text(name) or "" for name in ("id", "domain_name"))
    return Candidate(resource.address, form, resource.place, id_, host, left_out=tuple(reader.left_out))


def _followed(reader: Terraform, name: str, value: Any, place: Place, block: Mapping[str, Any]) -> Any:
    """Return what stands for an attribute in the form."""
    if name in POLICIES:
        return policy(reader, name, value, place)
    if name == "trusted_key_groups":
        return key_groups(reader, value, place)
    if name in _FOLLOWED:
        return _FOLLOWED[name](reader, value, place, block)
    return plain(reader, value, place)


def _settled(reader: Terraform, block: Block, values: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """Return a block's attributes; of what the provider fills in where it is null, that it is the provider's.

    Such an attribute is unknown as well where it is given a variable, which is null then. In the place of
    blocks that are unknown as a whole are those that ``parameters`` gives.
    """
    inside = {name: inner for name, (_, inner) in (*block.one.items(), *block.many.items())}
    settled = dict(values)
    for name, value in values.items():
        if isinstance(value, Unknown) and name in block.computed and not reader.is_open(value):
            settled[name] = replace(value, references=())
        elif name in inside and isinstance(value, Unknown):
            settled[name] = reader.parameters.get(place.inside(name).path, value)
        elif name in inside and isinstance(value, list):
            settled[name] = [
                _settled(reader, inside[name], one, place.inside(name).inside(index))
                if isinstance(one, dict)
                else one
                for index, one in enumerate(value)
            ]
    return settled


def _join_the_only_origin(attributes: Mapping[str, Any]) -> None:
    """Where there is one origin alone, let an unknown id be the one that is known, or that is written."""
    origins = _blocks(attributes, "origin")
    if len(origins) != 1 or attributes.get("origin_group"):
        return
    behaviors = (
        *_blocks(attributes, "default_cache_behavior"),
        *_blocks(attributes, "ordered_cache_behavior"),
    )
    holders = [(origins[0], "origin_id"), *((one, "target_origin_id") for one in behaviors)]
    ids = [block.get(name) for block, name in holders]
    written = next((one.written for one in ids if isinstance(one, Unknown)), None)
    known = next((one for one in ids if isinstance(one, str)), written)
    for block, name in holders:
        if isinstance(block.get(name), Unknown):
            block[name] = known


def _blocks(attributes: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = attributes.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


TERRAFORM: Final = Format("a plan or state of Terraform", is_terraform, _read)
