"""Variables of the Serverless Framework: what each source tells, and what stays open."""

from __future__ import annotations

import string
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from support.in_time import before_long
from support.services import service, value_of, with_events
from support.templates import error_of

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.documents import read_document
from pytest_lambda_edge.templates.found import Unresolved
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.reading import Asked
from pytest_lambda_edge.templates.serverless.syntax import BadVariableError, Literal, Source, Variable, parsed
from pytest_lambda_edge.templates.serverless.variables import Variables

CUSTOM = """
custom:
  name: example
  port: 8080
  share: 0.5
  whole: 2.0
  flag: true
  nothing:
  hosts: {dev: dev.example.com, prod: www.example.com}
  list: [a, {b: c}]
  chain: ${self:custom.hosts.${sls:stage}}
  all: ${self:custom.hosts}
"""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("${self:custom.name}", "example"),
        ("${self:service}-${self:custom.name}", "site-example"),
        ("${self:custom.port}", 8080),
        ("at ${self:custom.port}, ${self:custom.share}, ${self:custom.whole}", "at 8080, 0.5, 2"),
        ("${self:custom.flag}", True),
        ("it is ${self:custom.flag}", "it is true"),
        ("${self:custom.hosts}", {"dev": "dev.example.com", "prod": "www.example.com"}),
        ("${self:custom.list.1.b}", "c"),
        ("${self:custom.chain}", "dev.example.com"),
        ("${self:custom.all.prod}", "www.example.com"),
        ("${self:custom.hosts.${self:custom.missing, 'prod'}}", "www.example.com"),
        ("${self:provider.stage, 'none'}", "none"),
        ("${self:custom.nothing, 'something'}", "something"),
        ("${opt:x, self:custom.name}", "example"),
        ("${opt:x, env:X, 'literal'}", "literal"),
        ("${opt:x, ''}", ""),
        ('${opt:x, "say \\"so\\""}', 'say "so"'),
        ("${opt:x, 12}", 12),
        ("${opt:x, -1.5}", -1.5),
        ("${opt:x, false}", False),
        ("${opt:x, null}", None),
        ("${opt:x, '${self:custom.name}'}", "example"),
        ("${ self:custom.name }", "${ self:custom.name }"),
        ("${opt: x , 'y'}", "y"),
        ("${sls:stage}", "dev"),
        ("${sls:instanceId}", "instance"),
        ("${aws:region}", "us-east-1"),
        ("${aws:accountId}", "123456789012"),
        ("${strToBool(true)}", True),
        ("${strToBool(${self:custom.flag})}", True),
        ("${strToBool(0)}", False),
        ("${AWS::Region}", "${AWS::Region}"),
        ("${Bucket}.${Bucket.Arn}.${!x}", "${Bucket}.${Bucket.Arn}.${!x}"),
        ("${AWS::Region}-${self:custom.name}", "${AWS::Region}-example"),
        ("\\${self:custom.name}", "${self:custom.name}"),
        ("\\\\${self:custom.name}", "\\example"),
        ("$ and {} and $$", "$ and {} and $$"),
    ],
)
def test_a_text_comes_to_a_value(text: str, value: Any) -> None:
    assert value_of(text, CUSTOM) == value


@pytest.mark.parametrize(
    ("text", "parameters", "value"),
    [
        ("${env:HOST}", {"env:HOST": "a"}, "a"),
        ("${env:HOST}", {"HOST": "a"}, "a"),
        ("${env:HOST, 'b'}", {"HOST": "a"}, "a"),
        ("${opt:stage, 'dev'}", {"opt:stage": "prod"}, "prod"),
        ("${sls:stage}", {"stage": "prod"}, "prod"),
        ("${sls:stage}", {"sls:stage": "prod"}, "prod"),
        ("${aws:region}", {"opt:region": "eu-west-1"}, "eu-west-1"),
        ("${aws:accountId}", {"aws:accountId": "210987654321"}, "210987654321"),
        ("${ssm:/app/key}", {"ssm:/app/key": "k"}, "k"),
        ("${ssm:/app/key}", {"/app/key": ["k"]}, ["k"]),
        ("${ssm(eu-west-1):/key}", {"ssm(eu-west-1):/key": "k"}, "k"),
        ("${ssm(eu-west-1):/key}", {"ssm:/key": "k"}, "k"),
        ("${cf:stack.Out}", {"cf:stack.Out": "o"}, "o"),
        ("${cf(us-east-1):stack.Out}", {"stack.Out": "o"}, "o"),
        ("${s3:bucket/key}", {"s3:bucket/key": "x"}, "x"),
        ("${output:other.arn}", {"output:other.arn": "arn"}, "arn"),
        ("${terraform:outputs:zone}", {"terraform:outputs:zone": "z"}, "z"),
        ("${param:x}", {"param:x": {"a": 1}}, {"a": 1}),
        ("${file(./x.js):host}", {"file(./x.js):host": "h"}, "h"),
        ("${env:A}", {"env:A": "${env:B}", "env:B": "b"}, "b"),
    ],
)
def test_a_given_value_counts_before_everything_else(
    text: str, parameters: dict[str, Any], value: Any
) -> None:
    assert value_of(text, **parameters) == value


PARAMS = """
params:
  default: {domain: "${sls:stage}.example.com", only: v3}
  prod: {domain: example.com}
stages:
  default: {params: {kept: "yes"}}
  prod: {params: {kept: "no"}}
"""


@pytest.mark.parametrize(
    ("stage", "domain", "kept"), [("dev", "dev.example.com", "yes"), ("prod", "example.com", "no")]
)
def test_parameters_are_those_of_the_stage_then_of_all_stages(stage: str, domain: str, kept: str) -> None:
    found = value_of("${param:domain} ${param:kept} ${param:only}", PARAMS, stage=stage)
    assert found == f"{domain} {kept} v3"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("${env:HOST}", "give it with parameters={'env:HOST': …}"),
        ("${opt:x}", "give it with parameters={'opt:x': …}"),
        ("${param:x}", "give it with parameters={'param:x': …}"),
        ("${ssm:/a/${sls:stage}}", "is looked up at deployment; give it with parameters={'ssm:/a/dev': …}"),
        ("${cf(eu-west-1):s.O}", "parameters={'cf(eu-west-1):s.O': …}"),
        ("${self:custom.missing}", "there is nothing at 'custom.missing', and no default"),
        ("${self:custom.nmae}", "there is nothing at 'custom.nmae', and no default; did you mean 'name'?"),
        ("${self:custm.name}", "there is nothing at 'custm', and no default; did you mean 'custom'?"),
        ("${self:custom.${sls:stage}.host}", "there is nothing at 'custom.dev', and no default"),
        ("${self:custom.list.7}", "there is nothing at 'custom.list.7'"),
        ("${self:custom.name.more}", "there is nothing at 'custom.name.more'"),
        ("${sls:other}", "the framework knows sls:stage and sls:instanceId"),
        ("${aws:other}", "the framework knows aws:region and aws:accountId"),
        ("${strToBool(maybe)}", "must be true, false, 1 or 0"),
        ("${file(./missing.yml)}", "there is no file './missing.yml', and no default; give it with"),
        ("${file()}", "names no file"),
        ("a ${self:custom.hosts} b", "is no text, and stands in the middle of one"),
        ("${self:${self:custom.hosts}}", "comes to no text"),
        ("${opt:x, dev}", "the default dev needs quotes: 'dev'"),
        ("${opt:x, 'a' b}", "needs } before 'b'"),
        ("${opt:x", "needs } at its end"),
        ("${file(x", "needs ) at its end"),
        ("${opt:x, }", "needs a default before '}'"),
    ],
)
def test_what_is_not_known_says_why(text: str, why: str) -> None:
    found = value_of(text, CUSTOM)
    assert isinstance(found, Unresolved)
    assert why in found.why


def test_parameters_of_all_stages_are_known_though_the_stage_is_not() -> None:
    sections = "provider: {name: aws, stage: '${env:STAGE}'}\nparams: {default: {host: a}}"
    assert value_of("${param:host}", sections) == "a"


def test_everything_that_a_text_lacks_is_told_at_once() -> None:
    found = value_of("${env:A}-${self:custom.b}-${env:A}", "custom: {b: '${opt:x}.${env:C}'}")
    assert isinstance(found, Unresolved)
    assert [one.reference for one in (found, *found.more)] == ["${env:A}", "${opt:x}", "${env:C}"]


def test_what_a_deployment_tells_is_asked_for_together_with_its_name_s_parts() -> None:
    found = value_of("${cf(${env:REGION}):site-${opt:name}.Host}")
    assert isinstance(found, Unresolved)
    told = [one.why for one in (found, *found.more)]
    assert [why.rpartition("parameters=")[2] for why in told] == [
        "{'env:REGION': …}",
        "{'opt:name': …}",
        "{'cf(${env:REGION}):site-${opt:name}.Host': …}",
    ]
    assert "give it as well, with ${env:REGION} and ${opt:name} put in" in told[-1]


def test_one_edit_is_enough_for_an_origin_that_lacks_several_things() -> None:
    error = error_of(with_events("{eventType: viewer-request, origin: 'https://${env:A}.${env:B}/${env:C}'}"))
    assert [one.reference for one in error.unresolved] == ["${env:A}", "${env:B}", "${env:C}"]
    assert len(error.problems) == 3
    assert "or the origin as origins={'custom/env-A': 'https://…'}" in error.problems[0].message


def test_the_environment_of_the_process_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "www.example.com")
    assert isinstance(value_of("${env:HOST}"), Unresolved)


@pytest.mark.parametrize(
    "sections",
    [
        "custom: {a: '${self:custom.a}'}",
        "custom: {a: 'x${self:custom.b}', b: 'y${self:custom.a}'}",
        "custom: {a: '${self:custom.b}', b: '${self:custom.c}', c: '${self:custom.a}'}",
    ],
)
def test_a_circle_is_told(sections: str) -> None:
    found = value_of("${self:custom.a}", sections)
    assert isinstance(found, Unresolved)
    assert found.why == "refers to itself"
    assert "custom.a" in found.reference


def test_a_mapping_that_holds_itself_is_told() -> None:
    data = with_events("{eventType: viewer-request, origin: '${self:custom.a.origin}'}")
    data["custom"] = {"a": {"origin": {"DomainName": "${self:custom.a}"}}}
    assert "refers to itself" in str(error_of(data))


def test_variables_that_double_end_quickly() -> None:
    levels = "\n".join(f"  a{n}: '${{self:custom.a{n + 1}}}${{self:custom.a{n + 1}}}'" for n in range(20))
    with before_long(), pytest.raises(ConfigError, match="comes to more than 1,000,000 characters"):
        value_of("${self:custom.a0}", f"custom:\n{levels}\n  a20: {'x' * 100}")


def test_mappings_that_double_end_quickly() -> None:
    levels = "\n".join(
        f"  a{n}: ['${{self:custom.a{n + 1}}}', '${{self:custom.a{n + 1}}}']" for n in range(60)
    )
    data = with_events("{eventType: viewer-request, origin: '${self:custom.a0}'}")
    data["custom"] = service(f"custom:\n{levels}\n  a60: text")["custom"]
    with before_long():
        assert "holds more than 1,000,000 values" in str(error_of(data))


def test_a_long_chain_is_refused() -> None:
    levels = "\n".join(f"  a{n}: ${{self:custom.a{n + 1}}}" for n in range(100))
    with pytest.raises(ConfigError, match="lead to variables more than 25 times"):
        value_of("${self:custom.a0}", f"custom:\n{levels}\n  a100: text")


# The syntax


def test_a_variable_is_read_with_its_sources() -> None:
    assert parsed("a-${file(./${sls:stage}.yml, 'b'):c.d, opt:e, 'f'}") == (
        "a-",
        Variable(
            "${file(./${sls:stage}.yml, 'b'):c.d, opt:e, 'f'}",
            (
                Source(
                    "file",
                    (("./", Variable("${sls:stage}", (Source("sls", (), ("stage",)),)), ".yml"), ("b",)),
                    ("c.d",),
                ),
                Source("opt", (), ("e",)),
                Literal("f"),
            ),
        ),
    )


_PIECES = st.lists(
    st.sampled_from(
        [
            "${",
            "}",
            "self:",
            "opt:a",
            "file(",
            ")",
            ",",
            "'",
            '"',
            "\\",
            ":",
            "::",
            "AWS",
            " ",
            "x.y",
            "1",
            "$",
        ]
    ),
    max_size=14,
).map("".join)


@given(_PIECES | st.text(alphabet=string.ascii_lowercase + "${}():,'\"\\ ", max_size=30))
@settings(max_examples=300)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        pieces = parsed(text)
    except BadVariableError:
        return
    assert all(isinstance(piece, Variable) or piece for piece in pieces)


def test_nested_variables_have_a_bottom() -> None:
    with pytest.raises(BadVariableError, match="more than 20 deep"):
        parsed("${self:" * 500 + "}" * 500)


_NAMES = st.sampled_from("abcde")
_TEXTS = st.recursive(
    st.one_of(
        st.text(alphabet="xy ", max_size=3),
        _NAMES.map(lambda name: f"${{self:custom.{name}}}"),
        st.tuples(_NAMES, _NAMES).map(lambda names: f"${{self:custom.{names[0]}, self:custom.{names[1]}}}"),
        _NAMES.map(lambda name: f"${{self:custom.${{self:custom.{name}}}}}"),
        _NAMES.map(lambda name: f"${{env:{name}, 'a'}}"),
        st.just("${self:custom}"),
        st.just("${self:}"),
        st.just("${ssm:/x}"),
    ),
    lambda inner: st.one_of(st.tuples(inner, inner).map("".join)),
    max_leaves=4,
)
_VALUES = st.recursive(
    _TEXTS | st.none() | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(_NAMES, _VALUES, max_size=5), _TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_graph_of_variables_ends_in_a_value(custom: dict[str, Any], asked: str) -> None:
    document = read_document(
        {"service": "site", "provider": {"name": "aws"}, "custom": custom, "asked": [asked]}
    )
    variables = Variables(document, Asked())
    with before_long():
        try:
            found = variables.at("asked")
            outcome = variables.whole(*found) if found else None
        except ConfigError as error:
            outcome = [str(error)]
    assert isinstance(outcome, list)
    assert outcome[0] is not None or asked


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["${a" * 100_000, "${opt:" + "${A" * 100_000, "\\" * 300_000, "${x:'" * 50_000, "${env:A, 'x'}" * 30_000],
)
def test_a_text_is_read_in_one_go(text: str) -> None:
    with before_long():
        value_of(text)


def test_a_long_variable_is_told_by_its_beginning() -> None:
    found = value_of("${" + ", ".join(["env:HOST"] * 1000) + "}")
    assert found.reference.startswith("${env:HOST, env:HOST")
    assert found.reference.endswith("…")
    assert len(found.reference) < 250


def test_what_stands_there_without_a_value_is_not_proposed() -> None:
    assert "did you mean" not in value_of("${self:custom.host}", "custom: {host: null, port: 1}").why


def test_cloudformation_s_variables_may_stand_in_an_address() -> None:
    assert value_of("${ssm:/${AWS::Region}/x}", **{"ssm:/${AWS::Region}/x": "y"}) == "y"


def test_what_another_stack_exports_is_given_by_its_name() -> None:
    origin = "{DomainName: !ImportValue net:Host, CustomOriginConfig: {OriginProtocolPolicy: https-only}}"
    data = with_events(f"{{eventType: viewer-request, origin: {origin}}}")
    (found,) = load_distribution(data, parameters={"net:Host": "a.example.com"}).origins.values()
    assert found.domain_name == "a.example.com"  # type: ignore[union-attr]
