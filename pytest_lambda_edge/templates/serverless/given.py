"""What a caller gives for the variables of a serverless.yml, by a variable's text or by its bare name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["MISSING", "GivenValues"]

MISSING: Final = object()
"""What stands for a value that is not there."""

_WRITTEN: Final = re.compile(
    r"(?<![A-Za-z0-9])([a-z][A-Za-z0-9.-]{0,60})(?:\([^(){}]{0,200}\))?:\s{0,9}([^\s,{}'\"]{1,500})(\{?)"
)
_WHOLE: Final = re.compile(r"([a-z][A-Za-z0-9.-]*)(\([^)]*\))?:.+", re.DOTALL)
_SOURCES: Final = frozenset(
    {"aws", "cf", "env", "file", "opt", "output", "param", "s3", "self", "sls", "ssm", "strToBool"}
)
_OF_THE_DOCUMENT: Final = frozenset({"aws", "file", "self", "sls", "strToBool"})
_OF_THE_COMMAND: Final = frozenset({"stage", "region"})


class GivenValues:
    """Values by the names under which ``parameters=`` has them; knows what variables ask for."""

    def __init__(self, values: Mapping[str, Any], document: Any) -> None:
        self._values = values
        self._types: dict[str, set[str]] = {}
        self._put_together: set[str] = set()
        self._used: set[str] = set()
        if values:
            self.note(document)
            for option in _OF_THE_COMMAND:
                self._types.setdefault(option, set()).add("opt")

    def note(self, data: Any) -> None:
        """Note the variables that stand in a document or in a file which it includes."""
        if self._values:
            for text in _texts(data):
                for kind, address, opening in _WRITTEN.findall(text):
                    self._types.setdefault(address, set()).add(kind)
                    if opening:
                        self._put_together.add(kind)

    def value(self, kind: str, params: str, address: str) -> Any:
        """Return what is given for ``kind(params):address``, else ``MISSING``."""
        within = f"({params})" if params else ""
        for name in (f"{kind}{within}:{address}" if address else f"{kind}{within}", f"{kind}:{address}"):
            if name in self._values:
                self._used.add(name)
                return self._values[name]
        if not address or kind in _OF_THE_DOCUMENT or address not in self._values:
            return MISSING
        self._used.add(address)
        asking = sorted(self._types.get(address, {kind}) - _OF_THE_DOCUMENT)
        if len(asking) > 1:
            meant = " and ".join(f"${{{one}:{address}}}" for one in asking)
            message = f"could be {meant}; give it as {asking[0] + ':' + address!r}"
            raise ConfigError([Problem(f"parameters[{address!r}]", message)])
        return self._values[address]

    def left(self, declared: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is given for CloudFormation; raises for what no variable asks for.

        *declared* are the parameters of the stack.
        """
        problems = [
            Problem(
                f"parameters[{shown(name)}]",
                f"no variable of this document asks for it{did_you_mean(name, self._written())}",
            )
            for name in self._values
            if self._is_whole(name) and not self._is_asked(name)
        ]
        if problems:
            raise ConfigError(problems)
        return {
            name: value
            for name, value in self._values.items()
            if name in declared or not (name in self._used or name in self._types or self._is_whole(name))
        }

    def _is_whole(self, name: object) -> bool:
        """Whether a name is a variable's text, and not that of another stack's export, such as ``net:Id``."""
        whole = _WHOLE.fullmatch(name) if isinstance(name, str) and "::" not in name else None
        return whole is not None and whole[1] in _SOURCES

    def _is_asked(self, name: str) -> bool:
        kind, _, address = name.partition(":")
        kind = kind.partition("(")[0]
        of_the_command = kind in {"opt", "sls"} and address in _OF_THE_COMMAND
        return (
            name in self._used
            or of_the_command
            or kind in {"aws", "file", *self._put_together}
            or kind in self._types.get(address, ())
        )

    def _written(self) -> list[str]:
        every = [(kind, address) for address, kinds in self._types.items() for kind in sorted(kinds)]
        return [f"{kind}:{address}" for kind, address in every if kind not in _OF_THE_DOCUMENT]


def _texts(data: Any) -> Iterator[str]:
    level: list[Any] = [data]
    while level:
        yield from (one for one in level if isinstance(one, str) and "${" in one)
        level = [part for one in level for part in _parts(one)]


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, (list, tuple)) else ()
