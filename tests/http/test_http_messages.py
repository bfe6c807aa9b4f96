from __future__ import annotations

import pytest

from pytest_lambda_edge.http.messages import BODILESS, Request, Response, reason_phrase


@pytest.mark.parametrize(
    ("status", "phrase"),
    [
        (200, "OK"),
        (302, "Found"),
        (413, "Content Too Large"),
        (414, "URI Too Long"),
        (416, "Range Not Satisfiable"),
        (422, "Unprocessable Content"),
        (494, ""),
        (799, ""),
    ],
)
def test_a_status_has_the_phrase_of_rfc_9110_on_every_python(status: int, phrase: str) -> None:
    assert reason_phrase(status) == phrase


def test_what_a_message_is_not_given_it_does_not_have() -> None:
    assert Request("GET", "/") == Request("GET", "/", "", {}, b"")
    assert Response(200) == Response(200, "", {}, b"")


def test_two_statuses_never_have_a_body() -> None:
    assert {204, 304} == BODILESS
