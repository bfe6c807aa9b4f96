"""What CloudFront refuses about public keys, key groups, and the behaviors that trust them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.key_groups import KeyGroup
from pytest_lambda_edge.model.problems import did_you_mean, inside, item, one_of, shown
from pytest_lambda_edge.model.public_keys import has_cryptography, pem_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_lambda_edge.model.behaviors import BehaviorSettings
    from pytest_lambda_edge.model.distribution import DistributionConfig

__all__ = ["key_group_problems"]

_MOST_GROUPS = 4  # of a behavior (CF-163)
_MOST_KEYS = 5  # of a group (CF-163)

_Placed = tuple[str, KeyGroup]


def key_group_problems(config: DistributionConfig) -> Iterator[Problem]:
    """Yield what is wrong with a distribution's keys, wherever their groups are given."""
    behaviors: list[tuple[str, BehaviorSettings]] = [("", config)]
    behaviors += [(item("behaviors", pattern), behavior) for pattern, behavior in config.behaviors.items()]
    groups = [(item("key_groups", index), group) for index, group in enumerate(config.key_groups)]
    ids = {group.id for group in config.key_groups if group.id is not None}
    for place, behavior in behaviors:
        where = inside(place, "trusted_key_groups")
        yield from _trusted(behavior, where, ids)
        groups += [
            (item(where, index), trusted)
            for index, trusted in enumerate(behavior.trusted_key_groups)
            if isinstance(trusted, KeyGroup)
        ]
    for where, group in groups:
        yield from _group(group, where)
    yield from _ambiguous(groups)


def _trusted(behavior: BehaviorSettings, place: str, ids: set[str]) -> Iterator[Problem]:
    count = len(behavior.trusted_key_groups)
    if count > _MOST_GROUPS:
        message = f"a behavior trusts at most {_MOST_GROUPS} key groups, not {count} (CF-163)"
        yield Problem(place, message, "TooManyKeyGroupsAssociatedToDistribution")
    for index, trusted in enumerate(behavior.trusted_key_groups):
        if isinstance(trusted, str) and trusted not in ids:
            there = f"must be the id of one of key_groups: {one_of(sorted(ids))}" if ids else _NO_GROUPS
            message = f"{there}, not {shown(trusted)}{did_you_mean(trusted, ids)}"
            yield Problem(item(place, index), message, "TrustedKeyGroupDoesNotExist")


_NO_GROUPS = "must be the id of one of key_groups, of which there are none"


def _group(group: KeyGroup, place: str) -> Iterator[Problem]:
    keys = inside(place, "keys")
    if len(group.keys) > _MOST_KEYS:
        message = f"a key group has at most {_MOST_KEYS} public keys, not {len(group.keys)} (CF-163)"
        yield Problem(keys, message, "TooManyPublicKeysInKeyGroup")
    if not has_cryptography():
        return
    for index, key in enumerate(group.keys):
        message_or_none = pem_problem(key.pem)
        if message_or_none is not None:
            yield Problem(inside(item(keys, index), "pem"), message_or_none, "InvalidArgument")


def _ambiguous(groups: Iterable[_Placed]) -> Iterator[Problem]:
    """Check that an id means one thing, as in CloudFront, which gives ids itself: no code is AWS's."""
    seen_groups: dict[str, KeyGroup] = {}
    seen_keys: dict[str, str] = {}
    for place, group in groups:
        if group.id is not None and seen_groups.setdefault(group.id, group) != group:
            yield Problem(inside(place, "id"), f"another key group has the id {shown(group.id)}, too")
        for index, key in enumerate(group.keys):
            if seen_keys.setdefault(key.id, key.pem) != key.pem:
                where = inside(item(inside(place, "keys"), index), "id")
                yield Problem(where, f"another public key has the id {shown(key.id)}, too")
