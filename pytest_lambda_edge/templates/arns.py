"""ARNs of functions, as templates and the API write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["LambdaArn", "is_function_arn", "names_of_arn"]

_LAMBDA: Final = re.compile(
    r"arn:aws[a-z-]*:lambda:(?P<region>[a-z0-9-]*):[0-9]*:function:(?P<name>[^:]+)(:(?P<version>[^:]+))?"
)
_CLOUDFRONT: Final = re.compile(r"arn:aws[a-z-]*:cloudfront::[0-9]*:function/(?P<name>[^/:]+)")


@dataclass(frozen=True, slots=True)
class LambdaArn:
    """The ARN of a Lambda function; ``version`` is its end: a number, ``$LATEST``, an alias, or None."""

    text: str
    region: str
    name: str
    version: str | None

    @classmethod
    def of(cls, text: str) -> LambdaArn | None:
        """Return what a text says if it is such an ARN."""
        found = _LAMBDA.fullmatch(text)
        return found and cls(text, found["region"], found["name"], found["version"])


def is_function_arn(value: object) -> bool:
    """Whether a value is the ARN of a function of either product."""
    return isinstance(value, str) and any(arn.fullmatch(value) for arn in (_LAMBDA, _CLOUDFRONT))


def names_of_arn(text: str) -> tuple[str, ...]:
    """Return by what a function with an ARN may be known: its name, the ARN without a version, the ARN."""
    if (arn := LambdaArn.of(text)) is not None:
        unqualified = text if arn.version is None else text.removesuffix(f":{arn.version}")
        return tuple(dict.fromkeys((arn.name, unqualified, text)))
    found = _CLOUDFRONT.fullmatch(text)
    return (found["name"], text) if found else (text,)
