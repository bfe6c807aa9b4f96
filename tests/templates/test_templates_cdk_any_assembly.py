"""Whatever stands in a cdk.out or in templates that nest each other ends in a config or a ``ConfigError``."""

from __future__ import annotations

import json
import tempfile
import warnings
from copy import deepcopy
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings
from support.templates import TEMPLATES, distribution

from pytest_lambda_edge import ConfigError, DistributionConfig, load_distribution

APPS = TEMPLATES / "cdk" / "cdk.out"
NAMES = ("images", "magazine", "status", "archive")
# All that is JSON in an app, but for the code.
FILES = {
    name: {
        str(file.relative_to(APPS / name)): json.loads(file.read_text())
        for file in sorted((APPS / name).rglob("*.json"))
    }
    for name in NAMES
}
PARAMETERS = {"ResizeFunctionUrlF27C91B7.FunctionUrl": "https://abc.lambda-url.us-east-1.on.aws/"}

_JUNK: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 3),
    st.sampled_from(
        ["", ".", "..", "/", "x", "\0", "manifest.json", "Web.template.json", "AWS::Region", "\ud800"]
    ),
    st.sampled_from(
        [
            *(
                [],
                {},
                [[]],
                [None],
                {"Ref": "x"},
                {"Fn::ImportValue": "x"},
                {"Fn::GetAtt": ["a", "Outputs.b"]},
            ),
            {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Live"}},
            {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Site.template.json"}},
        ]
    ),
)


def spots(value: Any) -> list[tuple[Any, Any]]:
    """Return every place of a document: what holds it, and its key."""
    keys = (
        list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    )
    return [spot for key in keys for spot in [(value, key), *spots(value[key])]]


def outcome(source: Any, **asked: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return load_distribution(source, **asked)
        except ConfigError as error:
            return str(error)


def write(folder: Path, files: dict[str, Any]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 10_000), _JUNK), min_size=1, max_size=3),
    st.sampled_from([None, "Images", "Live/Page/Status", "x"]),
)
def test_any_assembly_ends_in_a_config_or_an_error(
    name: str, changes: list[tuple[int, int, Any]], asked: str | None
) -> None:
    files = deepcopy(FILES[name])
    for file, number, junk in changes:
        every = spots(files[list(files)[file % len(files)]])
        holder, key = every[number % len(every)]
        holder[key] = deepcopy(junk)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), files)
        found = outcome(folder, parameters=PARAMETERS, distribution=asked)
    assert isinstance(found, (DistributionConfig, str))
    assert found != ""


_STACKS = st.dictionaries(
    st.sampled_from("ABC"),
    st.fixed_dictionaries(
        {"TemplateURL": st.sampled_from(["a.json", "b.json", "c.json", "none.json", "https://x/y.json"])},
        optional={
            "Parameters": st.dictionaries(
                st.sampled_from("PQ"),
                st.sampled_from(
                    ["x", {"Ref": "P"}, {"Fn::GetAtt": "A.Outputs.O"}, {"Fn::GetAtt": ["B", "Outputs.O"]}]
                ),
                max_size=2,
            )
        },
    ).map(lambda properties: {"Type": "AWS::CloudFormation::Stack", "Properties": properties}),
    max_size=3,
)
_VALUES = st.sampled_from(["x", {"Ref": "P"}, {"Ref": "Q"}, {"Ref": "Site"}, {"Fn::GetAtt": "A.Outputs.O"}])
_TEMPLATES = st.builds(
    lambda stacks, comment, output: {
        "Parameters": {"P": {"Type": "String", "Default": "p"}, "Q": {"Type": "CommaDelimitedList"}},
        "Resources": {**stacks, "Site": distribution(Comment=comment)},
        "Outputs": {"O": {"Value": output}},
    },
    _STACKS,
    _VALUES,
    _VALUES,
)


@settings(max_examples=60, deadline=None)
@given(_TEMPLATES, _TEMPLATES, _TEMPLATES, st.sampled_from([None, "Site", "A.Site", "A.B.Site"]))
def test_any_templates_that_nest_each_other_end_in_a_config_or_an_error(
    first: Any, second: Any, third: Any, asked: str | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {"a.json": first, "b.json": second, "c.json": third})
        found = outcome(Path(folder, "a.json"), distribution=asked)
    assert isinstance(found, (DistributionConfig, str))
    assert found != ""
