"""By what the framework calls the resources that it makes."""

from __future__ import annotations

import json
import re
from typing import Any, Final

__all__ = [
    "DISTRIBUTION_ID",
    "bucket_id",
    "cache_policy_id",
    "function_id",
    "layer_id",
    "log_group_id",
    "of_variable",
    "origin_id",
    "version_id",
]

DISTRIBUTION_ID: Final = "CloudFrontDistribution"

_NO_NAME: Final = re.compile(r"[^0-9A-Za-z.]+")
_NO_LETTER: Final = re.compile(r"[^0-9A-Za-z]")


def function_id(key: str) -> str:
    """Return the logical id of a function."""
    return f"{_normalized(key)}LambdaFunction"


def version_id(key: str) -> str:
    """Return the logical id of a function's version, without the hash of its code behind it."""
    return f"{_normalized(key)}LambdaVersion"


def log_group_id(key: str) -> str:
    """Return the logical id of a function's log group."""
    return f"{_normalized(key)}LogGroup"


def layer_id(name: str) -> str:
    """Return the logical id of a layer."""
    return f"{_normalized(name)}LambdaLayer"


def bucket_id(name: str) -> str:
    """Return the logical id of a bucket that an event makes."""
    return f"S3Bucket{_upper_first(_NO_LETTER.sub('', name))}"


def cache_policy_id(name: str) -> str:
    """Return the logical id of a policy in provider.cloudFront.cachePolicies."""
    return f"CloudFrontCachePolicy{_normalized(name)}"


def origin_id(domain_name: Any, path: Any, *, is_bucket: bool) -> str:
    """Return the id of an origin (CF-292), of which an intrinsic function may be the domain name."""
    if not isinstance(domain_name, str):
        written = json.dumps(domain_name, separators=(",", ":"), default=str)
        domain_name = _upper_first(_NO_LETTER.sub("", written))
    return f"{'s3' if is_bucket else 'custom'}/{domain_name}{path or ''}"


def of_variable(text: str) -> str:
    """Return what stands in an origin's id for a variable whose value is unknown."""
    return _NO_NAME.sub("-", text).strip("-")


def _normalized(name: str) -> str:
    return _upper_first(name.replace("-", "Dash").replace("_", "Underscore"))


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
