"""What readers put in the place of a reference once they have followed it to what it stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.templates.located import line_of, path_of, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pytest_lambda_edge.errors import Problem

__all__ = [
    "Advice",
    "FoundBucket",
    "FoundCloudFrontFunction",
    "FoundFunction",
    "FoundKeyGroup",
    "FoundPolicy",
    "FoundVpcOrigin",
    "Place",
    "Unresolved",
    "Unsupported",
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a path in the document, such as ``Resources.Site.Properties``, and its line.

    ``file`` is the file's name where there is more than one; ``line`` is known of YAML only.
    """

    path: str
    line: int | None = None
    file: str = ""

    def __str__(self) -> str:
        """Return ``file: path (line 12)``."""
        where = f"{self.file}: {self.path}" if self.file else self.path
        return where if self.line is None else f"{where} (line {self.line})"

    def inside(self, key: str | int, container: object = None) -> Place:
        """Return the place of what stands in *container*, which is the thing at this place, under *key*."""
        if (elsewhere := place_of(container, key)) is not None:
            return elsewhere
        return self.of_key(key, container)

    def of_key(self, key: str | int, container: object = None) -> Place:
        """Return the place of a key in *container*, the thing at this place, wherever its value is."""
        line = line_of(container, key)
        path = f"{self.path}{path_of(container, key)}".removeprefix(".")
        return Place(path, self.line if line is None else line, self.file)


class Unsupported(StrEnum):
    """What Lambda@Edge does not support of Lambda (LE-307, CF-318); the value is how messages call it."""

    ARM64 = "the arm64 architecture"
    CONTAINER_IMAGE = "a container image"
    DEAD_LETTER_QUEUE = "a dead-letter queue"
    EPHEMERAL_STORAGE = "more than 512 MB of ephemeral storage"
    KMS_KEY = "a customer managed key for its code"
    LAYERS = "layers"
    PROVISIONED_CONCURRENCY = "provisioned concurrency"
    RUNTIME_MANAGEMENT = "runtime management other than Auto"
    VPC = "a VPC"
    XRAY = "tracing with X-Ray"


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that the file alone does not tell: ``reference`` is how it is written, ``why`` says what lacks.

    ``event_type`` is set where a function's association is meant; ``keys`` are then those under which
    ``functions=`` can give the function, such as the logical id of what is referred to. ``more`` is what else
    the same value lacks, which a reader tells together with it.
    """

    place: Place
    reference: str
    why: str
    event_type: str | None = None
    keys: tuple[str, ...] = ()
    more: tuple[Unresolved, ...] = ()

    def __str__(self) -> str:
        """Return the place, the reference and what lacks on one line."""
        event = f"{self.event_type} function " if self.event_type else ""
        return f"{self.place}: {event}{self.reference}: {self.why}"


@dataclass(frozen=True, slots=True)
class Advice:
    """What to write, in a format's own words, for a numbered version, one in us-east-1, and a handler."""

    version: str = ""
    region: str = ""
    handler: str = ""


@dataclass(frozen=True, slots=True)
class FoundFunction:
    """A Lambda function of the same project.

    ``code`` is a folder or a zip file, or ``source`` the text of an inline function whose module is
    ``index``; with neither, ``why_no_code`` says why. ``timeout`` is seconds, without it Lambda's own 3
    (D-12); ``memory`` is MB. A setting that is unknown is an ``Unresolved``; ``places`` says where handler,
    runtime, timeout and memory stand. ``version`` is what the association names: ``"3"``, ``"$LATEST"``, an
    alias' name, ``""`` for a version that is published at deployment, or None where it names the function
    itself.
    ``region`` is None where the file does not tell; ``region_is_associated`` where it is that of the ARN that
    the association has. ``environment`` are its own variables, and
    ``environment_place`` where they stand; ``unsupported`` is what else Lambda@Edge refuses about it, each
    with its place. ``also`` are further names by which it can be given: the one to suggest, such as the id of
    a construct, the one that no other has, and others. ``advice`` is what to write where AWS would refuse it.
    ``refused`` is what a reader has found itself that AWS would refuse about it. ``construct`` is the path of
    the one that declares it in an app of the AWS CDK.
    """

    logical_id: str
    place: Place
    name: str | None = None
    arn: str | None = None
    code: Path | None = None
    source: str | None = None
    why_no_code: str = ""
    handler: str | Unresolved | None = None
    runtime: str | Unresolved | None = None
    timeout: float | Unresolved | None = None
    memory: int | Unresolved | None = None
    environment: Mapping[str, Any] = field(default_factory=dict)
    environment_place: Place | None = None
    region: str | None = None
    region_is_associated: bool = False
    version: str | None = ""
    unsupported: tuple[tuple[Unsupported, Place], ...] = ()
    also: tuple[str, ...] = ()
    advice: Advice = Advice()
    refused: tuple[Problem, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    construct: str = ""

    def at(self, setting: str) -> Place:
        """Return where one of its settings stands, else where the function does."""
        return self.places.get(setting, self.place)


@dataclass(frozen=True, slots=True)
class FoundCloudFrontFunction:
    """A CloudFront Function of the same project; ``code`` is its text.

    ``key_value_store`` is where it is associated with a store, whose data CloudFront keeps. ``unpublished``
    is where it says that it is not published, and ``is_live`` whether CloudFront runs an earlier state of it
    all the same. ``refused`` is what a reader has found itself that AWS would refuse about it.
    """

    logical_id: str
    place: Place
    code: str
    runtime: str
    name: str | None = None
    key_value_store: Place | None = None
    unpublished: Place | None = None
    is_live: bool = True
    also: tuple[str, ...] = ()
    refused: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundPolicy:
    """A policy of the same project; ``form`` is its config in CloudFormation's spelling (CF-278).

    ``kind`` is ``CachePolicy``, ``OriginRequestPolicy`` or ``ResponseHeadersPolicy``.
    """

    kind: str
    logical_id: str
    place: Place
    form: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FoundKeyGroup:
    """A key group of the same project: PEM texts by the id of their public key."""

    logical_id: str
    place: Place
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FoundVpcOrigin:
    """A VPC origin of the same project; ``form`` is its endpoint's config in CloudFormation's spelling."""

    logical_id: str
    place: Place
    form: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FoundBucket:
    """A bucket that is known by reference only: its domain name is made of its logical id."""

    logical_id: str
    place: Place

    @property
    def domain_name(self) -> str:
        """The domain name by which a test can stub the bucket."""
        return f"{self.logical_id.lower()}.s3.us-east-1.amazonaws.com"
