"""What judging one result brings to light."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda_edge.events.refusals import violation

if TYPE_CHECKING:
    from pytest_lambda_edge.events.refusals import Violation

__all__ = ["Findings"]


class Findings:
    """The violations found so far, and the ids of the undocumented choices that were made."""

    __slots__ = ("assumptions", "violations")

    def __init__(self) -> None:
        self.violations: list[Violation] = []
        self.assumptions: list[str] = []

    def refuse(
        self, rule_id: str, place: str, detail: str, facts: tuple[str, ...] = (), advice: str = ""
    ) -> None:
        """Note that what stands at *place* breaks a rule; *facts* and *advice* are this very case's."""
        found = violation(rule_id, place, detail, facts, advice)
        self.violations.append(found)
        for fact in found.rule.rests_on:
            self.rest_on(fact)

    def rest_on(self, fact: str) -> None:
        """Note that the outcome rests on an undocumented choice."""
        if fact not in self.assumptions:
            self.assumptions.append(fact)
