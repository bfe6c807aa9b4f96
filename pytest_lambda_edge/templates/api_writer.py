"""A distribution as AWS's API writes it (CF-273): what ``create-distribution`` takes.

Two things have no place in it: functions, which it names by their ARNs, and policies and key groups of one's
own, which it names by ids. ``written`` returns them beside it, as ``load_distribution`` takes them back.
"""

from __future__ import annotations

import itertools
import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model.deploy import deploy
from pytest_lambda_edge.model.event_type import EVENT_TYPES
from pytest_lambda_edge.model.managed_policies import CACHE_POLICIES, managed
from pytest_lambda_edge.model.origin_registry import OriginRegistry, Target
from pytest_lambda_edge.model.origins import CustomOrigin
from pytest_lambda_edge.model.problems import Problems
from pytest_lambda_edge.model.triggers import as_trigger, is_cloudfront_function
from pytest_lambda_edge.templates.policies import POLICY_IDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pytest_lambda_edge.model.behaviors import BehaviorSettings
    from pytest_lambda_edge.model.deployed import DeployedBehavior
    from pytest_lambda_edge.model.distribution import (
        CustomErrorResponse,
        DistributionConfig,
        GeoRestriction,
    )
    from pytest_lambda_edge.model.key_groups import KeyGroup
    from pytest_lambda_edge.model.origins import S3Origin
    from pytest_lambda_edge.model.policies import ForwardedValues
    from pytest_lambda_edge.model.triggers import Trigger

__all__ = ["Written", "distribution_config", "written"]

_ACCOUNT: Final = "123456789012"
_LAMBDA_ARN: Final = f"arn:aws:lambda:us-east-1:{_ACCOUNT}:function:{{}}:1"
_CLOUDFRONT_ARN: Final = f"arn:aws:cloudfront::{_ACCOUNT}:function/{{}}"
_NAMESPACE: Final = uuid.UUID("5d0d9ee4-9a4c-4d3b-8f5a-3a3d1c1f0b55")  # of ids for what has none
_NO_NAME: Final = re.compile("[^A-Za-z0-9_-]+")
_LONGEST_NAME: Final = 60  # leaves room for a number


@dataclass(frozen=True, slots=True)
class Written:
    """A ``DistributionConfig`` of the API, with what it names: functions by ARN, the rest by id."""

    distribution_config: dict[str, Any]
    functions: Mapping[str, Any]
    parameters: Mapping[str, Any]


def distribution_config(config: DistributionConfig, *, caller_reference: str = "test") -> dict[str, Any]:
    """Return a config as the ``DistributionConfig`` that boto3's ``create_distribution`` takes.

    Functions get made-up ARNs, policies and key groups made-up ids; ``written`` says which stands for what.
    Raises ``ConfigError`` for a config that cannot be deployed.
    """
    return written(config, caller_reference=caller_reference).distribution_config


def written(config: DistributionConfig, *, caller_reference: str = "test") -> Written:
    """Return a config as the API writes it, with what makes an equal distribution of it again.

    ``load_distribution(w.distribution_config, functions=w.functions, parameters=w.parameters)`` does; ``id``,
    ``domain_name`` and ``function_errors`` are no part of the API's config.
    """
    return _Writer(config).written(caller_reference)


class _Writer:
    """Writes one config, and keeps the names that it makes up."""

    def __init__(self, config: DistributionConfig) -> None:
        self.config = config
        self.deployed = deploy(config)
        self.functions: dict[str, Any] = {}
        self.parameters: dict[str, Any] = {}

    def written(self, caller_reference: str) -> Written:
        config = self.config
        *others, default = self.deployed.behaviors
        behaviors = [
            {"PathPattern": one.path_pattern, **self._behavior(config.behaviors[one.path_pattern], one)}
            for one in others
        ]
        document: dict[str, Any] = {
            "CallerReference": caller_reference,
            "Comment": "",
            "Enabled": config.enabled,
            "Aliases": _listed(config.aliases),
            "DefaultRootObject": config.default_root_object,
            "Origins": _listed(_origin(id_, one.settings) for id_, one in self.deployed.origins.items()),
            "OriginGroups": _listed(_group(*group) for group in self._groups().items()),
            "DefaultCacheBehavior": self._behavior(config, default),
            "CacheBehaviors": _listed(behaviors),
            "CustomErrorResponses": _listed(map(_error_response, config.custom_error_responses)),
            "Restrictions": {"GeoRestriction": _geo_restriction(config.geo_restriction)},
        }
        if config.cache_tag_header_name is not None:
            document["CacheTagConfig"] = {"HeaderName": config.cache_tag_header_name}
        return Written(document, self.functions, self.parameters)

    def _groups(self) -> dict[str, tuple[Sequence[str], Sequence[int]]]:
        """Return the members and status codes of every origin group, used or not."""
        registry = OriginRegistry(self.config.origins, Problems())
        targets = [(id_, registry.target(id_, "")) for id_ in registry.groups]
        targets += [
            (one.target_origin_id, Target(one.target_origin_id, one.origins, one.failover_status_codes))
            for one in self.deployed.behaviors
            if len(one.origins) > 1
        ]
        return {
            id_: ([origin.id for origin in target.origins], sorted(target.failover_status_codes))
            for id_, target in targets
        }

    def _behavior(self, settings: BehaviorSettings, deployed: DeployedBehavior) -> dict[str, Any]:
        groups = [self._key_group(one) for one in settings.trusted_key_groups]
        methods = _listed(settings.allowed_methods) | {"CachedMethods": _listed(settings.cached_methods)}
        return {
            "TargetOriginId": deployed.target_origin_id,
            "ViewerProtocolPolicy": settings.viewer_protocol_policy,
            "AllowedMethods": methods,
            "Compress": settings.compress,
            "TrustedKeyGroups": {"Enabled": bool(groups), **_listed(groups)},
            **self._associations(settings),
            **self._policies(settings, deployed),
        }

    def _policies(self, settings: BehaviorSettings, deployed: DeployedBehavior) -> dict[str, Any]:
        ids = {}
        for key, (setting, _, known) in POLICY_IDS.items():
            policy = getattr(settings, setting)
            if policy is not None:
                ids[key] = self._policy_id(policy, known)
        if deployed.forwarded_values is not None:
            values = {"ForwardedValues": _forwarded_values(deployed.forwarded_values)}
            ttls = {_TTLS[name]: getattr(settings, name) for name in _TTLS}
            return ids | values | {key: ttl for key, ttl in ttls.items() if ttl is not None}
        return {"CachePolicyId": self._policy_id("CachingOptimized", CACHE_POLICIES)} | ids

    def _policy_id(self, policy: Any, known: Mapping[str, Any]) -> str:
        if not isinstance(policy, str):
            return self._named(policy)
        found = managed(known, policy)
        return next((id_ for id_, one in known.items() if one is found), policy)

    def _key_group(self, group: str | KeyGroup) -> str:
        if isinstance(group, str):
            group = next(one for one in self.config.key_groups if one.id == group)
        if group.id is None:
            return self._named(group)
        self.parameters[group.id] = group
        return group.id

    def _named(self, thing: Any) -> str:
        """Return an id for a policy or a key group: the same for the same settings."""
        id_ = str(uuid.uuid5(_NAMESPACE, repr(thing)))
        self.parameters[id_] = thing
        return id_

    def _associations(self, settings: BehaviorSettings) -> dict[str, Any]:
        of_lambda, of_cloudfront = [], []
        for event_type in EVENT_TYPES:
            source = getattr(settings, event_type.name.lower())
            if source is None:
                continue
            trigger = as_trigger(source)
            arn = self._arn(trigger)
            if is_cloudfront_function(trigger):
                of_cloudfront.append({"EventType": str(event_type), "FunctionARN": arn})
            else:
                include = {"IncludeBody": trigger.include_body}
                of_lambda.append({"EventType": str(event_type), "LambdaFunctionARN": arn, **include})
        return {
            "LambdaFunctionAssociations": _listed(of_lambda),
            "FunctionAssociations": _listed(of_cloudfront),
        }

    def _arn(self, trigger: Trigger) -> str:
        """Return the ARN of a function: the same for the same one, and for no other."""
        function = trigger.function
        pattern = _CLOUDFRONT_ARN if is_cloudfront_function(trigger) else _LAMBDA_ARN
        wanted = _name(function)
        numbered = (f"{wanted}-{number}" for number in itertools.count(2))
        arns = map(pattern.format, itertools.chain([wanted], numbered))
        return next(arn for arn in arns if self.functions.setdefault(arn, function) == function)


_TTLS: Final = {"min_ttl": "MinTTL", "default_ttl": "DefaultTTL", "max_ttl": "MaxTTL"}


def _name(function: Any) -> str:
    named = getattr(function, "name", None) or getattr(function, "__name__", None)
    code = function if isinstance(function, str) else getattr(function, "code", "")
    text = named or (code if isinstance(code, str) else "")
    return _NO_NAME.sub("-", str(text)[:_LONGEST_NAME]).strip("-") or "function"


def _listed(items: Iterable[Any]) -> dict[str, Any]:
    found = list(items)
    return {"Quantity": len(found), "Items": found} if found else {"Quantity": 0}


def _origin(id_: str, origin: CustomOrigin | S3Origin) -> dict[str, Any]:
    headers = (origin.custom_headers or {}).items()
    written = {
        "Id": id_,
        "DomainName": origin.domain_name,
        "OriginPath": origin.origin_path,
        "CustomHeaders": _listed({"HeaderName": name, "HeaderValue": value} for name, value in headers),
        "ConnectionAttempts": origin.connection_attempts,
        "ConnectionTimeout": origin.connection_timeout,
    }
    if origin.response_completion_timeout is not None:
        written["ResponseCompletionTimeout"] = origin.response_completion_timeout
    if origin.origin_access_control_id:
        written["OriginAccessControlId"] = origin.origin_access_control_id
    if isinstance(origin, CustomOrigin):
        written["CustomOriginConfig"] = {
            "HTTPPort": origin.http_port,
            "HTTPSPort": origin.https_port,
            "OriginProtocolPolicy": origin.origin_protocol_policy,
            "OriginSslProtocols": _listed(origin.origin_ssl_protocols),
            "OriginReadTimeout": origin.origin_read_timeout,
            "OriginKeepaliveTimeout": origin.origin_keepalive_timeout,
        }
        return written
    written["S3OriginConfig"] = {
        "OriginAccessIdentity": origin.origin_access_identity or "",
        "OriginReadTimeout": origin.origin_read_timeout,
    }
    return written


def _group(id_: str, group: tuple[Sequence[str], Sequence[int]]) -> dict[str, Any]:
    members, status_codes = group
    return {
        "Id": id_,
        "FailoverCriteria": {"StatusCodes": _listed(status_codes)},
        "Members": _listed({"OriginId": member} for member in members),
    }


def _forwarded_values(values: ForwardedValues) -> dict[str, Any]:
    names = _listed(values.cookies.whitelisted_names)
    return {
        "QueryString": values.query_string,
        "QueryStringCacheKeys": _listed(values.query_string_cache_keys),
        "Headers": _listed(values.headers),
        "Cookies": {"Forward": values.cookies.forward, "WhitelistedNames": names},
    }


def _error_response(response: CustomErrorResponse) -> dict[str, Any]:
    written: dict[str, Any] = {
        "ErrorCode": response.error_code,
        "ErrorCachingMinTTL": response.error_caching_min_ttl,
    }
    if response.response_code is not None:
        written |= {
            "ResponsePagePath": response.response_page_path,
            "ResponseCode": str(response.response_code),
        }
    return written


def _geo_restriction(restriction: GeoRestriction | None) -> dict[str, Any]:
    if restriction is None:
        return {"RestrictionType": "none", "Quantity": 0}
    return {"RestrictionType": restriction.restriction_type, **_listed(restriction.locations)}
