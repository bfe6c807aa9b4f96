"""The distributions of a template, each as a form with its references followed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import did_you_mean, shown
from pytest_lambda_edge.templates.cloudformation.assets import Assets
from pytest_lambda_edge.templates.cloudformation.companions import (
    bucket,
    cloudfront_function,
    key_group,
    origin_access_control,
    origin_access_identity,
    policy,
    settled,
    vpc_origin,
)
from pytest_lambda_edge.templates.cloudformation.construct_names import names_around, names_of
from pytest_lambda_edge.templates.cloudformation.declared_functions import declared_functions
from pytest_lambda_edge.templates.cloudformation.lambda_functions import associated_function
from pytest_lambda_edge.templates.cloudformation.macros import MACRO, by_macro, of_whole_template
from pytest_lambda_edge.templates.cloudformation.misspelt import meant
from pytest_lambda_edge.templates.cloudformation.misspelt_keys import is_meant_as_template
from pytest_lambda_edge.templates.cloudformation.misspelt_properties import check_spelling
from pytest_lambda_edge.templates.cloudformation.nested import NESTED
from pytest_lambda_edge.templates.cloudformation.sam_transform import is_cloudformation
from pytest_lambda_edge.templates.cloudformation.stacks import Stack, Stacks
from pytest_lambda_edge.templates.cloudformation.template import Given
from pytest_lambda_edge.templates.cloudformation.unfilled import unfilled
from pytest_lambda_edge.templates.cloudformation.values import NO_VALUE, Joined, Reference, Unknown
from pytest_lambda_edge.templates.documents import read_beside
from pytest_lambda_edge.templates.found import Unresolved
from pytest_lambda_edge.templates.reading import Candidate, Format

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Resource
    from pytest_lambda_edge.templates.reading import Asked, Document

__all__ = ["CLOUDFORMATION", "DISTRIBUTION", "FOLLOWED", "candidates", "distributions"]

DISTRIBUTION: Final = "AWS::CloudFront::Distribution"

_FOLLOWED: Final[Mapping[str, Callable[[Any, Spot], Any]]] = {
    "CachePolicyId": partial(policy, kind="CachePolicy"),
    "OriginAccessControlId": origin_access_control,
    "OriginAccessIdentity": origin_access_identity,
    "OriginRequestPolicyId": partial(policy, kind="OriginRequestPolicy"),
    "ResponseHeadersPolicyId": partial(policy, kind="ResponseHeadersPolicy"),
    "VpcOriginId": vpc_origin,
}

_IDS: Final = frozenset({"Id", "OriginId", "TargetOriginId"})
"""What origins and their groups are called by: any text will do, if it is the same wherever it is meant."""

FOLLOWED: Final = (
    *_FOLLOWED,
    *_IDS,
    "DomainName",
    "FunctionARN",
    "LambdaFunctionARN",
    "TrustedKeyGroups",
)
"""The keys of a form under which a reference is followed in its own way."""

_PLAIN: Final = (str, int, float, list, tuple)

_MOST: Final = 1_000
_TEMPLATE: Final = ".template.json"
_PARAMETER_NAME: Final = re.compile(r"[A-Za-z0-9]{1,255}")


def candidates(data: Mapping[str, Any], document: Document, asked: Asked) -> list[Candidate]:
    """Return the distributions of a template and of the stacks that it nests."""
    whole = replace(document, data=data)
    stack = Stack(lambda: whole, assets=cache(partial(_assets_beside, document)))
    stacks = Stacks(document, [stack], Given(asked.parameters))
    return distributions(stacks, [stack], asked)


def distributions(stacks: Stacks, among: Iterable[Stack], asked: Asked) -> list[Candidate]:
    """Return the distributions that exist in stacks; of those that are asked for by a name, only they."""
    unread: list[Unknown] = []
    try:
        made = _made(stacks, among, asked, unread)
    except ConfigError as error:
        raise _with_noted(stacks, error) from None
    if stacks.noted.certain:
        raise _with_noted(stacks, ConfigError([]))
    _check_given(stacks)
    if not made and unread:
        message = "describes no distribution, unless this nested stack does, which is not read: {}"
        raise ConfigError(
            [Problem(str(one.spot.place), message.format(one.told)) for one in unread],
            unresolved=[one.at(one.spot) for one in unread],
        )
    return made


def _made(stacks: Stacks, among: Iterable[Stack], asked: Asked, unread: list[Unknown]) -> list[Candidate]:
    in_all = (one for stack in among for one in _in_stack(stacks, stack, unread))
    found = list(islice(in_all, _MOST + 1))
    if len(found) > _MOST:
        _, resource = found[-1]
        raise resource.spot.error(f"there are more than {_MOST:,} distributions")
    return [_candidate(*one, asked) for one in _asked_for(found, asked) or found]


def _with_noted(stacks: Stacks, error: ConfigError) -> ConfigError:
    """Return an error with what has been found wrong before it."""
    certain = dict.fromkeys((*stacks.noted.certain, *error.certain))
    refused = (*error.refused, *_refused(stacks))
    return ConfigError([*certain], unresolved=error.unresolved, refused=refused)


def _refused(stacks: Stacks) -> tuple[Problem, ...]:
    """Return what AWS would refuse of the templates that have been read, whatever is in a distribution."""
    of_templates = (problem for one in stacks.read for problem in one.template.refused)
    return (*of_templates, *stacks.noted.refused)


def _in_stack(stacks: Stacks, stack: Stack, unread: list[Unknown]) -> Iterator[tuple[Resolver, Resource]]:
    if stack.mentions(DISTRIBUTION, *NESTED):
        yield from _in_template(stacks.opened(stack), unread)


def _in_template(resolver: Resolver, unread: list[Unknown]) -> Iterator[tuple[Resolver, Resource]]:
    """Yield the distributions of a template, and then those of the stacks nested in it."""
    for resource in resolver.template.resources(DISTRIBUTION):
        if resolver.exists(resource) is not False:
            yield resolver, resource
    for kind in NESTED:
        for resource in resolver.template.resources(kind):
            if resolver.exists(resource) is False:
                continue
            nested = resolver.stacks.nested(resolver, resource)
            if isinstance(nested, Unknown):
                unread.append(nested)
            else:
                yield from _in_template(nested, unread)


def _asked_for(
    found: Sequence[tuple[Resolver, Resource]], asked: Asked
) -> Sequence[tuple[Resolver, Resource]]:
    """Return those that are asked for by logical id, else by a further name, else by what they are in."""
    name = asked.distribution
    by_id = [one for one in found if one[1].logical_id == name]
    by_name = by_id or [one for one in found if name in names_of(*one)]
    return by_name or [one for one in found if name in names_around(*one)]


def _assets_beside(document: Document) -> Assets:
    """Return the assets of a template that the AWS CDK has written, which stand beside it."""
    path = document.path
    if path is None or not path.name.endswith(_TEMPLATE):
        return Assets()
    file = path.with_name(path.name.removesuffix(_TEMPLATE) + ".assets.json")
    return Assets.of(read_beside(document, file, file.name).data, file.parent) if file.is_file() else Assets()


def _check_given(stacks: Stacks) -> None:
    """Refuse names in ``parameters`` that look like a parameter's, and that nothing asks for."""
    # The text of a resource's Ref is given under its name, be it one that is not asked for this time.
    sections = ("Parameters", "Resources")
    declared = {
        name: None for one in stacks.read for section in sections for name in one.template.section(section)
    }
    problems = [
        Problem(
            f"parameters[{name!r}]",
            f"this template has no such parameter{did_you_mean(name, declared)}",
            "ValidationError",
            aws_message=f"Parameters: [{name}] do not exist in the template",
        )
        for name in stacks.given.unknown(declared)
        if not stacks.is_mentioned(name)
        and _PARAMETER_NAME.fullmatch(name)
        and isinstance(stacks.given[name], _PLAIN)  # Policies and key groups are asked for later.
    ]
    if problems:
        raise ConfigError(problems)


def _candidate(resolver: Resolver, resource: Resource, asked: Asked) -> Candidate:
    resolver.effort.begin()
    check_spelling(resolver, resource)
    config = resolver.property_of(resource, "DistributionConfig")
    properties = resource.body.get("Properties")
    at_properties = resource.spot.of(resource.body, "Properties")
    spot = at_properties.of(properties, "DistributionConfig")
    if config is NO_VALUE and isinstance(properties, Mapping) and MACRO in properties:
        config = by_macro(properties, at_properties)
    if isinstance(config, Unknown):
        form = {"DefaultCacheBehavior": config.at(spot)}
    elif isinstance(config, dict):
        form = _Form(resolver, asked.functions).mapping(config, spot)
    else:
        raise spot.error(f"must be a mapping, not {'missing' if config is NO_VALUE else shown(config)}")
    exists = resolver.exists(resource)
    if isinstance(exists, Unknown):
        form["Enabled"] = exists.at(resource.spot.of(resource.body, "Condition"))
    also = (*names_of(resolver, resource), *names_around(resolver, resource))
    left_out = tuple(of_whole_template(resolver.template))
    refused = _refused(resolver.stacks)
    declared = partial(declared_functions, resolver.stacks)
    return Candidate(
        resource.logical_id,
        form,
        spot.place,
        also=also,
        refused=refused,
        left_out=left_out,
        functions=declared,
    )


class _Form:
    """Makes a form of what a distribution's properties come to; its ids and ARNs are followed."""

    def __init__(self, resolver: Resolver, replaced: Collection[str]) -> None:
        self.resolver = resolver
        self.replaced = replaced

    def mapping(self, values: dict[str, Any], spot: Spot) -> dict[str, Any]:
        for key, value in values.items():
            values[key] = self._entry(values, key, value, spot.of(values, key))
        if values.get("CachePolicyId"):
            # The API refuses both (CF-313), CloudFormation leaves them out: templates of AWS have both.
            values.pop("ForwardedValues", None)
        return values

    def _value(self, value: Any, spot: Spot) -> Any:
        if isinstance(value, dict):
            return self.mapping(value, spot)
        if isinstance(value, list):
            value[:] = [self._value(one, spot.of(value, index)) for index, one in enumerate(value)]
            return value
        made = settled(self.resolver, value, spot)
        return unfilled(made, spot.step, spot) if isinstance(made, str) and "${" in made else made

    def _entry(self, values: dict[str, Any], name: str, value: Any, spot: Spot) -> Any:
        key = _followed_as(name)
        if key in _FOLLOWED:
            return self._value(_FOLLOWED[key](value, spot), spot)
        if key == "TrustedKeyGroups":
            return self._key_groups(value, spot)
        if key == "DomainName":
            return self._value(bucket(value), spot)
        if key == "LambdaFunctionARN":
            found = associated_function(self.resolver, value, spot, self.replaced)
            return _for_event(found, values.get("EventType"))
        if key == "FunctionARN":
            found = cloudfront_function(value, spot)
            return _for_event(self._value(found, spot), values.get("EventType"))
        is_name = key in _IDS and isinstance(value, (Reference, Joined))
        return self.resolver.named(value) if is_name else self._value(value, spot)

    def _key_groups(self, groups: Any, spot: Spot) -> Any:
        if isinstance(groups, list):
            groups[:] = [key_group(one, spot.of(groups, n)) for n, one in enumerate(groups)]
        return self._value(groups, spot)


@lru_cache(maxsize=1_000)
def _followed_as(name: str) -> str:
    """Return what is followed under a misspelt name, of which is told later; any other name as it is."""
    return meant(name, FOLLOWED) or name


def _for_event(found: Any, event_type: Any) -> Any:
    """Return what was found; of what is unknown, tell the event type as well."""
    if isinstance(found, Unresolved) and isinstance(event_type, str):
        return replace(found, event_type=event_type)
    return found


def _read(document: Document, asked: Asked) -> list[Candidate]:
    return candidates(document.data, document, asked)


def _recognises(data: Mapping[str, Any]) -> bool:
    return is_cloudformation(data) or is_meant_as_template(data)


CLOUDFORMATION: Final = Format("a CloudFormation template", _recognises, _read)
