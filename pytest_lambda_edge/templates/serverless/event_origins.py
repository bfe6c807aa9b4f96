"""The origin that a cloudFront event names: a URL, or CloudFormation's mapping (CF-292)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.found import Unresolved
from pytest_lambda_edge.templates.located import Located, put
from pytest_lambda_edge.templates.serverless.held import Held
from pytest_lambda_edge.templates.serverless.merging import copied
from pytest_lambda_edge.templates.serverless.names import of_variable, origin_id
from pytest_lambda_edge.templates.serverless.service import problem

if TYPE_CHECKING:
    from pytest_lambda_edge.errors import Problem

__all__ = ["AN_ORIGIN", "origin_of"]

AN_ORIGIN: Final = "a URL such as https://www.example.com or s3://bucket.s3.amazonaws.com, or a mapping"


def origin_of(origin: Held, problems: list[Problem]) -> Held | None:
    """Return an origin as CloudFormation has it, with its id; None where that is a problem."""
    if isinstance(origin.value, str):
        made = _of_url(origin, problems)
    elif isinstance(origin.value, Mapping) and not _is_intrinsic(origin.value):
        made = copied(origin.value, origin.place)
    elif isinstance(origin.value, Unresolved):
        made = _settings(origin, origin.value, "", is_bucket=False)
    else:
        problems.append(problem(origin.place, f"must be {AN_ORIGIN}, not {shown(origin.value)}"))
        return None
    if made is None:
        return None
    path = made.get("OriginPath")
    is_bucket = made.get("S3OriginConfig") is not None
    domain_name = made.get("DomainName")
    named = of_variable(domain_name.reference) if isinstance(domain_name, Unresolved) else domain_name
    id_ = origin_id(named, path if isinstance(path, str) else "", is_bucket=is_bucket)
    put(made, "Id", id_, origin.place)
    return Held(made, origin.place)


def _is_intrinsic(value: Mapping[str, Any]) -> bool:
    return len(value) == 1 and all(key == "Ref" or str(key).startswith("Fn::") for key in value)


def _of_url(origin: Held, problems: list[Problem]) -> Located | None:
    """Return the origin of a URL: its port is nothing that the framework reads."""
    try:
        url = urlsplit(origin.value)
        host = url.hostname
    except ValueError:
        url, host = urlsplit(""), None
    if not host:
        message = f"must be a URL such as https://www.example.com, not {shown(origin.value)}"
        problems.append(problem(origin.place, message))
        return None
    return _settings(origin, host, url.path if len(url.path) > 1 else "", is_bucket=url.scheme == "s3")


def _settings(origin: Held, domain_name: Any, path: str, *, is_bucket: bool) -> Located:
    made = Located(origin.place.line)
    put(made, "DomainName", domain_name, origin.place)
    if path:
        put(made, "OriginPath", path, origin.place)
    if is_bucket:
        put(made, "S3OriginConfig", {}, origin.place)
    else:
        put(made, "CustomOriginConfig", {"OriginProtocolPolicy": "match-viewer"}, origin.place)
    return made
