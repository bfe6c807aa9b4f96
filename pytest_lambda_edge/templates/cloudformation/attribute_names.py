"""The attributes of resources by their names, and what a person means by one that a resource does not have.

AWS adds attributes, so one that is unknown here is let pass, unless it cannot be meant otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.problems import nearest, shown, with_article
from pytest_lambda_edge.templates.cloudformation.macros import of_whole_template
from pytest_lambda_edge.templates.cloudformation.misspelt import meant
from pytest_lambda_edge.templates.cloudformation.values import Joined, Reference

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ATTRIBUTES", "as_id", "check_is_arn_of_version", "with_right_attribute"]

_POLICY: Final = frozenset({"Id", "LastModifiedTime"})

ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "AWS::ApiGateway::DomainName": frozenset(
        {
            "DistributionDomainName",
            "DistributionHostedZoneId",
            "DomainNameArn",
            "RegionalDomainName",
            "RegionalHostedZoneId",
        }
    ),
    "AWS::ApiGateway::RestApi": frozenset({"RestApiId", "RootResourceId"}),
    "AWS::ApiGatewayV2::Api": frozenset({"ApiEndpoint", "ApiId", "ExecuteApiArn"}),
    "AWS::ApiGatewayV2::DomainName": frozenset(
        {"DomainNameArn", "RegionalDomainName", "RegionalHostedZoneId"}
    ),
    "AWS::CloudFront::CachePolicy": _POLICY,
    "AWS::CloudFront::CloudFrontOriginAccessIdentity": frozenset({"Id", "S3CanonicalUserId"}),
    "AWS::CloudFront::Distribution": frozenset({"DomainName", "Id"}),
    "AWS::CloudFront::Function": frozenset({"FunctionARN", "FunctionMetadata.FunctionARN", "Stage"}),
    "AWS::CloudFront::KeyGroup": _POLICY,
    "AWS::CloudFront::OriginAccessControl": frozenset({"Id"}),
    "AWS::CloudFront::OriginRequestPolicy": _POLICY,
    "AWS::CloudFront::PublicKey": frozenset({"CreatedTime", "Id"}),
    "AWS::CloudFront::ResponseHeadersPolicy": _POLICY,
    "AWS::CloudFront::VpcOrigin": frozenset(
        {"AccountId", "Arn", "CreatedTime", "Id", "LastModifiedTime", "Status"}
    ),
    "AWS::ElasticLoadBalancing::LoadBalancer": frozenset(
        {
            "CanonicalHostedZoneName",
            "CanonicalHostedZoneNameID",
            "DNSName",
            "SourceSecurityGroup",
            "SourceSecurityGroup.GroupName",
            "SourceSecurityGroup.OwnerAlias",
        }
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": frozenset(
        {
            "CanonicalHostedZoneID",
            "DNSName",
            "IpAddressType",
            "LoadBalancerArn",
            "LoadBalancerAttributes",
            "LoadBalancerFullName",
            "LoadBalancerName",
            "Name",
            "Scheme",
            "SecurityGroups",
            "SubnetMappings",
            "Subnets",
            "Tags",
            "Type",
        }
    ),
    "AWS::Lambda::Alias": frozenset({"AliasArn"}),
    "AWS::Lambda::Function": frozenset({"Arn", "SnapStartResponse"}),
    "AWS::Lambda::Url": frozenset({"FunctionArn", "FunctionUrl"}),
    "AWS::Lambda::Version": frozenset({"FunctionArn", "Version"}),
    "AWS::MediaStore::Container": frozenset({"Endpoint", "Id"}),
    "AWS::S3::Bucket": frozenset(
        {"Arn", "DomainName", "DualStackDomainName", "RegionalDomainName", "WebsiteURL"}
    ),
    "AWS::SSM::Parameter": frozenset(
        {"AllowedPattern", "Arn", "DataType", "Description", "Name", "Policies", "Tier", "Type", "Value"}
    ),
}
"""What Fn::GetAtt knows of each type; see "Return values" in the reference of each."""

# Of these all attributes are known: they are few, and have stayed the same for years.
_WITHOUT_OTHERS: Final = frozenset(
    {
        "AWS::CloudFront::CachePolicy",
        "AWS::CloudFront::OriginRequestPolicy",
        "AWS::CloudFront::ResponseHeadersPolicy",
        "AWS::Lambda::Alias",
        "AWS::Lambda::Version",
    }
)

# Attributes of these are so alike that a new one may be nearly one of them, too.
_ALIKE: Final = frozenset(
    {"AWS::ElasticLoadBalancing::LoadBalancer", "AWS::ElasticLoadBalancingV2::LoadBalancer"}
)

# What people write for what another attribute is, or Ref (where None stands).
_OFTEN_WRONG: Final[Mapping[str, Mapping[str, str | None]]] = {
    "AWS::CloudFront::Function": {"Arn": None, "Id": None, "Name": None},
    "AWS::Lambda::Function": {"FunctionArn": "Arn", "Id": None, "Name": None},
}

_ID: Final = frozenset({None, "Id"})
_IDS: Final[Mapping[str, frozenset[str | None]]] = {
    "AWS::CloudFront::Function": frozenset({None, "FunctionARN", "FunctionMetadata.FunctionARN"}),
}
"""The attributes by which a distribution can refer to a resource, where it is not ``Id``; None is Ref."""

_VERSION: Final = "AWS::Lambda::Version"
_ASSOCIATION: Final = "InvalidLambdaFunctionAssociation"

_UNSUPPORTED: Final = "Requested attribute {} does not exist in schema for {}"


def with_right_attribute(reference: Reference) -> Reference:
    """Return a reference to the attribute that is meant; that it is written otherwise AWS refuses.

    A template of which a macro makes something else is let be.
    """
    resource, attribute = reference.resource, str(reference.attribute)
    known = ATTRIBUTES.get(resource.type, ())
    if not known or attribute in known or any(of_whole_template(reference.home.template)):
        return reference
    often_wrong = _OFTEN_WRONG.get(resource.type, {})
    is_alike = nearest(attribute, known, 1) if resource.type in _ALIKE else meant(attribute, known)
    right = is_alike or often_wrong.get(attribute)
    if right is None and attribute not in often_wrong and resource.type not in _WITHOUT_OTHERS:
        return reference
    hint = f"did you mean {right!r}?" if right else f"write !Ref {resource.logical_id}"
    message = f"{shown(attribute)} is no attribute of {with_article(resource.type)}; {hint}"
    said = _UNSUPPORTED.format(attribute, resource.type)
    problem = Problem(str(reference.spot.place), message, "ValidationError", aws_message=said)
    reference.home.stacks.noted.refuse(problem)
    return replace(reference, attribute=right)


def as_id(reference: Reference) -> Reference:
    """Return a reference to what a distribution calls a resource by; any other attribute AWS refuses."""
    resource, attribute = reference.resource, reference.attribute
    if attribute in _IDS.get(resource.type, _ID) or attribute not in ATTRIBUTES.get(resource.type, ()):
        return reference
    message = f"!GetAtt {reference} is not what a distribution names it by; write !Ref {resource.logical_id}"
    reference.home.stacks.noted.refuse(Problem(str(reference.spot.place), message, "InvalidArgument"))
    return replace(reference, attribute=None)


def check_is_arn_of_version(value: Reference | Joined) -> None:
    """Refuse what an association names that cannot be an ARN: a number, a name, an ARN behind another."""
    if isinstance(value, Joined):
        _check_joined(value)
    elif value.resource.type == _VERSION and value.attribute == "Version":
        message = f"is the number of the version alone, which is no ARN; write !Ref {value.logical_id}"
        _refuse_arn(value, message)


def _check_joined(value: Joined) -> None:
    first, *others = (part for part in value.parts if isinstance(part, Reference))
    is_first = value.parts[0] is first
    if is_first and first.resource.type == "AWS::Lambda::Function" and first.attribute is None:
        _refuse_arn(first, f"begins with the name of a function, which is no ARN; write ${{{first}.Arn}}")
    for one in others:
        if one.resource.type == _VERSION and one.attribute != "Version":
            id_ = one.logical_id
            _refuse_arn(one, f"ends with the ARN of a version; write !Ref {id_} alone, or ${{{id_}.Version}}")


def _refuse_arn(reference: Reference, message: str) -> None:
    reference.home.stacks.noted.refuse(Problem(str(reference.spot.place), message, _ASSOCIATION))
