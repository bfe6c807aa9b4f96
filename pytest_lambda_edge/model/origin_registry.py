"""The origins of a distribution, and what a behavior's ``origin`` stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pytest_lambda_edge.model.checks.origins import group_problems, origin_problems, quota_problems
from pytest_lambda_edge.model.deployed import DeployedOrigin
from pytest_lambda_edge.model.origins import CustomOrigin, OriginGroup, S3Origin
from pytest_lambda_edge.model.problems import did_you_mean, inside, item, one_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_lambda_edge.errors import Problem
    from pytest_lambda_edge.model.origins import OriginSource
    from pytest_lambda_edge.model.problems import Problems

__all__ = ["OriginRegistry", "Target", "origin_of_url"]

_SCHEMES = ("http", "https")
_NO_SUCH_ORIGIN = "One or more of your origins or origin groups do not exist."  # CF-307


@dataclass(frozen=True, slots=True)
class Target:
    """Where a behavior's requests go: one origin, or a group's two; without any, what was given was wrong."""

    id: str
    origins: tuple[DeployedOrigin, ...] = ()
    failover_status_codes: frozenset[int] = frozenset()
    is_group: bool = False


class OriginRegistry:
    """Every origin with its id and the place where it was given; those given in a behavior get an id here."""

    def __init__(self, origins: Mapping[str, OriginSource], problems: Problems) -> None:
        self._problems = problems
        self.origins: dict[str, DeployedOrigin] = {}
        self._places: dict[str, str] = {}
        self.groups: dict[str, tuple[str, OriginGroup]] = {}
        self._targets: dict[str, Target] = {}
        self._broken: set[str] = set()
        self._from_url: set[str] = set()
        for id_, source in origins.items():
            self._register(id_, source, item("origins", id_))
        for id_, (place, group) in self.groups.items():
            self._targets[id_] = _group_target(id_, group, self._members(group, place))

    @property
    def ids(self) -> list[str]:
        """The ids that a behavior may name."""
        return [*self.origins, *self.groups]

    def target(self, source: OriginSource, place: str) -> Target:
        """Return where requests go with this ``origin``: an id, a URL, an origin or a group."""
        if isinstance(source, OriginGroup):
            return self._inline_group(source, place)
        if isinstance(source, str) and source in self.groups:
            return self._targets[source]
        origin = self._one(source, place)
        return Target("") if origin is None else Target(origin.id, (origin,))

    def check(self) -> Iterator[Problem]:
        """Yield what CloudFront would refuse about the origins and groups registered so far."""
        yield from quota_problems(len(self.origins), len(self.groups))
        for id_, origin in self.origins.items():
            yield from origin_problems(origin.settings, self._places[id_], from_url=id_ in self._from_url)
        for place, group in self.groups.values():
            yield from group_problems(group, place)

    def _register(self, id_: str, source: OriginSource, place: str) -> None:
        if isinstance(source, OriginGroup):
            self.groups[id_] = (place, source)
            return
        settings = origin_of_url(source, place, self._problems) if isinstance(source, str) else source
        if settings is None:
            self._broken.add(id_)
        else:
            self._add(id_, settings, place, from_url=isinstance(source, str))

    def _add(
        self, id_: str, settings: CustomOrigin | S3Origin, place: str, *, from_url: bool
    ) -> DeployedOrigin:
        self.origins[id_] = DeployedOrigin(id_, settings)
        self._places[id_] = place
        if from_url:
            self._from_url.add(id_)
        return self.origins[id_]

    def _members(self, group: OriginGroup, place: str) -> tuple[DeployedOrigin, ...]:
        members = [
            self._one(member, item(inside(place, "members"), index))
            for index, member in enumerate(group.members)
        ]
        return tuple(origin for origin in members if origin is not None)

    def _inline_group(self, group: OriginGroup, place: str) -> Target:
        for id_, (_, known) in self.groups.items():
            if known == group:
                return self._targets[id_]
        members = self._members(group, place)
        id_ = self._free_id(" + ".join(origin.id for origin in members) or "origin group")
        self.groups[id_] = (place, group)
        self._targets[id_] = _group_target(id_, group, members)
        return self._targets[id_]

    def _one(self, source: str | CustomOrigin | S3Origin, place: str) -> DeployedOrigin | None:
        if isinstance(source, str):
            if source in self.origins:
                return self.origins[source]
            if source in self._broken:
                return None
            if "://" not in source:
                self._problems.add(
                    place, self._unknown_id(source), "NoSuchOrigin", aws_message=_NO_SUCH_ORIGIN
                )
                return None
        settings = origin_of_url(source, place, self._problems) if isinstance(source, str) else source
        if settings is None:
            return None
        known = next((origin for origin in self.origins.values() if origin.settings == settings), None)
        if known is not None:
            return known
        id_ = self._free_id(settings.domain_name)
        return self._add(id_, settings, place, from_url=isinstance(source, str))

    def _free_id(self, wanted: str) -> str:
        id_ = wanted
        number = 1
        while id_ in self.origins or id_ in self.groups or id_ in self._broken:
            number += 1
            id_ = f"{wanted} ({number})"
        return id_

    def _unknown_id(self, id_: str) -> str:
        if id_ in self.groups:
            return f"{shown(id_)} is an origin group; a group's members are origins"
        known = f"those are {one_of(self.ids)}" if self.ids else "there are none"
        hint = did_you_mean(id_, self.ids)
        if not hint and "." in id_:
            hint = f"; did you mean 'https://{id_}'?"
        return f"{shown(id_)} is neither a URL nor an id of origins ({known}){hint}"


def _group_target(id_: str, group: OriginGroup, members: tuple[DeployedOrigin, ...]) -> Target:
    return Target(id_, members, frozenset(group.status_codes), is_group=True)


def origin_of_url(url: str, place: str, problems: Problems) -> CustomOrigin | None:
    """Read ``https://host[:port][/path]`` as an origin with that protocol, port and origin path."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname or ""
    except ValueError as error:
        problems.add(place, f"{shown(url)} is no URL: {error}")
        return None
    if parts.scheme not in _SCHEMES or not host:
        problems.add(place, f"must be a URL as https://host[:port][/path], not {shown(url)}{_url_hint(url)}")
        return None
    if parts.query or parts.fragment or "@" in parts.netloc:
        problems.add(place, f"an origin's URL has a host, a port and a path, and nothing else: {shown(url)}")
        return None
    https = parts.scheme == "https"
    return CustomOrigin(
        domain_name=host,
        origin_path=parts.path.removesuffix("/") if parts.path == "/" else parts.path,
        http_port=80 if https or port is None else port,
        https_port=port if https and port is not None else 443,
        origin_protocol_policy="https-only" if https else "http-only",
    )


def _url_hint(url: str) -> str:
    if url.startswith("s3://"):
        return "; a bucket is an S3Origin(domain_name='bucket.s3.amazonaws.com')"
    if "://" not in url and "." in url:
        return f"; did you mean 'https://{url}'?"
    scheme = url.partition("://")[0].lower()
    return "" if scheme in _SCHEMES else did_you_mean(scheme, _SCHEMES)
