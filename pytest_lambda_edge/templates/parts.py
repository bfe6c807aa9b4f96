"""Walking through a form: every value with its place in the document, and everything worth telling of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.problems import inside, nearest, shown
from pytest_lambda_edge.templates.found import Unresolved
from pytest_lambda_edge.templates.located import copy_of, move
from pytest_lambda_edge.templates.scalars import flag, number, text

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.found import Place

__all__ = ["ABSENT", "Fate", "Findings", "NotSimulated", "Part", "Row"]

ABSENT: Any = object()
"""What stands for a value that is not there, or could not be known."""


_AS_EVER: Final = ("default", "direct")  # of SelectionCriteria and ConnectionMode
_PLAIN: Final = (str, int, float, bool, type(None))
_MOST_SHOWN: Final = 4  # items of a mapping


class Row(NamedTuple):
    """A key of AWS's, the setting that it is here, and how its value is read."""

    key: str
    setting: str
    read: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of the keys of a part.

    ``rows`` are settings as they are, ``read_apart`` is what code reads, ``without_effect`` what changes
    nothing that a viewer, a function or an origin could tell, ``not_simulated`` what would, and the reason
    that a warning gives.
    """

    rows: tuple[Row, ...] = ()
    read_apart: frozenset[str] = frozenset()
    without_effect: frozenset[str] = frozenset()
    not_simulated: Mapping[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        """Every key that is known."""
        return [*(row.key for row in self.rows), *self.read_apart, *self.without_effect, *self.not_simulated]


_LIST: Final = Fate(
    read_apart=frozenset({"Items", "Quantity"}), without_effect=frozenset({"CachedMethods", "Enabled"})
)
"""A list in the API's form (CF-273); some have more beside it."""


class NotSimulated(NamedTuple):
    """What a document says and this plugin does not do."""

    place: Place
    reason: str

    def __str__(self) -> str:
        return f"{self.place} has no effect yet: {self.reason}"


@dataclass(slots=True)
class Findings:
    """What is found while a form becomes settings.

    ``refused`` is what AWS would refuse although it can be simulated. ``places`` says where in the document a
    setting of ours stands; the whole is the one without a name. ``given`` are settings that stand in no
    document, since the caller gives them, under the name that ``places`` has for them, if any; ``missing``
    are places of what is required and not there. ``name`` is the document's.
    """

    problems: list[Problem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    not_simulated: list[NotSimulated] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    name: str = ""
    given: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)

    def place_of(self, setting: str) -> str:
        """Return where a setting's place is in the document; of a part of it, where the whole is.

        What the caller gives has its own place, and so has each part of it.
        """
        whole = self._whole_of(setting)
        place = self.places.get(whole)
        return f"{place or whole}{setting[len(whole) :]}" if whole in self.given else str(place)

    def is_given(self, setting: str) -> bool:
        """Whether a setting, or what it is part of, stands in no document, since the caller gives it."""
        return self._whole_of(setting) in self.given

    def untold(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems of what is told neither as missing nor, be it as part of it, as unresolved."""
        told = {(one.place.file, one.place.path) for one in self.unresolved}
        return [
            one
            for one in problems
            if told.isdisjoint(_around(self._place_of(one.place)))
            and str(self._place_of(one.place)) not in self.missing
        ]

    def _place_of(self, setting: str) -> Place | None:
        whole = self._whole_of(setting)
        return None if whole in self.given else self.places[whole]

    def _whole_of(self, setting: str) -> str:
        """Return the setting, or the least that it is part of, whose place is known."""
        while setting and setting not in self.given and setting not in self.places:
            setting = setting[: max(setting.rfind("."), setting.rfind("["), 0)]
        return setting


@dataclass(frozen=True, slots=True)
class Part:
    """A mapping of a form: where it stands in the document, and which setting of ours it is."""

    values: Mapping[str, Any]
    place: Place
    setting: str
    found: Findings

    def at(self, key: str) -> Place:
        """Return the place of a key's value in the document."""
        return self.place.inside(key, self.values)

    def value(self, key: str) -> Any:
        """Return a value as it stands, ``ABSENT`` where there is none or none is known."""
        value = self.values.get(key)
        if value is None:
            return ABSENT
        hidden = list(_unresolved(value))
        self.found.unresolved += hidden
        return ABSENT if hidden else value

    def required(self, key: str) -> Any:
        """Return a value that AWS does not go without."""
        if self.values.get(key) is None:
            self.found.problems.append(Problem(str(self.place), f"{key} is required"))
            self.found.missing.add(str(self.at(key)))
        return self.value(key)

    def name(self, key: str) -> str | None:
        """Return a text that AWS does not go without and that something is called by, or None."""
        value = text(self.required(key))
        if value is not ABSENT and not isinstance(value, str):
            self.found.problems.append(Problem(str(self.at(key)), f"must be a string, not {shown(value)}"))
        return value if isinstance(value, str) else None

    def mapping(self, key: str, setting: str, fate: Fate) -> Part | None:
        """Return the mapping under a key, which is the setting *setting* as a whole."""
        value = self.values.get(key)
        if value is None or isinstance(value, Unresolved):
            self.value(key)
            return None
        return self._part(value, self.at(key), setting, fate)

    def entries(self, key: str) -> Iterator[tuple[Any, Place]]:
        """Yield the items of a list, which may be ``{Quantity, Items}``, each with its place (CF-309)."""
        value, place = self.values.get(key), self.at(key)
        if value is None or isinstance(value, Unresolved):
            self.value(key)
            return
        if isinstance(value, Mapping) and (not value or value.keys() & _LIST.read_apart):
            value = Part(value, place, "", self.found).spelt(_LIST).values
            self._check_quantity(value, place)
            value, place = value.get("Items") or [], place.inside("Items", value)
        if isinstance(value, Unresolved):
            self.found.unresolved.append(value)
            return
        if not isinstance(value, list):
            self.found.problems.append(Problem(str(place), f"must be a list, not {_outlined(value)}"))
            return
        for index, one in enumerate(value):
            yield one, place.inside(index, value)

    def parts(self, key: str, fate: Fate) -> Iterator[Part]:
        """Yield the mappings of a list, none of which is a setting yet."""
        for one, place in self.entries(key):
            if isinstance(one, Unresolved):
                self.found.unresolved.append(one)
            elif (part := self._part(one, place, "", fate)) is not None:
                yield part

    def texts(self, key: str) -> Any:
        """Return the items of a list of plain values; ``ABSENT`` where there is none or one is unknown."""
        if self.values.get(key) is None:
            return ABSENT
        if isinstance(self.values[key], str):
            return [self.values[key]]
        before = len(self.found.unresolved)
        items = [one for one, _ in self.entries(key)]
        self.found.unresolved += [one for one in items if isinstance(one, Unresolved)]
        return items if len(self.found.unresolved) == before else ABSENT

    def called(self, setting: str) -> Part:
        """Return this part as the setting *setting*, which is noted to stand here."""
        self.found.places[setting] = self.place
        return Part(self.values, self.place, setting, self.found)

    def note(self, key: str, setting: str) -> None:
        """Note that what stands under *key* is a setting of this part."""
        self.found.places[inside(self.setting, setting)] = self.at(key)

    def settings(self, fate: Fate) -> dict[str, Any]:
        """Return the settings that a fate's rows read; tell of what has no effect and of what is unknown."""
        part = self.spelt(fate)
        for key, reason in fate.not_simulated.items():
            if _acts(part.values.get(key)):
                self.found.not_simulated.append(NotSimulated(part.at(key), reason))
        settings = {}
        for key, setting, read in fate.rows:
            is_list = isinstance(part.values.get(key), (list, Mapping))
            plain = part.texts(key) if is_list else part.value(key)
            if plain is not ABSENT:
                settings[setting] = read(plain)
            part.note(key, setting)
        return settings

    def spelt(self, fate: Fate) -> Part:
        """Return this part with what is misspelt under the names that are meant, and tell of all such keys.

        What else is wrong with it is told in this way as if it were spelt right: one edit is to suffice.
        """
        known = fate.keys
        unknown = [key for key in self.values if key not in known]
        if not unknown:
            return self
        values = copy_of(self.values)
        for key in unknown:
            meant, place = nearest(key, known), self.place.inside(str(key), self.values)
            hint = "" if meant is None else f"; did you mean {meant!r}?"
            message = f"{shown(key)} is nothing that CloudFront knows here{hint}"
            self.found.problems.append(Problem(str(place), message))
            value = values.pop(key)
            if meant is not None and values.get(meant) is None:
                move(values, key, meant, value)
        return replace(self, values=values)

    def _part(self, value: object, place: Place, setting: str, fate: Fate) -> Part | None:
        if isinstance(value, Mapping):
            return Part(value, place, setting, self.found).spelt(fate)
        self.found.problems.append(Problem(str(place), f"must be a mapping, not {shown(value)}"))
        return None

    def _check_quantity(self, value: Mapping[str, Any], place: Place) -> None:
        items, quantity = value.get("Items") or [], number(value.get("Quantity"))
        is_known = quantity is not None and not isinstance(quantity, Unresolved)
        if is_known and isinstance(items, list) and quantity != len(items):
            message = f"Quantity is {shown(quantity)}, and Items are {len(items)}"
            self.found.refused.append(Problem(str(place), message, "InconsistentQuantities"))


def _around(place: Place | None) -> Iterator[tuple[str, str]]:
    """Yield the file and path of a place, and of each thing that it is in."""
    path = "" if place is None else place.path
    while place is not None and path:
        yield place.file, path
        path = path[: max(path.rfind("."), path.rfind("["), 0)]


def _outlined(value: Any) -> str:
    """Return a value as a message shows it; of a mapping no more than what is plain, and the names."""
    if not isinstance(value, Mapping):
        return shown(value)
    few = list(value.items())[:_MOST_SHOWN]
    items = [f"{shown(key)}: {shown(one) if isinstance(one, _PLAIN) else '…'}" for key, one in few]
    return f"{{{', '.join(items)}{', …' if len(value) > len(few) else ''}}}"


def _unresolved(value: object) -> Iterator[Unresolved]:
    if isinstance(value, Unresolved):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _unresolved(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _unresolved(one)


def _acts(value: object) -> bool:
    """Whether a value asks for something: AWS fills in ``""``, false and empty lists where nothing is."""
    if isinstance(value, Mapping):
        if "Enabled" in value:
            return flag(value["Enabled"]) is not False
        return bool(value.get("Items")) if "Quantity" in value else bool(value)
    return bool(value) and flag(value) is not False and value not in _AS_EVER
