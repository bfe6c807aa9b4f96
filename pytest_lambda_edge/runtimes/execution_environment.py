"""An execution environment of a function that is loaded from a folder: one cold start, then warm runs (LE-323)."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.runtimes.deadline import Deadline
from pytest_lambda_edge.runtimes.environment import ProcessState, reserved_variables
from pytest_lambda_edge.runtimes.failures import execution_failure, is_for_the_test
from pytest_lambda_edge.runtimes.isolation import ModuleSpace
from pytest_lambda_edge.runtimes.load_failures import LoadError, handler_missing, import_failed
from pytest_lambda_edge.runtimes.logging_space import LoggingSpace
from pytest_lambda_edge.runtimes.running import attempt, failure_from

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from pytest_lambda_edge.runtimes.code import PythonCode
    from pytest_lambda_edge.runtimes.context import FunctionIdentity
    from pytest_lambda_edge.runtimes.sources import LambdaSettings

__all__ = ["ExecutionEnvironment"]

_SHORTEST_START: Final = 10.0
"""Seconds that Lambda gives a cold start, whatever the function's timeout."""


class ExecutionEnvironment:
    """A function's modules, variables, working directory and logging; a context in which its code may run.

    To be used with ``process_lock`` held.
    """

    def __init__(
        self, folder: str, code: PythonCode, identity: FunctionIdentity, settings: LambdaSettings
    ) -> None:
        self.identity: Final = identity
        self.modules: Final = ModuleSpace(folder, code.name)
        self._code = code
        self._settings = settings
        reserved = reserved_variables(identity, code.handler_name, folder, settings.runtime)
        self._process = ProcessState(folder, reserved, settings.environment)
        self._logging = LoggingSpace()
        self._streams: list[tuple[Any, Any]] = []
        self._module: ModuleType | None = None

    @property
    def module(self) -> ModuleType:
        """The handler's module, once started."""
        assert self._module is not None
        return self._module

    @property
    def handler(self) -> Callable[[Any, Any], Any]:
        """What the handler's name stands for now: a test may have replaced it."""
        handler: Callable[[Any, Any], Any] = getattr(self._module, self._code.attribute)
        return handler

    def start(self) -> None:
        """Import the handler's module; raises ``LoadError``."""
        try:
            with self:
                before = self._logging.watch()
                try:
                    self._import()
                finally:
                    self._logging.note(before)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the modules up."""
        self.modules.close()
        self._logging.close()

    def __enter__(self) -> None:
        self._streams.append((sys.stdout, sys.stderr))
        self.modules.enter()
        self._process.enter()
        self._logging.enter()

    def __exit__(self, *_: object) -> None:
        self._logging.leave()
        self._process.leave()
        self.modules.leave()
        sys.stdout, sys.stderr = self._streams.pop()

    def _import(self) -> None:
        name = self._code.module
        if name.partition(".")[0] in sys.builtin_module_names:
            message = f"Cannot use built-in module {name} as a handler module"
            raise LoadError(
                execution_failure("Runtime.BuiltInModuleConflict", message, hint="rename the file")
            )
        deadline = Deadline(max(_SHORTEST_START, self._settings.timeout))
        module, error = attempt(deadline, importlib.import_module, name)
        if isinstance(error, Exception) and not is_for_the_test(error):
            raise LoadError(
                import_failed(
                    error, name, self.modules.is_own_file, self.modules.folder, self.modules.module_names()
                )
            ) from error
        failure = failure_from(error, deadline, self.modules.is_own_file)
        if failure is not None:
            raise LoadError(failure) from error
        self._module = module
        try:
            self.handler  # noqa: B018 - a name that isn't there fails at the start, as in Lambda
        except AttributeError as missing:
            raise LoadError(self._handler_missing(missing)) from missing

    def _handler_missing(self, error: AttributeError) -> Any:
        names = [name for name, value in vars(self.module).items() if callable(value)]
        failure = handler_missing(self._code.module, self._code.attribute, error, names)
        file = getattr(self.module, "__file__", None)
        if file is not None and self.modules.is_own_file(os.path.abspath(file)):
            return failure
        hint = f"Lambda's runtime has imported its own {self._code.module!r} before, so rename the file"
        return execution_failure(failure.error_type, failure.message, error, hint=hint)
