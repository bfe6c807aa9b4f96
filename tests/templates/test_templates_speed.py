"""Large documents are read in no time that anybody would notice."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support.forms import behavior, form, origin
from support.same_site import SAME_SITE

from pytest_lambda_edge import load_distribution
from pytest_lambda_edge.templates import documents
from pytest_lambda_edge.templates.documents import read_document

if TYPE_CHECKING:
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
