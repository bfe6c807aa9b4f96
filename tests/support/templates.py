"""CloudFormation templates for tests: whole ones from their folder, and small ones written in place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.documents import read_document
from pytest_lambda_edge.templates.formats import format_of
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.reading import Asked
from pytest_lambda_edge.templates.yaml_documents import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.templates.reading import Candidate

__all__ = [
    "TEMPLATES",
    "candidate",
    "distribution",
    "error_of",
    "origin",
    "resolved",
    "template",
    "unresolved_of",
]

TEMPLATES = Path(__file__).parents[1] / "templates"

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"


def origin(**more: Any) -> dict[str, Any]:
    """Return an origin as CloudFormation has it."""
    config = {"OriginProtocolPolicy": "https-only"}
    return {"Id": "www", "DomainName": "www.example.com", "CustomOriginConfig": config} | more


def distribution(associations: Any = (), /, **more: Any) -> dict[str, Any]:
    """Return the resource of a distribution with one behavior, and these Lambda function associations."""
    behavior = {
        "TargetOriginId": "www",
        "ViewerProtocolPolicy": "allow-all",
        "CachePolicyId": CACHING_DISABLED,
    }
    if associations:
        behavior["LambdaFunctionAssociations"] = associations
    config = {"Enabled": True, "Origins": [origin()], "DefaultCacheBehavior": behavior} | more
    return {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": config}}


def template(text: str, **resources: Any) -> dict[str, Any]:
    """Return a template: sections in YAML with short tags, with their lines, and resources beside them."""
    data: dict[str, Any] = read_yaml(text) or {}
    data.setdefault("Resources", {}).update(resources)
    return data


def candidate(data: Mapping[str, Any] | Path, **asked: Any) -> Candidate:
    """Return the only distribution of a template."""
    document = read_document(data)
    (found,) = format_of(document).read(document, Asked(**asked))
    return found


def resolved(expression: str, sections: str = "", **parameters: Any) -> Any:
    """Return what an expression, in YAML with short tags, comes to as the Comment of a distribution."""
    comment = read_yaml(expression)
    data = template(sections, Site=distribution(Comment=comment))
    return candidate(data, parameters=parameters).form.get("Comment", "no value")


def error_of(data: Mapping[str, Any] | Path, **asked: Any) -> ConfigError:
    """Return the error with which a template is refused."""
    with pytest.raises(ConfigError) as caught:
        load_distribution(data, **asked)
    return caught.value


def unresolved_of(data: Mapping[str, Any] | Path, **asked: Any) -> list[tuple[str | None, str]]:
    """Return the event types and references that a template leaves open."""
    return [(one.event_type, one.reference) for one in error_of(data, **asked).unresolved]
