"""Addresses of resources and modules, and references to them, as Terraform writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Key", "Reference", "Step", "local_name", "steps_of"]

Key = str | int | None
"""What stands in brackets behind a name: a key of for_each, an index of count, or nothing."""

_TOKEN: Final = re.compile(
    r'\.?(?P<name>[^.\[\]"]+)|\[(?P<index>[0-9]{1,18})\]|\["(?P<key>(?:[^"\\]|\\.)*)"\]'
)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """A name of an address with its key."""

    name: str
    key: Key = None

    def __str__(self) -> str:
        """Return the step as Terraform writes it."""
        if self.key is None:
            return self.name
        if isinstance(self.key, int):
            return f"{self.name}[{self.key}]"
        escaped = self.key.replace("\\", "\\\\").replace('"', '\\"')
        return f'{self.name}["{escaped}"]'


def steps_of(text: str) -> tuple[Step, ...]:
    """Return the steps of an address or reference; of text that is none, the steps until it stops being one.

    A second key behind a name, as in ``x[0]["a"]``, belongs to a value, and is a step without a name.
    """
    steps: list[Step] = []
    at = 0
    while found := _TOKEN.match(text, at):
        at = found.end()
        key: Key = None
        if found["index"] is not None:
            key = int(found["index"])
        elif found["key"] is not None:
            key = _ESCAPED.sub(r"\1", found["key"])
        if key is None:
            steps.append(Step(found["name"]))
        elif steps and steps[-1].key is None:
            steps[-1] = Step(steps[-1].name, key)
        else:
            steps.append(Step("", key))
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a resource's address, or a reference to one, means.

    ``module`` is the address of the resource's module, seen from where the reference stands; ``resource`` is
    ``type.name``, for a data source ``data.type.name``; ``attribute`` is what is asked of it.
    """

    module: str
    resource: str
    key: Key
    attribute: str | None

    @classmethod
    def of(cls, text: str) -> Reference | None:
        """Return what a text refers to if that is a resource."""
        steps = steps_of(text)
        modules = 0
        while len(steps) >= modules + 2 and steps[modules].name == "module":
            modules += 2
        kind = 3 if len(steps) > modules and steps[modules].name == "data" else 2
        rest = steps[modules:]
        if len(rest) < kind or any(step.key is not None for step in rest[: kind - 1]):
            return None
        attribute = rest[kind].name if len(rest) > kind else None
        names = ".".join(step.name for step in rest[:kind])
        return cls(".".join(map(str, steps[:modules])), names, rest[kind - 1].key, attribute)


def local_name(address: str) -> str:
    """Return a short name for what has an address: ``module.cdn.aws_s3_bucket.this[0]`` is ``cdn-this-0``.

    It can be part of a host name.
    """
    steps = steps_of(address)
    named = [step for index, step in enumerate(steps) if index % 2 and step.name]
    words = [str(word) for step in named for word in (step.name, step.key) if word is not None]
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower()).strip("-") or "terraform"
