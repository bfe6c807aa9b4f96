"""Public keys and the groups that a behavior trusts with signed URLs and cookies (CF-163)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.model import kinds
from pytest_lambda_edge.model.problems import item, shown
from pytest_lambda_edge.model.settings import settings

if TYPE_CHECKING:
    from pytest_lambda_edge.model.problems import Problems

__all__ = ["KeyGroup", "PublicKey", "key_groups", "resolved_keys", "trusted_key_groups"]


@settings(id=kinds.text, pem=kinds.text)
@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A public key: ``id`` is the ``Key-Pair-Id`` of signed URLs, ``pem`` the key's PEM text (CF-166)."""

    id: str
    pem: str


@settings(keys=kinds.sequence_of(kinds.instance_of(PublicKey), "PublicKeys"), id=kinds.optional(kinds.text))
@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGroup:
    """A group of public keys; ``id`` is what a behavior's ``trusted_key_groups`` may name."""

    keys: Sequence[PublicKey]
    id: str | None

    def __init__(
        self,
        *,
        keys: Sequence[PublicKey | Mapping[str, Any]],
        id: str | None = None,  # noqa: A002 - AWS's name
    ) -> None: ...


_group = kinds.instance_of(KeyGroup)


def _trusted(value: object, place: str, problems: Problems) -> Any:
    if isinstance(value, str):
        return kinds.text(value, place, problems)
    if isinstance(value, (KeyGroup, Mapping)):
        return _group(value, place, problems)
    problems.refuse(place, f"must be a key group's id or a KeyGroup, not {shown(value)}")
    return None


trusted_key_groups = kinds.sequence_of(_trusted, "key groups")

_listed_groups = kinds.sequence_of(_group, "KeyGroups")


def key_groups(value: object, place: str, problems: Problems) -> Any:
    """Accept a list of key groups, or a mapping of them by id."""
    if isinstance(value, Mapping):
        return tuple(_named(key, group, item(place, key), problems) for key, group in value.items())
    return _listed_groups(value, place, problems)


def resolved_keys(
    trusted: Sequence[str | KeyGroup], groups: Sequence[KeyGroup]
) -> Mapping[str, PublicKey] | None:
    """Return the keys of the *trusted* groups by id, or None where no group is trusted."""
    if not trusted:
        return None
    by_id = {group.id: group for group in groups if group.id is not None}
    found = [by_id.get(one) if isinstance(one, str) else one for one in trusted]
    return {key.id: key for group in found if group is not None for key in group.keys}


def _named(key: object, value: object, place: str, problems: Problems) -> KeyGroup:
    group = _group(value, place, problems)
    if not isinstance(key, str):
        problems.refuse(place, f"the key must be the group's id, not {shown(key)}")
        return group
    return group if group.id is not None else KeyGroup(keys=group.keys, id=key)
