"""`upphandling plan compare`: files that do not hold, told with field and line."""

from __future__ import annotations

import json

import pytest

from tests.interfaces.compare.matters import TOML


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (("title =", "titel ="), "title", "saknas"),
        (("choosing_percent = 60", "choosing_percent = 160"), "people", "högst 100"),
        (("customers = 40", "customers = 0"), "people.customers", "minst 1"),
        (("wishes_each = 2", "minutes_min = 2000"), "people", "minutes_max"),
        (('rule = "in_house"', 'rule = "lotteri"'), "alternatives.0", "ett av"),
        (('agreement = "avtal-a"', 'agreement = "egen"'), "", "två gånger i providers"),
        (("[[alternatives]]", '[[alternatives]]\nwithout = ["x"]'), "", "x finns inte"),
        (
            ('regime = "lou"', 'regime = "lou"\nplaces = { soder = 3 }'),
            "",
            "avtal-a: soder finns inte",
        ),
        (("kronor_per_hour = 500", "kronor_per_hour = -5"), "providers.0", "större än"),
    ],
)
def test_a_file_that_does_not_hold_is_told_with_its_field(
    cli, file, change, field, message
):
    path = file(TOML.replace(*change))
    said = cli("plan", "compare", path)

    assert (said.code, said.out) == (2, "")
    assert f"{path}" in said.err
    assert field in said.err
    assert message in said.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"title = \n", "ogiltig TOML"),
        ("title = 'Örebro'".encode("latin-1"), "inte UTF-8"),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(cli, tmp_path, content, words):
    path = tmp_path / "alternativ.toml"
    path.write_bytes(content)
    said = cli("plan", "compare", str(path), "--json")

    assert (said.code, said.json["status"]) == (2, "error")
    assert words in said.json["diagnostics"][0]["message"]


def test_a_file_that_is_not_there_is_told(cli, tmp_path):
    said = cli("plan", "compare", str(tmp_path / "ingen.toml"), "--json")

    assert said.code == 2
    assert json.loads(said.out)["diagnostics"][0]["message"].startswith("filen saknas")
