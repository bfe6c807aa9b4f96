"""Functions that cannot be loaded: Lambda's error types, with a hint of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda_edge.model.problems import did_you_mean, nearest
from pytest_lambda_edge.runtimes.failures import execution_failure, failure_of, shown_path, text_of, where_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_lambda_edge.model.declaration import Declaration
    from pytest_lambda_edge.pipeline.effects import InvocationFailure

__all__ = ["LoadError", "handler_missing", "import_failed"]

_NAMES_SHOWN = 8


class LoadError(Exception):
    """A function could not be loaded."""

    def __init__(self, failure: InvocationFailure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def import_failed(
    error: BaseException,
    module: str,
    own_code: Callable[[str], bool],
    folder: str | None = None,
    nearby: Iterable[str] = (),
) -> InvocationFailure:
    """Return what Lambda reports when the import of a handler's *module* raises.

    ``folder`` is the function's code, None for a module that is imported as a test would; *nearby* are names
    that may have been meant.
    """
    failure = failure_of(error, own_code)
    if isinstance(error, SyntaxError):
        message = f"Syntax error in module '{module}': {text_of(error)}"
        where = f"{shown_path(error.filename)}:{error.lineno}" if error.filename else ""
        return execution_failure("Runtime.UserCodeSyntaxError", message, error, where=where)
    if isinstance(error, ImportError):
        message = f"Unable to import module '{module}': {text_of(error)}"
        hint = _import_hint(error, module, folder, nearby)
        where = where_of(error.__traceback__, own_code)
        return execution_failure("Runtime.ImportModuleError", message, error, where=where, hint=hint)
    return failure


def handler_missing(
    holder: object, module: str, attribute: str, declared_at: Declaration | None = None
) -> InvocationFailure:
    """Return what Lambda reports when a *module* has no such handler; *holder* is where it was looked for.

    ``declared_at`` is where a template names the handler, which is where to write another one.
    """
    names = sorted(
        name
        for name, value in getattr(holder, "__dict__", {}).items()
        if callable(value) and not name.startswith("_")
    )
    has = f"the module has {', '.join(names[:_NAMES_SHOWN])}" if names else "the module defines no function"
    return execution_failure(
        "Runtime.HandlerNotFound",
        f"Handler '{attribute}' missing on module '{module}'",
        hint=f"{has}{did_you_mean(attribute, names)}{_declared(module, attribute, names, declared_at)}",
    )


def _declared(module: str, attribute: str, names: list[str], declared_at: Declaration | None) -> str:
    """Return the end of a hint that says where a template names the handler, and what to write there.

    A template that an app of the AWS CDK makes is made again, so there it is the app that is to be edited.
    """
    if declared_at is None:
        return ""
    meant = nearest(attribute, names) or (names[0] if len(names) == 1 else None)
    handler = f"{module.replace('.', '/')}.{meant}"
    if declared_at.construct:
        file = f" (in {declared_at.file})" if declared_at.file else ""
        named = f"by the construct {declared_at.construct}{file}"
        write = f"; write {handler!r} in the app, and synthesise again"
    else:
        named, write = f"at {declared_at}", f"; write {handler!r} there"
    return f"\nThe handler is named {named}{write if meant else ''}."


def _import_hint(error: ImportError, module: str, folder: str | None, nearby: Iterable[str]) -> str:
    if "relative import" in text_of(error):
        return (
            f"Lambda imports {module} from the top of its folder, so it is in no package: write "
            "`import helper` instead of `from . import helper`"
        )
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return ""
    meant = did_you_mean(error.name, nearby)
    if folder is None:
        return f"{error.name} is looked for on sys.path, as a test would import it{meant}"
    return (
        f"{error.name} is neither in {shown_path(folder)} nor installed where the tests run; Lambda@Edge has "
        f"no layers (LE-307), so it must be deployed with the function{meant}"
    )
