"""The life of the default mock: started by a request, emptied after the test, never in anybody's way."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
import requests
import responses
from requests.adapters import HTTPAdapter
from support.fetching import ORIGIN, ask

from pytest_lambda_edge.errors import OriginNotStubbedError
from pytest_lambda_edge.origins import stubs
from pytest_lambda_edge.origins.mocks import covered_by_us, current_send, is_patched
from pytest_lambda_edge.origins.stubs import answering, begin_request, end_test

if TYPE_CHECKING:
    from collections.abc import Iterator

URL = ORIGIN + "/x"
REAL_SEND = HTTPAdapter.send
CONNECT = "get_connection_with_tls_context"
REAL_CONNECT = HTTPAdapter.get_connection_with_tls_context


@pytest.fixture
def default_held() -> Iterator[None]:
    responses.start()
    yield
    responses.stop()
    responses.reset()


def test_a_request_starts_the_default_mock() -> None:
    begin_request()
    responses.get(URL, body="stubbed")
    assert requests.get(URL, timeout=1).text == "stubbed"


def test_the_default_mock_stays_on_between_requests() -> None:
    responses.get(URL, body="stubbed")
    ask()
    assert requests.get(URL, timeout=1).text == "stubbed"
    with pytest.raises(requests.ConnectionError, match="Connection refused by Responses"):
        requests.get(ORIGIN + "/y", timeout=1)


def test_the_end_of_a_test_stops_what_a_request_started() -> None:
    begin_request()
    end_test()
    assert HTTPAdapter.send is REAL_SEND


def test_the_end_of_a_test_drops_its_stubs_and_calls_and_prefixes() -> None:
    responses.get(URL)
    responses.add_passthru("https://elsewhere.example.com")
    ask()
    end_test()
    assert (responses.registered(), len(responses.calls), responses.mock.passthru_prefixes) == ([], 0, ())


def test_stubs_of_a_test_without_a_request_are_dropped_too() -> None:
    responses.get(URL)
    end_test()
    assert responses.registered() == []


def test_a_second_request_starts_nothing_anew() -> None:
    begin_request()
    started = HTTPAdapter.send
    begin_request()
    assert HTTPAdapter.send is started


def test_a_request_after_somebody_stopped_the_default_mock_starts_it_again() -> None:
    begin_request()
    responses.stop()
    begin_request()
    responses.get(URL, body="stubbed")
    assert requests.get(URL, timeout=1).text == "stubbed"


def test_a_request_leaves_a_default_mock_alone_that_somebody_else_holds(default_held: None) -> None:
    started = HTTPAdapter.send
    responses.get(URL)
    ask()
    end_test()
    assert HTTPAdapter.send is started
    assert len(responses.registered()) == 1


def test_somebody_elses_start_after_ours_was_stopped_is_theirs() -> None:
    begin_request()
    responses.stop()
    responses.start()
    responses.get(URL)
    end_test()
    assert HTTPAdapter.send is not REAL_SEND
    assert len(responses.registered()) == 1
    responses.stop()


def test_a_request_never_shadows_a_mock_that_is_on() -> None:
    with responses.RequestsMock() as theirs:
        on = HTTPAdapter.send
        begin_request()
        assert HTTPAdapter.send is on
        theirs.get(URL, body="theirs")
        assert requests.get(URL, timeout=1).text == "theirs"


def test_mocks_that_outlast_the_test_are_left_on_in_their_order() -> None:
    begin_request()
    outer, inner = responses.RequestsMock(), responses.RequestsMock()
    outer.get(ORIGIN + "/outer", body="outer")
    inner.get(ORIGIN + "/inner", body="inner")
    outer.start()
    inner.start()
    end_test()
    assert requests.get(ORIGIN + "/inner", timeout=1).text == "inner"
    inner.stop()
    assert requests.get(ORIGIN + "/outer", timeout=1).text == "outer"
    outer.stop()
    assert HTTPAdapter.send is REAL_SEND


def test_a_mock_that_outlasts_the_test_is_not_made_to_judge_what_was_fired() -> None:
    begin_request()
    theirs = responses.RequestsMock(assert_all_requests_are_fired=True)
    theirs.get(URL)
    theirs.start()
    end_test()
    assert len(theirs.registered()) == 1
    theirs.stop(allow_assert=False)


def test_a_foreign_patch_over_ours_puts_ours_off_until_it_is_gone() -> None:
    responses.get(URL)
    begin_request()
    with mock.patch.object(HTTPAdapter, "send") as theirs:
        end_test()
        assert vars(HTTPAdapter)["send"] is theirs
        assert responses.registered() == []
    end_test()
    assert HTTPAdapter.send is REAL_SEND


def test_a_start_that_was_stopped_out_of_turn_is_put_right() -> None:
    begin_request()
    theirs = responses.RequestsMock()
    theirs.start()
    responses.stop()
    theirs.stop()
    assert HTTPAdapter.send is not REAL_SEND
    end_test()
    assert HTTPAdapter.send is REAL_SEND


def test_a_start_that_somebody_put_away_is_forgotten() -> None:
    begin_request()
    HTTPAdapter.send = REAL_SEND  # type: ignore[method-assign]
    end_test()
    responses.get(URL, body="stubbed")
    assert ask().body == b"stubbed"


def test_a_request_after_somebody_put_our_start_away_starts_anew() -> None:
    begin_request()
    HTTPAdapter.send = REAL_SEND  # type: ignore[method-assign]
    begin_request()
    with pytest.raises(requests.ConnectionError, match="Connection refused by Responses"):
        requests.get(URL, timeout=1)


def test_a_request_is_over_when_its_context_ends_however_it_ends() -> None:
    responses.start()
    before = HTTPAdapter.send
    with pytest.raises(KeyboardInterrupt), answering():
        raise KeyboardInterrupt
    assert HTTPAdapter.send is before
    responses.stop()


def test_requests_may_be_served_within_one_another() -> None:
    responses.get(ORIGIN + "/inner", body="inner")
    responses.add_callback("GET", URL, lambda _request: (200, {}, b"outer, " + ask(ORIGIN + "/inner").body))
    assert ask().body == b"outer, inner"


def test_requests_may_be_served_in_threads() -> None:
    responses.get(URL, body="stubbed")
    bodies: list[bytes] = []

    def run() -> None:
        bodies.extend(ask().body for _ in range(20))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bodies == [b"stubbed"] * 80
    assert len(responses.calls) == 80


def test_a_mock_started_within_a_request_and_stopped_after_it_leaves_nothing_behind() -> None:
    theirs = responses.RequestsMock()
    with answering():
        theirs.start()
    theirs.get(URL, body="theirs")
    assert ask().body == b"theirs"
    theirs.stop()
    with pytest.raises(requests.ConnectionError, match="Connection refused by Responses"):
        requests.get(URL, timeout=1)
    end_test()
    assert HTTPAdapter.send is REAL_SEND


def test_a_request_that_begins_meanwhile_takes_no_others_patch_away(monkeypatch: pytest.MonkeyPatch) -> None:
    entered, began = threading.Event(), threading.Event()
    patched: list[bool] = []
    others: list[threading.Thread] = []

    def other() -> None:
        with answering():
            entered.set()
            began.wait(5)
            patched.append(covered_by_us(current_send()) is not None)

    def asked(send: object) -> bool:
        answer = is_patched(send)
        if not others:
            others.append(threading.Thread(target=other))
            others[0].start()
            entered.wait(0.2)
        return answer

    monkeypatch.setattr(stubs, "is_patched", asked)
    begin_request()
    began.set()
    others[0].join(5)
    assert patched == [True]


def test_somebody_elses_connection_step_is_asked_and_stays() -> None:
    responses.add_passthru(URL)
    with mock.patch.object(HTTPAdapter, CONNECT, side_effect=requests.ConnectionError("theirs")) as theirs:
        for _ in range(2):
            with answering(), pytest.raises(requests.ConnectionError, match="theirs"):
                requests.get(URL, timeout=1)
            assert vars(HTTPAdapter)[CONNECT] is theirs


def test_somebody_elses_connection_step_put_over_ours_stays() -> None:
    with answering():
        patch = mock.patch.object(HTTPAdapter, CONNECT, side_effect=requests.ConnectionError("theirs"))
        theirs = patch.start()
    assert vars(HTTPAdapter)[CONNECT] is theirs
    patch.stop()
    end_test()
    assert vars(HTTPAdapter)[CONNECT] is REAL_CONNECT


def test_a_connection_step_of_ours_that_somebody_put_back_calls_what_stood_before() -> None:
    responses.add_passthru(URL)
    with mock.patch.object(HTTPAdapter, CONNECT, side_effect=requests.ConnectionError("theirs")) as theirs:
        with answering():
            over = mock.patch.object(HTTPAdapter, CONNECT)
            over.start()
        over.stop()
        with answering(), pytest.raises(requests.ConnectionError, match="theirs"):
            requests.get(URL, timeout=1)
        with pytest.raises(requests.ConnectionError, match="theirs"):
            requests.get(URL, timeout=1)
        end_test()
        assert vars(HTTPAdapter)[CONNECT] is theirs


def test_without_a_stub_a_request_is_refused_again_after_the_test() -> None:
    responses.get(URL)
    ask()
    end_test()
    with pytest.raises(OriginNotStubbedError):
        ask()


def test_the_end_of_a_test_without_responses_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    modules: dict[str, Any] = {}
    monkeypatch.setattr("sys.modules", modules)
    end_test()
    assert modules == {}
