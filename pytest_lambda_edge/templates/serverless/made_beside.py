"""What the framework makes beside functions and distribution, to which resources refer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.found import Place, Unresolved
from pytest_lambda_edge.templates.serverless.held import Held
from pytest_lambda_edge.templates.serverless.names import bucket_id, function_id, layer_id, log_group_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.serverless.service import Service, ServiceFunction

__all__ = ["made_beside"]

# Of services that need them; nothing of them tells more than the deployment.
_KINDS: Final = {
    "ApiGatewayLogGroup": "AWS::Logs::LogGroup",
    "ApiGatewayRestApi": "AWS::ApiGateway::RestApi",
    "ApiGatewayStage": "AWS::ApiGateway::Stage",
    "HttpApi": "AWS::ApiGatewayV2::Api",
    "HttpApiLogGroup": "AWS::Logs::LogGroup",
    "HttpApiStage": "AWS::ApiGatewayV2::Stage",
    "IamRoleLambdaExecution": "AWS::IAM::Role",
    "ServerlessDeploymentBucket": "AWS::S3::Bucket",
    "ServerlessDeploymentBucketPolicy": "AWS::S3::BucketPolicy",
    "WebsocketsApi": "AWS::ApiGatewayV2::Api",
    "WebsocketsDeploymentStage": "AWS::ApiGatewayV2::Stage",
    "WebsocketsLogGroup": "AWS::Logs::LogGroup",
}
_BUCKET: Final = "AWS::S3::Bucket"
_LAYER: Final = "AWS::Lambda::LayerVersion"


def made_beside(service: Service) -> dict[str, Held]:
    """Return the resources."""
    made = {name: Held({"Type": kind}, Place("resources")) for name, kind in _KINDS.items()}
    layers = service.variables.at("layers")
    if layers is not None and isinstance(layers.value, Mapping):
        for name in layers.value:
            made[layer_id(name)] = Held({"Type": _LAYER}, layers.place.inside(name, layers.value))
    for function in service.functions:
        made[log_group_id(function.key)] = Held({"Type": "AWS::Logs::LogGroup"}, function.place)
        if function.held("url").value:
            made[f"{function_id(function.key)}Url"] = Held({"Type": "AWS::Lambda::Url"}, function.place)
        for bucket in _buckets(function):
            named = service.of_provider("s3", bucket.value, "name").value or bucket.value
            made[bucket_id(bucket.value)] = Held(_bucket(named), bucket.place)
    return made


def _buckets(function: ServiceFunction) -> Iterator[Held]:
    """Yield the names of buckets that events make, and where they stand."""
    events = function.held("events")
    for index, event in enumerate(events.value if isinstance(events.value, list) else ()):
        settings = event.get("s3") if isinstance(event, Mapping) else None
        name = settings
        if isinstance(settings, Mapping):
            name = None if settings.get("existing") else settings.get("bucket")
        if isinstance(name, str) and name:
            yield Held(name, events.place.inside(index, events.value).inside("s3", event))


def _bucket(name: Any) -> dict[str, Any]:
    known = {} if isinstance(name, Unresolved) else {"Properties": {"BucketName": name}}
    return {"Type": _BUCKET} | known
