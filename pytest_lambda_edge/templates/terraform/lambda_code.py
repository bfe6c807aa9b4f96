"""Where a Lambda function has its code: a folder, a zip file, or what a zip is made of (CF-300)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.templates.code_paths import code_path, project_path
from pytest_lambda_edge.templates.inline_code import folder_of_file, folder_of_files, folder_of_some
from pytest_lambda_edge.templates.missing_code import FILE, FOLDER_OR_ZIP, missing_code
from pytest_lambda_edge.templates.reading import LeftOut
from pytest_lambda_edge.templates.terraform.excluded_files import files_but
from pytest_lambda_edge.templates.terraform.packages import files_of, package_of
from pytest_lambda_edge.templates.terraform.project import mapping, mappings
from pytest_lambda_edge.templates.terraform.references import Unknown
from pytest_lambda_edge.templates.terraform.unknowns import attributes_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pytest_lambda_edge.templates.found import Place
    from pytest_lambda_edge.templates.terraform.packages import Package
    from pytest_lambda_edge.templates.terraform.project import Resource
    from pytest_lambda_edge.templates.terraform.reader import Terraform

__all__ = ["Code", "code_of"]

_ARCHIVE: Final = "archive_file"
_PROGRAM: Final = "external"
_UNLESS: Final = ("plan", "is still to be built, or the plan was made in another folder")
_OBJECTS: Final = ("aws_s3_object", "aws_s3_bucket_object")


@dataclass(frozen=True, slots=True)
class Code:
    """A folder or a zip file; without one, ``why`` says why."""

    path: Path | None = None
    why: str = ""


def code_of(reader: Terraform, resource: Resource, attributes: Mapping[str, Any]) -> Code:
    """Return a function's code; raises ``ConfigError`` for a path that leads out of the project."""
    if attributes.get("image_uri"):
        return Code(why="its code is a container image, which is not read here")
    if attributes.get("filename"):
        return _of_file(reader, attributes["filename"], resource.place.inside("filename"))
    if attributes.get("s3_key"):
        return _of_object(reader, attributes)
    return Code(why="it has neither filename nor s3_key")


def _of_object(reader: Terraform, attributes: Mapping[str, Any]) -> Code:
    """Return what is uploaded to S3 for a function, where the same document says so."""
    key = attributes["s3_key"]
    if isinstance(key, Unknown):
        found = reader.follow(key).of_type(*_OBJECTS)
    else:
        objects = [one for kind in _OBJECTS for one in reader.project.of_type(kind)]
        found = [one for one in objects if one.text("key") == key]
    source = attributes_of(found[0]).get("source") if len(found) == 1 else None
    if source:
        return _of_file(reader, source, found[0].place.inside("source"))
    bucket, key = (_shown(attributes.get(name)) for name in ("s3_bucket", "s3_key"))
    return Code(why=f"its code is kept in S3 (s3://{bucket}/{key}), which is not asked")


def _of_file(reader: Terraform, written: Any, place: Place) -> Code:
    """Return what a zip file is made of, else the file."""
    archives = (*reader.project.data_of_type(_ARCHIVE), *reader.project.of_type(_ARCHIVE))
    if isinstance(written, Unknown):
        followed = reader.follow(written)
        found = followed.of_type(_ARCHIVE)
        if len(found) != 1:
            return Code(why=f"where its code is, {written.written}, is known after the apply only")
        return _of_archive(reader, found[0])
    if not isinstance(written, str):
        return Code(why=f"where its code is, is no path: {written!r}")
    path = os.path.normpath(written)
    found = [one for one in archives if os.path.normpath(one.text("output_path") or "") == path]
    code = _of_archive(reader, found[0]) if found else _of_package(reader, path)
    if code is not None and code.path is not None:
        return code
    packed = _local(reader, written, place)
    return packed if packed.path is not None or code is None else code


def _of_package(reader: Terraform, path: str) -> Code | None:
    """Return what the module terraform-aws-modules/lambda packs, where its ``source_path`` is one path."""
    for package in reader.project.data_of_type(_PROGRAM):
        values = package.values
        result, query = (mapping(values.get(name)) for name in ("result", "query"))
        if os.path.normpath(str(result.get("filename") or "")) == path:
            packed = package_of(query.get("source_path"))
            place = package.place.inside("query").inside("source_path")
            return None if packed is None else _of_path(reader, packed, place)
    return None


def _of_path(reader: Terraform, packed: Package, place: Place) -> Code:
    """Return a folder, of which patterns may leave something out, or a file without those beside it."""
    path = project_path(reader.project.folder, packed.path, place, "the code")
    is_alone = path is not None and path.is_file() and path.suffix != ".zip"
    code = (_alone if is_alone else _local)(reader, packed.path, place)
    if is_alone or not packed.patterns or code.path is None or not code.path.is_dir():
        return code
    try:
        names = files_of(code.path, packed)
    except ValueError as error:
        why = f"its patterns {error}; files that they leave out can be imported here"
        reader.left_out[LeftOut(place, why)] = None
        return code
    return code if names is None else Code(path=folder_of_some(code.path, names))


def _of_archive(reader: Terraform, archive: Resource) -> Code:
    attributes = attributes_of(archive)
    for name, read in (("source_dir", _local), ("source_file", _alone)):
        written = attributes.get(name)
        if isinstance(written, str) and written:
            code = read(reader, written, archive.place.inside(name))
            return _without_excluded(code, attributes.get("excludes")) if read is _local else code
    files = _files(attributes)
    if not files:
        return Code(why=f"{archive.address} does not tell what it is made of")
    unknown = next((one for one in files.values() if not isinstance(one, str)), None)
    if unknown is not None:
        return Code(why=f"{archive.address} holds what is unknown: {_shown(unknown)}")
    for name in files:
        _check_member(name, archive.place)
    return Code(path=folder_of_files(files))


def _without_excluded(code: Code, excludes: Any) -> Code:
    """Return a folder as it is packed, so that what an archive excludes cannot be imported."""
    patterns = [one for one in excludes if isinstance(one, str)] if isinstance(excludes, list) else []
    if not patterns or code.path is None or not code.path.is_dir():
        return code
    try:
        names = files_but(code.path, patterns)
    except ValueError as error:
        return Code(why=f"what its archive excludes {error}")
    return code if names is None else Code(path=folder_of_some(code.path, names))


def _check_member(name: str, place: Place) -> None:
    """Refuse a file that would not lie in the zip file's folder."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or "\0" in name or not path.name:
        raise ConfigError([Problem(str(place), f"has a member outside of itself: {name!r}")])


def _files(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the contents of an archive's files by name."""
    blocks = [*mappings(attributes.get("source"))]
    alone = {
        "filename": attributes.get("source_content_filename"),
        "content": attributes.get("source_content"),
    }
    named = [one for one in (*blocks, alone) if isinstance(one.get("filename"), str) and one["filename"]]
    return {one["filename"]: one.get("content") for one in named}


def _alone(reader: Terraform, written: str, place: Place) -> Code:
    """Return one file without those beside it, which Lambda does not have either."""
    path = project_path(reader.project.folder, written, place, "the code")
    if path is None or not path.is_file():
        return Code(why=missing_code(FILE, written, reader.project.folder, place, _UNLESS))
    return Code(path=folder_of_file(path))


def _local(reader: Terraform, written: str, place: Place) -> Code:
    path = code_path(reader.project.folder, written, place)
    if path is None:
        return Code(why=missing_code(FOLDER_OR_ZIP, written, reader.project.folder, place, _UNLESS))
    return Code(path=path)


def _shown(value: Any) -> str:
    return value.written if isinstance(value, Unknown) else "" if value is None else str(value)
