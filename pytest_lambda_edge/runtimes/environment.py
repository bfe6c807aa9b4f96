"""The environment variables and the working directory that loaded code sees (D-25, LE-315).

``os.environ`` writes each change through to the C library, so setting a few dozen variables for each run
would take longer than the run. The mapping behind it is exchanged instead; what the function itself sets is
written through, and taken back there after the run.
"""

# The mapping behind os.environ is a private attribute, and there is no other way to exchange it. Paths are
# strings, since this is done for each run and making objects takes longer.
# ruff: noqa: SLF001, PTH109

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.runtimes.context import REGION, VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.runtimes.context import FunctionIdentity

__all__ = ["ProcessState", "reserved_variables"]

_environ: Final[Any] = os.environ
_environ_bytes: Final[Any] = os.environb if os.supports_bytes_environ else None


def reserved_variables(identity: FunctionIdentity, handler: str, folder: str, runtime: str) -> dict[str, str]:
    """Return the variables that Lambda sets for a function; *runtime* is Lambda's name or empty."""
    here = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime or here}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(identity.memory),
        "AWS_LAMBDA_FUNCTION_NAME": identity.name,
        "AWS_LAMBDA_FUNCTION_VERSION": VERSION,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": identity.log_group_name,
        "AWS_LAMBDA_LOG_STREAM_NAME": identity.log_stream_name,
        "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001",
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LAMBDA_TASK_ROOT": folder,
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "_HANDLER": handler,
        "_X_AMZN_TRACE_ID": "Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0",
    }


class ProcessState:
    """A function's environment variables, kept from run to run, and its folder as the working directory.

    *own* are the variables of ``Function(environment=…)``; the test process's ``AWS_*`` are read anew at
    each run.
    """

    def __init__(self, folder: str, reserved: Mapping[str, str], own: Mapping[str, str]) -> None:
        self._folder = folder
        self._fixed = _encoded({**reserved, **own})
        self._variables = _Variables(self._fixed)
        self._seen: dict[Any, Any] | None = None
        self._passed: dict[Any, Any] = {}
        self._left: list[tuple[Any, dict[Any, Any], str | int]] = []

    def enter(self) -> None:
        """Exchange the variables and the working directory."""
        exposed, outer = os.environ, _environ._data
        seen = outer if exposed is _environ else _encoded(exposed)
        if seen is not self._variables and seen != self._seen:
            self._seen = dict(seen)
            self._pass_on(seen)
        self._left.append((exposed, outer, _current_directory()))
        os.environ = _environ  # noqa: B003 - a test may have put another mapping there
        _exchange(self._variables)
        _change_directory(self._folder)

    def leave(self) -> None:
        """Put back what was there before the matching ``enter``."""
        exposed, outer, directory = self._left.pop()
        os.environ = exposed  # noqa: B003 - as it was
        _exchange(outer)
        for key in self._variables.written:
            if key in outer:
                os.putenv(key, outer[key])
            else:
                os.unsetenv(key)
        self._variables.written.clear()
        _change_directory(directory)
        if isinstance(directory, int):
            os.close(directory)

    def _pass_on(self, outer: Mapping[Any, Any]) -> None:
        """Bring the variables that come from the test process up to date; what the function has set stays."""
        passed = _passed_on(outer)
        if _CREDENTIALS.isdisjoint(passed) and _CREDENTIALS.isdisjoint(self._fixed):
            passed |= _NO_CREDENTIALS
        for key in self._passed.keys() - passed.keys():
            self._variables.pop(key, None)
        for key, value in passed.items():
            if key not in self._fixed and self._passed.get(key) != value:
                self._variables.put(key, value)
        self._passed = passed


class _Variables(dict[Any, Any]):
    """The mapping behind ``os.environ`` during runs; notes what was written through to the C library."""

    def __init__(self, variables: Mapping[Any, Any]) -> None:
        super().__init__(variables)
        self.written: set[Any] = set()

    def put(self, key: Any, value: Any) -> None:
        """Set a variable for ``os.environ`` alone."""
        super().__setitem__(key, value)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.written.add(key)
        super().__setitem__(key, value)

    def __delitem__(self, key: Any) -> None:
        self.written.add(key)
        super().__delitem__(key)


def _exchange(variables: dict[Any, Any]) -> None:
    _environ._data = variables
    if os.supports_bytes_environ:
        _environ_bytes._data = variables


def _current_directory() -> str | int:
    """Return the working directory, as an open file where it has no name any more."""
    try:
        return os.getcwd()
    except OSError:
        return os.open(os.curdir, os.O_RDONLY)


def _change_directory(directory: str | int) -> None:
    try:
        os.chdir(directory)
    except OSError:
        return  # The folder is gone: the function's import says so, and the test knows of its own.


def _encoded(variables: Mapping[str, str]) -> dict[Any, Any]:
    return {_environ.encodekey(key): _environ.encodevalue(value) for key, value in variables.items()}


def _passed_on(outer: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in outer.items() if key in _PASSED_ON or key.startswith(_PASSED_PREFIX)}


# Without credentials in the environment botocore would take those in the home of whoever runs the tests.
_NO_CREDENTIALS: Final = _encoded(
    dict.fromkeys(
        ("AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), "testing"
    )
)
_CREDENTIALS: Final = frozenset(
    _encoded(dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"), ""))
)
_PASSED_ON: Final = frozenset(_encoded({"PATH": ""}))
_PASSED_PREFIX: Final = _environ.encodekey("AWS_")
