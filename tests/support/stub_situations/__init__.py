"""The situations in which stubs must work: what people do with responses, moto and their neighbours."""

from __future__ import annotations

from support.stub_situations.of_bare_stubs import BARE_STUBS
from support.stub_situations.of_moto import MOTO
from support.stub_situations.of_neighbours import NEIGHBOURS, PYTEST_RESPONSES
from support.stub_situations.of_requests_mock_objects import REQUESTS_MOCK_OBJECTS
from support.stub_situations.situation import Situation

__all__ = ["SITUATIONS", "Situation"]

SITUATIONS: tuple[Situation, ...] = (
    *BARE_STUBS,
    *REQUESTS_MOCK_OBJECTS,
    *MOTO,
    *NEIGHBOURS,
    *PYTEST_RESPONSES,
)
