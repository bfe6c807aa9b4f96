"""Reading a template, a plan or an API document into the config of a distribution."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge import project
from pytest_lambda_edge.asker import warn_asker
from pytest_lambda_edge.errors import ConfigError, EdgeDeployWarning, EdgeNotSimulatedWarning, Problem
from pytest_lambda_edge.model.problems import did_you_mean, shown
from pytest_lambda_edge.templates.config import config_of
from pytest_lambda_edge.templates.documents import read_document, signature
from pytest_lambda_edge.templates.formats import format_of
from pytest_lambda_edge.templates.given import GivenParameters, unused
from pytest_lambda_edge.templates.reading import Asked
from pytest_lambda_edge.templates.told_places import tell_places

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Hashable, Iterator, Sequence

    from pytest_lambda_edge.model.distribution import DistributionConfig
    from pytest_lambda_edge.templates.config import Loaded
    from pytest_lambda_edge.templates.reading import Candidate, Document, Reader

__all__ = ["load_described", "load_distribution"]

_MOST_LOADED: Final = 100
_loaded: dict[Hashable, Loaded] = {}


def load_distribution(
    source: str | os.PathLike[str] | Mapping[str, Any],
    *,
    parameters: Mapping[str, Any] | None = None,
    functions: Mapping[str, Any] | None = None,
    distribution: str | None = None,
    origins: Mapping[str, Any] | None = None,
) -> DistributionConfig:
    """Read what is really deployed into what ``make_distribution`` takes.

    *source* is the path of a document (JSON or YAML; relative to the current directory, then to pytest's
    rootdir), or the parsed one: a CloudFormation or SAM template (CF-276, CF-289), the ``cdk.out`` of an app
    of the AWS CDK or a template in it (CF-283), a plan or state of Terraform as ``terraform show -json`` has
    it (CF-299), a ``serverless.yml`` (CF-291), a ``DistributionConfig`` of the CloudFront API, or what
    ``get-distribution`` or ``get-distribution-config`` print (CF-273, CF-275).

    ``functions`` gives functions whose code the document does not tell, or replaces those whose it does, by
    logical id, address, name, or ARN with or without its version. ``parameters`` gives what else the document
    refers to: a template's parameters and other stacks' exports by name, variables of a ``serverless.yml`` as
    ``"env:HOST"``, policies and key groups of your own by id; text that nothing refers to is refused.
    ``distribution`` chooses one of several, by logical id, address, alias or comment, or by the path of its
    construct. ``origins`` gives origins by id in the places of the document's own, also of those whose domain
    name it does not tell.

    Raises ``ConfigError`` with everything that is wrong, each with its place in the document; what it refers
    to and does not hold is in ``.unresolved``.
    """
    return load_described(
        source, parameters=parameters, functions=functions, distribution=distribution, origins=origins
    )


def load_described(  # noqa: PLR0913 - what load_distribution takes, and one more
    source: str | os.PathLike[str] | Mapping[str, Any],
    *,
    parameters: Mapping[str, Any] | None = None,
    functions: Mapping[str, Any] | None = None,
    distribution: str | None = None,
    origins: Mapping[str, Any] | None = None,
    more_origins: Collection[str] = (),
) -> DistributionConfig:
    """Do what ``load_distribution`` does; of ``more_origins`` the document need not have any."""
    asked = Asked(
        _mapping(parameters, "parameters"),
        _mapping(functions, "functions"),
        distribution,
        _mapping(origins, "origins"),
        frozenset(more_origins),
    )
    document = read_document(source, project.base_dirs)
    try:
        loaded = _checked(document, asked)
    except ConfigError as error:
        tell_places(error, document)
        raise
    for found in loaded.not_simulated:
        warn_asker(str(found), EdgeNotSimulatedWarning)
    return loaded.config


def _mapping(given: object, name: str) -> Mapping[str, Any]:
    if given is None or isinstance(given, Mapping):
        return given or {}
    raise ConfigError([Problem(name, f"must be a mapping, not {shown(given)}")])


def _checked(document: Document, asked: Asked) -> Loaded:
    """Return what a document describes, read once as long as its files stay the same."""
    key = _key(document, asked)
    loaded = _loaded.get(key) if key is not None else None
    if loaded is None:
        try:
            loaded = _load(document, asked)
        except ConfigError as error:
            _tell_refused(error.refused, document, error)
            raise
        if (key := _key(document, asked)) is not None:  # By now, more files may have been read.
            _keep(key, loaded)
    _tell_refused(loaded.refused, document)
    return loaded


def _load(document: Document, asked: Asked) -> Loaded:
    if not asked.parameters:
        return _config(document, asked)
    parameters = GivenParameters(asked.parameters)
    try:
        loaded = _config(document, replace(asked, parameters=parameters))
    except ConfigError as error:
        others = unused(parameters, document, lacking=True) if error.unresolved else []
        if not others:
            raise
        raise ConfigError(
            [*error.certain, *others], unresolved=error.unresolved, refused=error.refused
        ) from None
    if others := unused(parameters, document, lacking=False):
        raise ConfigError(others, refused=loaded.refused)
    return loaded


def _config(document: Document, asked: Asked) -> Loaded:
    read = format_of(document).read
    chosen = _chosen(read(document, asked), asked.distribution, document.name)
    return config_of(chosen, asked, document.name, _others(read, document, asked, chosen))


def _others(read: Reader, document: Document, asked: Asked, chosen: Candidate) -> Iterator[Candidate]:
    """Yield a document's other distributions, which are read only where somebody needs them.

    What is wrong with those is not this one's business.
    """
    with suppress(ConfigError):
        every = read(document, replace(asked, distribution=None))
        yield from [one for one in every if one.place != chosen.place]


def _tell_refused(refused: Sequence[Problem], document: Document, error: ConfigError | None = None) -> None:
    """Raise or warn of what AWS would refuse, as ``edge_deploy_checks`` says.

    Of an *error* that is under way the rest is raised, since a warning does not help against that.
    """
    if not refused:
        return
    if "warn" not in project.deploy_checks[-1:]:
        if error is None:
            raise ConfigError([], refused=refused)
        return
    for one in refused:
        alone = ConfigError([one])
        tell_places(alone, document)
        warn_asker(f"AWS would refuse this: {alone}", EdgeDeployWarning)
    if error is not None:
        raise ConfigError(error.certain, unresolved=error.unresolved) from None


def _chosen(candidates: Sequence[Candidate], asked: str | None, name: str) -> Candidate:
    if not candidates:
        raise _error(name, "describes no distribution")
    if asked is None:
        if len(candidates) == 1:
            return candidates[0]
        raise _error(
            name, f"describes several distributions; choose one by distribution=…: {_listed(candidates)}"
        )
    found = [one for one in candidates if one.logical_id == asked]
    found = found or [one for one in candidates if asked in one.names]
    if len(found) == 1:
        return found[0]
    if found:
        raise _error(name, f"{shown(asked)} is the name of several distributions: {_listed(found)}")
    hint = did_you_mean(asked, [known for one in candidates for known in one.names])
    raise _error(name, f"describes no distribution {shown(asked)}; there is {_listed(candidates)}{hint}")


def _listed(candidates: Sequence[Candidate]) -> str:
    listed = []
    for one in candidates:
        others = ", ".join(known for known in one.told if known != one.logical_id)
        listed.append(f"{one.logical_id} ({others})" if others else one.logical_id)
    return "; ".join(listed)


def _error(name: str, message: str) -> ConfigError:
    return ConfigError([Problem(name or "load_distribution", message)])


def _keep(key: Hashable, loaded: Loaded) -> None:
    if len(_loaded) >= _MOST_LOADED:
        _loaded.pop(next(iter(_loaded)), None)
    _loaded[key] = loaded


def _key(document: Document, asked: Asked) -> Hashable | None:
    """Return what a loaded config depends on, or None where that cannot be compared."""
    given = (asked.parameters, asked.functions, asked.origins)
    parts = [tuple((name, type(value), value) for name, value in each.items()) for each in given]
    files = (document.path, document.name, document.digest, signature(document))
    key = (*files, *parts, asked.more_origins, asked.distribution)
    try:
        hash(key)
    except TypeError:
        return None
    return key if document.digest else None
