"""References to what a template does not have: all of them are told at once, each at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.templates import distribution, error_of, origin, template

from pytest_lambda_edge.templates.yaml_documents import read_yaml

if TYPE_CHECKING:
    import pytest

SECTIONS = """\
Parameters: {Stage: {Type: String}}
Conditions: {IsLive: !Equals [!Ref Stage, live]}
Resources:
  Pages: {Type: AWS::S3::Bucket}
"""
SITE = "Resources.Site.Properties.DistributionConfig"


def site(domain_name: str, **settings: str) -> dict[str, Any]:
    """Return a template whose origin has a domain name, and whose distribution has these settings."""
    values = {name: read_yaml(value) for name, value in settings.items()}
    return template(
        SECTIONS, Site=distribution(Origins=[origin(DomainName=read_yaml(domain_name))], **values)
    )


def told(data: dict[str, Any], **asked: Any) -> list[tuple[str, str]]:
    """Return places and messages of what a template is refused for."""
    problems = error_of(data, **asked).problems
    return [(one.place.removeprefix(f"{SITE}."), one.message) for one in problems]


def test_all_names_that_are_not_there_are_told_at_once() -> None:
    data = site(
        "!GetAtt Pagess.RegionalDomainName",
        DefaultRootObject="!Sub '${Stag}/${Nothing}.html'",
        PriceClass="!Ref Prices",
    )
    message = "refers to {!r}, which is no parameter and no resource of this template{}"
    assert told(data) == [
        ("Origins[0].DomainName (line 1)", message.format("Pagess", "; did you mean 'Pages'?")),
        ("DefaultRootObject (line 1)", message.format("Stag", "; did you mean 'Stage'?")),
        ("DefaultRootObject (line 1)", message.format("Nothing", "")),
        ("PriceClass (line 1)", message.format("Prices", "")),
    ]


def test_a_name_that_is_not_there_is_no_value_to_give() -> None:
    error = error_of(site("!GetAtt Pagess.DomainName"), parameters={"Pagess.DomainName": "www.example.com"})
    assert error.unresolved == ()
    (problem,) = error.problems
    assert problem.code == "ValidationError"
    assert "Unresolved resource dependencies [Pagess]" in str(problem.aws_message)


def test_a_name_in_a_condition_is_told_in_the_condition() -> None:
    data = site("www.example.com", DefaultRootObject="!If [IsLive, a, b]")
    data["Conditions"]["IsLive"] = read_yaml("!Equals [!Ref Stag, live]")
    ((place, message),) = told(data)
    assert place.startswith("Conditions.IsLive")
    assert message.startswith("refers to 'Stag'")


def test_what_may_never_be_chosen_may_name_what_is_not_there() -> None:
    data = site("www.example.com", DefaultRootObject="!If [IsLive, !Ref Nothing, b]")
    assert [one.reference for one in error_of(data).unresolved] == ["!Ref Stage"]
    assert "Nothing" not in str(error_of(data))
    assert told(data, parameters={"Stage": "live"})[0][1].startswith("refers to 'Nothing'")


def test_names_are_compared_no_longer_than_any_template_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_lambda_edge.templates.cloudformation.effort.MOST_WORK", 1_000)
    buckets: dict[str, Any] = {f"Pages{n}": {"Type": "AWS::S3::Bucket"} for n in range(500)}
    aliases = [{"Ref": f"Nothing{n}"} for n in range(100)]
    *names, last = error_of(template("", Site=distribution(Aliases=aliases), **buckets)).problems
    assert 10 < len(names) < 20
    assert all("which is no parameter and no resource" in one.message for one in names)
    assert "come to more than any template that can be deployed" in last.message
