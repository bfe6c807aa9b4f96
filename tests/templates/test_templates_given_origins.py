"""Origins that are given in the places of a document's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.forms import behavior, config, form, loaded, origin, refused

from pytest_lambda_edge import CustomOrigin, OriginGroup, S3Origin, load_distribution
from pytest_lambda_edge.model.deploy import deploy
from pytest_lambda_edge.templates import load
from pytest_lambda_edge.templates.found import FoundBucket, Place, Unresolved

if TYPE_CHECKING:
    from pathlib import Path

LOCAL = "http://localhost:8000"
ALB = Unresolved(Place("Site.Origins[0].DomainName"), "!GetAtt Alb.DNSName", "is made at deployment")
HOST = Unresolved(
    Place("Site.Origins[0].DomainName"), "!Ref Host", "has no default; give it with parameters={'Host': …}"
)


@pytest.mark.parametrize(
    "given",
    [
        LOCAL,
        CustomOrigin(domain_name="localhost", http_port=8000),
        S3Origin(domain_name="pages.s3.amazonaws.com"),
    ],
)
def test_a_given_origin_takes_the_place_of_the_one_with_its_id(given: Any) -> None:
    origins = [origin(), origin(Id="api", DomainName="api.example.com")]
    made = config(form(Origins=origins), origins={"api": given})
    assert made.origins["api"] == given
    assert made.origins["www"] == CustomOrigin(
        domain_name="www.example.com", origin_protocol_policy="https-only"
    )


def test_a_mapping_may_describe_it() -> None:
    made = config(form(), origins={"www": {"domain_name": "localhost", "http_port": 8000}})
    assert made.origins["www"] == CustomOrigin(domain_name="localhost", http_port=8000)


@pytest.mark.parametrize("unknown", [ALB, HOST])
@pytest.mark.parametrize("key", ["DomainName", "OriginPath", "OriginAccessControlId"])
def test_what_is_unresolved_in_a_replaced_origin_is_no_problem(unknown: Unresolved, key: str) -> None:
    unresolved = form(Origins=[origin(**{key: unknown})])
    assert refused(unresolved).unresolved
    assert config(unresolved, origins={"www": LOCAL}).origins == {"www": LOCAL}


def test_a_header_that_is_unresolved_in_a_replaced_origin_is_no_problem() -> None:
    headers = [{"HeaderName": "X-Secret", "HeaderValue": ALB}]
    assert config(form(Origins=[origin(OriginCustomHeaders=headers)]), origins={"www": LOCAL}).origins


def test_what_is_unresolved_in_another_origin_stays_a_problem() -> None:
    origins = [origin(), origin(Id="api", DomainName=ALB)]
    assert refused(form(Origins=origins), origins={"www": LOCAL}).unresolved[0].reference == ALB.reference


@pytest.mark.fact("CF-276")
@pytest.mark.parametrize("key", ["S3Origin", "CustomOrigin"])
def test_the_origin_of_the_oldest_form_is_replaced_as_well(key: str) -> None:
    legacy = form(Origins=None, **{key: {"DNSName": ALB}})
    assert "origins={'www': 'https://…'}" in str(refused(legacy))
    assert config(legacy, origins={"www": LOCAL}).origins == {"www": LOCAL}


def test_a_group_may_be_given_and_be_replaced() -> None:
    group = OriginGroup(members=["www", LOCAL], status_codes=[500])
    members = [{"OriginId": "www"}, {"OriginId": "spare"}]
    whole = form(
        Origins=[origin(), origin(Id="spare", DomainName="spare.example.com")],
        OriginGroups=[{"Id": "both", "Members": members, "FailoverCriteria": {"StatusCodes": [503]}}],
        DefaultCacheBehavior=behavior(TargetOriginId="both"),
    )
    (deployed,) = deploy(config(whole, origins={"both": group})).behaviors
    assert deployed.failover_status_codes == {500}
    (deployed,) = deploy(config(whole, origins={"both": LOCAL})).behaviors
    assert [one.settings.domain_name for one in deployed.origins] == ["localhost"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"www": LOCAL, "apii": LOCAL},
            "origins['apii']: is no origin of this distribution; those are 'www' or 'api'; did you mean",
        ),
        ({"www": 5}, "origins['www']: must be an origin's id, a URL, a CustomOrigin, "),
        (
            {"www": "localhost"},
            "origins['www']: must be a URL as https://host[:port][/path], not 'localhost'",
        ),
        (
            {"www": {"domain_nam": "a"}},
            "origins['www'].domain_nam: 'domain_nam' is no setting of CustomOrigin",
        ),
        (
            {"www": CustomOrigin(domain_name="a.b", origin_path="x")},
            "origins['www'].origin_path: ",
        ),
    ],
)
def test_what_is_wrong_with_a_given_origin_is_told_by_its_own_place(
    given: dict[str, Any], message: str
) -> None:
    error = refused(form(Origins=[origin(), origin(Id="api")]), origins=given)
    assert len(error.problems) == 1
    assert message in str(error)


def test_the_oldest_form_without_an_origin_tells_that_there_is_none() -> None:
    error = refused(form(Origins=None), origins={"www": LOCAL})
    assert "origins['www']: is no origin of this distribution; there are none" in str(error)


def test_what_is_wrong_with_a_replaced_origin_is_still_told() -> None:
    wrong = form(Origins=[origin(OriginPth="/x")])
    (problem,) = refused(wrong, origins={"www": LOCAL}).problems
    assert problem.place == "Site.Origins[0].OriginPth"


def test_what_has_no_effect_in_a_replaced_origin_is_not_told() -> None:
    without_effect = form(Origins=[origin(OriginShield={"Enabled": True, "OriginShieldRegion": "us-east-1"})])
    assert loaded(without_effect).not_simulated
    assert not loaded(without_effect, origins={"www": LOCAL}).not_simulated


@pytest.mark.parametrize(
    ("unknown", "advice"),
    [
        (ALB, "is made at deployment; give the origin as origins={'www': 'https://…'}"),
        (
            HOST,
            (
                "has no default; give it with parameters={'Host': …}, "
                "or the origin as origins={'www': 'https://…'}"
            ),
        ),
    ],
)
def test_who_lacks_a_domain_name_is_told_both_ways(unknown: Unresolved, advice: str) -> None:
    error = refused(form(Origins=[origin(DomainName=unknown)]))
    assert str(error) == f"{unknown.place}: {unknown.reference}: {advice}"
    assert error.unresolved[0].why == advice


def test_a_bucket_that_is_known_by_reference_only_may_be_given() -> None:
    bucket = form(Origins=[origin(DomainName=FoundBucket("Pages", Place("Pages")))])
    assert config(bucket, origins={"www": LOCAL}).origins == {"www": LOCAL}


def test_given_origins_are_kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "_loaded", {})
    path = tmp_path / "site.json"
    path.write_text(
        json.dumps({"DistributionConfig": form(Origins={"Quantity": 1, "Items": [origin()]})}),
        encoding="utf-8",
    )
    one = load_distribution(path, origins={"www": LOCAL})
    assert load_distribution(path).origins["www"] != LOCAL
    assert (
        load_distribution(path, origins={"www": "http://localhost:9000"}).origins["www"]
        == "http://localhost:9000"
    )
    assert load_distribution(path, origins={"www": LOCAL}) is one


@pytest.mark.parametrize("url", ["https://api.example.com", "http://api.example.com:8080/v1"])
def test_a_url_in_the_place_of_a_domain_name_is_told_how_to_be_given(url: str) -> None:
    (problem,) = refused(form(Origins=[origin(DomainName=url)])).problems
    assert problem.place == "Site.Origins[0].DomainName"
    assert problem.message.endswith(f"{url!r}; write 'api.example.com', or origins={{'www': {url!r}}}")
    assert config(form(), origins={"www": url}).origins == {"www": url}
