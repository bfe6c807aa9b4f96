"""The functions that the templates of a document declare, be it for none of its distributions."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.cloudformation.attributes import own_name
from pytest_lambda_edge.templates.cloudformation.construct_names import function_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.cloudformation.stacks import Stacks

__all__ = ["declared_functions"]

_KINDS: Final = ("AWS::Lambda::Function", "AWS::Lambda::Version", "AWS::CloudFront::Function")


def declared_functions(stacks: Stacks) -> Iterator[str]:
    """Yield the names of functions, whatever their conditions say; what is wrong with them is not told."""
    for home in stacks.read:
        for kind in _KINDS:
            for resource in home.template.resources(kind):
                yield resource.logical_id
                yield from function_names(home, resource)
                with suppress(ConfigError):
                    name = own_name(home, resource)
                    if isinstance(name, str):
                        yield name
