"""Which files the module terraform-aws-modules/lambda packs, by the ``patterns`` of its ``source_path``."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings, strategies
from support.terraform import HANDLER, folder, function_of, packaged

from pytest_lambda_edge import EdgeNotSimulatedWarning, assert_response
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.terraform.regular_expressions import Expression

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge import MakeDistribution

FILES = ("index.py", "lib/a.py", "lib/deep/b.py", "notes.txt", "tests/conftest.py", "tests/data/x.json")
PLACE = "data.external.archive_prepare[0].query.source_path"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the folder of a project with one of code, from which the paths of a plan start."""
    (tmp_path / "pyproject.toml").touch()
    for name in FILES:
        (tmp_path / "src" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "src" / name).write_text(HANDLER)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def left_out(patterns: Any, **more: Any) -> set[str]:
    """Return the files that are not in a package of the folder, which has all that is in there else."""
    code = function_of(packaged([{"path": "src", "patterns": patterns, **more}])).code
    return set(FILES) - {path.relative_to(code).as_posix() for path in code.rglob("*") if path.is_file()}


@pytest.mark.fact("CF-300")
@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ([], set()),
        ([".*"], set()),
        (["!tests/.*"], {"tests/conftest.py", "tests/data/x.json"}),
        (["!.*/.*\\.py"], {"lib/a.py", "lib/deep/b.py", "tests/conftest.py"}),
        (["!.*\\.(txt|json)"], {"notes.txt", "tests/data/x.json"}),
        (["!.*", "index\\.py", "lib/.+"], {"notes.txt", "tests/conftest.py", "tests/data/x.json"}),
        (["!lib/.*", "lib/deep/.*", "!lib/deep/b.*"], {"lib/a.py", "lib/deep/b.py"}),
        (["lib/.*", "!.*"], set(FILES)),
        (["!tests"], set()),
        (["!conftest.py"], set()),
        (["!INDEX.PY"], set()),
        (["!index.py$", "!^notes.txt"], {"index.py", "notes.txt"}),
        (["!!index.py"], set()),
        ("!tests/.*\n\n  !notes\\.txt  \n", {"tests/conftest.py", "tests/data/x.json", "notes.txt"}),
        ("# but tests\n!tests/.*   # and theirs\n", {"tests/conftest.py", "tests/data/x.json"}),
    ],
)
def test_the_last_pattern_that_matches_says_whether_a_file_is_packed(
    patterns: Any, expected: set[str]
) -> None:
    assert left_out(patterns) == expected


def test_patterns_are_of_the_path_in_the_package() -> None:
    assert left_out(["!a/notes.txt", "!index.py"], prefix_in_zip="a") == {"notes.txt"}
    assert left_out(["!/notes.txt", "!index.py"], prefix_in_zip="/") == {"notes.txt"}


def test_patterns_say_nothing_of_a_single_file() -> None:
    code = function_of(packaged({"path": "src/index.py", "patterns": ["!.*"]})).code
    assert [path.name for path in code.iterdir()] == ["index.py"]


def test_what_is_left_out_cannot_be_imported(project: Path, make_distribution: MakeDistribution) -> None:
    folder(project, "code")
    (project / "code" / "extra.py").touch()
    handler = "def handler(event, context):\n    import extra\n    return {'status': '204'}\n"
    (project / "code" / "index.py").write_text(handler)
    packs = make_distribution(load_distribution(packaged([{"path": "code", "patterns": ["!other.*"]}])))
    assert_response(packs.get("/"), status=204)
    lacks = make_distribution(
        load_distribution(packaged([{"path": "code", "patterns": ["!extra.*"]}])), function_errors="respond"
    )
    assert_response(lacks.get("/"), status=503)


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ({"patterns": ["!(?!src).*"]}, "are not followed: '!(?!src).*' is not followed from '(?!src).*' on"),
        ({"patterns": ["!(a)\\1"]}, "are not followed: '!(a)\\\\1' is not followed from '\\\\1' on"),
        ({"patterns": ["!" + "a" * 1001]}, "has more than 1,000 characters"),
        ({"patterns": ["!((a{99}){99}){99}"]}, "comes to more than 2,000 parts"),
        ({"patterns": ["!(((){999}){999}){999}"]}, "comes to more than 2,000 parts"),
        (
            {"patterns": ["!a"], "commands": ["make", ":zip"]},
            "are for what its commands make, and none of them runs here",
        ),
    ],
)
def test_patterns_that_are_not_followed_are_warned_of(claim: dict[str, Any], why: str) -> None:
    document = packaged([{"path": "src", **claim}])
    with pytest.warns(EdgeNotSimulatedWarning) as caught:
        load_distribution(document)
    (message,) = (str(one.message) for one in caught)
    assert message.startswith(f"{PLACE} has no effect: its patterns ")
    assert why in message
    assert message.endswith("; files that they leave out can be imported here")


def test_links_to_folders_and_names_with_line_ends_are_warned_of(project: Path) -> None:
    document = packaged([{"path": "src", "patterns": ["!tests/.*"]}])
    (project / "src" / "more").symlink_to(project / "src" / "lib")
    with pytest.warns(EdgeNotSimulatedWarning, match="are not followed into links to folders"):
        load_distribution(document)
    (project / "src" / "more").unlink()
    (project / "src" / "a\nb").touch()
    with pytest.warns(EdgeNotSimulatedWarning, match="a file's name has a line end"):
        load_distribution(document)


def test_too_many_files_for_their_patterns_are_warned_of(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_lambda_edge.templates.terraform.packages._MOST_WORK", 20)
    with pytest.warns(EdgeNotSimulatedWarning, match="take too long for so many files"):
        load_distribution(packaged([{"path": "src", "patterns": ["!tests/.*"]}]))


def test_a_warning_is_of_the_distribution_with_the_function() -> None:
    document = packaged([{"path": "src", "patterns": ["!(?!src).*"]}])
    resources = document["values"]["root_module"]["resources"]
    (one,) = [body for body in resources if body["address"].endswith(".site")]
    plain = {**one["values"]["default_cache_behavior"][0], "lambda_function_association": []}
    values = {**one["values"], "default_cache_behavior": [plain]}
    resources.append({**one, "address": "aws_cloudfront_distribution.plain", "values": values})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_distribution(document, distribution="aws_cloudfront_distribution.plain")


def spent(_: int) -> None:
    """Let all work be done."""


ALPHABET = "ab./-"
ATOMS = strategies.sampled_from(
    ["a", "b", ".", r"\.", "/", "[ab]", "[^a/]", r"\w", r"\W", "[]a]", "-", "^", "$"]
)
TIMES = strategies.sampled_from(["", "*", "+", "?", "*?", "{2}", "{1,}", "{,2}", "{0,3}?"])
EXPRESSIONS = strategies.recursive(
    ATOMS,
    lambda parts: strategies.one_of(
        strategies.lists(parts, max_size=3).map("".join),
        strategies.lists(parts, min_size=1, max_size=3).map(lambda ways: f"({'|'.join(ways)})"),
        strategies.builds("(?:{}){}".format, parts, TIMES),
    ),
    max_leaves=8,
)


@settings(max_examples=150)
@given(EXPRESSIONS, strategies.lists(strategies.text(ALPHABET, min_size=1, max_size=6), max_size=6))
@example("a{b", ["a{b"])
@example("a{}", ["a{}", "a"])
@example("a{,}b", ["b", "aab"])
@example("x]}", ["x]}"])
@example(r"(?P<name>a)|b", ["a", "b"])
@example(r"\d\D\s\S\t", ["1x 2\t"])
@example("a|", ["a"])
@example("(|a)*b", ["aab"])
@example("a^b", ["ab"])
def test_an_expression_matches_what_python_s_matches(written: str, texts: list[str]) -> None:
    expression = Expression(written)
    for text in texts:
        assert expression.matches(text, spent) == (re.fullmatch(written, text) is not None), text


@pytest.mark.parametrize(
    "written",
    [
        *("*a", "a**", "a*+", "a++", "(a", "a)", "[a", "[]", "a{3,2}", "(?i)a", "(?=a)", "(?#a)", "^*", "|*"),
        *(r"\b", r"\1", r"\x41", "\\", "[[a]", "[a--b]", "[b-a]", "{2}", "a{2}{3}", "(" * 30 + ")" * 30),
        *("a{3000}", "a{,3000}"),
    ],
)
def test_an_expression_that_is_none_or_knows_more_is_not_followed(written: str) -> None:
    with pytest.raises(ValueError, match="is not followed from "):
        Expression(written)


@pytest.mark.parametrize(
    "written", ["(a+)+b", "(a|a)*b", "(a|aa)+b", "(.*)*b", ".*" * 50 + "b", "(a?){50}a{50}b"]
)
def test_no_expression_takes_long(written: str) -> None:
    work: list[int] = []
    assert not Expression(written).matches("a" * 1000, work.append)
    assert sum(work) < 1000 * 500
