"""What a template leaves to others: variables that nothing fills in, and templates that it is a part of."""

from __future__ import annotations

import os
import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.templates.cloudformation.nested import NESTED
from pytest_lambda_edge.templates.code_paths import folders_around, project_root, text_for_advice
from pytest_lambda_edge.templates.found import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Template

__all__ = ["UNFILLED", "is_unfilled", "nested_by", "part_of", "unfilled"]

# Nothing that CloudFormation or JavaScript writes looks like this.
_OF_SERVERLESS: Final = re.compile(
    r"\$\{\s*(?:self|opt|env|param|sls|ssm|cf|s3|aws|file)(?:\.[\w-]+|\([^()]*\))*:[^:}]"
)
_REFERENCE: Final = re.compile(r"\$\{[A-Za-z0-9_.:]+\}")
UNFILLED: Final = "Fn::Sub alone fills in ${…}, and here it stands outside of one; write !Sub before the text"
_SERVERLESS: Final = tuple(f"serverless.{ending}" for ending in ("yml", "yaml", "json", "ts", "js"))
_TEMPLATES: Final = (".yaml", ".yml", ".json", ".template")
_OF_CDK: Final = ".nested.template.json"
_MOST_LOOKED_AT: Final = 100  # files, for an advice


def unfilled(text: str, key: str, spot: Spot) -> Unresolved | str:
    """Return a text, or what stands for it where it holds a variable that nothing fills in."""
    if _OF_SERVERLESS.search(text):
        why = "is a variable of the Serverless Framework; load the serverless.yml that includes this file"
        return Unresolved(spot.place, text, why)
    return Unresolved(spot.place, text, UNFILLED) if key == "DomainName" and is_unfilled(text) else text


def is_unfilled(text: str) -> bool:
    """Whether a text holds a variable that Fn::Sub would fill in, if it were one."""
    return _REFERENCE.search(text) is not None and not _OF_SERVERLESS.search(text)


def part_of(template: Template) -> str:
    """Return the end of a message that names the service which includes a template, if there is one."""
    if "AWSTemplateFormatVersion" in template.data or template.path is None:
        return ""
    if template.path.name in _SERVERLESS:
        return ""
    for folder in folders_around(template.folder):
        for name in _SERVERLESS:
            if (folder / name).is_file():
                written = (folder / name).relative_to(project_root(folder))
                return f"; where {written} includes this file, load that instead"
    return ""


def nested_by(path: Path | None) -> str:
    """Return the middle of a message that names what nests a template, and so hands parameters down."""
    if path is None:
        return ""
    if path.name.endswith(_OF_CDK):
        return ", since the stack around hands it down: load the folder of the app, such as cdk.out"
    for other in _templates_around(path):
        text = text_for_advice(other)
        # A template that is asked for in S3 is not read, even if it is this one's.
        by_path = any(path.name in line and "://" not in line for line in text.splitlines())
        if by_path and any(kind in text for kind in NESTED):
            written = other.relative_to(project_root(path.parent))
            return f"; {written} seems to nest this template, and hands it down if you load that"
    return ""


def _templates_around(path: Path) -> Iterator[Path]:
    """Yield files that may nest a template: those beside it, and in the folders around it."""
    own = Path(os.path.realpath(path.parent), path.name)
    found = (
        folder / name
        for folder in folders_around(path.parent)
        for name in sorted(_names_in(folder))
        if name.endswith(_TEMPLATES) and folder / name != own
    )
    yield from islice(found, _MOST_LOOKED_AT)


def _names_in(folder: Path) -> list[str]:
    try:
        return [one.name for one in folder.iterdir()]
    except OSError:  # A folder around may be one that nobody can read.
        return []
