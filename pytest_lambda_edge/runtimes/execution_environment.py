"""An execution environment of a function from a folder: one cold start, then warm runs (LE-323)."""

from __future__ import annotations

import importlib
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

    from pytest_lambda_edge.pipeline.effects import InvocationFailure
    from pytest_lambda_edge.runtimes.code import PythonCode
    from pytest_lambda_edge.runtimes.context import FunctionIdentity
    from pytest_lambda_edge.runtimes.sources import LambdaSettings

__all__ = ["ExecutionEnvironment"]

_SHORTEST_START: Final = 10.0
"""Seconds that Lambda gives to a cold start, whatever the function's timeout."""


class ExecutionEnvironment:
    """A function's modules, variables, working directory and logging: a context in which its code may run.

    Its handler's module is imported when it is made; raises ``LoadError``. To be used with ``process_lock``
    held.
    """

    def __init__(
        self, folder: str, code: PythonCode, identity: FunctionIdentity, settings: LambdaSettings
    ) -> None:
        self.modules: Final = ModuleSpace(folder, code.name)
        self._code = code
        self._declared_at = settings.declared_at
        reserved = reserved_variables(identity, code.handler_name, folder, settings.runtime)
        self._process = ProcessState(folder, reserved, settings.environment)
        self._logging = LoggingSpace()
        self._streams: list[tuple[Any, Any]] = []
        try:
            self.module: Final = self._start(Deadline(max(_SHORTEST_START, settings.timeout)))
            self.handler  # noqa: B018 - Lambda finds out at the start, too, whether it is there
        except BaseException:
            self.close()
            raise

    @property
    def handler(self) -> Callable[[Any, Any], Any]:
        """What the handler's name stands for now: a test may have replaced it; raises ``LoadError``."""
        try:
            handler: Callable[[Any, Any], Any] = getattr(self.module, self._code.attribute)
        except AttributeError as error:
            raise LoadError(self._handler_missing()) from error
        return handler

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

    def _start(self, deadline: Deadline) -> ModuleType:
        name = self._code.module
        if name.partition(".")[0] in sys.builtin_module_names:
            message = f"Cannot use built-in module {name} as a handler module"
            raise LoadError(
                execution_failure("Runtime.BuiltInModuleConflict", message, hint="rename the file")
            )
        with self:
            before = self._logging.watch()
            module, error = attempt(deadline, importlib.import_module, name)
            self._logging.note(before)
        own = self.modules.is_own_file
        if isinstance(error, Exception) and not is_for_the_test(error) and not deadline.exceeded():
            raise LoadError(
                import_failed(error, name, own, self.modules.folder, self.modules.names())
            ) from error
        failure = failure_from(error, deadline, own)
        if failure is not None:
            raise LoadError(failure) from error
        started: ModuleType = module
        return started

    def _handler_missing(self) -> InvocationFailure:
        failure = handler_missing(self.module, self._code.module, self._code.attribute, self._declared_at)
        if self.modules.is_own_file(getattr(self.module, "__file__", None) or ""):
            return failure
        hint = f"Lambda's runtime has imported a module {self._code.module} before: rename the file"
        return execution_failure(failure.error_type, failure.message, hint=hint)
