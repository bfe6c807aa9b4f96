"""YAML as templates write it, and what nobody wants to read."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import pytest
import yaml
from hypothesis import given, settings
from support.in_time import before_long

from pytest_lambda_edge.templates.located import Located, LocatedList, line_of
from pytest_lambda_edge.templates.yaml_documents import BadYamlError, read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", {"a": 1}),
        ("a: '1'", {"a": "1"}),
        ("a: 0x10", {"a": 16}),
        ("a: 1.5", {"a": 1.5}),
        ("a: yes", {"a": True}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("80: a", {"80": "a"}),
        ("true: a", {"true": "a"}),
        ("- 1\n- [2, {a: 3}]", [1, [2, {"a": 3}]]),
        ("AWSTemplateFormatVersion: 2010-09-09", {"AWSTemplateFormatVersion": "2010-09-09"}),
        ("a: !!str 1", {"a": "1"}),
        ("a: =", {"a": "="}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}", {"a": {"k": 1, "l": 2}, "b": {"k": 3, "l": 2}}),
        ("a: {<<: [{k: 1}, {k: 2, m: 3}]}", {"a": {"k": 1, "m": 3}}),
        ("a: {'<<': 1}", {"a": {"<<": 1}}),
        ("--- 1\n--- 2", 1),
        ("", None),
        ("# nothing", None),
    ],
)
def test_plain_yaml_is_data(text: str, value: Any) -> None:
    assert read_yaml(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!Ref Bucket", {"Ref": "Bucket"}),
        ("!Condition IsProd", {"Condition": "IsProd"}),
        ("!GetAtt Fn.Arn", {"Fn::GetAtt": ["Fn", "Arn"]}),
        ("!GetAtt [Fn, Arn]", {"Fn::GetAtt": ["Fn", "Arn"]}),
        ("!GetAtt Nested.Outputs.Url", {"Fn::GetAtt": ["Nested", "Outputs.Url"]}),
        ("!Sub '${Fn.Arn}:3'", {"Fn::Sub": "${Fn.Arn}:3"}),
        ("!Sub 3", {"Fn::Sub": "3"}),
        ("!Join ['', [a, !Ref B]]", {"Fn::Join": ["", ["a", {"Ref": "B"}]]}),
        ("!If\n- IsProd\n- a\n- !Ref AWS::NoValue", {"Fn::If": ["IsProd", "a", {"Ref": "AWS::NoValue"}]}),
        ("!FindInMap {a: b}", {"Fn::FindInMap": {"a": "b"}}),
        ("!Base64 ''", {"Fn::Base64": ""}),
    ],
)
def test_a_short_tag_is_its_function(text: str, value: Any) -> None:
    assert read_yaml(text) == value


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: [1", 1, "expected"),
        ("a: 1\nb: 2\n c: 3", 3, "not allowed"),
        ("a: *x", 1, "stands for nothing"),
        ("a: &x [*x]", 1, "stands for nothing"),
        ("a: &x {b: *x}", 1, "stands for nothing"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", 2, "a template is data"),
        ("!!python/name:os.system", 1, "a template is data"),
        ("a: !<tag:example.com,2000:x> 1", 1, "a template is data"),
        ("a: !!int x", 1, "is no int"),
        ("? [a]\n: 1", 1, "cannot be a key"),
        ("a: {<<: 1}", 1, "<< takes a mapping"),
        ("a: \x07", None, "characters are not allowed"),
        ("!!int", 1, "'' is no int"),
        ("a:\n- !!map", 2, "'' is no map"),
        ("a: !!bool x", 1, "'x' is no bool"),
    ],
)
def test_what_is_no_template_is_refused_with_its_line(text: str, line: int | None, message: str) -> None:
    with pytest.raises(BadYamlError, match=message) as raised:
        read_yaml(text)
    assert raised.value.line == line


def test_depth_is_bounded() -> None:
    assert read_yaml("[" * 100 + "]" * 100)
    for text in ("[" * 101 + "]" * 101, "\n".join(f"{' ' * depth}a:" for depth in range(200)), "[" * 100_000):
        with pytest.raises(BadYamlError, match="more than 100 levels"):
            read_yaml(text)


def test_aliases_do_not_multiply() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    with pytest.raises(BadYamlError, match="more than 1,000,000 values"):
        read_yaml("\n".join(lines))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("\ta: 1\n", 1, 1),
        ("a:\n\tb: 1\n", 2, 1),
        ("a:\n  b: 1\n\tc: 2\n", 3, 1),
        ("a:\r\n  - b\r\n \t- c\r\n", 3, 2),
        ("a:\n  b: |\n    x\n\ty\nc: 1\n", 4, 1),
        ("a: 1 # x\n\t\nb: 2\n", 2, 1),
        ("a:\n  b: 1\n  \tc: 2\n", 3, 3),
    ],
)
def test_a_tab_that_indents_is_told_with_its_line_and_column(text: str, line: int, column: int) -> None:
    with pytest.raises(BadYamlError) as raised:
        read_yaml(text)
    assert raised.value.line == line
    told = f"a tab indents this line (column {column}), where YAML takes spaces alone"
    assert str(raised.value).endswith(told)


@pytest.mark.parametrize("text", ["a: [1\tb", "a: @b\t\n", "a: b\tc: d\n"])
def test_a_tab_that_indents_nothing_is_not_told(text: str) -> None:
    with pytest.raises(BadYamlError) as raised:
        read_yaml(text)
    assert "tab" not in str(raised.value)


def test_everything_knows_its_line() -> None:
    document = read_yaml("Resources:\n  Site:\n    Aliases:\n      - a\n      - b\n    Enabled: !Ref On\n")
    assert isinstance(document, Located)
    site = document["Resources"]["Site"]
    assert line_of(document, "Resources") == 1
    assert line_of(site) == 3
    assert line_of(site, "Enabled") == 6
    assert line_of(site["Enabled"]) == 6
    aliases = site["Aliases"]
    assert isinstance(aliases, LocatedList)
    assert [line_of(aliases, index) for index in range(2)] == [4, 5]
    assert line_of(aliases, 7) == line_of(aliases) == 4
    assert line_of({"a": 1}, "a") is None


def test_what_was_merged_knows_where_it_was_written() -> None:
    document = read_yaml("base: &base\n  a: 1\nsite:\n  <<: *base\n  b: 2\n")
    assert line_of(document["site"], "a") == 2
    assert line_of(document["site"], "b") == 5


def test_libyaml_is_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert read_yaml("a: !Ref b") == {"a": {"Ref": "b"}}


_PIECES = st.sampled_from(
    [
        *"a: \n-{}[],'\"?#1~\té\ufeff",
        *("- ", "? ", ": ", "# ", "&x ", "*x", "|\n", ">-\n", "---\n", "...\n", "a: b\n"),
        *("!Ref ", "!GetAtt ", "!!int ", "!!map ", "<<: ", "%YAML 1.1\n", "2020-01-01", "0x1"),
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=60).map("".join)))
@settings(max_examples=300)
def test_any_text_ends_in_a_value_or_an_error_and_quickly(text: str) -> None:
    with before_long():
        try:
            outcome = read_yaml(text)
        except BadYamlError as error:
            outcome = (str(error), error.line)
    if isinstance(outcome, tuple):
        message, line = outcome
        assert message
        assert line is None or 1 <= line <= text.count("\n") + 1
    else:
        assert outcome is None or isinstance(outcome, (str, int, float, Located, LocatedList))


_DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(_DATA)
@settings(max_examples=100)
def test_what_yaml_writes_is_read_as_it_was(data: Any) -> None:
    assert read_yaml(yaml.safe_dump(data)) == data
