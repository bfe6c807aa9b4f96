"""Functions that are given as callables, themselves or by name, and are called in the test's own world."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import EdgeError
from pytest_lambda_edge.pipeline.failures import execution_error
from pytest_lambda_edge.runtimes.code import AttributeCode, CallableCode
from pytest_lambda_edge.runtimes.failures import is_for_the_test, is_users_code
from pytest_lambda_edge.runtimes.isolation import process_lock
from pytest_lambda_edge.runtimes.load_failures import LoadError, handler_missing, import_failed
from pytest_lambda_edge.runtimes.running import PythonFunction

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from pytest_lambda_edge.pipeline.effects import Run
    from pytest_lambda_edge.runtimes.recording import RunLog
    from pytest_lambda_edge.runtimes.sources import LambdaSettings

__all__ = ["CallableFunction"]

_THE_TESTS_WORLD: Final = contextlib.nullcontext()


class CallableFunction(PythonFunction):
    """A function of the test's own process; its module's globals live as long as the process does.

    What is given by name is looked up anew for each run, so ``monkeypatch.setattr`` replaces it.
    """

    passes = AssertionError

    def __init__(
        self,
        name: str,
        code: CallableCode | AttributeCode,
        settings: LambdaSettings,
        around: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext,
    ) -> None:
        super().__init__(name, settings, around)
        self._code = code

    @property
    def module(self) -> ModuleType:
        """The module in which the callable was written."""
        try:
            with self._around():
                module = (
                    self._module_of(self._code)
                    if isinstance(self._code, AttributeCode)
                    else self._code.module()
                )
        except LoadError as error:
            raise execution_error(self.name, error.failure) from error.failure.cause
        if module is None:
            raise EdgeError(f"{self.name} belongs to no module that is imported")
        return module

    def imported(self) -> contextlib.AbstractContextManager[None]:
        """Do nothing: a callable's modules are the test's own."""
        return _THE_TESTS_WORLD

    def reset(self) -> None:
        """Make the next run a cold start by name; the module's globals stay."""
        self._identity = None

    def close(self) -> None:
        """Do nothing: a callable holds nothing."""

    def _run(self, run: Run, log: RunLog, context: Any) -> None:
        __tracebackhide__ = True
        try:
            handler = self._handler()
        except LoadError as error:
            run.cold_start = self._identity is None
            run.failure = error.failure
        else:
            self._perform(run, log, handler, context, _THE_TESTS_WORLD)

    def _handler(self) -> Callable[[Any, Any], Any]:
        if isinstance(self._code, CallableCode):
            return self._code.target
        found: Any = self._module_of(self._code)
        try:
            for name in self._code.attribute.split("."):
                found = getattr(found, name)
        except AttributeError as error:
            raise LoadError(handler_missing(found, self._code.module_name, self._code.attribute)) from error
        handler: Callable[[Any, Any], Any] = found
        return handler

    @staticmethod
    def _module_of(code: AttributeCode) -> ModuleType:
        try:
            with process_lock:  # While loaded code runs, its modules have the tests' names.
                return code.module()
        except BaseException as error:
            if is_for_the_test(error):
                raise
            raise LoadError(import_failed(error, code.module_name, is_users_code)) from error

    def _is_own_code(self, file: str) -> bool:
        return is_users_code(file)
