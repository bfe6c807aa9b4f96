"""Plans and states of Terraform for tests, small ones written in place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from support.templates import candidate

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "ARN",
    "FUNCTION",
    "HANDLER",
    "SITE",
    "archive",
    "associated",
    "behavior",
    "data",
    "deployed",
    "folder",
    "form_of",
    "function",
    "function_of",
    "new",
    "origin",
    "packaged",
    "plan",
    "planned",
    "refers",
    "site",
    "state",
]

SITE = "aws_cloudfront_distribution.site"
FUNCTION = "aws_lambda_function.fn"
ARN = "arn:aws:lambda:us-east-1:123456789012:function:fn"
HANDLER = "def handler(event, context):\n    return {'status': '204'}\n"


def refers(*references: str) -> dict[str, list[str]]:
    """Return an expression as a plan has it: each reference is followed by its shorter forms."""
    listed: list[str] = []
    for reference in references:
        parts = reference.split(".")
        least = 1 if parts[0] in {"var", "local", "each", "count"} else 3 if parts[0] == "data" else 2
        listed += [".".join(parts[:end]) for end in range(len(parts), least - 1, -1)]
    return {"references": listed}


def origin(**more: Any) -> dict[str, Any]:
    """Return an origin of the provider's, with these attributes set."""
    config = {
        "http_port": 80,
        "https_port": 443,
        "origin_keepalive_timeout": 5,
        "origin_protocol_policy": "https-only",
        "origin_read_timeout": 30,
        "origin_ssl_protocols": ["TLSv1.2"],
    }
    whole = {
        "connection_attempts": 3,
        "connection_timeout": 10,
        "custom_header": [],
        "custom_origin_config": [config],
        "domain_name": "www.example.com",
        "origin_access_control_id": "",
        "origin_id": "www",
        "origin_path": "",
        "origin_shield": [],
        "s3_origin_config": [],
        "vpc_origin_config": [],
    }
    return whole | more


def behavior(**more: Any) -> dict[str, Any]:
    """Return a behavior of the provider's, with these attributes set."""
    whole = {
        "allowed_methods": ["GET", "HEAD"],
        "cache_policy_id": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        "cached_methods": ["GET", "HEAD"],
        "compress": False,
        "default_ttl": 0,
        "field_level_encryption_id": "",
        "forwarded_values": [],
        "function_association": [],
        "grpc_config": [{"enabled": False}],
        "lambda_function_association": [],
        "max_ttl": 0,
        "min_ttl": 0,
        "origin_request_policy_id": "",
        "realtime_log_config_arn": "",
        "response_headers_policy_id": "",
        "smooth_streaming": False,
        "target_origin_id": "www",
        "trusted_key_groups": [],
        "trusted_signers": [],
        "viewer_protocol_policy": "allow-all",
    }
    return whole | more


def site(**more: Any) -> dict[str, Any]:
    """Return a distribution of the provider's with one behavior, and these attributes set."""
    whole = {
        "aliases": None,
        "custom_error_response": [],
        "default_cache_behavior": [behavior()],
        "enabled": True,
        "http_version": "http2",
        "is_ipv6_enabled": False,
        "ordered_cache_behavior": [],
        "origin": [origin()],
        "origin_group": [],
        "restrictions": [{"geo_restriction": [{"locations": [], "restriction_type": "none"}]}],
        "retain_on_delete": False,
        "tags": None,
        "wait_for_deployment": True,
        "web_acl_id": "",
    }
    return whole | more


def function(**more: Any) -> dict[str, Any]:
    """Return a function of the provider's, with these attributes set."""
    whole = {
        "filename": "fn.zip",
        "function_name": "fn",
        "handler": "index.handler",
        "memory_size": 128,
        "package_type": "Zip",
        "publish": True,
        "runtime": "python3.13",
        "timeout": 3,
    }
    return whole | more


def data(address: str, **values: Any) -> dict[str, Any]:
    """Return a resource, or with an address that begins with ``data`` a data source, as a state has it."""
    mode = "data" if ".data." in f".{address}" else "managed"
    return {"address": address, "mode": mode, "values": values}


def state(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a state with resources of the root module."""
    values = {"root_module": {"resources": list(resources)}}
    return {"format_version": "1.0", "terraform_version": "1.11.4", "values": values} | more


def planned(
    address: str, values: dict[str, Any], unknown: Any = (), **expressions: Any
) -> tuple[str, dict[str, Any], Any, dict[str, Any]]:
    """Return a resource of a plan: what is known of it, what is unknown, and how it is written."""
    return (
        address,
        values,
        dict.fromkeys(unknown, True) if isinstance(unknown, tuple) else unknown,
        expressions,
    )


def plan(*resources: tuple[str, dict[str, Any], Any, dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Return a plan of resources of the root module; *more* are further sections."""
    bodies = [data(address, **values) for address, values, _, _ in resources]
    changes = [
        {"address": address, "change": {"actions": ["create"], "after_unknown": unknown}}
        for address, _, unknown, _ in resources
    ]
    written = {
        address.partition("[")[0]: {"address": address.partition("[")[0], "expressions": expressions}
        for address, _, _, expressions in resources
    }
    configuration = {"root_module": {"resources": list(written.values())}}
    whole = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": bodies}},
        "resource_changes": changes,
        "configuration": configuration,
    }
    return whole | more


def form_of(document: dict[str, Any], **asked: Any) -> Any:
    """Return the form of the only distribution of a plan or state."""
    return candidate(document, **asked).form


def associated(
    *others: Any, arn: Any = None, kind: str = "lambda", at: str = SITE, **sections: Any
) -> dict[str, Any]:
    """Return a plan of a distribution whose function's ARN is unknown and written as *arn*."""
    of_lambda = ("lambda_function_association", "lambda_arn")
    block, name = of_lambda if kind == "lambda" else ("function_association", "function_arn")
    values = site(default_cache_behavior=[behavior(**{block: [{"event_type": "viewer-request"}]})])
    unknown = {"default_cache_behavior": [{block: [{name: True}]}]}
    written = (
        {} if arn is None else {block: [{"event_type": {"constant_value": "viewer-request"}, name: arn}]}
    )
    return plan(planned(at, values, unknown, default_cache_behavior=[written]), *others, **sections)


def deployed(*others: Any, arn: str = f"{ARN}:3", **values: Any) -> dict[str, Any]:
    """Return a state of a distribution with a function."""
    association = {"event_type": "viewer-request", "include_body": False, "lambda_arn": arn}
    whole: dict[str, Any] = site(default_cache_behavior=[behavior(lambda_function_association=[association])])
    made = {"arn": ARN, "id": "fn", "qualified_arn": f"{ARN}:3", "version": "3"}
    return state(data(SITE, **whole), data(FUNCTION, **function(**made | values)), *others)


def new(*others: Any, unknown: Any = (), written: Any = None, **values: Any) -> dict[str, Any]:
    """Return a plan of a distribution with a function that is still to be made."""
    made = planned(FUNCTION, function(**values), ("arn", "qualified_arn", *unknown), **(written or {}))
    return associated(made, *others, arn=refers(f"{FUNCTION}.qualified_arn"))


def function_of(document: dict[str, Any], **asked: Any) -> Any:
    """Return what stands for the only function of the only distribution's default behavior."""
    (association,) = form_of(document, **asked)["DefaultCacheBehavior"]["LambdaFunctionAssociations"]
    return association["LambdaFunctionARN"]


def archive(**values: Any) -> dict[str, Any]:
    """Return a data source of the archive that the only function has."""
    whole: dict[str, Any] = {
        "type": "zip",
        "output_path": "./fn.zip",
        "source": [],
        "source_dir": None,
        "source_file": None,
    }
    return data("data.archive_file.fn", **whole | values)


def folder(project: Path, name: str, file: str = "index.py") -> Path:
    """Make a folder with a handler, and return it."""
    (project / name).mkdir(parents=True)
    (project / name / file).write_text(HANDLER)
    return project / name


def packaged(source_path: Any) -> dict[str, Any]:
    """Return a state with a function that terraform-aws-modules/lambda packs."""
    package = data(
        "data.external.archive_prepare[0]",
        query={"runtime": "python3.13", "source_path": json.dumps(source_path)},
        result={"filename": "builds/0a1b.zip", "was_missing": "true"},
    )
    package["mode"] = "data"
    return deployed(package, filename="builds/0a1b.zip")
