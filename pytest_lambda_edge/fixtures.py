"""The fixtures, their types, and what is told where there can be no distribution."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, Protocol

import pytest

from pytest_lambda_edge import clock, options
from pytest_lambda_edge.markers import DESCRIBING, edge_markers

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from pytest_lambda_edge.distribution import Distribution
    from pytest_lambda_edge.errors import ConfigError
    from pytest_lambda_edge.model.distribution import DistributionConfig

__all__ = ["EdgeClock", "MakeDistribution", "distribution", "edge_clock", "make_distribution"]

_MANY: Final = 3
_failure = pytest.StashKey[str]()
_reported = pytest.StashKey[dict[str, str]]()  # what is wrong with configurations, and the test that told it


class MakeDistribution(Protocol):
    """The type of the fixture ``make_distribution``."""

    def __call__(
        self, config: DistributionConfig | Mapping[str, Any] | None = None, /, **settings: Any
    ) -> Distribution:
        """Return a distribution that is closed after the test; takes what ``Distribution`` takes."""
        ...


@pytest.fixture
def make_distribution(pytestconfig: pytest.Config) -> Iterator[MakeDistribution]:
    """Make a CloudFront distribution: ``make_distribution(config=None, /, **settings)``.

    Takes the settings of ``DistributionConfig``; those given by name override the config's. Makes as many as
    a test wants, each with a cache of its own, and closes them after the test.
    """
    from pytest_lambda_edge.distribution import Distribution  # noqa: PLC0415 - the engine, only where it is used

    default = options.function_errors(pytestconfig)
    with ExitStack() as opened:

        def make(
            config: DistributionConfig | Mapping[str, Any] | None = None, /, **settings: Any
        ) -> Distribution:
            __tracebackhide__ = True
            if default and "function_errors" not in settings and not _says_function_errors(config):
                settings["function_errors"] = default
            return opened.enter_context(Distribution(config, **settings))

        yield make


def _says_function_errors(config: DistributionConfig | Mapping[str, Any] | None) -> bool:
    """Whether a config says what failing functions do; ``raise`` is what one has that says nothing."""
    if isinstance(config, Mapping):
        return "function_errors" in config
    return getattr(config, "function_errors", "raise") != "raise"


@pytest.fixture
def distribution(request: pytest.FixtureRequest, make_distribution: MakeDistribution) -> Distribution:
    """Make the CloudFront distribution that this test's ``edge_*`` markers describe.

    They are laid over the ini option ``edge_template``, where there is one.
    """
    from pytest_lambda_edge.errors import ConfigError  # noqa: PLC0415 - only where it is used

    markers = edge_markers(request.node, DESCRIBING)
    template = options.template(request.config)
    if not markers and not template:
        pytest.fail(_NOTHING_DESCRIBED.format(nodeid=request.node.nodeid), pytrace=False)
    from pytest_lambda_edge.asker import asked_at  # noqa: PLC0415 - likewise
    from pytest_lambda_edge.overlay import described, template_of  # noqa: PLC0415 - likewise

    try:
        with asked_at(request.node.path, (request.node.location[1] or 0) + 1):
            base = template_of(markers, template)
            return make_distribution(base, **described(markers, base))
    except ConfigError as error:
        # The problem comes first: pytest's summary shows the beginning of the first line.
        told = f"{_told(error, request.node)}\nThe distribution is {request.node.nodeid}'s."
    pytest.fail(told, pytrace=False)


def _told(error: ConfigError, item: pytest.Item) -> str:
    """Return what is wrong; of many problems that another test's report tells already, the first."""
    whole = "\n".join([str(error), *getattr(error, "__notes__", ())])
    item.stash[_failure] = whole
    first = item.config.stash.get(_reported, {}).get(whole, item.nodeid)
    if first == item.nodeid or len(error.problems) < _MANY:
        return whole
    return f"{error.count}, all told at {first}; the first is:\n  - {error.told[0]}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note which test's report is the first to tell of a configuration; an expected failure shows none."""
    report = yield
    if report.failed and _failure in item.stash:
        item.config.stash.setdefault(_reported, {}).setdefault(item.stash[_failure], item.nodeid)
    return report


_NOTHING_DESCRIBED = """\
No marker and no template describes the `distribution` of {nodeid}. \
Describe one, on the test, its class or its module:

    @pytest.mark.edge_origin("https://www.example.com")
    @pytest.mark.edge_trigger("viewer-request", "functions.auth:handler")

or name the document that describes what is deployed, such as a template of CloudFormation:

    @pytest.mark.edge_distribution(template="template.yaml")

or, for all tests, in pytest's ini file:

    edge_template = template.yaml

or write a fixture of your own with `make_distribution`:

    @pytest.fixture
    def distribution(make_distribution):
        return make_distribution(origin="https://www.example.com", viewer_request=auth.handler)"""


class EdgeClock:
    """The type of the fixture ``edge_clock``: freezegun's clock, which stands still until it is moved."""

    @property
    def now(self) -> dt.datetime:
        """The time as everybody sees it, in UTC."""
        return dt.datetime.fromtimestamp(clock.now(), dt.UTC)

    def tick(self, delta: float | dt.timedelta = 1) -> dt.datetime:
        """Move the clock by *delta*, seconds or a timedelta, and return the new time."""
        if not isinstance(delta, dt.timedelta):
            delta = dt.timedelta(seconds=delta)
        _freezegun_clock().tick(delta)
        return self.now

    def move_to(self, when: str | dt.date | dt.timedelta | Callable[[], Any]) -> dt.datetime:
        """Set the clock to *when*, anything that freezegun takes, and return the new time."""
        _freezegun_clock().move_to(when)
        return self.now


@pytest.fixture
def edge_clock() -> Iterator[EdgeClock]:
    """Make the time stand still until it is moved: ``.tick(seconds)``, ``.move_to(when)``, ``.now``.

    It is freezegun's, so the cache, the functions and the test itself see it.
    """
    import asyncio  # noqa: PLC0415 - heavy, only where it is used

    # What is imported while the time stands still would keep freezegun's fakes here and there.
    import responses  # noqa: F401, PLC0415 - likewise
    from freezegun import api, freeze_time  # noqa: PLC0415 - likewise

    import pytest_lambda_edge.distribution  # noqa: F401, PLC0415 - likewise

    outer = api.freeze_factories[-1] if api.freeze_factories else None
    standing_still = freeze_time(
        dt.datetime.fromtimestamp(clock.now(), dt.UTC),
        tz_offset=api.tz_offsets[-1] if api.tz_offsets else 0,
        ignore=["_pytest.timing"],  # pytest's durations are real ones.
    )
    with pytest.MonkeyPatch.context() as patch, standing_still:
        # Who sleeps in an event loop would not wake up; freezegun's real_asyncio needs a socket for this.
        patch.setattr(asyncio.BaseEventLoop, "time", lambda _: api.real_monotonic())
        if isinstance(outer, api.FrozenDateTimeFactory):
            # The test has a clock already, such as pytest-freezer's: both are to move the same one.
            api.freeze_factories[-1] = outer
        yield EdgeClock()


def _freezegun_clock() -> Any:
    """Return freezegun's innermost clock: a ``freeze_time`` inside the test may lie over the fixture's."""
    from freezegun import api  # noqa: PLC0415 - loaded by the fixture

    return api.freeze_factories[-1]
