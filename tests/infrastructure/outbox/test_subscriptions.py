"""The file of subscriptions: each fault told in a line, all at once, and no secret in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.infrastructure.outbox.post_office import webhook, written
from tests.infrastructure.outbox.receivers import SECRET
from upphandling.infrastructure.outbox.secrets import password, webhook_secrets
from upphandling.infrastructure.outbox.subscriptions import read_subscriptions
from upphandling.setting_sources import BadSetting

HERE = "http://127.0.0.1:9/in"
ONE = 'topics = ["tender.announced"]'


def faults(tmp_path, text: str) -> list[str]:
    with pytest.raises(BadSetting) as bad:
        read_subscriptions(written(tmp_path, text))
    return [
        line.removeprefix(f"{tmp_path}/utskick.toml: ")
        for line in str(bad.value).splitlines()
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dummy = 1", "dummy: det finns ingen sådan inställning."),
        ("tries = 0", "tries: går inte att använda. Tillåtet: 1 till 100 försök."),
        ("= fel", "filen är inte TOML."),
        (webhook(HERE, ""), "mottagaren: varken kinds eller topics är angivet."),
        (
            webhook(HERE, 'topics = ["tender.invented"]'),
            "mottagaren: det finns ingen händelse ”tender.invented”.",
        ),
        (
            webhook(HERE, 'topics = ["tender.bid_received"]'),
            "mottagaren: om tender.bid_received berättas aldrig utanför huset.",
        ),
        (
            webhook(HERE, 'topics = ["customer.granted"]'),
            "mottagaren: om customer.granted berättas aldrig utanför huset.",
        ),
        (
            webhook(HERE, 'kinds = ["customer_choice"]'),
            "mottagaren: om customer_choice berättas aldrig något utanför huset.",
        ),
        (
            webhook(HERE, 'kinds = ["nagot"]'),
            "mottagaren: det finns inget slag av ärende ”nagot”.",
        ),
        (
            webhook(HERE, ONE, "Fel namn"),
            (
                "webhook.0.name: går inte att använda."
                " Tillåtet: små bokstäver, siffror och bindestreck,"
                " högst 40, inget personnummer."
            ),
        ),
        (
            webhook(HERE, ONE) + webhook(HERE, ONE),
            "mottagaren: två prenumerationer har samma namn.",
        ),
        (
            webhook(HERE, ONE + '\nfrom = "mitten"'),
            "webhook.0.from: går inte att använda. Tillåtet: end eller start.",
        ),
        (
            f'[[email]]\nname = "a"\nto = "a@b.example"\n{ONE}',
            "smtp saknas: utan e-postserver kan ingen e-post skickas.",
        ),
        (
            f'[[email]]\nname = "a"\nto = "a@b.example, c@d.example"\n{ONE}',
            (
                "email.0.to: går inte att använda."
                " Tillåtet: en enda e-postadress, utan personnummer."
            ),
        ),
        (
            f'[[email]]\nname = "a"\nto = "19121212-1212@b.example"\n{ONE}',
            (
                "email.0.to: går inte att använda."
                " Tillåtet: en enda e-postadress, utan personnummer."
            ),
        ),
        (
            f'[[email]]\nname = "k-191212121212"\nto = "a@b.example"\n{ONE}',
            (
                "email.0.name: går inte att använda."
                " Tillåtet: små bokstäver, siffror och bindestreck,"
                " högst 40, inget personnummer."
            ),
        ),
        (
            '[smtp]\nhost = "post.example"\ntls = "none"\nsender = "a@b.example"',
            "smtp: tls får bara vara none mot den egna maskinen.",
        ),
        (
            '[smtp]\nhost = "post.example"\nuser = "u"\nsender = "a@b.example"',
            "smtp: user och password_file anges båda eller ingen.",
        ),
        ('[[webhook]]\nname = "a"', "webhook.0.url: saknas."),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(tmp_path, text, said):
    assert said in faults(tmp_path, text)


@pytest.mark.parametrize(
    "url",
    [
        "http://mottagaren.example/in",
        "http://10.0.0.1/in",
        "http://127.0.0.1.mottagaren.example/in",
        "ftp://127.0.0.1/in",
        "https://anvandare:ord@mottagaren.example/in",
        "https:///in",
        "https://mottagaren.example:fel/in",
        "mottagaren.example",
    ],
)
def test_an_address_in_the_open_is_refused(tmp_path, url):
    (said,) = faults(tmp_path, webhook(url, ONE))

    assert "https://" in said
    assert "ord@" not in said


@pytest.mark.parametrize(
    "url", ["https://mottagaren.example/in", "http://[::1]:8000/", "http://localhost/"]
)
def test_an_address_that_nobody_else_can_read_along_is_taken(tmp_path, url):
    found = read_subscriptions(written(tmp_path, webhook(url, ONE)))

    assert [one.name for one in found.all] == ["mottagaren"]


def test_all_faults_are_told_at_once(tmp_path):
    text = webhook("http://x.example", 'topics = ["a.b"]') + webhook(HERE, "", "tva")

    assert len(faults(tmp_path, text)) == 3


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadSetting, match=r"utskick\.toml: filen går inte att läsa"):
        read_subscriptions(tmp_path / "utskick.toml")


def test_a_kind_means_all_of_it_that_may_be_told(tmp_path):
    file = written(tmp_path, webhook(HERE, 'kinds = ["tender"]'))

    topics = read_subscriptions(file).all[0].stored_topics

    assert "tender.announced" in topics
    assert "tender.bid_received" not in topics
    assert {topic.partition(".")[0] for topic in topics} == {"tender"}


# -- Secrets -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "ingenting", "whsec_kort", "whsec_" + "A" * 200, SECRET[6:]]
)
def test_a_secret_that_is_none_is_refused_and_not_repeated(tmp_path, text):
    file = tmp_path / "hemlighet"
    file.write_text(text)
    file.chmod(0o600)

    with pytest.raises(BadSetting) as bad:
        webhook_secrets(file, tmp_path / "utskick.toml")
    assert "24 till 64 byte" in str(bad.value)
    assert not text or text not in str(bad.value)


def test_a_secret_that_others_can_read_is_refused(tmp_path):
    file = tmp_path / "hemlighet"
    file.write_text(SECRET)
    file.chmod(0o644)

    with pytest.raises(BadSetting, match="andra än tjänsten kan läsa"):
        webhook_secrets(file, tmp_path)


def test_a_name_is_a_credential_of_systemd_before_it_is_a_file(tmp_path, monkeypatch):
    (tmp_path / "credentials").mkdir()
    for folder, text in (("credentials", "ur systemd"), (".", "bredvid")):
        file = tmp_path / folder / "losenord"
        file.write_text(text)
        file.chmod(0o600)

    beside = tmp_path / "utskick.toml"
    assert password(Path("losenord"), beside) == "bredvid"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    assert password(Path("losenord"), beside) == "ur systemd"
    assert password(tmp_path / "losenord", beside) == "bredvid"


def test_a_missing_secret_is_named(tmp_path):
    with pytest.raises(BadSetting, match="hemligheten går inte att läsa"):
        webhook_secrets(tmp_path / "borta", tmp_path / "utskick.toml")
