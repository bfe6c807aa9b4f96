"""Any course of requests, ticks, invalidations, origin changes and failures, held against a naive cache.

The model below is written from the fact sheets alone, without looking at how the package does it: what
viewers get, how old it is, and what the origin was asked must agree after every step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final

import pytest
import requests
import responses
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from support.edge_functions import all_triggers
from support.fake_origins import ORIGIN

from pytest_lambda_edge import Distribution

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from pytest_lambda_edge import Result

OBJECTS: Final = ("/a", "/a?v=1", "/a?v=2", "/b")
ERROR_CACHING_MIN_TTL: Final = 10  # CF-106
REFUSED: Final = requests.ConnectionError(ConnectionRefusedError(111, "refused"))


@dataclass(frozen=True)
class Directives:
    """What an origin says in Cache-Control; None is what it does not say."""

    max_age: int | None = None
    s_maxage: int | None = None
    refused: str | None = None  # no-cache, no-store or private
    while_revalidate: int | None = None
    if_error: int | None = None

    def __str__(self) -> str:
        numbers = {
            "max-age": self.max_age,
            "s-maxage": self.s_maxage,
            "stale-while-revalidate": self.while_revalidate,
            "stale-if-error": self.if_error,
        }
        said = [f"{name}={value}" for name, value in numbers.items() if value is not None]
        return ", ".join([*said, *([self.refused] if self.refused else [])])


@dataclass
class Resource:
    """What an origin has under a path, and how it is answering now."""

    version: int = 1
    tagged: bool = True
    directives: Directives = field(default_factory=Directives)
    failure: int | None = None  # a status; 0 for an origin that refuses to connect
    failing_says: Directives = field(default_factory=Directives)


@dataclass
class Good:
    """A stored response below 400."""

    body: str
    tag: str | None
    directives: Directives
    stored_at: float
    lifetime: float
    served_until: float = 0.0  # in place of an origin's errors

    @property
    def expires(self) -> float:
        return self.stored_at + self.lifetime


@dataclass
class Error:
    """A stored 4xx or 5xx."""

    status: int
    stored_at: float
    expires: float


@dataclass
class Slot:
    """What is stored under one key: the last good object, and an error that may hide it (CF-113)."""

    good: Good | None = None
    error: Error | None = None


@dataclass(frozen=True)
class Expected:
    """What a request comes to: status, result type and body, its Age, and the origin's requests.

    ``asked`` has one entry a request: the ``If-None-Match`` that it carried, or None.
    """

    status: int
    result_type: str
    body: str | None
    age: int | None
    asked: tuple[str | None, ...]


class Model:
    """The cache as the fact sheets tell of it: TTLs in seconds."""

    def __init__(self, minimum: int, default: int, maximum: int) -> None:
        self.minimum, self.default, self.maximum = minimum, default, maximum
        self.slots: dict[str, Slot] = {}

    def get(self, name: str, resource: Resource, now: float) -> Expected:
        slot = self.slots.setdefault(name, Slot())
        good, error = slot.good, slot.error
        if error is not None and now < error.expires:
            return Expected(error.status, "Error", None, int(now - error.stored_at), ())
        if error is None and good is not None and now < max(good.expires, good.served_until):
            return self._hit(good, now, ())
        if error is None and good is not None and self._may_be_served_first(good, now):
            served = self._hit(good, now, ())
            fetched = self._fetch(slot, resource, now, in_background=True)  # CF-091
            return Expected(served.status, "Hit", served.body, served.age, fetched.asked)
        return self._fetch(slot, resource, now)

    def invalidate(self, path: str) -> None:
        for name in list(self.slots):
            if name.startswith(path[:-1]) if path.endswith("*") else name == path:
                del self.slots[name]

    def _fetch(self, slot: Slot, resource: Resource, now: float, *, in_background: bool = False) -> Expected:
        good = slot.good
        tag = None if good is None else good.tag
        if resource.failure is not None:
            return self._failed(slot, resource, now, (tag,), in_background=in_background)
        said = resource.directives
        own_tag = f'"{resource.version}"' if resource.tagged else None
        if good is not None and tag is not None and tag == own_tag:  # a 304
            good.directives = said if str(said) else good.directives
            lifetime = self._lifetime(good.directives)
            good.stored_at, good.lifetime, good.served_until = now, lifetime or 0.0, 0.0
            slot.good, slot.error = (None if lifetime is None else good), None
            return Expected(200, "RefreshHit", good.body, None, (tag,))
        lifetime = self._lifetime(said)
        body = f"version {resource.version}"
        slot.good = None if lifetime is None else Good(body, own_tag, said, now, lifetime)
        slot.error = None
        return Expected(200, "Miss", body, None, (tag,))

    def _failed(
        self,
        slot: Slot,
        resource: Resource,
        now: float,
        asked: tuple[str | None, ...],
        *,
        in_background: bool,
    ) -> Expected:
        status = resource.failure or 502  # CF-235
        said = Directives() if resource.failure == 0 else resource.failing_says
        good = slot.good
        until = 0.0 if good is None else self._stale_until(good)
        if good is not None and in_background:
            until = max(until, self._served_first_until(good))
        if status >= 500 and good is not None and now < until:
            good.served_until = min(now + ERROR_CACHING_MIN_TTL, until)  # CF-112, CF-093
            slot.error = None
            return self._hit(good, now, asked)
        lifetime = self._error_lifetime(status, said)
        if lifetime is not None:
            slot.error = Error(status, now, now + lifetime)
        return Expected(status, "Error", None, None, asked)

    def _hit(self, good: Good, now: float, asked: tuple[str | None, ...]) -> Expected:
        return Expected(200, "Hit", good.body, int(now - good.stored_at), asked)

    def _may_be_served_first(self, good: Good, now: float) -> bool:
        return now < self._served_first_until(good)

    def _served_first_until(self, good: Good) -> float:
        """CF-091; nothing without contact to the origin for what must not be cached (CF-068)."""
        if good.directives.refused is not None and self.minimum == 0:
            return good.expires
        return good.expires + min(good.directives.while_revalidate or 0, self.maximum)

    def _stale_until(self, good: Good) -> float:
        if good.directives.if_error is not None:
            return good.expires + min(good.directives.if_error, self.maximum)  # CF-092, CF-094
        return good.stored_at + max(good.lifetime, self.maximum)  # CF-093

    def _lifetime(self, said: Directives) -> float | None:
        """CF-068, CF-069, CF-072; None is not stored."""
        if said.refused is not None:
            if self.minimum > 0:
                return self.minimum
            return 0 if said.refused == "no-cache" else None
        stated = said.max_age if said.s_maxage is None else said.s_maxage
        if stated is None:
            return max(self.default, self.minimum)
        return max(min(stated, self.maximum), self.minimum)

    def _error_lifetime(self, status: int, said: Directives) -> float | None:
        """CF-103, CF-106, CF-107; None is not stored."""
        if status == 403 and said.max_age is None:
            return None
        if status == 404 and said.refused is not None:
            return None
        stated = 0 if said.refused is not None else min(said.max_age or 0, self.maximum)
        return max(ERROR_CACHING_MIN_TTL, stated)


NUMBERS = st.sampled_from([0, 7, 30, 100])
REFUSALS = st.sampled_from(["no-cache", "no-store", "private"])
DIRECTIVES = st.one_of(
    st.just(Directives()),
    st.builds(Directives, refused=REFUSALS),
    st.builds(Directives, max_age=NUMBERS),
    st.builds(Directives, max_age=NUMBERS, s_maxage=NUMBERS),
    st.builds(Directives, max_age=NUMBERS, while_revalidate=NUMBERS),
    st.builds(Directives, max_age=NUMBERS, if_error=NUMBERS),
    st.builds(
        Directives, max_age=NUMBERS, while_revalidate=NUMBERS, if_error=NUMBERS, refused=st.none() | REFUSALS
    ),
)
FAILING_SAYS = st.one_of(
    st.just(Directives()), st.builds(Directives, max_age=NUMBERS), st.builds(Directives, refused=REFUSALS)
)
TTLS = st.sampled_from([(0, 60, 200), (0, 20, 40), (5, 20, 40), (5, 5, 5), (0, 0, 100)])
NAMES = st.sampled_from(["/a", "/a", "/a", *OBJECTS])
SECONDS = st.sampled_from([0, 0.5, 1, 4.5, 6, 9, 10, 11, 15, 25, 35, 55, 100])


class CacheMachine(RuleBasedStateMachine):
    """A distribution and the model, told the same."""

    clock: ClassVar[FrozenDateTimeFactory]

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.resources = {name: Resource() for name in OBJECTS}
        responses.reset()
        for name in OBJECTS:
            path, _, query = name.partition("?")
            match = [responses.matchers.query_string_matcher(query or None)]
            for method in ("GET", "POST"):
                responses.add_callback(method, f"{ORIGIN}{path}", self._answer(name), match=match)

    @initialize(ttls=TTLS)
    def build(self, ttls: tuple[int, int, int]) -> None:
        minimum, default, maximum = ttls
        self.model = Model(*ttls)
        policy = {
            "min_ttl": minimum,
            "default_ttl": default,
            "max_ttl": maximum,
            "query_string_behavior": "whitelist",
            "query_strings": ["v"],
        }
        methods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
        self.site = Distribution(
            {"origin": ORIGIN, "cache_policy": policy, "allowed_methods": methods, **all_triggers()}
        )

    @rule(name=NAMES, seconds=SECONDS)
    def viewer_asks(self, name: str, seconds: float) -> None:
        self.clock.tick(seconds)
        self.now += seconds
        expected = self.model.get(name, self.resources[name], self.now)
        assert self._seen(self.site.get(name)) == expected

    @rule(name=NAMES, first=SECONDS, second=SECONDS)
    def viewer_asks_twice(self, name: str, first: float, second: float) -> None:
        self.viewer_asks(name, first)
        self.viewer_asks(name, second)

    @rule(name=NAMES)
    def viewer_posts(self, name: str) -> None:
        resource = self.resources[name]
        result = self.site.post(name, body=b"x")
        assert result.status_code == (200 if resource.failure is None else resource.failure or 502)
        assert result.result_type == ("Miss" if resource.failure is None else "Error")
        assert [request.method for request in result.origin_requests] == ["POST"]

    @rule(name=NAMES, directives=DIRECTIVES, tagged=st.sampled_from([True, True, False]))
    def origin_changes(self, name: str, directives: Directives, *, tagged: bool) -> None:
        self.resources[name] = Resource(self.resources[name].version + 1, tagged, directives)

    @rule(name=NAMES, directives=DIRECTIVES)
    def origin_says_otherwise_of_the_same(self, name: str, directives: Directives) -> None:
        self.resources[name].directives = directives

    @rule(name=NAMES, status=st.sampled_from([0, 403, 404, 500, 503]), says=FAILING_SAYS)
    def origin_fails(self, name: str, status: int, says: Directives) -> None:
        resource = self.resources[name]
        resource.failure, resource.failing_says = status, says

    @rule(name=NAMES)
    def origin_recovers(self, name: str) -> None:
        self.resources[name].failure = None

    @rule(path=st.sampled_from(["/a", "/a*", "/a?v=1", "/b", "/*"]))
    def somebody_invalidates(self, path: str) -> None:
        self.site.invalidate(path)
        self.model.invalidate(path)

    @invariant()
    def the_same_is_stored(self) -> None:
        if hasattr(self, "site"):
            held = {f"{entry.uri}?{entry.key.querystring}".rstrip("?") for entry in self.site.cache}
            assert held == {name for name, slot in self.model.slots.items() if slot.good or slot.error}

    def teardown(self) -> None:
        if hasattr(self, "site"):
            self.site.close()

    def _seen(self, result: Result) -> Expected:
        if not result.origin_requests:
            assert set(result.skipped) >= {"origin-request", "origin-response"}
        age = result.headers.get("age")
        return Expected(
            result.status_code,
            result.result_type,
            result.text if result.status_code == 200 else None,
            None if age is None else int(age),
            tuple(request.headers.get("if-none-match") for request in result.origin_requests),
        )

    def _answer(self, name: str) -> Any:
        def answer(request: Any) -> tuple[int, dict[str, str], str]:
            resource = self.resources[name]
            if resource.failure == 0:
                raise REFUSED
            said = resource.directives if resource.failure is None else resource.failing_says
            headers = {"Cache-Control": str(said)} if str(said) else {}
            if resource.failure is not None:
                return resource.failure, headers, "failed"
            if resource.tagged:
                headers["ETag"] = f'"{resource.version}"'
            if resource.tagged and request.headers.get("If-None-Match") == headers["ETag"]:
                return 304, headers, ""
            return 200, headers, f"version {resource.version}"

        return answer


FACTS = (
    *("CF-068", "CF-069", "CF-072", "CF-081", "CF-084", "CF-085", "CF-088", "CF-091", "CF-092", "CF-093"),
    *("CF-095", "CF-103", "CF-106", "CF-107", "CF-112", "CF-113", "CF-137", "CF-141", "D-21", "D-30", "D-42"),
)


@pytest.mark.fact(*FACTS)
def test_the_cache_agrees_with_a_naive_model_after_any_course_of_events(clock: FrozenDateTimeFactory) -> None:
    CacheMachine.clock = clock
    run_state_machine_as_test(
        CacheMachine,
        settings=settings(max_examples=150, stateful_step_count=25, deadline=None),
    )


@pytest.mark.slow
@pytest.mark.fact(*FACTS)
def test_the_cache_agrees_with_a_naive_model_after_very_many_courses(clock: FrozenDateTimeFactory) -> None:
    CacheMachine.clock = clock
    run_state_machine_as_test(
        CacheMachine,
        settings=settings(max_examples=600, stateful_step_count=40, deadline=None),
    )
