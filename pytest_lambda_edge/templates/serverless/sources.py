"""What each source of variables comes to: ``self``, ``opt``, ``env``, ``param``, ``file`` and the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.found import Unresolved
from pytest_lambda_edge.templates.serverless.files import included
from pytest_lambda_edge.templates.serverless.given import MISSING
from pytest_lambda_edge.templates.serverless.held import Held

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_lambda_edge.templates.found import Place
    from pytest_lambda_edge.templates.serverless.variables import Variables

__all__ = ["GIVEN", "Sought", "is_known_offline", "region_of", "source_of", "stage_of"]

GIVEN: Final = ("env", "opt", "param")
"""What only the caller gives, or gives as well."""

_DEFAULT_REGION: Final = "us-east-1"
_DEFAULT_STAGE: Final = "dev"
_ACCOUNT: Final = "123456789012"  # As the pseudo parameter AWS::AccountId.
_INSTANCE: Final = "instance"  # Any text will do: the framework draws one for each run of a command.
_TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}

Result = Held | Unresolved | None


@dataclass(frozen=True, slots=True)
class Sought:
    """A source whose value is wanted, its parameters and address worked out; ``text`` is the variable's."""

    variables: Variables
    kind: str
    params: tuple[str, ...]
    address: str
    text: str
    place: Place

    @property
    def name(self) -> str:
        """The name under which ``parameters=`` gives its value."""
        within = f"({', '.join(self.params)})" if self.params else ""
        return f"{self.kind}{within}:{self.address}" if self.address else f"{self.kind}{within}"

    def unresolved(self, why: str) -> Unresolved:
        """Return what stands in its place."""
        return Unresolved(self.place, self.text, f"{why}; give it with parameters={{{self.name!r}: …}}")


def source_of(sought: Sought) -> Result:
    """Return the value of a source, None where there is none, or why it is not known.

    What is given for it counts before everything else.
    """
    given = sought.variables.given.value(sought.kind, ", ".join(sought.params), sought.address)
    if given is not MISSING:
        return Held(given, sought.place)
    if sought.kind in _SOURCES:
        return _SOURCES[sought.kind](sought)
    return sought.unresolved("is looked up at deployment")


def is_known_offline(kind: str) -> bool:
    """Whether there is more to ask about sources of a kind than the caller."""
    return kind in _SOURCES


def stage_of(variables: Variables) -> Any:
    """Return the stage: the option, else the provider's, else ``dev``."""
    return _of_command(variables, "stage", _DEFAULT_STAGE)


def region_of(variables: Variables) -> Any:
    """Return the region: the option, else the provider's, else us-east-1."""
    return _of_command(variables, "region", _DEFAULT_REGION)


def _of_command(variables: Variables, option: str, default: str) -> Any:
    for kind in ("opt", "sls", "aws"):
        given = variables.given.value(kind, "", option)
        if given is not MISSING:
            return given
    held = variables.at("provider", option)
    return default if held is None or held.value in (None, "") else held.value


def _self(sought: Sought) -> Result:
    return sought.variables.at(*_keys(sought))


def _keys(sought: Sought) -> list[str]:
    return sought.address.split(".") if sought.address else []


def _not_given(_: Sought) -> Result:
    return None


def _env(sought: Sought) -> Result:
    return sought.variables.env_files.value(sought.address, sought.place)


def _sls(sought: Sought) -> Result:
    if sought.address == "stage":
        return _known(stage_of(sought.variables), sought)
    if sought.address == "instanceId":
        return Held(_INSTANCE, sought.place)
    return sought.unresolved("the framework knows sls:stage and sls:instanceId")


def _aws(sought: Sought) -> Result:
    if sought.address == "region":
        return _known(region_of(sought.variables), sought)
    if sought.address == "accountId":
        return Held(_ACCOUNT, sought.place)
    return sought.unresolved("the framework knows aws:region and aws:accountId")


def _known(value: Any, sought: Sought) -> Held | Unresolved:
    return value if isinstance(value, Unresolved) else Held(value, sought.place)


def _param(sought: Sought) -> Result:
    """Return a parameter of the stage, else of all stages: v3 has them under params, v4 under stages."""
    stage = stage_of(sought.variables)
    stages = ["default"] if isinstance(stage, Unresolved) else [str(stage), "default"]
    for name in stages:
        for path in (("stages", name, "params"), ("params", name)):
            held = sought.variables.at(*path, sought.address)
            if held is not None and held.value is not None:
                return held
    return stage if isinstance(stage, Unresolved) else None


def _file(sought: Sought) -> Result:
    if not sought.params or not sought.params[0]:
        return sought.unresolved("names no file")
    held = included(sought.variables, sought.params[0], sought.place)
    if isinstance(held, str):
        return sought.unresolved(held)
    for key in _keys(sought):
        if held is None or isinstance(held.value, Unresolved):
            break
        held = sought.variables.inside(sought.variables.value(*held), key)
    return held


def _str_to_bool(sought: Sought) -> Result:
    text = sought.params[0].strip().lower() if sought.params else ""
    if text in _TRUTHS:
        return Held(_TRUTHS[text], sought.place)
    return sought.unresolved("must be true, false, 1 or 0")


_SOURCES: Final[dict[str, Callable[[Sought], Result]]] = {
    "aws": _aws,
    "env": _env,
    "file": _file,
    "opt": _not_given,
    "param": _param,
    "self": _self,
    "sls": _sls,
    "strToBool": _str_to_bool,
}
