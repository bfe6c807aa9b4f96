"""What ``archive_file`` leaves out of a zip file is not there for a function either (CF-300)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.terraform import HANDLER, archive, deployed, folder, function_of

from pytest_lambda_edge import assert_response
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.terraform.excluded_files import files_but

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge import MakeDistribution

FILES = ("README.md", "index.py", "lib/a.py", "lib/deep/b.py", "tests/conftest.py", "tests/data/x.json")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the folder of a project, from which the paths of a plan start."""
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def packed(project: Path) -> Path:
    """Make a folder that is packed."""
    code = project / "fn"
    for name in FILES:
        (code / name).parent.mkdir(parents=True, exist_ok=True)
        (code / name).write_text(HANDLER)
    return code


@pytest.mark.fact("CF-300")
@pytest.mark.parametrize(
    ("patterns", "left_out"),
    [
        (["README.md"], {"README.md"}),
        (["./README.md"], {"README.md"}),
        (["tests"], {"tests/conftest.py", "tests/data/x.json"}),
        (["tests/"], {"tests/conftest.py", "tests/data/x.json"}),
        (["tests/**"], {"tests/conftest.py", "tests/data/x.json"}),
        (["tests/*.py"], {"tests/conftest.py"}),
        (["*.py"], {"index.py"}),
        (["**/*.py"], {"index.py", "lib/a.py", "lib/deep/b.py", "tests/conftest.py"}),
        (["**/data/**"], {"tests/data/x.json"}),
        (["**"], set(FILES)),
        (["**/**/data"], {"tests/data/x.json"}),
        (["lib/**/b.py"], {"lib/deep/b.py"}),
        (["lib/**/a.py"], {"lib/a.py"}),
        (["**/[ab].py"], {"lib/a.py", "lib/deep/b.py"}),
        (["**/[^b].py"], {"lib/a.py"}),
        (["lib/?.py"], {"lib/a.py"}),
        (["**/{a,b}.{py,js}"], {"lib/a.py", "lib/deep/b.py"}),
        (["{README.md,lib/{a,deep/b}.py}"], {"README.md", "lib/a.py", "lib/deep/b.py"}),
        (["README.md", "tests"], {"README.md", "tests/conftest.py", "tests/data/x.json"}),
    ],
)
def test_a_pattern_leaves_out_what_it_matches(patterns: list[str], left_out: set[str], packed: Path) -> None:
    kept = files_but(packed, patterns)
    assert kept is not None
    assert set(FILES) - set(kept) == left_out


@pytest.mark.parametrize("pattern", ["conftest.py", "data", "lib/*/c.py", "*.js", "a,b", "{", "}{", "[", ""])
def test_a_pattern_that_matches_nothing_leaves_the_folder_as_it_is(pattern: str, packed: Path) -> None:
    assert files_but(packed, [pattern]) is None


@pytest.mark.parametrize("pattern", ["*a" * 60 + "*b", "**/a/" * 100, "**/" * 30_000 + "b", "a/" * 99_000])
def test_no_pattern_takes_long(pattern: str, packed: Path) -> None:
    (packed / ("a" * 200)).touch()
    assert files_but(packed, [pattern]) is None


@pytest.mark.parametrize("pattern", ["{a,b}" * 100, "{a}" * 99_999, "{" * 5000, "[" * 99_999, "*?" * 99_999])
def test_a_pattern_that_would_take_long_is_told_of(pattern: str, packed: Path) -> None:
    why = function_of(deployed(archive(source_dir="fn", excludes=[pattern]))).why_no_code
    assert why.startswith("what its archive excludes ")
    assert packed.is_dir()


def test_any_number_of_paths_can_be_left_out(packed: Path) -> None:
    many = [f"tests/{number}.py" for number in range(30_000)]
    assert files_but(packed, many) is None
    kept = files_but(packed, [*many, "tests"])
    assert kept is not None
    assert set(FILES) - set(kept) == {"tests/conftest.py", "tests/data/x.json"}


def test_links_that_lead_nowhere_are_kept(packed: Path) -> None:
    (packed / "circle").symlink_to("circle")
    (packed / "nowhere").symlink_to("missing")
    code = function_of(deployed(archive(source_dir="fn", excludes=["README.md"]))).code
    assert {one.name for one in code.iterdir()} == {"circle", "index.py", "lib", "nowhere", "tests"}


def test_a_folder_with_a_link_to_itself_has_an_end(packed: Path) -> None:
    (packed / "again").symlink_to(packed)
    kept = files_but(packed, ["README.md"])
    assert kept == ["again", *sorted(set(FILES) - {"README.md"})]


@pytest.mark.parametrize("excludes", [None, [], ["nothing"], "index.py", [5]])
def test_a_folder_that_is_packed_whole_is_the_code_itself(excludes: Any, project: Path) -> None:
    code = folder(project, "fn")
    assert function_of(deployed(archive(source_dir="fn", excludes=excludes))).code == code


@pytest.mark.fact("CF-300")
def test_a_module_that_an_archive_excludes_cannot_be_imported(
    project: Path, make_distribution: MakeDistribution
) -> None:
    code = folder(project, "fn")
    body = "STATUS = '200'\ntry:\n    import secrets_of_dev\nexcept ImportError:\n    STATUS = '404'\n"
    answer = "import shared\ndef handler(event, context):\n    return {'status': STATUS}\n"
    (code / "index.py").write_text(body + answer)
    (code / "secrets_of_dev.py").touch()
    (code / "shared.py").touch()
    whole = load_distribution(deployed(archive(source_dir="fn")))
    assert_response(make_distribution(whole).get("/"), status=200)
    part = load_distribution(deployed(archive(source_dir="fn", excludes=["secrets_of_*"])))
    assert_response(make_distribution(part).get("/"), status=404)


def test_folders_whose_files_are_called_alike_stay_apart(project: Path) -> None:
    for name in ("first", "second"):
        (folder(project, name) / "README.md").touch()
        (project / name / "index.py").write_text(name)
        code = function_of(deployed(archive(source_dir=name, excludes=["README.md"]))).code
        assert (code / "index.py").read_text() == name


def test_what_is_edited_in_a_folder_that_is_packed_in_part_is_what_runs(packed: Path) -> None:
    document = deployed(archive(source_dir="fn", excludes=["tests"]))
    code = function_of(document).code
    (packed / "lib" / "a.py").write_text("edited")
    assert (code / "lib" / "a.py").read_text() == "edited"
    assert function_of(document).code == code
