"""E-mail through a real mail server on this machine: TLS, stable ids, a no for good."""

from __future__ import annotations

import pytest

from tests.infrastructure.outbox.mail_server import (
    PASSWORD,
    Mailbox,
    certificate,
    serving,
)
from tests.infrastructure.outbox.post_office import PostOffice
from tests.town import Town
from upphandling.infrastructure.outbox.letters import State

LOGIN = ('user = "u"', 'password_file = "losenord"')


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def smtp(mailbox):
    with serving(mailbox) as port:
        yield port


@pytest.fixture
def office(sqlite_url, tmp_path, listener):
    with Town(sqlite_url, "2026-03-02T09:00") as town:
        opened = PostOffice(town, tmp_path, listener)
        secret = tmp_path / "losenord"
        secret.write_text(PASSWORD)
        secret.chmod(0o600)
        yield opened


def mail(port: int, *more: str, to: str = "avtal@kommunen.example") -> str:
    settings = "\n".join(more or ('tls = "none"',))
    return f"""
[smtp]
host = "127.0.0.1"
port = {port}
sender = "upphandling@kommunen.example"
{settings}

[[email]]
name = "brevlada"
to = "{to}"
topics = ["choice_system.established"]
"""


def told(office: PostOffice, text: str) -> None:
    """A round before something happens, and one after."""
    office.open(text)
    office.round()
    office.town.founded()
    office.round()


def test_a_mail_says_in_swedish_what_happened_and_no_more(office, mailbox, smtp):
    told(office, mail(smtp))

    (got,) = mailbox.got
    assert got["From"] == "upphandling@kommunen.example"
    assert got["To"] == "avtal@kommunen.example"
    assert got["Subject"].startswith("choice_system:staden: ")
    assert got["Auto-Submitted"] == "auto-generated"
    (letter,) = office.letters(State.SENT)
    assert got["Message-ID"] == f"<{letter.message_id}@kommunen.example>"
    body = got.get_content()
    assert "Ärende: choice_system:staden" in body
    assert "När: 2026-03-02 09:00" in body
    assert "Hemtjänst i staden" not in body


def test_a_mail_that_came_back_has_the_same_id_the_next_time(office, mailbox, smtp):
    mailbox.answers = ["451 Try again later"]
    told(office, mail(smtp))
    (letter,) = office.letters(State.WAITING)
    assert letter.fault == "e-postservern svarade 451"

    office.town.at("2026-03-02T09:05")
    office.round()

    (got,) = mailbox.got
    assert letter.message_id in got["Message-ID"]


@pytest.mark.parametrize("answer", ["554 Never", "552 Too much"])
def test_a_server_that_says_no_for_good_is_not_asked_again(
    office, mailbox, smtp, answer
):
    mailbox.answers = [answer]
    told(office, mail(smtp))

    (letter,) = office.letters()
    assert (letter.state, letter.fault) == (
        State.DEAD,
        f"e-postservern svarade {answer[:3]}",
    )


def test_an_address_that_is_not_there_kills_the_letter(office, mailbox, smtp):
    told(office, mail(smtp, to="ingen@kommunen.example"))

    (letter,) = office.letters()
    assert (letter.state, letter.fault) == (State.DEAD, "e-postadressen nekades 550")
    assert mailbox.got == []


def test_a_server_that_is_not_there_is_tried_again(office):
    told(office, mail(1))

    (letter,) = office.letters(State.WAITING)
    assert letter.fault == "ingen förbindelse"


def test_a_server_without_tls_gets_neither_password_nor_mail(office, mailbox, smtp):
    told(office, mail(smtp, *LOGIN))

    (letter,) = office.letters(State.WAITING)
    assert letter.fault == "e-postservern kan inte det som krävs"
    assert (mailbox.got, mailbox.users) == ([], [])


def test_a_certificate_that_nobody_vouches_for_is_not_believed(
    office, mailbox, tmp_path
):
    _, context = certificate(tmp_path)
    with serving(mailbox, tls_context=context) as port:
        told(office, mail(port, 'tls = "starttls"'))

    (letter,) = office.letters(State.WAITING)
    assert letter.fault == "certifikatet eller krypteringen godtas inte"
    assert mailbox.got == []


def test_over_tls_it_logs_in_and_hands_the_mail_over(
    office, mailbox, tmp_path, monkeypatch
):
    file, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", file)
    asked = {"require_starttls": True, "auth_required": True}
    with serving(
        mailbox, tls_context=context, authenticator=mailbox.log_in, **asked
    ) as port:
        told(office, mail(port, *LOGIN))

    assert mailbox.users == ["u"]
    assert len(mailbox.got) == 1


def test_a_wrong_password_is_told_without_it(office, mailbox, tmp_path, monkeypatch):
    (tmp_path / "losenord").write_text("fel-ord")
    file, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", file)
    with serving(mailbox, tls_context=context, authenticator=mailbox.log_in) as port:
        told(office, mail(port, *LOGIN))

    (letter,) = office.letters(State.WAITING)
    assert letter.fault == "inloggningen på e-postservern nekades"
    assert "fel-ord" not in repr(office.postmen[0].deliver)
