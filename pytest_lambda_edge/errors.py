"""Every exception and warning of the plugin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_lambda_edge.result import Result
    from pytest_lambda_edge.templates.found import Unresolved

__all__ = [
    "ConfigError",
    "EdgeAssumptionWarning",
    "EdgeDeployWarning",
    "EdgeError",
    "EdgeNotSimulatedWarning",
    "FunctionError",
    "FunctionExecutionError",
    "FunctionTimeoutError",
    "FunctionValidationError",
    "MissingSettingError",
    "OriginNotStubbedError",
    "Problem",
    "UnknownSettingError",
]


class EdgeError(Exception):
    """The base of every error that this plugin raises."""


class EdgeNotSimulatedWarning(UserWarning):
    """A setting was accepted that has no effect here yet."""


class EdgeAssumptionWarning(UserWarning):
    """A test rests on a choice that AWS does not document (``edge_assumptions = warn``)."""


class EdgeDeployWarning(UserWarning):
    """AWS would refuse to deploy what a template describes (``edge_deploy_checks = warn``)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a configuration.

    ``place`` is a path such as ``behaviors['/api/*'].viewer_request``; ``code`` is the error code with which
    CreateDistribution would refuse it, and ``aws_message`` what it would say, where these are known.
    """

    place: str
    message: str
    code: str | None = None
    unknown_keyword: bool = False
    aws_message: str | None = None

    def __str__(self) -> str:
        """Return the place and the message on one line."""
        return f"{self.place}: {self.message}" if self.place else self.message

    def told(self) -> str:
        """Return the place, the message, and AWS's own words on a line of theirs, where they are known."""
        return f"{self}{_said_by_aws(self, '  ')}"


class ConfigError(EdgeError, ValueError):
    """A configuration that cannot be a distribution; names every problem at once.

    ``unresolved`` is what a template refers to and does not hold: each with its place, its event type where a
    function is meant, and the reference as it is written. ``refused`` are those of the problems, the last,
    that ``edge_deploy_checks = warn`` makes warnings of. ``document`` is the file that is read, if
    any, and ``places`` says how people are told those places that lead to another file or to a construct.
    """

    def __init__(
        self,
        problems: Sequence[Problem],
        *,
        unresolved: Sequence[Unresolved] = (),
        refused: Sequence[Problem] = (),
        document: str = "",
        places: Mapping[str, str] | None = None,
    ) -> None:
        self.problems = (*problems, *refused)
        self.unresolved = tuple(unresolved)
        self.refused = tuple(refused)
        self.document = document
        self.places = places or {}
        super().__init__(self._text())

    def tell(self, document: str, places: Mapping[str, str]) -> None:
        """Tell from now on in which document the problems are, and their places as ``places`` has them."""
        self.document, self.places = document, places
        self.args = (self._text(),)

    @property
    def count(self) -> str:
        """How many problems there are, and where: ``3 problems in template.yaml``."""
        return f"{len(self.problems)} problems in {self.document or 'this configuration'}"

    @property
    def told(self) -> tuple[Problem, ...]:
        """The problems as the text lists them."""
        return tuple(replace(one, place=self.places.get(one.place, one.place)) for one in self.problems)

    @property
    def certain(self) -> tuple[Problem, ...]:
        """The problems that stay errors whatever ``edge_deploy_checks`` says."""
        return self.problems[: len(self.problems) - len(self.refused)]

    @property
    def code(self) -> str | None:
        """AWS's error code for the first problem that has one."""
        return next((problem.code for problem in self.problems if problem.code), None)

    def _text(self) -> str:
        if len(self.problems) == 1:
            names_file = not self.document or self.problems[0].place in self.places
            return f"{'' if names_file else f'{self.document}: '}{self.told[0].told()}{self._hint()}"
        lines = "\n".join(f"  - {problem}{_said_by_aws(problem, '    ')}" for problem in self.told)
        return f"{self.count}:\n{lines}{self._hint()}"

    def _hint(self) -> str:
        """Return a line about the option that makes warnings of some problems; nothing where it does not."""
        if not self.refused:
            return ""
        count, warnings = len(self.refused), "warnings" if self.refused[1:] else "a warning"
        which = "the last " + (str(count) if count > 1 else "one")
        if count == len(self.problems):
            which = "them" if count > 1 else "it"
        return (
            f"\n(edge_deploy_checks = warn makes {warnings} of {which}: that can be simulated all the same.)"
        )


def _said_by_aws(problem: Problem, indent: str) -> str:
    """Return a line with AWS's own words, by which people search; nothing where they are not known."""
    return f"\n{indent}AWS: {problem.code}: {problem.aws_message}" if problem.aws_message else ""


class UnknownSettingError(ConfigError, TypeError):
    """A keyword that no setting has; a ``TypeError`` as for any Python call."""


class MissingSettingError(ConfigError, TypeError):
    """A setting without a default that was not given; a ``TypeError`` as for any Python call."""


class OriginNotStubbedError(EdgeError):
    """An origin was asked that no stub answers; the network is never used instead."""

    result: Result | None = None


class FunctionError(EdgeError):
    """A function failed, so CloudFront would answer 502 or 503.

    ``result`` is the faithful Result of the request; ``__cause__`` is the function's own exception, if any.
    """

    result: Result | None = None


class FunctionExecutionError(FunctionError):
    """A function raised, could not be loaded, or returned what is no JSON: 503 (LE-250)."""


class FunctionTimeoutError(FunctionExecutionError):
    """A function ran past its timeout: 503 (LE-251)."""


class FunctionValidationError(FunctionError):
    """A function returned what CloudFront refuses: 502 (LE-249)."""
