"""Small services of the Serverless Framework for tests, written in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.model.triggers import Function, as_trigger
from pytest_lambda_edge.templates.documents import read_document
from pytest_lambda_edge.templates.reading import Asked
from pytest_lambda_edge.templates.serverless.variables import Variables
from pytest_lambda_edge.templates.yaml_documents import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.templates.serverless.held import Held

__all__ = [
    "AT_THE_EDGE",
    "SITE",
    "WWW",
    "event",
    "function_of",
    "held_of",
    "in_folder",
    "service",
    "value_of",
    "with_events",
    "with_own_version",
    "with_plugin",
]

WWW = "https://www.example.com"
SITE = """
resources:
  Resources:
    Site:
      Type: AWS::CloudFront::Distribution
      Properties:
        DistributionConfig:
          Enabled: true
          Origins:
            - Id: www
              DomainName: www.example.com
              CustomOriginConfig: {OriginProtocolPolicy: https-only}
          DefaultCacheBehavior:
            TargetOriginId: www
            ViewerProtocolPolicy: allow-all
            CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
          CacheBehaviors:
            - PathPattern: /a/*
              TargetOriginId: www
              ViewerProtocolPolicy: allow-all
              CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
"""
AT_THE_EDGE = "lambdaAtEdge: {distribution: Site, eventType: viewer-request}"
OWN_VERSION = """
    Version:
      Type: AWS::Lambda::Version
      Properties: {FunctionName: !Ref EdgeLambdaFunction}
"""


def service(text: str) -> dict[str, Any]:
    """Return a service: sections in YAML over those that every service has."""
    data: dict[str, Any] = read_yaml(f"service: site\nprovider: {{name: aws, runtime: python3.13}}\n{text}")
    return data


def with_events(*events: str, more: str = "") -> dict[str, Any]:
    """Return a service with a function ``edge`` that has these cloudFront events, each a flow mapping."""
    listed = "\n".join(f"      - cloudFront: {event}" for event in events)
    return service(f"functions:\n  edge:\n    handler: src/edge.handler\n    events:\n{listed}\n{more}")


def in_folder(folder: Path, text: str, **files: str) -> Path:
    """Write a service and files beside it, ``_`` in their names for a dot; return the service's path."""
    (folder / "src").mkdir(exist_ok=True)
    (folder / "src" / "edge.py").write_text("def handler(event, context):\n    return {'status': '204'}\n")
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content)
    path = folder / "serverless.yml"
    path.write_text(f"service: site\nprovider: {{name: aws, runtime: python3.13}}\n{text}")
    return path


def value_of(expression: str, sections: str = "", **parameters: Any) -> Any:
    """Return what a text comes to in a service with these sections."""
    return held_of(expression, sections, **parameters).value


def held_of(expression: str, sections: str = "", **parameters: Any) -> Held:
    """Return what a text comes to, and where that stands."""
    data = service(sections) if "provider:" not in sections else read_yaml(f"service: site\n{sections}")
    data["asked"] = expression
    found = Variables(read_document(data), Asked(parameters=parameters)).at("asked")
    assert found is not None
    return found


def function_of(source: Any) -> Function:
    """Return the Lambda function of a trigger."""
    function = as_trigger(source).function
    assert isinstance(function, Function)
    return function


def with_plugin(settings: str = "", at_edge: str = AT_THE_EDGE, more: str = "") -> dict[str, Any]:
    """Return a service whose function ``edge`` is associated by the plugin."""
    own = f", {settings}" if settings else ""
    return service(f"functions: {{edge: {{handler: src/edge.handler, {at_edge}{own}}}}}\n{SITE}\n{more}")


def with_own_version(settings: str = "", more: str = "") -> dict[str, Any]:
    """Return a service whose function ``edge`` is associated by resources alone."""
    own = f", {settings}" if settings else ""
    data = service(f"functions: {{edge: {{handler: src/edge.handler{own}}}}}\n{SITE}{OWN_VERSION}\n{more}")
    config = data["resources"]["Resources"]["Site"]["Properties"]["DistributionConfig"]
    config["DefaultCacheBehavior"]["LambdaFunctionAssociations"] = [
        {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "Version"}}
    ]
    return data


def event(event_type: str = "viewer-request", origin: str = WWW, more: str = "") -> str:
    """Return a cloudFront event as a flow mapping."""
    return f"{{eventType: {event_type}, origin: '{origin}'{more and f', {more}'}}}"
