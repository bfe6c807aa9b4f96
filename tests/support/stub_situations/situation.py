"""One situation: a test module of somebody's, and how it is to come out."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Situation"]


@dataclass(frozen=True, slots=True)
class Situation:
    """A module as a user would write it; its tests pass unless ``fails_with`` says otherwise.

    The module finds ``site`` (a distribution that caches nothing, whose origin is ``ORIGIN``), ``ORIGIN``,
    ``URL`` (the path ``/x`` there) and ``refused`` (a context in which an origin is not stubbed). A last test
    is added that finds ``URL`` refused afterwards, unless something that outlives a test still answers it.
    """

    name: str
    source: str
    fails_with: str = ""
    reaches_network: bool = False
    leaves_patched: bool = False
    afterwards_refused: bool = True
    with_pytest_responses: bool = False

    @property
    def module(self) -> str:
        """The name of the file that holds this situation."""
        return "test_" + re.sub(r"\W+", "_", self.name.lower()).strip("_") + ".py"
