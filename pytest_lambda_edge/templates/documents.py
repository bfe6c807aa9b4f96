"""Reading a template, plan or API document: JSON or YAML, told apart by content, and never more than data."""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import did_you_mean, one_of, shown
from pytest_lambda_edge.templates.reading import Document
from pytest_lambda_edge.templates.yaml_documents import BadYamlError, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "MANIFEST",
    "check_size",
    "data_in",
    "read_beside",
    "read_document",
    "signature",
    "text_beside",
]

MANIFEST: Final = "manifest.json"
"""What stands for a folder: the manifest of the AWS CDK in its cdk.out."""

_CDK_OUT: Final = "cdk.out"

_LARGEST: Final = 20 * 1024**2  # bytes
_MOST_DEPTH: Final = 100
_MOST_VALUES: Final = 1_000_000

_MOST_KEPT: Final = 100
_read: dict[tuple[str, str, str], Document] = {}

_SHOW: Final = "terraform show -json plan > plan.json"
_PLAN: Final = f"terraform plan -out plan, then {_SHOW}"


class _Mistaken(NamedTuple):
    """What is given in the place of a document, by the end of its name and its first characters."""

    name: str
    start: str
    told: str


_MISTAKEN: Final = (
    _Mistaken(
        r"\.([cm]?js|ts)",
        "",
        "is a program, and none is run to read a template; give what it makes, such as serverless.json after "
        "serverless print --format json > serverless.json, or the AWS CDK's cdk.out",
    ),
    _Mistaken(
        r"(^|[/\\])serverless-state\.json",
        "",
        "is what the Serverless Framework keeps of a run; give the serverless.yml, or what stands beside it: "
        "cloudformation-template-update-stack.json",
    ),
    _Mistaken(
        r"(^|[/\\])serverless-compose\.ya?ml",
        "",
        "names services; give the serverless.yml of the one with the distribution, and what the others tell "
        "it with parameters={'param:<name>': …}",
    ),
    _Mistaken(
        r"\.(tf|tofu|tfvars)(\.json)?",
        "",
        f"is a configuration, which Terraform alone evaluates; give its plan as JSON: {_PLAN}",
    ),
    _Mistaken(
        r"(^|[/\\])cdk\.json",
        "",
        "says how the AWS CDK runs an app; give what the app makes: cdk synth makes cdk.out",
    ),
    _Mistaken(
        "",
        r"PK\x03\x04[\s\S]{0,60}tfplan",
        f"is a plan as Terraform keeps it, which Terraform alone reads; give it as JSON: {_SHOW}",
    ),
    _Mistaken(
        "",
        r"[\s\S]*?(?:"
        r"\b(?:Terraform|OpenTofu) (?:used the selected providers|will perform the following actions)"
        r"|^\S{1,100}\.\S{1,100}: (?:Reading|Refreshing state)\.\.\."
        r"|^(?:\x1b\[\d+m)*# \S{1,100}\.\S{1,100}:(?:\x1b\[\d+m)*\n(?:\x1b\[\d+m)*(?:data|resource) )",
        f"is what Terraform prints for people to read; give the plan as JSON: {_PLAN}",
    ),
    _Mistaken(
        "",
        r"\[command\]",
        "begins with what the wrapper of hashicorp/setup-terraform prints; set its terraform_wrapper: false",
    ),
    _Mistaken(
        "",
        r'\s*\{"@level":',
        f"is what terraform plan -json tells of its progress; give the plan itself as JSON: {_PLAN}",
    ),
)
_MOST_START: Final = 200  # bytes that tell what a file is
_OF_A_COMMAND: Final = f"; where a command makes it, such as {_SHOW}, see whether it failed"
_PROJECT_FILES: Final = (  # that people point at the folder of; after cdk.out, for who has both
    "template.yaml",
    "template.yml",
    "template.json",
    "serverless.yml",
    "serverless.yaml",
    "serverless.json",
    "plan.json",
    "terraform.tfstate",
)
_READABLE: Final = "a file in JSON or YAML, or a cdk.out with its manifest.json"
_BYTE_ORDER_MARKS: Final = (  # AWS's command line writes UTF-16 where PowerShell redirects it.
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_document(source: object, base_dirs: Sequence[str] = ()) -> Document:
    """Return the document at a path, or the parsed one that *source* is; raises ``ConfigError``.

    A relative path is looked for in the current directory, then in each of *base_dirs*.
    """
    if isinstance(source, Mapping):
        check_size(source, "")
        return Document(source, "", Path.cwd())
    name = os.fspath(source) if isinstance(source, (str, os.PathLike)) else ""
    if not name:
        raise _error("", f"give the path of {_READABLE}, or a parsed document, not {shown(source)}")
    path = _found(name, base_dirs)
    if (path / MANIFEST).is_file():
        path, name = path / MANIFEST, os.path.join(name, MANIFEST)  # noqa: PTH118 - it stays as it is written
    start = _start_of(path)
    for known in _MISTAKEN:
        if re.search(rf"{known.name}\Z", name) and re.match(known.start, start, re.MULTILINE):
            raise _error(name, known.told)
    return _document(path, name)


def _start_of(path: Path) -> str:
    """Return the first characters of a file, nothing of what is none."""
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_START)
    except OSError:  # It is told of when the whole is read.
        return ""
    return data.decode(_encoding_of(data), errors="replace")


def read_beside(document: Document, path: Path, name: str) -> Document:
    """Return another file that a document needs, called *name* in messages, and note that it was read."""
    document.beside[path] = None
    return _document(path, name)


def text_beside(document: Document, path: Path, name: str) -> str:
    """Return the text of another file that a document may need, and note that it was read."""
    document.beside[path] = None
    return _text(path, name)


def signature(document: Document) -> tuple[object, ...]:
    """Return what differs as soon as one of the files does that have been read for a document."""
    return tuple(_state(path) for path in document.beside)


def _state(path: Path) -> tuple[int, ...]:
    try:
        state = path.stat()
    except OSError:
        return ()
    return (state.st_ino, state.st_size, state.st_mtime_ns)


def _document(path: Path, name: str) -> Document:
    text = _text(path, name)
    key = (str(path), name, hashlib.sha256(text.encode()).hexdigest())
    if key not in _read:
        document = Document(_parsed(text, name), name, path.parent, path, key[-1])
        if len(_read) >= _MOST_KEPT:
            _read.pop(next(iter(_read)), None)
        _read[key] = document
    return _read[key]


def _text(path: Path, name: str) -> str:
    """Return the text of a file, called *name* in messages."""
    if path.is_dir():
        raise _error(name, f"is a folder; what can be read is {_READABLE}{_there_is(path, name)}")
    if not path.is_file():
        raise _error(name, f"is no regular file; what can be read is {_READABLE}")
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise _error(name, f"cannot be read: {error.strerror or error}") from None
    if len(data) > _LARGEST:
        raise _error(name, f"is larger than {_LARGEST // 1024**2} MB, which no template is")
    try:
        return data.decode(_encoding_of(data))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _error(name, f"is no text in UTF-8 (line {line})") from None


def _there_is(folder: Path, name: str) -> str:
    """Return the end of a message that names what of a folder may be meant; nothing below it is looked at."""
    meant = [_CDK_OUT] if (folder / _CDK_OUT / MANIFEST).is_file() else []
    meant += [one for one in _PROJECT_FILES if (folder / one).is_file()]
    written = [os.path.join(name, one) for one in meant]  # noqa: PTH118 - it stays as it is written
    return f"; did you mean {one_of(written)}?" if written else ""


def _encoding_of(data: bytes) -> str:
    return next((one for mark, one in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")


def _found(name: str, base_dirs: Sequence[str]) -> Path:
    bases = list(dict.fromkeys(Path(base).resolve() for base in (os.curdir, *base_dirs)))
    candidates = [base / name for base in bases]
    try:
        found = next((one for one in candidates if one.exists()), None)
    except (OSError, ValueError):  # Too long a name, or one with a null byte.
        found = None
    if found is not None:
        return found.absolute()
    where = "" if Path(name).is_absolute() else f" in {' or '.join(map(str, bases))}"
    if _CDK_OUT in Path(name).parts:
        raise _error(name, f"there is no such file{where}; cdk synth makes {_CDK_OUT}")
    siblings = [file.name for one in candidates for file in _files_beside(one)]
    raise _error(name, f"there is no such file{where}{did_you_mean(Path(name).name, siblings)}")


def _files_beside(path: Path) -> Iterator[Path]:
    try:
        yield from path.parent.iterdir()
    except (OSError, ValueError):
        return


def _parsed(text: str, name: str) -> Mapping[str, Any]:
    data = data_in(text, name)
    if not isinstance(data, Mapping):
        kind = "a list" if isinstance(data, list) else "empty" if data is None else "plain text"
        hint = _OF_A_COMMAND if data is None else ""
        raise _error(name, f"is {kind}; a template, plan or API document is a mapping, in JSON or YAML{hint}")
    return data


def data_in(text: str, name: str) -> Any:
    """Return what a text in JSON or YAML holds, called *name* in messages."""
    bad_json = None
    if text.lstrip()[:1] in {"{", "["}:
        try:
            data = json.loads(text)
        except RecursionError:
            raise _error(name, f"is nested more than {_MOST_DEPTH} levels deep") from None
        except json.JSONDecodeError as error:
            bad_json = _error(name, f"is no JSON (line {error.lineno}, column {error.colno}): {error.msg}")
        except ValueError as error:  # A number with too many digits.
            bad_json = _error(name, f"is no JSON: {error}")
        else:
            check_size(data, name)
            return data
    if bad_json is not None and name.endswith(".json"):
        raise bad_json
    try:
        return read_yaml(text)
    except BadYamlError as error:
        where = f" (line {error.line})" if error.line else ""
        raise bad_json or _error(name, f"is no YAML that can be read{where}: {error}") from None


def check_size(data: object, name: str) -> None:
    """Refuse what is nested too deeply, holds itself, or holds too much, before anybody walks through it."""
    level: list[object] = [data]
    values = 0
    for _ in range(_MOST_DEPTH):
        level = list(islice((part for one in level for part in _parts(one)), _MOST_VALUES + 1 - values))
        values += len(level)
        if not level:
            return
        if values > _MOST_VALUES:
            raise _error(name, f"holds more than {_MOST_VALUES:,} values")
    raise _error(name, f"is nested more than {_MOST_DEPTH} levels deep, or holds itself")


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        return iter(value.values())
    return iter(value if isinstance(value, (list, tuple)) else ())


def _error(name: str, message: str) -> ConfigError:
    return ConfigError([Problem(name or "load_distribution", message)])
