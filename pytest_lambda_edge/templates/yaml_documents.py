"""Reading YAML as CloudFormation and its kin write it: short tags, and lines to point at.

libyaml's events are put together here, with a stack of our own: so nothing in a file can make Python recurse,
aliases cannot multiply without an end, and no tag can stand for anything but an intrinsic function.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.located import Located, LocatedList

if TYPE_CHECKING:
    from collections.abc import Callable

    import yaml

__all__ = ["BadYamlError", "read_yaml"]

MOST_DEPTH: Final = 100
MOST_NODES: Final = 1_000_000  # aliases counted as often as they are written out

_WHOLE_TAGS: Final = {"!Ref": "Ref", "!Condition": "Condition"}
_STANDARD: Final = "tag:yaml.org,2002:"
_TEXT_TAGS: Final = frozenset({"merge", "str", "timestamp", "value"})
_COLLECTIONS: Final = frozenset({"map", "seq"})
_DATA_TAGS: Final = frozenset({"bool", "float", "int", "null", "str", "timestamp"}) | _COLLECTIONS


class BadYamlError(ValueError):
    """A text that is no YAML, or none that will be read; ``line`` is where."""

    def __init__(self, message: str, line: int | None) -> None:
        super().__init__(message)
        self.line = line


class _Open:
    """A mapping or list that is being read."""

    __slots__ = ("anchor", "key", "size", "tag", "value")

    def __init__(self, value: Located | LocatedList, tag: str | None, anchor: str | None) -> None:
        self.value = value
        self.tag = tag
        self.anchor = anchor
        self.key: Any = _NO_KEY
        self.size = 1


_LINE_BREAK: Final = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")  # YAML 1.1, by which marks count
_PLAIN: Final = ("", None)
_NO_KEY: Final = object()
_MERGE: Final = object()


def read_yaml(text: str) -> Any:
    """Return the first document of a text; raises ``BadYamlError``.

    ``!Ref x`` becomes ``{"Ref": "x"}``, ``!GetAtt a.b`` ``{"Fn::GetAtt": ["a", "b"]}``, any other tag of one
    exclamation mark ``{"Fn::…": value}``. Dates stay text, as CloudFormation takes them.
    """
    import yaml  # noqa: PLC0415 - only for who has YAML

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder(yaml).build(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, text.count("\n")) + 1 if mark else None
        message = error.problem or error.context or str(error)
        raise BadYamlError(_told_of_tab(message, text, mark) if mark else message, line) from None
    except yaml.YAMLError as error:
        raise BadYamlError(str(error).partition("\n")[0], None) from None


def _told_of_tab(message: str, text: str, mark: Any) -> str:
    """Return what is wrong at a mark, in words that name the tab by which its line is indented."""
    lines = _LINE_BREAK.split(text)
    line = lines[mark.line] if mark.line < len(lines) else ""
    column = line.find("\t", 0, len(line) - len(line.lstrip(" \t")))
    if column < 0:
        return message
    by_tab = f"a tab indents this line (column {column + 1}), where YAML takes spaces alone"
    return by_tab if column == mark.column else f"{message}; {by_tab}"


class _Builder:
    """Puts events together."""

    def __init__(self, module: Any) -> None:
        self.yaml = module
        self.scalars = _scalars(module)
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.nodes = 0
        self.root: Any = None
        self.done = False

    def build(self, events: Any) -> Any:
        yaml = self.yaml
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self._add(self._scalar(event), event, event.anchor, 1)
            elif isinstance(event, yaml.MappingStartEvent):
                self._open(Located(_line(event)), event)
            elif isinstance(event, yaml.SequenceStartEvent):
                self._open(LocatedList(_line(event)), event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self._close(event)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            if self.done:
                break
        return self.root

    def _open(self, value: Located | LocatedList, event: Any) -> None:
        if len(self.stack) >= MOST_DEPTH:
            raise BadYamlError(f"is nested more than {MOST_DEPTH} levels deep", _line(event))
        if event.anchor is not None:
            self.anchors.pop(event.anchor, None)  # Nothing may hold itself.
        self.stack.append(_Open(value, event.tag, event.anchor))

    def _close(self, event: Any) -> None:
        closed = self.stack.pop()
        line = closed.value.line or _line(event)
        self._add(_tagged(closed.value, closed.tag, line), event, closed.anchor, closed.size, line)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            raise BadYamlError(f"*{event.anchor} stands for nothing that was read before it", _line(event))
        value, size = self.anchors[event.anchor]
        self._add(value, event, None, size)

    def _add(self, value: Any, event: Any, anchor: str | None, size: int, line: int | None = None) -> None:
        line = _line(event) if line is None else line
        self.nodes += 1
        if anchor is not None:
            self.anchors[anchor] = (value, size)
        if not self.stack:
            self.root, self.done = value, True
            return
        parent = self.stack[-1]
        parent.size += size
        if parent.size > MOST_NODES:
            raise BadYamlError(f"holds more than {MOST_NODES:,} values, aliases written out", line)
        if isinstance(parent.value, LocatedList):
            parent.value.append(value)
            parent.value.lines.append(line)
        elif parent.key is _NO_KEY:
            parent.key = (
                _MERGE if value == "<<" and getattr(event, "style", None) in _PLAIN else _key(value, line)
            )
            if parent.key is not _MERGE:
                parent.value.lines.setdefault(parent.key, line)
        else:
            _put(parent, value, line)
            parent.key = _NO_KEY

    def _scalar(self, event: Any) -> Any:
        if event.tag is not None and event.tag != "!":
            typed = event.tag.removeprefix(_STANDARD) in _DATA_TAGS
            value = self.scalars(event.tag, event.value, _line(event)) if typed else event.value
            return _tagged(value, event.tag, _line(event))
        if event.implicit[0]:
            return self.scalars(None, event.value, _line(event))
        return event.value


def _put(parent: _Open, value: Any, line: int) -> None:
    mapping = parent.value
    assert isinstance(mapping, Located)
    if parent.key is not _MERGE:
        mapping[parent.key] = value
        return
    for source in value if isinstance(value, LocatedList) else [value]:
        if not isinstance(source, Located):
            raise BadYamlError("<< takes a mapping or a list of mappings", line)
        for key, merged in source.items():
            mapping.setdefault(key, merged)
            mapping.lines.setdefault(key, source.lines.get(key, line))


def _key(value: Any, line: int) -> str:
    if isinstance(value, (dict, list)):
        raise BadYamlError("a mapping or a list cannot be a key", line)
    return str(value) if not isinstance(value, bool) else str(value).lower()


def _tagged(value: Any, tag: str | None, line: int) -> Any:
    """Return what a tag makes of a value: an intrinsic function's mapping, or the value itself."""
    if tag is None or tag == "!" or tag.removeprefix(_STANDARD) in _DATA_TAGS:
        return value
    if not tag.startswith("!"):
        raise BadYamlError(f"the tag {tag.replace(_STANDARD, '!!')} is not read; a template is data", line)
    function = Located(line)
    name = _WHOLE_TAGS.get(tag, f"Fn::{tag[1:]}")
    if name == "Fn::GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    function[name] = value
    function.lines[name] = line
    return function


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _scalars(module: Any) -> Callable[[str | None, str, int], Any]:
    """Return what turns a plain scalar into a value by YAML 1.1's rules, dates excepted."""
    resolver = module.resolver.Resolver()
    constructor: yaml.constructor.SafeConstructor = module.constructor.SafeConstructor()
    known: dict[tuple[str | None, str], Any] = {}

    def scalar(tag: str | None, text: str, line: int) -> Any:
        if (tag, text) in known:
            return known[tag, text]
        meant = tag or resolver.resolve(module.ScalarNode, text, (True, False))
        kind = meant.removeprefix(_STANDARD)
        value: Any = text
        if kind not in _TEXT_TAGS:
            try:
                value = (
                    None
                    if kind in _COLLECTIONS
                    else constructor.construct_object(module.ScalarNode(meant, text))
                )
            except (module.YAMLError, ValueError, LookupError):  # PyYAML looks up what it splits.
                value = None
            if value is None and kind != "null":
                raise BadYamlError(f"{text!r} is no {kind}", line)
        known[tag, text] = value
        return value

    return scalar
