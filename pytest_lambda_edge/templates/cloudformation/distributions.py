"""The distributions of a template, each as a form with its references followed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import did_you_mean, shown
from pytest_lambda_edge.templates.cloudformation.companions import (
    bucket,
    cloudfront_function,
    key_group,
    policy,
    settled,
)
from pytest_lambda_edge.templates.cloudformation.lambda_functions import associated_function
from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
from pytest_lambda_edge.templates.cloudformation.template import Given, Template
from pytest_lambda_edge.templates.cloudformation.values import NO_VALUE, Unknown
from pytest_lambda_edge.templates.found import Unresolved
from pytest_lambda_edge.templates.reading import Candidate, Format

if TYPE_CHECKING:
    from collections.abc import Container

    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Resource
    from pytest_lambda_edge.templates.reading import Asked, Document

__all__ = ["CLOUDFORMATION", "candidates", "is_cloudformation"]

DISTRIBUTION: Final = "AWS::CloudFront::Distribution"

_POLICIES: Final = {
    "CachePolicyId": "CachePolicy",
    "OriginRequestPolicyId": "OriginRequestPolicy",
    "ResponseHeadersPolicyId": "ResponseHeadersPolicy",
}

_PARAMETER_NAME: Final = re.compile(r"[A-Za-z0-9]{1,255}")


def is_cloudformation(data: Mapping[str, Any]) -> bool:
    """Whether a document is a CloudFormation template: no other kind has Resources."""
    return isinstance(data.get("Resources"), Mapping)


def candidates(data: Mapping[str, Any], document: Document, asked: Asked) -> list[Candidate]:
    """Return the distributions that exist in a template; of one asked for by logical id, that one."""
    template = Template(data, document.folder, Given(asked.parameters))
    resolver = Resolver(template)
    found = [
        resource for resource in template.resources(DISTRIBUTION) if resolver.exists(resource) is not False
    ]
    named = [resource for resource in found if resource.logical_id == asked.distribution]
    made = [_candidate(resolver, resource, asked) for resource in named or found]
    _check_given(template)
    return made


def _check_given(template: Template) -> None:
    """Refuse names in ``parameters`` that look like a parameter's, and that nothing asks for."""
    declared = template.section("Parameters")
    problems = [
        Problem(
            f"parameters[{name!r}]",
            f"this template has no such parameter{did_you_mean(name, declared)}",
            "ValidationError",
            aws_message=f"Parameters: [{name}] do not exist in the template",
        )
        for name in template.given.unknown(declared)
        if _PARAMETER_NAME.fullmatch(name)
    ]
    if problems:
        raise ConfigError(problems)


def _candidate(resolver: Resolver, resource: Resource, asked: Asked) -> Candidate:
    resolver.begin()
    config = resolver.property_of(resource, "DistributionConfig")
    properties = resource.body.get("Properties")
    spot = resource.spot.of(resource.body, "Properties").of(properties, "DistributionConfig")
    if isinstance(config, Unknown):
        form = {"DefaultCacheBehavior": config.at(spot)}
    elif isinstance(config, dict):
        form = _Form(resolver, asked.functions).mapping(config, spot)
    else:
        raise spot.error(f"must be a mapping, not {'missing' if config is NO_VALUE else shown(config)}")
    exists = resolver.exists(resource)
    if isinstance(exists, Unknown):
        form["Enabled"] = exists.at(resource.spot.of(resource.body, "Condition"))
    return Candidate(resource.logical_id, form, spot.place)


class _Form:
    """Makes a form of what a distribution's properties come to; its ids and ARNs are followed."""

    def __init__(self, resolver: Resolver, replaced: Container[str]) -> None:
        self.resolver = resolver
        self.replaced = replaced

    def mapping(self, values: dict[str, Any], spot: Spot) -> dict[str, Any]:
        for key, value in values.items():
            values[key] = self._entry(values, key, value, spot.of(values, key))
        return values

    def _value(self, value: Any, spot: Spot) -> Any:
        if isinstance(value, dict):
            return self.mapping(value, spot)
        if isinstance(value, list):
            value[:] = [self._value(one, spot.of(value, index)) for index, one in enumerate(value)]
            return value
        return settled(self.resolver, value, spot)

    def _entry(self, values: dict[str, Any], key: str, value: Any, spot: Spot) -> Any:
        if key in _POLICIES:
            return self._value(policy(self.resolver, value, spot, _POLICIES[key]), spot)
        if key == "TrustedKeyGroups":
            return self._key_groups(value, spot)
        if key == "DomainName":
            return self._value(bucket(self.resolver, value), spot)
        if key == "LambdaFunctionARN":
            found = associated_function(self.resolver, value, spot, self.replaced)
            return _for_event(found, values.get("EventType"))
        if key == "FunctionARN":
            found = cloudfront_function(self.resolver, value, spot)
            return _for_event(self._value(found, spot), values.get("EventType"))
        return self._value(value, spot)

    def _key_groups(self, groups: Any, spot: Spot) -> Any:
        if isinstance(groups, list):
            groups[:] = [key_group(self.resolver, one, spot.of(groups, n)) for n, one in enumerate(groups)]
        return self._value(groups, spot)


def _for_event(found: Any, event_type: Any) -> Any:
    """Return what was found; of what is unknown, tell the event type as well."""
    if isinstance(found, Unresolved) and isinstance(event_type, str):
        return replace(found, event_type=event_type)
    return found


def _read(document: Document, asked: Asked) -> list[Candidate]:
    return candidates(document.data, document, asked)


CLOUDFORMATION: Final = Format("a CloudFormation template", is_cloudformation, _read)
