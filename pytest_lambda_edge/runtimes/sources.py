"""From what a user gave as a function to the code that is to run (DESIGN §2.3).

A function is a callable, ``"package.module:attribute"``, handler notation with a slash, or a ``Function``.
``resolve`` finds it or raises ``BadSourceError``; ``check`` gives the message of that error alone.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.model.triggers import LONGEST_TIMEOUT, CloudFrontFunction, Function, Trigger
from pytest_lambda_edge.runtimes.arns import is_arn, said_of_arn
from pytest_lambda_edge.runtimes.code import AttributeCode, CallableCode, JavaScriptCode
from pytest_lambda_edge.runtimes.code_files import (
    BadSourceError,
    found_module,
    handler_behind_folder,
    handler_in_folder,
    handler_of_file,
    located,
    located_handler,
)
from pytest_lambda_edge.runtimes.deadline import DEFAULT_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_lambda_edge.model.declaration import Declaration
    from pytest_lambda_edge.runtimes.code import Code

__all__ = ["BadSourceError", "LambdaSettings", "Source", "check", "resolve"]

_ATTRIBUTE: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")
_IN_A_FOLDER: Final = re.compile(r".*/[^\W\d]\w*(\.[^\W\d]\w*)+", re.DOTALL)
_JAVASCRIPT_TEXT: Final = re.compile(r"[{;\n]")
_LANGUAGES: Final = {"python": "Python", "nodejs": "Node.js"}
_DEFAULT_MEMORY: Final = 128  # LE-294


@dataclass(frozen=True, slots=True)
class LambdaSettings:
    """The settings of a function, defaults filled in; ``timeout`` is seconds, ``memory`` MB.

    ``declared_at`` is where a template names the handler, for messages.
    """

    timeout: float = DEFAULT_TIMEOUT
    memory: int = _DEFAULT_MEMORY
    environment: Mapping[str, str] = field(default_factory=dict)
    runtime: str = ""
    assumptions: tuple[str, ...] = ()
    declared_at: Declaration | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A function's code, its settings, and the name by which people know it."""

    code: Code
    name: str
    settings: LambdaSettings


def check(value: object, base_dirs: Sequence[str | os.PathLike[str]] = ()) -> str | None:
    """Return what is wrong with a function setting, or None; nothing is imported for it."""
    try:
        resolve(value, base_dirs)
    except BadSourceError as error:
        return str(error)
    return None


def resolve(value: object, base_dirs: Sequence[str | os.PathLike[str]] = ()) -> Source:
    """Find the code of a function setting; raises ``BadSourceError``.

    Relative paths are looked for in the current directory, then in each of *base_dirs*.
    """
    if isinstance(value, Trigger):
        value = value.function
    if isinstance(value, Function):
        return _of_function(value, base_dirs)
    if isinstance(value, CloudFrontFunction):
        javascript = _javascript(os.fspath(value.code), base_dirs)
        return Source(javascript, value.name or javascript.name, LambdaSettings(runtime=value.runtime))
    code = _code_of(value, base_dirs)
    return Source(code, code.name, LambdaSettings())


def _code_of(value: object, base_dirs: Sequence[str | os.PathLike[str]]) -> Code:
    if callable(value):
        return CallableCode(value)
    if not isinstance(value, str):
        raise BadSourceError(
            f"{shown(value)} is no function: give a callable, 'package.module:attribute', "
            "'folder/file.handler' or a Function"
        )
    if is_arn(value):
        raise BadSourceError(said_of_arn(value))
    if _ATTRIBUTE.fullmatch(value):
        module, _, attribute = value.partition(":")
        found_module(module)
        return AttributeCode(module, attribute)
    if value.endswith(".zip"):
        raise BadSourceError(
            f"{value!r} names no function; write Function({value!r}, handler='index.handler')"
        )
    folder, slash, handler = value.rpartition("/")
    if (meant := handler_of_file(value)) is not None:
        located(value, base_dirs, "file")
        meant = meant if slash else f"./{meant}"
        but = "" if value.endswith(".py") else " (JavaScript does not run here yet)"
        raise BadSourceError(f"{value!r} is a file; name a function in it as well: write {meant!r}{but}")
    if "." not in handler and (meant := handler_in_folder(value, base_dirs)) is not None:
        raise BadSourceError(f"{value!r} is a folder; name a function in it as well: write {meant!r}")
    if slash:
        found = located(folder or "/", base_dirs, "folder")
        return located_handler(found, handler, before=f"{folder}/")
    meant = handler_behind_folder(value, base_dirs) if "." in value and ":" not in value else None
    raise BadSourceError(
        f"{value!r} is neither 'package.module:attribute' nor a handler in a folder"
        f"; write {meant or 'folder/file.handler'!r}"
    )


def _of_function(function: Function, base_dirs: Sequence[str | os.PathLike[str]]) -> Source:
    language = _language(function.runtime)
    settings = LambdaSettings(
        timeout=DEFAULT_TIMEOUT if function.timeout is None else min(function.timeout, LONGEST_TIMEOUT),
        memory=function.memory or _DEFAULT_MEMORY,
        environment=function.environment or {},
        runtime=function.runtime or "",
        assumptions=_assumptions(function),
        declared_at=function.declared_at,
    )
    code: Any = function.code
    if is_arn(code):
        raise BadSourceError(said_of_arn(code))
    if isinstance(code, str) and (callable_code := _ATTRIBUTE.fullmatch(code)) and not Path(code).exists():
        found_module(code.partition(":")[0])
        code = AttributeCode(*callable_code[0].split(":"))
    elif callable(code):
        code = CallableCode(code)
    elif function.handler is None and _is_in_a_folder(code, base_dirs):
        code = _code_of(code, base_dirs)
    else:
        code = located_handler(located(code, base_dirs, "folder or zip file"), function.handler, language)
    return Source(code, function.name or code.name, settings)


def _is_in_a_folder(code: object, base_dirs: Sequence[str | os.PathLike[str]]) -> bool:
    """Whether a text is a handler behind the folder that it is in, and no folder or zip file itself."""
    if not isinstance(code, str) or not _IN_A_FOLDER.fullmatch(code) or code.endswith(".zip"):
        return False
    return not any(Path(base, code).exists() for base in (Path.cwd(), *base_dirs))


def _language(runtime: str | None) -> str | None:
    if runtime is None:
        return None
    for prefix, language in _LANGUAGES.items():
        if runtime.startswith(prefix):
            return language
    raise BadSourceError(
        f"the runtime {runtime!r} does not exist at Lambda@Edge: it runs Node.js and Python (LE-311)"
    )


def _assumptions(function: Function) -> tuple[str, ...]:
    ids = ["LE-314"] if function.environment else []
    here = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if (function.runtime or "").startswith("python") and function.runtime != here:
        ids.append("LE-310")
    return tuple(ids)


def _javascript(code: str, base_dirs: Sequence[str | os.PathLike[str]]) -> JavaScriptCode:
    """Return the code of a CloudFront Function: a file, or the code itself."""
    if _JAVASCRIPT_TEXT.search(code):
        return JavaScriptCode("", "CloudFront Functions")
    return JavaScriptCode(located(code, base_dirs, "file"), "CloudFront Functions")
