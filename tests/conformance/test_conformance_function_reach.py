"""What functions may do besides changing requests and responses, in every event."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

import pytest
import requests
import responses
from support.edge_functions import part
from support.fake_origins import ORIGIN, stub
from support.function_folders import write_files

from pytest_lambda_edge import Distribution
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge import Result

FLAGS = "https://flags.example.net/"


def result_with(event_type: EventType, function: object) -> Result:
    """Return what comes of a miss with one function."""
    stub(f"{ORIGIN}/page")
    settings: dict[str, Any] = {event_type.name.lower(): function}
    return Distribution(origin=ORIGIN, **settings).get("/page")


@pytest.mark.fact("LE-308")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_a_function_may_ask_other_services(event_type: EventType) -> None:
    answers = []

    def asks(event: Any, _context: Any) -> Any:
        answers.append(requests.get(FLAGS, timeout=1).text)
        return part(event)

    responses.get(FLAGS, body="on")
    assert result_with(event_type, asks).status_code == 200
    assert answers == ["on"]


@pytest.mark.fact("LE-309")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_a_function_may_read_its_folder_and_write_to_the_temporary_one(
    event_type: EventType, tmp_path: Path
) -> None:
    write_files(
        tmp_path,
        index=f"""
            import pathlib, tempfile

            def handler(event, context):
                with tempfile.TemporaryFile("w+", dir={tempfile.gettempdir()!r}) as file:
                    file.write(pathlib.Path("notes.txt").read_text())
                    file.seek(0)
                    print(file.read())
                cf = event["Records"][0]["cf"]
                return cf.get("response") or cf["request"]
            """,
    )
    (tmp_path / "notes.txt").write_text("of the folder")
    (run,) = result_with(event_type, f"{tmp_path}/index.handler").invocations
    assert "of the folder" in run.logs
