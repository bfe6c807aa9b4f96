"""One run of a Python handler: the way that callables and loaded code have in common."""

from __future__ import annotations

import inspect
import threading
from abc import ABC, abstractmethod
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import FunctionExecutionError
from pytest_lambda_edge.pipeline.effects import Run
from pytest_lambda_edge.pipeline.failures import execution_error
from pytest_lambda_edge.runtimes import recording
from pytest_lambda_edge.runtimes.context import FunctionIdentity, LambdaContext
from pytest_lambda_edge.runtimes.deadline import Deadline, DeadlineExceeded
from pytest_lambda_edge.runtimes.failures import failure_of, is_for_the_test, timeout_failure
from pytest_lambda_edge.runtimes.marshal import (
    NotParsableError,
    UnserialisableError,
    event_copy,
    event_text,
    parse,
    result_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from pytest_lambda_edge.pipeline.effects import InvocationFailure
    from pytest_lambda_edge.runtimes.sources import LambdaSettings

__all__ = ["PythonFunction", "attempt", "failure_from"]

_starting: Final = threading.Lock()


class PythonFunction(ABC):
    """A Python function: JSON in, JSON out, within a deadline, with its output recorded."""

    passes: type[BaseException] | tuple[()] = ()
    """Exceptions that a run raises instead of reporting them."""

    def __init__(
        self,
        name: str,
        settings: LambdaSettings,
        around: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self.name: Final = name
        self._settings = settings
        self._around = around
        self._identity: FunctionIdentity | None = None

    def run(self, event: Mapping[str, Any], context: Any = None) -> Run:
        """Run once with a JSON copy of *event*; never raises for what the function does.

        What is meant for the test passes through: pytest's outcomes, an interrupt, and failed asserts of a
        callable. ``context`` stands in for the context object. Raises ``TypeError`` for an event that is no
        JSON.
        """
        __tracebackhide__ = True
        run = Run(event_text(event), function=self.name, assumptions=self._settings.assumptions)
        log = recording.RunLog()
        around = recording.begin(log)
        try:
            self._run(run, log, context)
        finally:
            recording.end(around)
            run.logs = log.text
        return run

    def invoke(self, event: Mapping[str, Any], context: Any = None) -> Any:
        """Run once and return the result as JSON has it, unvalidated; raises ``FunctionExecutionError``.

        A run that takes longer than the function's timeout raises ``FunctionTimeoutError``. The function's
        own exception is the error's ``__cause__``.
        """
        __tracebackhide__ = True
        with self._around():
            run = self.run(event, context)
        if run.failure is not None:
            raise execution_error(self.name, run.failure, run.logs)
        if run.not_parsable:
            raise FunctionExecutionError(
                f"{self.name} returned what no JSON parser but Python's can read,"
                f" since it {run.not_parsable}: {run.returned_json}"
            )
        return run.returned

    @abstractmethod
    def _run(self, run: Run, log: recording.RunLog, context: Any) -> None:
        """Load the function if it is cold, and ``_perform`` it."""

    @abstractmethod
    def _is_own_code(self, file: str) -> bool:
        """Whether a file is the function's own."""

    def _identify(self) -> tuple[FunctionIdentity, bool]:
        """Return what the function is called for the life of an execution environment, and if it begins."""
        identity = self._identity
        if identity is not None:
            return identity, False
        with _starting:
            if self._identity is not None:
                return self._identity, False
            identity = self._identity = FunctionIdentity.starting_now(self.name, self._settings.memory)
        return identity, True

    def _perform(
        self,
        run: Run,
        log: recording.RunLog,
        handler: Callable[[Any, Any], Any],
        context: Any,
        world: AbstractContextManager[None],
    ) -> None:
        """Call the handler in its *world* and note in *run* what came of it."""
        __tracebackhide__ = True
        deadline = Deadline(self._settings.timeout)
        identity, is_new = self._identify()
        run.cold_start = run.cold_start or is_new
        own_context = LambdaContext(identity, deadline)
        log.request_id = own_context.aws_request_id
        event = event_copy(run.event_json)
        with world:
            text, error = attempt(
                deadline, _answer, handler, event, own_context if context is None else context
            )
        run.duration = deadline.elapsed()
        run.failure = failure_from(error, deadline, self._is_own_code, self.passes)
        if run.failure is None:
            run.returned_json = text
            try:
                run.returned = parse(text)
            except NotParsableError as error:
                run.not_parsable = str(error)


def attempt(deadline: Deadline, call: Callable[..., Any], *args: object) -> tuple[Any, BaseException | None]:
    """Call something within a deadline; returns what it returned and None, or None and what it raised."""
    try:
        deadline.start()
        value = call(*args)
        deadline.stop()
    except BaseException as error:  # noqa: BLE001 - the caller tells whom it is for
        deadline.stop()
        return None, error
    return value, None


def failure_from(
    error: BaseException | None,
    deadline: Deadline,
    own_code: Callable[[str], bool],
    passes: type[BaseException] | tuple[()] = (),
) -> InvocationFailure | None:
    """Return what Lambda reports of an attempt, or raise what is not for Lambda to report.

    ``own_code(file)`` tells whether a file is the function's own. Exceptions of the class *passes*, and those
    that are meant for the test, are raised.
    """
    __tracebackhide__ = True
    if isinstance(error, DeadlineExceeded):
        if error.deadline is not deadline:
            raise error  # It is the run around this one whose time is up.
        return timeout_failure(deadline.seconds, error, own_code)
    if error is not None and (isinstance(error, passes) or is_for_the_test(error)):
        raise error
    if isinstance(error, UnserialisableError) and inspect.iscoroutine(error.result):
        error.result.close()  # Nobody will await it, and Python would warn of that.
    if deadline.exceeded():
        return timeout_failure(deadline.seconds, error, own_code)
    return None if error is None else failure_of(error, own_code)


def _answer(handler: Callable[[Any, Any], Any], event: Any, context: object) -> str:
    return result_text(handler(event, context))
