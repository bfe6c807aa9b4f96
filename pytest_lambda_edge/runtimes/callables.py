"""Functions that are given as callables, themselves or by name: called as they are, in the test's own world."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.runtimes.failures import as_error, is_for_the_test, is_users_code
from pytest_lambda_edge.runtimes.load_failures import LoadError, handler_missing, import_failed
from pytest_lambda_edge.runtimes.running import PythonFunction

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from pytest_lambda_edge.pipeline.effects import Run
    from pytest_lambda_edge.runtimes.code import AttributeCode, CallableCode
    from pytest_lambda_edge.runtimes.recording import RunLog
    from pytest_lambda_edge.runtimes.sources import LambdaSettings

__all__ = ["CallableFunction"]


class CallableFunction(PythonFunction):
    """A function of the test's own process; its module's globals live as long as the process does."""

    passes = AssertionError

    def __init__(self, name: str, code: CallableCode | AttributeCode, settings: LambdaSettings) -> None:
        super().__init__(name, settings)
        self._code = code

    @property
    def module(self) -> ModuleType:
        """The module in which the callable was written."""
        try:
            self._handler()
        except LoadError as error:
            raise as_error(self.name, error.failure) from error.failure.cause
        return sys.modules[self._code.module_name]

    def imported(self) -> contextlib.AbstractContextManager[None]:
        """Do nothing: a callable's modules are imported in the test as they are."""
        return contextlib.nullcontext()

    def reset(self) -> None:
        """Make the next run a cold start by name; the module's globals stay."""
        self._identity = None

    def close(self) -> None:
        """Give back nothing: a callable holds nothing."""

    def _run(self, run: Run, log: RunLog, context: Any) -> None:
        __tracebackhide__ = True
        run.cold_start = self._identity is None
        try:
            handler = self._handler()
        except LoadError as error:
            run.failure = error.failure
        else:
            self._perform(run, log, handler, context)

    def _handler(self) -> Callable[[Any, Any], Any]:
        try:
            return self._code.handler()
        except AttributeError as error:
            module = sys.modules.get(self._code.module_name)
            if module is None:
                raise self._not_imported(error) from error
            names = [name for name, value in vars(module).items() if callable(value)]
            raise LoadError(handler_missing(module.__name__, self._code.attribute, error, names)) from error
        except BaseException as error:
            if is_for_the_test(error):
                raise
            raise self._not_imported(error) from error

    def _not_imported(self, error: BaseException) -> LoadError:
        return LoadError(import_failed(error, self._code.module_name, is_users_code, None, ()))

    _is_own_code = staticmethod(is_users_code)
