"""Which files the module terraform-aws-modules/lambda packs, by the ``patterns`` of its ``source_path``."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest
from support.terraform import HANDLER, folder, function_of, packaged

from pytest_lambda_edge import EdgeNotSimulatedWarning, assert_response
from pytest_lambda_edge.templates.load import load_distribution

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
        (["!(?!lib).*/.*"], {"tests/conftest.py", "tests/data/x.json"}),
        (["![(*+]?[^)]{5}.txt"], {"notes.txt"}),
        (["!lib(/deep)?/.\\.py"], {"lib/a.py", "lib/deep/b.py"}),
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
        ({"patterns": ["!" + "a" * 1001]}, "has more than 1,000 characters"),
        ({"patterns": ["!(a"]}, "are not followed: '!(a' is no regular expression (missing ), "),
        (
            {"patterns": ["!a{99999999999999999999}"]},
            "is no regular expression (the repetition number is",
        ),
        ({"patterns": ["!" + "(" * 500 + ")" * 500]}, "is no regular expression ("),
        ({"patterns": ["!(a|b)*"]}, "are not followed: '!(a|b)*' repeats a group"),
        ({"patterns": ["!([)]a+){2,}"]}, "repeats a group"),
        ({"patterns": ["!(?x)(a+) *b"]}, "has comments, or the flag x"),
        ({"patterns": ["!(?ix:(a|a) *)b"]}, "has comments, or the flag x"),
        ({"patterns": ["!(?#[)(a|a)+(?#])b"]}, "has comments, or the flag x"),
        ({"patterns": ["!.*a.*b.*c.*"]}, "repeats something more than 3 times over"),
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


def test_a_pattern_that_repeats_once_takes_a_step_a_character(monkeypatch: pytest.MonkeyPatch) -> None:
    characters = sum(map(len, FILES))
    monkeypatch.setattr("pytest_lambda_edge.templates.terraform.packages._MOST_WORK", characters)
    assert left_out(["!tests/.*"]) == {"tests/conftest.py", "tests/data/x.json"}


def test_a_warning_is_of_the_distribution_with_the_function() -> None:
    document = packaged([{"path": "src", "patterns": ["!(a|b)*"]}])
    resources = document["values"]["root_module"]["resources"]
    (one,) = [body for body in resources if body["address"].endswith(".site")]
    plain = {**one["values"]["default_cache_behavior"][0], "lambda_function_association": []}
    values = {**one["values"], "default_cache_behavior": [plain]}
    resources.append({**one, "address": "aws_cloudfront_distribution.plain", "values": values})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_distribution(document, distribution="aws_cloudfront_distribution.plain")


@pytest.mark.parametrize("pattern", ["a?" * 20 + "a" * 20, "(a|a)" * 20 + "b", ".*a.*b.*c"])
def test_a_pattern_with_more_ways_than_can_be_tried_is_warned_of(pattern: str, project: Path) -> None:
    for number in range(10):
        (project / "src" / ("a" * 240 + str(number))).touch()
    with pytest.warns(EdgeNotSimulatedWarning, match="take too long for so many files"):
        load_distribution(packaged([{"path": "src", "patterns": [f"!{pattern}"]}]))
