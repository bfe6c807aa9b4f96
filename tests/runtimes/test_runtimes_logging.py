# Functions print.
# ruff: noqa: T201

from __future__ import annotations

import io
import logging
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from support.function_folders import World, write_files

from pytest_lambda_edge.runtimes.registry import Functions, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINE = r"\[{level}\]\t\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}Z\t{id}\t{message}\n"
ID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def line(level: str, message: str, id_: str = ID) -> str:
    return LINE.format(level=level, message=message, id=id_)


def matches(logs: str, *patterns: str) -> bool:
    import re  # noqa: PLC0415 - used here alone

    return re.fullmatch("".join(patterns), logs) is not None


@pytest.fixture(autouse=True)
def _root() -> Iterator[None]:
    """Have the root logger as pytest has it, whatever another test has left."""
    yield
    assert logging.getLogger().parent is None


def printing(event: Any, context: Any) -> None:
    print("to stdout")
    print("to stderr", file=sys.stderr)
    sys.stdout.writelines(["two ", "lines\n"])
    logging.getLogger("of.callable").warning("logged %s", 1)


def test_what_a_callable_writes_is_recorded_and_passed_on(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    before = World.now()
    run = load(printing).run({})
    assert matches(run.logs, "to stdout\n", "to stderr\n", "two lines\n", line("WARNING", "logged 1"))
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("to stdout\ntwo lines\n", "to stderr\n")
    assert caplog.messages == ["logged 1"]
    assert World.now() == before


def test_what_loaded_code_writes_is_recorded_and_passed_on(
    tmp_path: Path, functions: Functions, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    write_files(
        tmp_path,
        index="""
            import logging, sys
            print("at import")
            logger = logging.getLogger()
            logger.setLevel(logging.INFO)
            logger.info("started")

            def handler(event, context):
                print("in the run", file=sys.stderr)
                logger.info("id %s", context.aws_request_id)
                logger.debug("not this")
                logging.getLogger("other").warning("of another logger")
                context.log("from the context\\n")
            """,
    )
    before = World.now()
    function = functions.load(f"{tmp_path}/index.handler")
    first, second = function.run({}), function.run({})
    in_run = (
        "in the run\n",
        line("INFO", f"id {ID}"),
        line("WARNING", "of another logger"),
        "from the context\n",
    )
    assert matches(first.logs, "at import\n", line("INFO", "started", ""), *in_run)
    assert matches(second.logs, *in_run)
    captured = capsys.readouterr()
    assert captured.out == "at import\n" + 2 * "from the context\n"
    assert captured.err == 2 * "in the run\n"
    assert [message[:2] for message in caplog.messages] == ["st", "id", "of", "id", "of"]
    assert World.now() == before


@pytest.mark.fact("LE-322")
def test_a_log_line_bears_the_id_of_its_own_run(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="""
            import logging
            def handler(event, context):
                logging.error('x')
                return context.aws_request_id
            """,
    )
    function = functions.load(f"{tmp_path}/index.handler")
    first, second = function.run({}), function.run({})
    assert first.returned != second.returned
    assert matches(first.logs, line("ERROR", "x", first.returned))
    assert matches(second.logs, line("ERROR", "x", second.returned))


def test_two_functions_have_a_root_logger_each(tmp_path: Path, functions: Functions) -> None:
    for name, level in (("loud", "DEBUG"), ("quiet", "ERROR")):
        write_files(
            tmp_path / name,
            index=f"""
                import logging
                logging.getLogger().setLevel(logging.{level})

                def handler(event, context):
                    logging.info("heard")
                    return logging.getLogger().level
                """,
        )
    loud, quiet = (functions.load(f"{tmp_path}/{name}/index.handler") for name in ("loud", "quiet"))
    for _ in range(2):
        assert matches(loud.run({}).logs, line("INFO", "heard"))
        assert quiet.run({}).logs == ""
        assert logging.getLogger().level not in {logging.DEBUG, logging.ERROR}


def test_a_level_that_a_test_sets_holds_for_a_function_that_sets_none(
    tmp_path: Path, functions: Functions, caplog: pytest.LogCaptureFixture
) -> None:
    write_files(tmp_path, index="import logging\ndef handler(event, context):\n    logging.debug('heard')\n")
    function = functions.load(f"{tmp_path}/index.handler")
    assert function.run({}).logs == ""
    with caplog.at_level(logging.DEBUG):
        assert matches(function.run({}).logs, line("DEBUG", "heard"))
    assert function.run({}).logs == ""
    assert caplog.messages == ["heard"]


def test_lambdas_own_handler_is_there(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="""
            import logging
            logging.basicConfig(level=logging.DEBUG, format="never used")
            logging.getLogger().handlers[0].setFormatter(logging.Formatter("%(levelname)s: %(message)s"))

            def handler(event, context):
                logging.debug("below the level")
                logging.warning("mine")
                logging.warning("with %d", "nothing to format")
                return len(logging.getLogger().handlers)
            """,
    )
    function = functions.load(f"{tmp_path}/index.handler")
    before = logging.raiseExceptions
    logging.raiseExceptions = False
    try:
        root = logging.getLogger()
        handlers, root.handlers = root.handlers, []
        run = function.run({})
        root.handlers = handlers
    finally:
        logging.raiseExceptions = before
    assert (run.logs, run.returned) == ("WARNING: mine\n", 1)


@pytest.mark.parametrize(
    "setup",
    [
        "logging.basicConfig(level=logging.INFO, format='own %(message)s', force=True)",
        "root.handlers.clear(); root.addHandler(own)",
        "root.handlers = [own]",
        "[root.removeHandler(handler) for handler in list(root.handlers)]; root.addHandler(own)",
    ],
)
def test_a_function_may_set_up_handlers_of_its_own(
    setup: str,
    tmp_path: Path,
    functions: Functions,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    write_files(
        tmp_path,
        index=f"""
            import logging, sys
            root = logging.getLogger()
            own = logging.StreamHandler(sys.stderr)
            own.setFormatter(logging.Formatter("own %(message)s"))
            {setup}

            def handler(event, context):
                logging.warning("said")
            """,
    )
    before = World.now()
    function = functions.load(f"{tmp_path}/index.handler")
    for _ in range(2):
        assert function.run({}).logs == "own said\n"
        assert World.now() == before
    assert capsys.readouterr().err == "own said\nown said\n"
    assert caplog.messages == ["said", "said"]


def test_a_handler_kept_from_a_run_writes_where_stderr_is_now(
    tmp_path: Path, functions: Functions, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(
        tmp_path,
        index="""
            import sys
            kept = sys.stderr
            def handler(event, context):
                kept.write('in the run\\n')
            """,
    )
    function = functions.load(f"{tmp_path}/index.handler")
    assert function.run({}).logs == "in the run\n"
    function.module.kept.write("after it\n")
    function.module.kept.flush()
    assert capsys.readouterr().err == "in the run\nafter it\n"
    assert function.module.kept.encoding == sys.stderr.encoding
    assert not hasattr(function.module.kept, "_nothing")
    monkeypatch.setattr(sys, "stderr", None)
    assert function.run({}).logs == "in the run\n"
    function.module.kept.flush()


def test_other_loggers_are_set_up_for_their_function_alone(
    tmp_path: Path, functions: Functions, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("one", "two"):
        write_files(
            tmp_path / name,
            index=f"""
                import logging, sys
                logger = logging.getLogger("edge.shared")
                own = logging.StreamHandler(sys.stdout)
                own.setFormatter(logging.Formatter("{name} %(message)s"))
                logger.addHandler(own)
                logger.setLevel(logging.{"INFO" if name == "one" else "ERROR"})
                logger.propagate = {name == "one"}

                def handler(event, context):
                    logger.info("info")
                    logger.error("error")
                """,
        )
    shared = logging.getLogger("edge.shared")
    shared.addHandler(tests_own := logging.StreamHandler(stream := io.StringIO()))
    one, two = (functions.load(f"{tmp_path}/{name}/index.handler") for name in ("one", "two"))
    for _ in range(2):
        lines = ("one info\n", line("INFO", "info"), "one error\n", line("ERROR", "error"))
        assert matches(one.run({}).logs, *lines)
        assert two.run({}).logs == "two error\n"
        assert (shared.handlers, shared.propagate) == ([tests_own], True)
    assert stream.getvalue() == 2 * "info\nerror\nerror\n"
    assert caplog.messages == 2 * ["info", "error"]
    assert shared.level == logging.ERROR
    functions.close()
    assert shared.level == logging.NOTSET
    shared.handlers.clear()


def test_a_level_that_a_test_sets_for_the_functions_logger_holds(
    tmp_path: Path, functions: Functions, caplog: pytest.LogCaptureFixture
) -> None:
    write_files(
        tmp_path,
        index="""
            import logging
            logger = logging.getLogger("edge.own")
            logger.setLevel(logging.ERROR)

            def handler(event, context):
                logger.debug("detail")
            """,
    )
    function = functions.load(f"{tmp_path}/index.handler")
    function.run({})
    with caplog.at_level(logging.DEBUG, logger="edge.own"):
        function.run({})
    assert caplog.messages == ["detail"]


def test_logging_that_a_function_disables_is_enabled_after_its_run(
    tmp_path: Path, functions: Functions
) -> None:
    write_files(
        tmp_path,
        index="""
            import logging
            logging.disable(logging.ERROR)
            def handler(event, context):
                logging.error('no')
                logging.critical('yes')
            """,
    )
    before = World.now()
    function = functions.load(f"{tmp_path}/index.handler")
    for _ in range(2):
        assert matches(function.run({}).logs, line("CRITICAL", "yes"))
        assert World.now() == before


def test_a_stream_that_a_function_replaces_is_put_back(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="""
            import io, sys
            sys.stdout = io.StringIO()
            def handler(event, context):
                sys.stderr = io.StringIO()
                print('seen')
            """,
    )
    before = World.now()
    assert functions.load(f"{tmp_path}/index.handler").run({}).logs == "seen\n"
    assert World.now() == before


def test_a_callable_in_a_callable_has_its_own_log() -> None:
    def inner(event: Any, context: Any) -> None:
        print("inner")

    def outer(event: Any, context: Any) -> Any:
        print("before")
        run = load(inner).run({})
        print("after")
        return run.logs

    run = load(outer).run({})
    assert (run.logs, run.returned) == ("before\nafter\n", "inner\n")


def test_loaded_code_within_loaded_code_logs_to_the_tests_handlers_once(
    tmp_path: Path, functions: Functions, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(
        tmp_path / "inner",
        index="import logging\ndef handler(event, context):\n    logging.warning('inner')\n",
    )
    write_files(
        tmp_path / "outer",
        index="""
            import builtins, logging
            def handler(event, context):
                logging.warning('outer')
                builtins.edge_call({})
            """,
    )
    inner = functions.load(f"{tmp_path}/inner/index.handler")
    outer = functions.load(f"{tmp_path}/outer/index.handler")
    monkeypatch.setattr("builtins.edge_call", inner.run, raising=False)
    assert matches(outer.run({}).logs, line("WARNING", "outer"))
    assert caplog.messages == ["outer", "inner"]


def test_runs_in_threads_have_their_own_logs(capsys: pytest.CaptureFixture[str]) -> None:
    barrier = threading.Barrier(2)
    logs: dict[str, str] = {}

    def handler(event: Any, context: Any) -> None:
        for _ in range(20):
            barrier.wait()
            print(event["name"])

    def run(name: str) -> None:
        logs[name] = load(handler).run({"name": name}).logs

    before = World.now()
    threads = [threading.Thread(target=run, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert logs == {"a": 20 * "a\n", "b": 20 * "b\n"}
    assert len(capsys.readouterr().out) == 80
    assert World.now() == before


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("there_is_one", [True, False])
def test_what_is_no_text_is_refused_and_not_recorded(
    stream: str, there_is_one: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def handler(event: Any, context: Any) -> str:
        to = getattr(sys, stream)
        to.write("before ")
        with pytest.raises(TypeError, match="must be str, not bytes"):
            to.write(b"bytes")
        to.writelines(["after"])
        return "good"

    if not there_is_one:
        monkeypatch.setattr(sys, stream, None)
    run = load(handler).run({})
    assert (run.returned, run.logs, run.failure) == ("good", "before after", None)


def test_what_a_stream_of_bytes_takes_is_passed_on_only(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", taken)

    def handler(event: Any, context: Any) -> int:
        return sys.stdout.write(b"bytes")  # type: ignore[arg-type]

    run = load(handler).run({})
    assert (run.returned, run.logs, taken.getvalue()) == (5, "", b"bytes")


def test_a_thread_that_a_function_starts_writes_to_its_log() -> None:
    def handler(event: Any, context: Any) -> None:
        thread = threading.Thread(target=print, args=("from a thread",))
        thread.start()
        thread.join()

    assert load(handler).run({}).logs == "from a thread\n"


def test_cold_start_by_hand_writes_where_the_test_does(
    tmp_path: Path, functions: Functions, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    write_files(
        tmp_path, index="import logging\nprint('at import')\nlogging.warning('logged')\nhandler = print\n"
    )
    functions.load(f"{tmp_path}/index.handler").module  # noqa: B018 - the access is the cold start
    assert capsys.readouterr().out == "at import\n"
    assert caplog.messages == ["logged"]
