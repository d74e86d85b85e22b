"""The documentation names everything there is, and points only at what exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from upphandling.domain.base import Role
from upphandling.domain.catalogue import KINDS
from upphandling.domain.tender import NoAwardReason
from upphandling.infrastructure.storage.troubles import DatabaseTrouble
from upphandling.interfaces.cli.app import app
from upphandling.projections.deadlines import Deadline
from upphandling.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
CLI, GLOSSARY, OPERATIONS, CHOICES = (
    (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    for name in ("cli", "ordlista", "operations", "kundval")
)

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
# Written backwards, so that this file names none of them itself.
REGISTRY = re.compile("ipyp|detsohnohtyp|sjmpn|lru-xedni"[::-1], re.IGNORECASE)

every_page = pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: str(page.relative_to(ROOT))
)


def verbs(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every verb with its command, groups opened."""
    if not hasattr(command, "commands"):
        yield " ".join(path), command
        return
    for name, inner in command.commands.items():
        yield from verbs(inner, (*path, name))


VERBS = dict(verbs(typer.main.get_command(app)))


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_its_heading_and_its_flags_in_the_table(verb):
    assert f"\n### {verb}\n" in CLI
    (row,) = [line for line in CLI.splitlines() if line.startswith(f"| [`{verb}`]")]
    flags = {flag for param in VERBS[verb].params for flag in param.opts}
    for flag in flags - {"--json", "--help", "--as"}:
        if flag.startswith("--"):
            assert f"`{flag}`" in row


def test_no_verb_is_documented_that_is_not_there():
    assert set(re.findall(r"^### (.+)$", CLI, re.MULTILINE)) - set(VERBS) == {
        "Instants as input",
        "Paging",
        "Secrecy",
    }


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_told_with_its_default(name):
    default = Settings.model_fields[name].default
    if name == "database":
        default = Settings.model_construct().database_url
    variable = f"{PREFIX}{name.upper()}"
    (row,) = [line for line in CLI.splitlines() if line.startswith(f"| `{variable}`")]

    assert (f"| `{default}`" if default else "| unset |") in row
    assert variable in OPERATIONS


@pytest.mark.parametrize(
    "term",
    [*KINDS, *(str(term) for kind in (Role, Deadline, NoAwardReason) for term in kind)],
)
def test_every_kind_role_deadline_and_reason_is_in_the_glossary(term):
    assert f"| `{term}` |" in GLOSSARY


@pytest.mark.parametrize(
    "topic",
    [
        event.TOPIC
        for kind in ("customer", "customer_choice", "choice_round", "transition")
        for event in KINDS[kind].EVENTS
    ],
)
def test_every_event_of_a_customer_s_way_is_told(topic):
    assert f"`{topic}`" in CHOICES


def troubles(root: type[DatabaseTrouble] = DatabaseTrouble) -> Iterator[str]:
    for trouble in root.__subclasses__():
        yield trouble.__name__
        yield from troubles(trouble)


@pytest.mark.parametrize("trouble", list(troubles()))
def test_every_trouble_with_the_database_has_its_remedy(trouble):
    assert f"| `{trouble}` |" in OPERATIONS


def alarms() -> Iterator[str]:
    """What the log tells somebody who is to do something about it."""
    texts = (file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    for text in texts:
        for node in ast.walk(ast.parse(text)) if "structlog" in text else ():
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="warning" | "error" | "exception"),
                    args=[ast.Constant(value=str(event))],
                ):
                    yield event


@pytest.mark.parametrize("event", sorted({*alarms()}))
def test_every_alarm_of_the_log_is_told_with_what_to_do(event):
    assert re.search(rf"^\| [^|]*`{event}`", OPERATIONS, re.MULTILINE)


@every_page
def test_a_link_to_a_file_leads_to_a_file(page):
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    for link in LINK.findall(text):
        if "://" in link or link.startswith("mailto:"):
            continue
        file, _, place = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), link
        if place and target.suffix == ".md":
            assert place in anchors(target), link


def anchors(page: Path) -> set[str]:
    """The places in a page, as their headings are linked to."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


@every_page
def test_no_page_names_the_host_of_a_package_registry(page):
    assert REGISTRY.search(page.read_text(encoding="utf-8")) is None
