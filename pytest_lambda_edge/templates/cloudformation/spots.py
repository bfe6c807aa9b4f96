"""Where in a document something stands, kept cheaply while a reader walks through it."""

from __future__ import annotations

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.templates.found import Place
from pytest_lambda_edge.templates.located import line_of, path_of, place_of

__all__ = ["Spot"]


class Spot:
    """A step of the way from a document's root; its path is put together only when somebody asks."""

    __slots__ = ("file", "line", "parent", "step")

    def __init__(self, step: str, line: int | None, parent: Spot | None = None, file: str = "") -> None:
        self.step = step
        self.line = line
        self.parent = parent
        self.file = file

    def of(self, container: object, key: str | int) -> Spot:
        """Return the spot of what stands in *container*, which stands here, under *key*."""
        if (elsewhere := place_of(container, key)) is not None:
            return Spot(elsewhere.path, elsewhere.line, None, elsewhere.file)
        step = f"[{key}]" if isinstance(key, int) else path_of(container, key).removeprefix(".")
        line = line_of(container, key)
        return Spot(step, self.line if line is None else line, self, self.file)

    def into(self, container: object, key: str | int) -> Spot:
        """Return this spot with the line of a part of the intrinsic function that stands here.

        Its path stays that of the property which the function fills.
        """
        line = line_of(container, key)
        if (elsewhere := place_of(container, key)) is not None:  # of a part that was laid over another one
            line = elsewhere.line if elsewhere.file == self.file else None
        return self if line in {None, self.line} else Spot("", line, self, self.file)

    @property
    def place(self) -> Place:
        """The path and the line."""
        steps: list[str] = []
        spot: Spot | None = self
        while spot is not None:
            steps.append(spot.step)
            spot = spot.parent
        path = steps.pop()
        for step in reversed(steps):
            path += step if step.startswith("[") or not step else f".{step}"
        return Place(path, self.line, self.file)

    def error(self, message: str, code: str | None = None, *, aws_message: str | None = None) -> ConfigError:
        """Return the error that says what is wrong here."""
        return ConfigError([Problem(str(self.place), message, code, aws_message=aws_message)])
