"""Origins: custom ones, S3 buckets, and groups of two."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.model import kinds
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.model.settings import built, settings

if TYPE_CHECKING:
    from pytest_lambda_edge.model.problems import Problems

__all__ = ["CustomOrigin", "OriginGroup", "OriginSource", "S3Origin", "origin_source"]


def _completion_timeout(value: object, place: str, problems: Problems) -> int | None:
    """Accept whole seconds; 0 stands for none, as in events (LE-116) and in what Terraform writes."""
    return None if value is None else kinds.whole_number(value, place, problems) or None


_SHARED_KINDS: Mapping[str, Any] = {
    "domain_name": kinds.text,
    "origin_path": kinds.text,
    "custom_headers": kinds.optional(kinds.mapping_of(kinds.text, "header values by header name")),
    "origin_access_control_id": kinds.optional(kinds.text),
    "origin_read_timeout": kinds.whole_number,
    "connection_attempts": kinds.whole_number,
    "connection_timeout": kinds.whole_number,
    "response_completion_timeout": _completion_timeout,
}


@settings(
    **_SHARED_KINDS,
    http_port=kinds.whole_number,
    https_port=kinds.whole_number,
    origin_protocol_policy=kinds.text,
    origin_ssl_protocols=kinds.texts,
    origin_keepalive_timeout=kinds.whole_number,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomOrigin:
    """Any HTTP server as an origin; S3 website endpoints, load balancers and APIs too (CF-225).

    ``origin_path`` is ``""`` or begins with ``/`` (CF-226), ``custom_headers`` is ``{name: value}`` (CF-188),
    ``origin_protocol_policy`` is ``http-only``, ``https-only`` or ``match-viewer`` (CF-228);
    ``origin_access_control_id`` is for URLs of Lambda functions and the like (CF-230). Timeouts are in
    seconds (CF-232, CF-234).
    """

    domain_name: str
    origin_path: str = ""
    custom_headers: Mapping[str, str] | None = None
    http_port: int = 80
    https_port: int = 443
    origin_protocol_policy: str = "match-viewer"
    origin_ssl_protocols: Sequence[str] = ("TLSv1.2",)
    origin_access_control_id: str | None = None
    origin_read_timeout: int = 30
    origin_keepalive_timeout: int = 5
    connection_attempts: int = 3
    connection_timeout: int = 10
    response_completion_timeout: int | None = None


@settings(
    **_SHARED_KINDS,
    origin_access_identity=kinds.optional(kinds.text),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class S3Origin:
    """An S3 bucket's REST endpoint as an origin (CF-225), such as ``bucket.s3.eu-central-1.amazonaws.com``.

    ``origin_path`` and ``custom_headers`` are as with a ``CustomOrigin``. Timeouts are in seconds (CF-232,
    CF-233, CF-234).
    """

    domain_name: str
    origin_path: str = ""
    custom_headers: Mapping[str, str] | None = None
    origin_access_identity: str | None = None
    origin_access_control_id: str | None = None
    origin_read_timeout: int = 30
    connection_attempts: int = 3
    connection_timeout: int = 10
    response_completion_timeout: int | None = None


def _member(value: object, place: str, problems: Problems) -> Any:
    return _origin(
        value,
        place,
        problems,
        (CustomOrigin, S3Origin),
        "an origin's id, a URL, a CustomOrigin or an S3Origin",
    )


@settings(members=kinds.sequence_of(_member, "two origins"), status_codes=kinds.whole_numbers)
@dataclass(frozen=True, slots=True, kw_only=True)
class OriginGroup:
    """A primary origin and the one that CloudFront fails over to (CF-237).

    ``members`` are two ids of ``origins`` (a URL or an origin will do as well), the primary first;
    ``status_codes`` are the primary's statuses on which the second is asked.
    """

    members: Sequence[str | CustomOrigin | S3Origin]
    status_codes: Sequence[int]

    def __init__(
        self,
        *,
        members: Sequence[str | CustomOrigin | S3Origin | Mapping[str, Any]],
        status_codes: Sequence[int],
    ) -> None: ...


OriginSource = str | CustomOrigin | S3Origin | OriginGroup
"""What stands for an origin: an id of ``origins``, a URL, an origin or a group."""


def origin_source(value: object, place: str, problems: Problems) -> Any:
    """Accept what stands for an origin, held as it was given; of a mapping, the origin that it describes."""
    return _origin(
        value,
        place,
        problems,
        (CustomOrigin, S3Origin, OriginGroup),
        "an origin's id, a URL, a CustomOrigin, an S3Origin or an OriginGroup",
    )


def _origin(value: object, place: str, problems: Problems, classes: tuple[type, ...], forms: str) -> Any:
    if isinstance(value, classes):
        return value
    if isinstance(value, str):
        return kinds.text(value, place, problems)
    if isinstance(value, Mapping):
        return built(_class_of(value, classes), value, place, problems)
    problems.refuse(place, f"must be {forms}, not {shown(value)}")
    return None


_S3_ENDPOINT = re.compile(
    r".+\.s3(?!-website)(\.dualstack)?([.-][a-z0-9-]+)?\.amazonaws\.com(\.cn)?", re.DOTALL
)


def _class_of(given: Mapping[Any, Any], candidates: tuple[type, ...]) -> type:
    """Choose as the console does: a bucket's REST endpoint is an S3 origin, if the other names allow it."""
    domain_name = given.get("domain_name")
    if isinstance(domain_name, str) and _S3_ENDPOINT.fullmatch(domain_name):
        candidates = (S3Origin, *candidates)
    return kinds.best_fitting(given, candidates)
