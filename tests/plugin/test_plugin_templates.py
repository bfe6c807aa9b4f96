"""A distribution as it is deployed, under markers, the fixtures and the ini options."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.forms import behavior, form, origin

if TYPE_CHECKING:
    from support.plugin_project import PluginProject

ARN = "arn:aws:lambda:us-east-1:123456789012:function:door:{}"


def listed(*items: Any) -> dict[str, Any]:
    return {"Quantity": len(items), "Items": list(items)}


def document(version: str = "3") -> dict[str, Any]:
    association = {"EventType": "viewer-request", "LambdaFunctionARN": ARN.format(version)}
    door = behavior(LambdaFunctionAssociations=listed(association))
    config = form(
        Origins=listed(origin(), origin(Id="api", DomainName="api.example.com")),
        CacheBehaviors=listed(
            {"PathPattern": "/door/*", **door}, {"PathPattern": "/api/*", **behavior(TargetOriginId="api")}
        ),
        Aliases=listed("shop.example.com"),
    )
    return {"ETag": "E", "DistributionConfig": config}


@pytest.fixture
def shop(project: PluginProject) -> PluginProject:
    project.pytester.path.joinpath("shop.json").write_text(json.dumps(document()), encoding="utf-8")
    return project


TESTS = """
def test_the_door(distribution):
    assert distribution.get("https://shop.example.com/door/1").short_circuited_by == "viewer-request"

def test_the_api(distribution):
    responses.get("https://api.example.com/api/1", body="one")
    assert distribution.get("/api/1").text == "one"
"""


def test_a_marker_names_the_document(shop: PluginProject) -> None:
    marker = """
pytestmark = pytest.mark.edge_distribution(template="shop.json", functions={"door": functions.answers})
"""
    shop.run(marker + TESTS).assert_outcomes(passed=2)


def test_the_ini_option_names_the_document(shop: PluginProject) -> None:
    shop.pytester.makeini("[pytest]\nedge_template = shop.json")
    marker = """
pytestmark = pytest.mark.edge_distribution(functions={"door": "functions:answers"})
"""
    shop.run(marker + TESTS).assert_outcomes(passed=2)


def test_a_document_is_found_in_the_rootdir(shop: PluginProject, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.pytester.makeini("[pytest]\nedge_template = shop.json\npythonpath = .")
    folder = shop.pytester.mkdir("elsewhere")
    shop.write(
        """
@pytest.mark.edge_distribution(functions={"door": functions.answers})
def test_it(distribution):
    assert distribution.get("/door/1").status_code == 302
"""
    )
    monkeypatch.chdir(folder)
    outcome = shop.pytester.runpytest_inprocess(
        "-p", "lambda_edge", "-p", "no:cacheprovider", str(shop.pytester.path)
    )
    outcome.assert_outcomes(passed=1)


def test_a_loaded_config_makes_a_distribution(shop: PluginProject) -> None:
    shop.run(
        """
def test_it(make_distribution):
    config = load_distribution("shop.json", functions={"door": functions.answers})
    origins = {"api": "http://localhost:9000"}
    site = make_distribution(config, origins=origins, viewer_request=functions.passes)
    responses.get("http://localhost:9000/api/1", body="one")
    assert site.get("/api/1").text == "one"
    responses.get("https://www.example.com/1", body="two")
    assert site.get("/1").fired == ("viewer-request",)
"""
    ).assert_outcomes(passed=1)


def test_markers_are_laid_over_the_document(shop: PluginProject) -> None:
    shop.run(
        """
pytestmark = pytest.mark.edge_distribution(template="shop.json", functions={"door": functions.answers})

@pytest.mark.edge_distribution(origins={"api": "http://localhost:9000"})
@pytest.mark.edge_trigger("viewer-response", functions.marks, path_pattern="/api/*")
def test_an_origin_and_a_trigger(distribution):
    responses.get("http://localhost:9000/api/1", body="one")
    assert distribution.get("/api/1").headers["X-Marked"] == "yes"
    assert distribution.get("/door/1").status_code == 302

@pytest.mark.edge_origin("http://localhost:9000", id="api")
def test_an_origin_alone(distribution):
    responses.get("http://localhost:9000/api/1", body="one")
    assert distribution.get("/api/1").text == "one"
    assert set(distribution.config.origins) == {"www", "api"}
"""
    ).assert_outcomes(passed=2)


TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Host: {Type: String}
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - {Id: api, DomainName: !Ref Host, CustomOriginConfig: {OriginProtocolPolicy: https-only}}
        DefaultCacheBehavior:
          TargetOriginId: api
          ViewerProtocolPolicy: allow-all
          CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
"""


@pytest.mark.parametrize(
    "markers",
    [
        '@pytest.mark.edge_distribution(template="t.yaml", origins={"api": "http://localhost:9000"})',
        """@pytest.mark.edge_origin("http://localhost:9000", id="api")
@pytest.mark.edge_distribution(template="t.yaml")""",
    ],
)
def test_a_domain_name_that_the_template_does_not_tell_is_given_by_a_marker(
    project: PluginProject, markers: str
) -> None:
    project.pytester.path.joinpath("t.yaml").write_text(TEMPLATE, encoding="utf-8")
    project.run(
        f"""
{markers}
def test_it(distribution):
    responses.get("http://localhost:9000/1", body="one")
    assert distribution.get("/1").text == "one"
"""
    ).assert_outcomes(passed=1)


IN_CONFTEST = """
import pytest

def pytest_collection_modifyitems(session, items):
    for node in {nodes}:
        node.add_marker(pytest.mark.edge_distribution(parameters={{"Host": "suite.example.com"}}))
"""

HOSTS = """
def host(distribution):
    return distribution.config.origins["api"].domain_name

def test_the_suite(distribution):
    assert host(distribution) == "suite.example.com"

@pytest.mark.edge_distribution(parameters={"Host": "class.example.com"})
class TestIt:
    def test_the_class(self, distribution):
        assert host(distribution) == "class.example.com"

    @pytest.mark.edge_distribution(parameters={"Host": "test.example.com"})
    def test_the_test(self, distribution):
        assert host(distribution) == "test.example.com"
"""


def test_a_marker_on_the_session_is_the_farthest(project: PluginProject) -> None:
    project.pytester.path.joinpath("t.yaml").write_text(TEMPLATE, encoding="utf-8")
    project.pytester.makeini("[pytest]\nedge_template = t.yaml\naddopts = --strict-markers")
    project.pytester.makeconftest(IN_CONFTEST.format(nodes="[session]"))
    project.run(HOSTS).assert_outcomes(passed=3)


def test_a_marker_that_is_added_to_a_test_is_as_close_as_its_own(project: PluginProject) -> None:
    project.pytester.path.joinpath("t.yaml").write_text(TEMPLATE, encoding="utf-8")
    project.pytester.makeini("[pytest]\nedge_template = t.yaml")
    project.pytester.makeconftest(IN_CONFTEST.format(nodes="items"))
    outcome = project.run(HOSTS)
    outcome.assert_outcomes(passed=1, failed=1, errors=1)
    assert "\nparameters['Host']: is set twice on one level, by " in outcome.stdout.str()


def test_without_it_both_ways_are_advised(project: PluginProject) -> None:
    project.pytester.path.joinpath("t.yaml").write_text(TEMPLATE, encoding="utf-8")
    printed = project.failure(
        """
@pytest.mark.edge_distribution(template="t.yaml")
def test_it(distribution): pass
"""
    )
    assert "give it with parameters={'Host': …}, or the origin as origins={'api': 'https://…'}" in printed


def test_an_origin_that_no_document_has_is_for_those_who_name_it(shop: PluginProject) -> None:
    shop.run(
        """
pytestmark = pytest.mark.edge_distribution(template="shop.json", functions={"door": functions.answers})

@pytest.mark.edge_origin("http://localhost:9000", id="mock")
@pytest.mark.edge_behavior("/mocked/*", origin="mock")
def test_it(distribution):
    responses.get("http://localhost:9000/mocked/1", body="one")
    assert distribution.get("/mocked/1").text == "one"

@pytest.mark.edge_distribution(
    origins={
        "main": {"members": ["www", "spare"], "status_codes": [503]}, "spare": "http://localhost:9000"
    },
    origin="main",
)
def test_a_group(distribution):
    responses.get("https://www.example.com/1", status=503)
    responses.get("http://localhost:9000/1", body="one")
    assert distribution.get("/1").text == "one"
"""
    ).assert_outcomes(passed=2)


def test_an_origin_that_no_document_has_is_refused_where_nobody_names_it(shop: PluginProject) -> None:
    printed = shop.failure(
        """
@pytest.mark.edge_distribution(
    template="shop.json", functions={"door": functions.answers}, origins={"appi": "http://localhost:9000"}
)
def test_it(distribution): pass
"""
    )
    assert (
        "origins['appi']: is no origin of this distribution; those are 'www' or 'api'; did you mean"
        in printed
    )


def test_what_is_unresolved_is_told_with_the_marker(shop: PluginProject) -> None:
    printed = shop.failure(
        """
@pytest.mark.edge_distribution(template="shop.json")
def test_it(distribution): pass
"""
    )
    marker = "@pytest.mark.edge_distribution(template='shop.json')"
    place = "CacheBehaviors.Items[0].LambdaFunctionAssociations.Items[0].LambdaFunctionARN"
    assert f"\nshop.json: DistributionConfig.{place}: viewer-request function " in printed
    there = "in that marker as well, or in another edge_distribution on the test, its class or its module."
    assert f"\nThe template is named by {marker}.\nWrite functions={{…}} {there}\n" in printed
    assert "functions={'door': handler}" in printed


def test_beside_the_ini_option_what_to_give_stands_in_a_marker(project: PluginProject) -> None:
    project.pytester.path.joinpath("t.yaml").write_text(TEMPLATE, encoding="utf-8")
    project.pytester.makeini("[pytest]\nedge_template = t.yaml")
    printed = project.failure("def test_it(distribution): pass")
    assert (
        "\nThe template is named by edge_template = t.yaml.\n"
        "Write parameters={…} or origins={…} in @pytest.mark.edge_distribution(…) on the test or its class, "
        "or in pytestmark = pytest.mark.edge_distribution(…) of its module.\n"
        "For all tests, write session.add_marker(pytest.mark.edge_distribution(…)) in conftest.py's "
        "pytest_collection_modifyitems(session).\n"
    ) in printed


def test_what_advises_nothing_to_give_says_nothing_of_markers(shop: PluginProject) -> None:
    printed = shop.failure(
        """
@pytest.mark.edge_distribution(template="shop.json", functions={"door": functions.answers, "gate": 5})
def test_it(distribution): pass
"""
    )
    assert "functions['gate']: " in printed
    assert "\nThe template is named by " in printed
    assert "\nWrite " not in printed


def test_several_distributions_are_chosen_from_in_the_marker(project: PluginProject) -> None:
    other = TEMPLATE[TEMPLATE.index("  Site:") :].replace("Site:", "Other:")
    project.pytester.path.joinpath("t.yaml").write_text(TEMPLATE + other, encoding="utf-8")
    printed = project.failure(
        """
@pytest.mark.edge_distribution(template="t.yaml")
def test_it(distribution): pass
"""
    )
    assert "choose one by distribution=…: Site; Other" in printed
    assert "\nWrite distribution='…' in that marker as well, " in printed


@pytest.mark.parametrize(("misspelt", "meant"), [("function", "functions"), ("params", "parameters")])
def test_a_misspelt_keyword_is_told_and_not_what_it_leaves_out(
    shop: PluginProject, misspelt: str, meant: str
) -> None:
    printed = shop.failure(
        f"""
@pytest.mark.edge_distribution(template="shop.json", {misspelt}={{"door": functions.answers}})
def test_it(distribution): pass
"""
    )
    told = f"{misspelt}: {misspelt!r} is no setting of DistributionConfig; did you mean {meant!r}?"
    assert f"\n{told}\nThe distribution is test_it.py::test_it's." in printed
    assert "give it as" not in printed


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("src/door", "'src/door' is a folder; name a function in it as well: write 'src/door/index.handler'"),
        ("src/dor/index.handler", "; did you mean 'src/door'?"),
        (5, "must be a callable, "),
    ],
)
def test_a_given_function_without_code_is_told_by_its_key(
    shop: PluginProject, given: object, told: str
) -> None:
    shop.pytester.mkdir("src").joinpath("door").mkdir()
    printed = shop.failure(
        f"""
@pytest.mark.edge_distribution(template="shop.json", functions={{"door": {given!r}}})
def test_it(distribution): pass
"""
    )
    assert "functions['door']: " in printed
    assert told in printed


def test_what_is_wrong_with_functions_and_with_the_document_is_told_at_once(shop: PluginProject) -> None:
    printed = shop.failure(
        """
@pytest.mark.edge_distribution(template="shop.json", functions={"gate": "gates:open"})
def test_it(distribution): pass
"""
    )
    assert "3 problems in shop.json:" in printed
    assert "functions['gate']: is no function of this distribution; those are 'door'" in printed
    assert "functions['gate']: there is no module 'gates'" in printed


@pytest.fixture
def latest(project: PluginProject) -> PluginProject:
    project.pytester.path.joinpath("shop.json").write_text(json.dumps(document("$LATEST")), encoding="utf-8")
    return project


AT_DOOR = """
@pytest.mark.edge_distribution(template="shop.json", functions={"door": functions.answers})
def test_it(distribution):
    assert distribution.get("/door/1").status_code == 302
"""


@pytest.mark.parametrize("ini", ["", "edge_deploy_checks = error"])
def test_what_aws_would_refuse_is_an_error(latest: PluginProject, ini: str) -> None:
    latest.pytester.makeini(f"[pytest]\n{ini}")
    printed = latest.failure(AT_DOOR)
    assert "AWS: InvalidLambdaFunctionAssociation: The function ARN must reference" in printed
    assert "(edge_deploy_checks = warn makes a warning of it:" in printed


def test_what_aws_would_refuse_may_be_a_warning(latest: PluginProject) -> None:
    latest.pytester.makeini("[pytest]\nedge_deploy_checks = warn")
    outcome = latest.run(AT_DOOR, "-W", "always")
    outcome.assert_outcomes(passed=1, warnings=1)
    outcome.stdout.fnmatch_lines(
        ["*test_it.py:[0-9]*: EdgeDeployWarning: AWS would refuse this: shop.json: *names the version*"]
    )


def test_a_check_that_there_is_not_ends_the_run(project: PluginProject) -> None:
    project.pytester.makeini("[pytest]\nedge_deploy_checks = ignore")
    outcome = project.run("def test_it(): pass")
    assert outcome.ret == pytest.ExitCode.USAGE_ERROR
    outcome.stderr.fnmatch_lines(["ERROR: edge_deploy_checks = ignore: must be 'error' or 'warn'"])
