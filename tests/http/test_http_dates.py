from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda_edge.http.dates import http_date, parse_date

FIRST, LAST = 0, 253402300799  # the years 1970 to 9999


@given(st.integers(FIRST, LAST))
def test_a_written_date_is_read_back(epoch: int) -> None:
    assert parse_date(http_date(epoch)) == epoch


@given(st.floats(0, 2**32))
def test_a_date_has_whole_seconds(epoch: float) -> None:
    assert parse_date(http_date(epoch)) == int(epoch)


def test_a_date_is_written_in_the_one_preferred_form() -> None:
    assert http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT"


@pytest.mark.parametrize(
    "value",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 -0000",
        "Sun, 06 Nov 1994 09:49:37 +0100",
    ],
)
def test_every_form_that_recipients_accept_is_read(value: str) -> None:
    assert parse_date(value) == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC).timestamp()


@pytest.mark.fact("CF-070")
@pytest.mark.parametrize(
    "value",
    ["0", "-1", "", "never", "Sun, 06 Nov", "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT"],
)
def test_what_is_no_date_is_none(value: str) -> None:
    assert parse_date(value) is None


@given(st.text(max_size=40))
def test_no_value_is_too_odd(value: str) -> None:
    moment = parse_date(value)
    assert moment is None or isinstance(moment, float)


@pytest.mark.parametrize("value", ["Mon, 01 Jan 0001 00:00:00 +2359", "Fri, 31 Dec 9999 23:59:59 -2359"])
def test_dates_at_the_ends_of_time_are_dates(value: str) -> None:
    assert isinstance(parse_date(value), float)
