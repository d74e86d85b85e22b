"""An answer that nobody takes, or that there is no room for; a verb that is interrupted."""

from __future__ import annotations

import io
import os
import sys
from importlib.metadata import version

import pytest

from upphandling.interfaces.cli import main
from upphandling.interfaces.cli.telling import must_have_somewhere_to_write, tell

FULL = "/dev/full"  # has never room
DONE, FOUND, FAULT = range(3)
BODIES = (None, {"data": ["rad"]})


@pytest.fixture
def out(monkeypatch):
    """Standard output, opened on a path or on a file that is open."""
    opened = []

    def begin(on: str | int) -> None:
        opened.append(open(on, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        monkeypatch.setattr(sys, "stdout", opened[-1])

    yield begin
    for one in opened:
        one.close()


def line() -> None:
    sys.stdout.write("rad\n")


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("code", [DONE, FOUND])
def test_whoever_reads_may_leave_and_it_ends_as_it_would_have(out, capsys, body, code):
    heard, told = os.pipe()
    os.close(heard)
    out(told)

    assert tell(code, line, body) == code
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("body", BODIES)
def test_an_answer_there_is_no_room_for_is_told_as_a_fault(out, capsys, body):
    out(FULL)

    assert tell(DONE, line, body) == FAULT
    assert capsys.readouterr().err == (
        "Svaret kan inte skrivas ut. Disken är full: frigör utrymme."
        " Det som begärdes är gjort. [AnswerUnwritten]\n"
    )


def test_of_a_fault_it_is_not_said_that_anything_was_done(out, capsys):
    out(FULL)

    assert tell(FAULT, line, BODIES[1]) == FAULT
    assert "gjort" not in capsys.readouterr().err
    assert tell(FAULT, line, None) == FAULT
    assert capsys.readouterr().err == ""  # the text has told it there


def test_a_stream_that_was_shut_from_the_start_is_no_trouble(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)

    must_have_somewhere_to_write()
    with sys.stdout:
        assert tell(DONE, line, None) == DONE


def test_a_sign_that_the_stream_does_not_have_is_no_trouble(monkeypatch):
    narrow = io.TextIOWrapper(io.BytesIO(), "latin-1")
    monkeypatch.setattr(sys, "stdout", narrow)

    must_have_somewhere_to_write()
    narrow.write("år → dag")
    narrow.flush()

    assert narrow.buffer.getvalue() == b"\xe5r \\u2192 dag"


@pytest.mark.parametrize("listen", ["x", "127.0.0.1:x", "127.0.0.1:99999"])
def test_a_flag_with_a_value_that_cannot_be_used_is_named(cli, tmp_path, listen):
    said = cli("witness", "serve", "--dir", f"{tmp_path}", "--listen", listen)

    assert said.code == 2
    assert "--listen har ett värde som inte går att använda." in said.err


def test_the_program_tells_its_version(cli):
    assert cli("--version").out == f"upphandling {version('upphandling')}\n"


def test_an_interrupted_verb_says_so(cli, monkeypatch):
    monkeypatch.setattr("upphandling.settings.load", _raising(KeyboardInterrupt))

    said = cli("config", "show")

    assert (said.code, said.err) == (2, "Avbrutet.\n")


def test_a_verb_that_is_interrupted_while_it_is_loaded_says_so_too(monkeypatch, capsys):
    monkeypatch.setattr("gc.set_threshold", lambda _: None)
    monkeypatch.setattr(
        "upphandling.interfaces.cli.app.run", _raising(KeyboardInterrupt)
    )

    with pytest.raises(SystemExit) as ended:
        main()

    assert (ended.value.code, capsys.readouterr().err) == (2, "Avbrutet.\n")


def test_bytes_that_are_no_text_are_a_fault_of_the_call(cli, store):
    said = cli("case", "show", b"k-\xff".decode(errors="surrogateescape"))

    assert said.code == 2
    assert said.err == (
        "Fel i anropet: argument 3 är inte UTF-8. Är det en fil, byt namn på den.\n"
    )


def test_a_bug_that_no_report_can_be_written_of_is_told_all_the_same(
    cli, monkeypatch, tmp_path
):
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "borta"))
    monkeypatch.setattr("upphandling.settings.load", _raising(ZeroDivisionError))

    said = cli("config", "show")

    assert said.code == 2
    assert said.err.startswith("Ett oväntat fel inträffade.")
    assert "Ingen rapport gick att skriva" in said.err


def _raising(kind: type[BaseException]):
    def load() -> None:
        raise kind

    return load
