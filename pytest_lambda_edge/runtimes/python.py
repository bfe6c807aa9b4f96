"""Python functions that are loaded from a folder or a zip file, and run as Lambda runs them."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import tempfile
import weakref
import zipfile
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.pipeline.failures import execution_error
from pytest_lambda_edge.runtimes.execution_environment import ExecutionEnvironment
from pytest_lambda_edge.runtimes.folder_loader import forget_code
from pytest_lambda_edge.runtimes.isolation import process_lock
from pytest_lambda_edge.runtimes.load_failures import LoadError
from pytest_lambda_edge.runtimes.running import PythonFunction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from pytest_lambda_edge.pipeline.effects import InvocationFailure, Run
    from pytest_lambda_edge.runtimes.code import PythonCode
    from pytest_lambda_edge.runtimes.recording import RunLog
    from pytest_lambda_edge.runtimes.sources import LambdaSettings

__all__ = ["FolderFunction"]


class FolderFunction(PythonFunction):
    """A function with modules, variables, logging and a working directory of its own.

    Runs of such functions follow one another, whatever thread they are in: there is one ``sys.modules``.
    """

    def __init__(
        self,
        name: str,
        code: PythonCode,
        settings: LambdaSettings,
        around: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext,
    ) -> None:
        super().__init__(name, settings, around)
        self._code = code
        self._environment: ExecutionEnvironment | None = None
        self._unpacked: _Unpacked | None = None

    @property
    def module(self) -> ModuleType:
        """The handler's module as the function sees it; the first use is the cold start.

        Raises ``FunctionExecutionError`` where it cannot be imported.
        """
        with process_lock:
            return self._started_or_raise().module

    @contextlib.contextmanager
    def imported(self) -> Iterator[None]:
        """Let the names of the function's folder import as the function's own, for patching by name.

        With ``with site.functions["auth"].imported(): mocker.patch("helper.fetch")`` the patch lasts until
        it is undone, also after the context. Inside it no other thread can run loaded code.
        """
        with process_lock:
            modules = self._started_or_raise().modules
            modules.enter()
            try:
                yield
            finally:
                modules.leave()

    def reset(self) -> None:
        """Make the function cold again: its modules are imported anew at the next run."""
        with process_lock:
            if self._environment is not None:
                self._environment.close()
            self._environment = self._identity = None

    def close(self) -> None:
        """Give back the modules, and the files that came out of a zip."""
        self.reset()
        if self._unpacked is not None:
            self._unpacked.remove()
            self._unpacked = None

    def _run(self, run: Run, log: RunLog, context: Any) -> None:
        __tracebackhide__ = True
        with process_lock:
            run.cold_start = self._environment is None
            try:
                environment = self._started()
                handler = environment.handler
            except LoadError as error:
                run.failure = error.failure
            else:
                self._perform(run, log, handler, context, environment)
        if run.failure is not None:
            run.failure = self._placed(run.failure)

    def _started(self) -> ExecutionEnvironment:
        if self._environment is None:
            self._environment = ExecutionEnvironment(
                self._folder(), self._code, self._identify()[0], self._settings
            )
        return self._environment

    def _started_or_raise(self) -> ExecutionEnvironment:
        try:
            with self._around():
                return self._started()
        except LoadError as error:
            raise execution_error(self.name, self._placed(error.failure)) from error.failure.cause

    def _folder(self) -> str:
        if not self._code.zipped:
            return self._code.path
        if self._unpacked is None:
            self._unpacked = _Unpacked(self._code.path)
        return self._unpacked.folder

    def _placed(self, failure: InvocationFailure) -> InvocationFailure:
        """Name the zip instead of the folder in which its files are."""
        if self._unpacked is None:
            return failure
        where, hint = (
            text.replace(self._unpacked.folder, self._code.path) for text in (failure.where, failure.hint)
        )
        return dataclasses.replace(failure, where=where, hint=hint)

    def _is_own_code(self, file: str) -> bool:
        return self._environment is not None and self._environment.modules.is_own_file(file)


class _Unpacked:
    """The files of a zip, in a folder of our own; ``zipfile`` keeps entries such as ``../x`` within it."""

    def __init__(self, path: str) -> None:
        self.folder = tempfile.mkdtemp(prefix="lambda-edge-")
        self.remove = weakref.finalize(self, _remove, self.folder)
        with zipfile.ZipFile(path) as archive:
            archive.extractall(self.folder)


def _remove(folder: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    forget_code(folder)
