"""AWS's names for our settings, for what is told of a document that has AWS's."""

from __future__ import annotations

import re
from typing import Final

from pytest_lambda_edge.model.event_type import EVENT_TYPES
from pytest_lambda_edge.templates import fates
from pytest_lambda_edge.templates.parts import Fate
from pytest_lambda_edge.templates.policies import POLICY_IDS

__all__ = ["in_words_of"]

# What stands in quotes may be a value, and what is followed by = or ( is Python to write.
_QUOTED_OR_SETTING: Final = re.compile(r"'[^']*'|\b(?P<name>[a-z]+(?:_[a-z]+)+)\b(?![=(])")
_IN_OUR_SPELLING: Final = re.compile(r"[a-z]+(_[a-z]+)+")
_EVENT_TYPES: Final = {event_type.name.lower(): str(event_type) for event_type in EVENT_TYPES}
_NAMES: Final = {
    row.setting: row.key for fate in vars(fates).values() if isinstance(fate, Fate) for row in fate.rows
} | {setting: key for key, (setting, *_) in POLICY_IDS.items()}
_CAPITALS: Final = {"ttl": "TTL", "xss": "XSS"}


def in_words_of(place: str, message: str) -> str:
    """Return what a check of our settings says of something at a *place* of a document, with AWS's names.

    Where the document writes names as we do, as those of Terraform, only event types are renamed.
    """
    key = place.partition(" (line ")[0].rpartition(".")[2].partition("[")[0]
    has_ours = _IN_OUR_SPELLING.fullmatch(key) is not None

    def named(found: re.Match[str]) -> str:
        setting = found["name"]
        if setting is None:
            return found[0]
        return _EVENT_TYPES.get(setting) or (setting if has_ours else _aws_name(setting))

    return _QUOTED_OR_SETTING.sub(named, message)


def _aws_name(setting: str) -> str:
    parts = (_CAPITALS.get(part, part.title()) for part in setting.split("_"))
    return _NAMES.get(setting, "".join(parts))
