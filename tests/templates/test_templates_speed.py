"""Large documents are read in no time that anybody would notice."""

from __future__ import annotations

import contextlib
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support import terraform
from support.forms import behavior, form, origin
from support.same_site import SAME_SITE
from support.templates import distribution

from pytest_lambda_edge import ConfigError, load_distribution
from pytest_lambda_edge.templates import documents
from pytest_lambda_edge.templates.documents import read_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEGABYTE = 1024**2


class PlainDumper(yaml.SafeDumper):
    """Writes everything out, as people do."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def large(write: Any) -> str:
    """Return a document of a megabyte, as *write* writes it."""
    body = {
        "Type": "AWS::S3::Bucket",
        "Properties": {"Tags": [{"Key": "a", "Value": str(n)} for n in range(50)]},
    }
    one = len(write({"Resource0": body}))
    document = {"Resources": {f"Resource{number}": body for number in range(MEGABYTE // one + 1)}}
    text: str = write(document)
    assert len(text) > MEGABYTE
    return text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("write", "bar"),
    [(json.dumps, 1), (lambda data: yaml.dump(data, Dumper=PlainDumper), 3)],
    ids=["json", "yaml"],
)
def test_a_megabyte_is_read_in_time(write: Any, bar: float, tmp_path: Path) -> None:
    path = tmp_path / "large.template"
    path.write_text(large(write))
    began = time.process_time()
    read_document(path)
    assert time.process_time() - began < bar


@pytest.mark.slow
@pytest.mark.parametrize(
    ("write", "bar"),
    [(json.dumps, 1), (lambda data: yaml.dump(data, Dumper=PlainDumper), 3)],
    ids=["json", "yaml"],
)
def test_a_distribution_among_a_megabyte_of_resources_is_loaded_in_time(
    write: Any, bar: float, tmp_path: Path
) -> None:
    whole = json.loads((SAME_SITE / "template.json").read_text(encoding="utf-8"))
    whole["Resources"] |= json.loads(large(json.dumps))["Resources"]
    for folder in ("door", "marks"):
        (tmp_path / "functions" / folder).mkdir(parents=True)
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    path = tmp_path / "large.template"
    path.write_text(write(whole), encoding="utf-8")
    began = time.process_time()
    load_distribution(path)
    assert time.process_time() - began < bar


@pytest.mark.slow
def test_a_large_distribution_is_loaded_in_time_and_then_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_read", {})
    headers = [{"HeaderName": f"X-{number}", "HeaderValue": "v" * 300} for number in range(25)]
    origins = [origin(Id=f"o{number}", OriginCustomHeaders=headers) for number in range(100)]
    behaviors = [
        {"PathPattern": f"/{number}/*", **behavior(TargetOriginId=f"o{number}")} for number in range(75)
    ]
    whole = form(
        Origins=origins, CacheBehaviors=behaviors, DefaultCacheBehavior=behavior(TargetOriginId="o0")
    )
    listed = {
        key: {"Quantity": len(whole[key]), "Items": whole[key]} for key in ("Origins", "CacheBehaviors")
    }
    text = json.dumps({"DistributionConfig": whole | listed}).replace("OriginCustomHeaders", "CustomHeaders")
    path = tmp_path / "site.json"
    path.write_text(text)
    times = []
    for _ in range(2):
        began = time.process_time()
        load_distribution(path)
        times.append(time.process_time() - began)
    assert times[0] < 1
    assert times[1] < times[0] / 2


def functions_of_constructs(count: int) -> dict[str, Any]:
    """Return a template in which each of many distributions has a function of its own."""
    resources: dict[str, Any] = {}
    for number in range(count):
        path = {"aws:cdk:path": f"Web/Part{number}/Edge/Fn/Resource"}
        code = {"ZipFile": "def handler(event, context): ..."}
        settings = {"Handler": "index.handler", "Runtime": "python3.13", "Code": code}
        resources |= {
            f"Fn{number}": {"Type": "AWS::Lambda::Function", "Properties": settings, "Metadata": path},
            f"V{number}": {
                "Type": "AWS::Lambda::Version",
                "Properties": {"FunctionName": {"Ref": f"Fn{number}"}},
            },
            f"Site{number}": distribution(
                [{"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": f"V{number}"}}],
                Comment=f"site {number}",
            ),
        }
    return {"Resources": resources}


def arguments_of_a_module(count: int) -> dict[str, Any]:
    """Return a plan in which a module is given many functions for the dynamic blocks of its distribution."""
    made = [f"aws_lambda_function.f{number}" for number in range(count)]
    event = {"event_type": "viewer-request"}
    behaviors = [
        terraform.behavior(path_pattern=f"/{number}", lambda_function_association=[event])
        for number in range(count)
    ]
    unknown = {
        "ordered_cache_behavior": [{"lambda_function_association": [{"lambda_arn": True}]}] * count,
    }
    whole = terraform.plan(
        *(terraform.planned(name, terraform.function(), ("arn", "qualified_arn")) for name in made),
        terraform.planned(
            "module.cdn.aws_cloudfront_distribution.site",
            terraform.site(ordered_cache_behavior=behaviors),
            unknown,
        ),
    )
    arguments = {f"f{number}": terraform.refers(f"{name}.arn") for number, name in enumerate(made)}
    call = {"expressions": arguments, "module": {"resources": []}}
    whole["configuration"]["root_module"]["module_calls"] = {"cdn": call}
    return whole


def seconds(document: dict[str, Any], **asked: Any) -> float:
    """Return what a document takes that is read, or refused, at its best."""
    times = []
    for _ in range(3):
        began = time.process_time()
        with contextlib.suppress(ConfigError):
            load_distribution(document, **asked)
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "asked"),
    [
        (functions_of_constructs, {"distribution": "site 1", "functions": {"Fn1": dict}}),
        (arguments_of_a_module, {}),
    ],
)
def test_four_times_as_many_functions_take_no_square_of_it(
    make: Callable[[int], dict[str, Any]], asked: dict[str, Any]
) -> None:
    assert seconds(make(600), **asked) < 8 * seconds(make(150), **asked)
