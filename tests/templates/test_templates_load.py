"""Which distribution is loaded, how often it is read, and what is told of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.forms import PLACE, behavior, form, origin

from pytest_lambda_edge import (
    ConfigError,
    CustomOrigin,
    Distribution,
    EdgeNotSimulatedWarning,
    load_distribution,
    project,
)
from pytest_lambda_edge.errors import EdgeDeployWarning
from pytest_lambda_edge.templates import documents, formats, load
from pytest_lambda_edge.templates.reading import Candidate, Format

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytest_lambda_edge.templates.reading import Asked, Document

ARN = "arn:aws:lambda:us-east-1:123456789012:function:auth:$LATEST"


def several(_: Document, asked: Asked) -> Sequence[Candidate]:
    """Read three distributions, whatever the document; the third only where a parameter asks for it."""
    third = [Candidate("Blog", form(Comment="The blog"), PLACE)] if asked.parameters.get("blog") else []
    return [
        Candidate("Site", form(Comment="The shop", Aliases=["www.example.com"]), PLACE),
        Candidate(
            "Admin", form(Comment="The shop", Aliases={"Quantity": 1, "Items": ["a.example.com"]}), PLACE
        ),
        *third,
    ]


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "FORMATS", (Format("a test's", lambda _: True, several),))


def refused(**asked: Any) -> str:
    with pytest.raises(ConfigError) as raised:
        load_distribution({}, **asked)
    return str(raised.value)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("distribution", "alias"),
    [("Site", "www.example.com"), ("www.example.com", "www.example.com"), ("a.example.com", "a.example.com")],
)
def test_one_of_several_is_chosen_by_its_id_or_an_alias(distribution: str, alias: str) -> None:
    assert load_distribution({}, distribution=distribution).aliases == (alias,)


@pytest.mark.usefixtures("three")
def test_one_of_several_is_chosen_by_its_comment() -> None:
    assert load_distribution({}, distribution="The blog", parameters={"blog": 1}).aliases == ()


@pytest.mark.usefixtures("three")
def test_several_distributions_are_listed() -> None:
    listed = "Site (The shop, www.example.com); Admin (The shop, a.example.com)"
    assert refused() == (
        f"load_distribution: describes several distributions; choose one by distribution=…: {listed}"
    )
    assert refused(distribution="The shop") == (
        f"load_distribution: 'The shop' is the name of several distributions: {listed}"
    )
    assert refused(distribution="Sight") == (
        f"load_distribution: describes no distribution 'Sight'; there is {listed}; did you mean 'Site'?"
    )


def test_a_document_without_a_distribution_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "FORMATS", (Format("a test's", lambda _: True, lambda *_: []),))
    assert refused() == "load_distribution: describes no distribution"


@pytest.mark.parametrize("value", [["Auth"], "Auth", 5])
def test_what_is_given_is_a_mapping(value: Any) -> None:
    for name in ("functions", "origins", "parameters"):
        assert refused(**{name: value}) == f"{name}: must be a mapping, not {value!r}"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    whole = form(Origins={"Quantity": 1, "Items": [origin()]}, WebACLId="arn:aws:wafv2:…")
    associations = {"Quantity": 1, "Items": [{"EventType": "viewer-request", "LambdaFunctionARN": ARN}]}
    whole["DefaultCacheBehavior"] = behavior(LambdaFunctionAssociations=associations)
    path = tmp_path / "site.json"
    path.write_text(json.dumps({"DistributionConfig": whole}))
    return path


def function(event: Any, context: Any) -> Any:
    return {"status": "204"}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what was parsed and what was made a config, as often as it was."""
    monkeypatch.setattr(load, "_loaded", {})
    monkeypatch.setattr(documents, "_read", {})
    monkeypatch.setattr(project, "deploy_checks", ["warn"])
    done: list[str] = []

    def noting(module: Any, name: str) -> None:
        real = getattr(module, name)

        def noted(*given: Any) -> Any:
            done.append(name)
            return real(*given)

        monkeypatch.setattr(module, name, noted)

    noting(documents, "_parsed")
    noting(load, "config_of")
    return done


@pytest.mark.filterwarnings("ignore::pytest_lambda_edge.errors.EdgeDeployWarning")
def test_a_file_is_read_once_for_what_is_asked(site: Path, read: list[str]) -> None:
    functions = {"auth": function}
    configs = []
    for _ in range(3):
        with pytest.warns(EdgeNotSimulatedWarning, match="WebACLId"):  # each time
            configs.append(load_distribution(site, functions=dict(functions)))
    assert configs[0] is configs[1] is configs[2]
    assert read == ["_parsed", "config_of"]


@pytest.mark.filterwarnings("ignore")
def test_a_file_is_read_anew_when_it_has_changed_or_something_else_is_asked(
    site: Path, read: list[str]
) -> None:
    load_distribution(site, functions={"auth": function})
    load_distribution(site, functions={"auth": "functions:auth"})
    load_distribution(site, functions={"auth": function}, parameters={"a": 1})
    load_distribution(site, functions={"auth": function}, parameters={"a": True})
    load_distribution(site, functions={"auth": function}, parameters={"a": [1]})
    load_distribution(site, functions={"auth": function}, parameters={"a": [1]})
    assert read == ["_parsed", *["config_of"] * 6]
    text = site.read_text()
    site.write_text(text.replace("www.example.com", "www.example.org"))
    config = load_distribution(site, functions={"auth": function})
    assert config.origins["www"] == CustomOrigin(
        domain_name="www.example.org", origin_protocol_policy="https-only"
    )
    site.write_text(text)
    assert load_distribution(site, functions={"auth": function}).origins != config.origins
    assert read.count("_parsed") == 2


@pytest.mark.filterwarnings("ignore")
def test_what_is_kept_is_bounded(site: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "_MOST_LOADED", 2)
    monkeypatch.setattr(documents, "_MOST_KEPT", 2)
    for name in ("a.json", "b.json", "c.json", "c.json", "a.json"):
        copy = site.with_name(name)
        copy.write_text(site.read_text())
        load_distribution(copy, functions={"auth": function})
    assert read == ["_parsed", "config_of"] * 4
    assert len(load._loaded) == len(documents._read) == 2


@pytest.mark.filterwarnings("ignore::pytest_lambda_edge.EdgeNotSimulatedWarning")
def test_what_aws_would_refuse_is_an_error_unless_it_shall_be_a_warning(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "deploy_checks", [])
    with pytest.raises(ConfigError) as raised:
        load_distribution(site, functions={"auth": function})
    assert raised.value.code == "InvalidLambdaFunctionAssociation"
    assert raised.value.unresolved == ()
    project.deploy_checks += ["error", "warn"]
    with pytest.warns(EdgeDeployWarning) as warned:
        config = load_distribution(site, functions={"auth": function})
    assert str(warned[0].message).startswith(
        f"AWS would refuse this: {site}: DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations"
    )
    assert "\n  AWS: InvalidLambdaFunctionAssociation: The function ARN must" in str(warned[0].message)
    assert warned[0].filename == __file__
    with Distribution(config) as distribution:
        assert distribution.get("/").status_code == 204


def test_a_warning_does_not_help_against_what_cannot_be_simulated(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "deploy_checks", ["warn"])
    with (
        pytest.warns(EdgeDeployWarning, match="names the version") as warned,
        pytest.raises(ConfigError, match="only the ARN is here") as raised,
    ):
        load_distribution(site)
    assert len(raised.value.problems) == len(raised.value.unresolved) == 1
    assert "edge_deploy_checks" not in str(raised.value)
    assert warned[0].filename == __file__


@pytest.mark.parametrize(
    ("functions", "hint"),
    [
        ({"auth": function}, "a warning of it"),
        ({}, "a warning of the last one"),
    ],
)
def test_an_error_says_what_the_option_makes_warnings_of(
    site: Path, functions: dict[str, Any], hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "deploy_checks", [])
    with pytest.raises(ConfigError) as raised:
        load_distribution(site, functions=functions)
    last = str(raised.value).splitlines()[-1]
    assert last == f"(edge_deploy_checks = warn makes {hint}: that can be simulated all the same.)"
