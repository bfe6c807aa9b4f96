"""A request's way as text, read from the same table that it walked by."""

from __future__ import annotations

import re
from collections import deque
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import FunctionError
from pytest_lambda_edge.http.headers import first
from pytest_lambda_edge.http.urls import absolute_url
from pytest_lambda_edge.pipeline.forwarding import dropped, not_keyed
from pytest_lambda_edge.pipeline.table import WAY, Outcome, SkipReason, Step, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_lambda_edge.pipeline.exchange import Exchange
    from pytest_lambda_edge.pipeline.table import Row
    from pytest_lambda_edge.result import Invocation, Result

__all__ = ["changes", "explain"]

_LABEL: Final = 17
_MOST_VALUE: Final = 80
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SHORT: Final = {
    Step.VIEWER_PROTOCOL_POLICY: "protocol policy",
    Step.SIGNATURE: "signature",
    Step.RESPONSE_HEADERS_POLICY: "headers policy",
    Step.LAST_HEADERS_POLICY: "headers policy",
}


class _Story:
    """The way of one result, told line by line, runs and fetches in the order in which they happened."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.exchange: Exchange = result._exchange  # noqa: SLF001 - explain is the Result's own voice
        self.runs = deque(result.invocations)
        self.fetches = deque(zip_longest(result.origin_requests, self.exchange.origin_statuses))
        self.lines: list[str] = []
        self.told: set[str] = set()
        self.page: Row | None = None
        self.in_background = False

    @property
    def is_aside(self) -> bool:
        """Whether what is told is no longer the way of the viewer's own request."""
        return self.page is not None or self.in_background

    def say(self, label: str, text: str) -> None:
        indent = "    " if self.is_aside else "  "
        self.lines.append(f"{indent}{label:<{_LABEL - 1}} {text}".rstrip())

    def tell(self) -> str:
        self.lines.append(_headline(self.result))
        for index, (step, outcome) in enumerate(self.exchange.way):
            if step is Step.LAST_HEADERS_POLICY or step is Step.DELIVERY:
                self._leave_page()
            _TELLERS.get(step, _tell_note)(self, step, outcome, index)
            taken = row(WAY, step, outcome)
            if outcome is Outcome.PAGE:
                self.page = taken
            elif step is Step.REVALIDATION:
                self.in_background = True
            elif not self.is_aside:
                self._tell_skips(taken)
        self._tell_unfinished()
        self._leave_page()
        self._tell_error()
        self.in_background = False
        for position, assumed in enumerate(self.result.assumptions):
            self.say("" if position else "rests on", str(assumed))
        return "\n".join(_UNPRINTABLE.sub(_escaped, line) for line in self.lines)

    def _leave_page(self) -> None:
        """Go back from a custom error page to the request, whose viewer-response it kept silent."""
        page, self.page = self.page, None
        if page is not None:
            self._tell_skips(page)

    def _tell_skips(self, taken: Row) -> None:
        if taken.because is None:
            return
        skipped = self.result.skipped
        for event_type in taken.skips:
            if event_type == Step.ORIGIN_REQUEST.value and taken.because is not SkipReason.CACHE_HIT:
                self.say("cache", "not asked")
            if skipped.get(event_type) is taken.because and event_type not in self.told:
                self.told.add(event_type)
                self.say(event_type, f"skipped: {taken.because}")

    def _tell_unfinished(self) -> None:
        for run in self.runs:
            _say_run(self, run)
        for fetch, _ in self.fetches:
            self.say("origin", f"{fetch.method} {fetch.url} -> no stub answered")

    def _tell_error(self) -> None:
        """Tell of an error that ended the way, in the background too; a function's leaves it as it is."""
        error = self.result._error  # noqa: SLF001 - likewise
        finished = self.result._finished  # noqa: SLF001 - likewise
        if error is not None and not (finished and isinstance(error, FunctionError)):
            self.say("ended in", f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")


def explain(result: Result) -> str:
    """Return the way of a result as text, one line a step."""
    return _Story(result).tell()


def changes(invocation: Invocation) -> list[str]:
    """Return what a function changed, as short texts: ``+ location: /login``, ``uri /a -> /b``."""
    returned = invocation.returned
    if not isinstance(returned, dict):
        return []
    cf = invocation.event["Records"][0]["cf"]
    is_answer = "response" not in cf and "status" in returned
    before: dict[str, Any] = {} if is_answer else cf.get("response", cf["request"])
    found = [
        f"{name} {_shown(before.get(name))} -> {_shown(returned[name])}"
        for name in ("uri", "querystring", "status")
        if name in returned and not is_answer and str(returned[name]) != str(before.get(name, returned[name]))
    ]
    found += _header_changes(before.get("headers"), returned.get("headers"))
    if "origin" in before and "origin" in returned and returned["origin"] != before["origin"]:
        found.append(f"origin -> {_origin_name(returned['origin'])}")
    body = returned.get("body")
    if isinstance(body, dict) and body.get("action") == "replace":
        found.append("body replaced")
    if isinstance(body, str) and "response" in cf:
        found.append("body replaced")
    return found


def _headline(result: Result) -> str:
    x = result._exchange  # noqa: SLF001 - explain is the Result's own voice
    host = first(x.received.headers, "host") or ""
    url = absolute_url(x.viewer.scheme, host, x.received.uri, x.received.querystring)
    came = f"{x.response.status} ({result.result_type})" if x.response and result._finished else "no response"  # noqa: SLF001
    return f"{x.received.method} {url} -> {came}"


def _tell_behavior(story: _Story, _step: Step, _outcome: Outcome, _index: int) -> None:
    rules = story.exchange.rules
    if rules is not None:
        kind = "origin group" if len(rules.behavior.origins) > 1 else "origin"
        story.say("behavior", f"{rules.behavior.path_pattern}, {kind} {rules.behavior.target_origin_id}")


def _tell_check(story: _Story, step: Step, outcome: Outcome, index: int) -> None:
    if outcome is not Outcome.PASSED:
        why = story.exchange.notes.get(index)
        story.say(_SHORT.get(step, step.value), f"{outcome.value}: {why}" if why else outcome.value)


def _tell_run(story: _Story, step: Step, outcome: Outcome, _index: int) -> None:
    if story.runs and story.runs[0].event_type == step.value:
        _say_run(story, story.runs.popleft(), outcome)


def _say_run(story: _Story, run: Invocation, outcome: Outcome | None = None) -> None:
    did = changes(run)
    returned = run.returned
    if run.error is not None:
        did = [_failure(run)]
    elif outcome in {Outcome.GENERATED, Outcome.GENERATED_ERROR}:
        did.insert(0, f"answered {returned['status']}")
    cold = "cold start; " if run.cold_start and run.duration >= 0.001 else ""
    story.say(
        run.event_type,
        f"{run.function}   {run.duration * 1000:.1f} ms   {cold}{'; '.join(did) or 'unchanged'}",
    )


def _failure(run: Invocation) -> str:
    if run.refusals:
        return f"refused: {'; '.join(run.refusals)}"
    headline = str(run.error).partition("\n")[0]
    return headline.partition(f" function {run.function} ")[2] or headline


def _tell_lookup(story: _Story, _step: Step, outcome: Outcome, index: int) -> None:
    x = story.exchange
    text = {
        Outcome.HIT: "hit",
        Outcome.MISS: "miss",
        Outcome.EXPIRED: "expired",
        Outcome.BYPASSED: "not asked: the method or the behavior is not cached",
    }[outcome]
    note = x.notes.get(index)
    if story.is_aside:
        between = "" if outcome is Outcome.EXPIRED else ","
        story.say("cache", text if note is None else f"{text}{between} {note}")
        return
    if outcome is Outcome.HIT and x.hit_age is not None:
        text = f"hit, {x.hit_age} s old" if note is None else f"hit, {x.hit_age} s old, {note}"
    elif note is not None:
        text = f"{text} {note}"
    key = story.result.cache_key
    story.say("cache", text if key is None else f"{text}; key {_shown(str(key))}")
    if (
        outcome is Outcome.HIT
        and x.rules is not None
        and (names := str(not_keyed(x.rules, x.unsigned or x.request)))
    ):
        story.say("not in the key", f"{names} ({x.rules.policy_names})")


def _tell_collapsing(story: _Story, _step: Step, outcome: Outcome, _index: int) -> None:
    if outcome is Outcome.WAITED:
        story.say("cache", "waited for another request that was fetching the object")


def _tell_forwarding(story: _Story, _step: Step, _outcome: Outcome, _index: int) -> None:
    x = story.exchange
    if x.rules is None or story.is_aside or "dropped" in story.told:
        return
    story.told.add("dropped")
    if names := str(dropped(x.rules, x.unsigned or x.request)):
        story.say("not forwarded", f"{names} ({x.rules.policy_names})")


def _tell_fetch(story: _Story, _step: Step, outcome: Outcome, index: int) -> None:
    fetch, status = story.fetches.popleft()
    why = story.exchange.notes.get(index)
    came = {
        Outcome.ANSWERED: str(status),
        Outcome.ASKED_AGAIN: why,
    }.get(outcome, f"{why}, which CloudFront makes a {status}")
    story.say("origin", f"{fetch.method} {fetch.url} -> {came}")


def _tell_failover(story: _Story, _step: Step, outcome: Outcome, index: int) -> None:
    if outcome is Outcome.NEXT_MEMBER:
        story.say("failover", "to the second member of the origin group")
    elif why := story.exchange.notes.get(index):
        story.say("failover", f"none: {why}")


def _tell_validation(story: _Story, _step: Step, outcome: Outcome, _index: int) -> None:
    if outcome is Outcome.NOT_MODIFIED:
        story.say("cache", "the expired object is still good")
    elif outcome is Outcome.STALE:
        served = "stays" if story.in_background else "is served"
        story.say("cache", f"the expired object {served} in place of the origin's error")


def _tell_error(story: _Story, _step: Step, outcome: Outcome, _index: int) -> None:
    page = story.exchange.error_page
    if outcome is Outcome.PAGE and page is not None:
        story.say(
            "error page",
            f"{page.error.status} -> {page.request.uri}, by behavior {page.rules.behavior.path_pattern}",
        )


def _tell_revalidation(story: _Story, _step: Step, outcome: Outcome, _index: int) -> None:
    by = " by another request" if outcome is Outcome.LEFT else ""
    story.say("background", f"the viewer has its response; the stale object is revalidated{by}")


def _tell_note(story: _Story, step: Step, _outcome: Outcome, index: int) -> None:
    note = story.exchange.notes.get(index)
    if note:
        story.say(_SHORT.get(step, step.value), note)


_TELLERS: Final[dict[Step, Callable[[_Story, Step, Outcome, int], None]]] = {
    Step.SIZE_LIMITS: _tell_check,
    Step.HOST: _tell_check,
    Step.BEHAVIOR: _tell_behavior,
    Step.VIEWER_PROTOCOL_POLICY: _tell_check,
    Step.ALLOWED_METHODS: _tell_check,
    Step.GEO_RESTRICTION: _tell_check,
    Step.SIGNATURE: _tell_check,
    Step.VIEWER_REQUEST: _tell_run,
    Step.CACHE_LOOKUP: _tell_lookup,
    Step.COLLAPSING: _tell_collapsing,
    Step.FORWARDING: _tell_forwarding,
    Step.ORIGIN_REQUEST: _tell_run,
    Step.ORIGIN_FETCH: _tell_fetch,
    Step.ORIGIN_RESPONSE: _tell_run,
    Step.FAILOVER: _tell_failover,
    Step.VALIDATION: _tell_validation,
    Step.CUSTOM_ERROR_RESPONSE: _tell_error,
    Step.VIEWER_RESPONSE: _tell_run,
    Step.REVALIDATION: _tell_revalidation,
}


def _header_changes(before: Any, after: Any) -> list[str]:
    if not isinstance(after, dict):
        return []
    old = before if isinstance(before, dict) else {}
    new = {name.lower(): entries for name, entries in after.items() if entries}
    found = [f"- {name}" for name in old if name not in new]
    for name, entries in new.items():
        if name not in old:
            found.append(f"+ {name}: {_values(entries)}")
        elif _values(entries) != _values(old[name]):
            found.append(f"{name}: {_values(old[name])} -> {_values(entries)}")
    return found


def _values(entries: Any) -> str:
    if not isinstance(entries, list):
        return _shown(entries)
    return _shown(
        ", ".join(str(entry.get("value")) if isinstance(entry, dict) else str(entry) for entry in entries)
    )


def _origin_name(origin: Any) -> str:
    if isinstance(origin, dict):
        for shown in origin.values():
            if isinstance(shown, dict):
                return _shown(shown.get("domainName"))
    return _shown(origin)


def _escaped(unprintable: re.Match[str]) -> str:
    """Return a character as Python writes it: no value ends its line, and reports hold no half pairs."""
    return repr(unprintable[0])[1:-1]


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) and value else repr(value)
    return text if len(text) <= _MOST_VALUE else f"{text[: _MOST_VALUE - 1]}…"
