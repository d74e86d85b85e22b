"""`upphandling vault`: facts about persons, kept under keys that can be destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli import vault_destruction, vault_keys, vault_verify
from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    Status,
    answer_from_house,
)
from upphandling.interfaces.cli.swedish import Verbs
from upphandling.interfaces.cli.vault_options import (
    As,
    Person,
    Reason,
    keys_counted,
    reference_given,
    value_given,
)

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.infrastructure.vault.facts import FactField

app = Verbs("Valvet: personuppgifter, nycklar och gallring.")
app.command("init")(vault_keys.init)
app.command("rotate")(vault_keys.rotate)
app.command("officer-key")(vault_keys.officer_key)
app.command("forget")(vault_destruction.forget)
app.command("reconcile")(vault_destruction.reconcile)
app.command("verify")(vault_verify.verify)

Field = Annotated[
    str,
    typer.Option(
        "--field",
        help="name, personal_number, address, phone, email, relative eller note.",
    ),
]


@app.command("keep")
def keep(person: Person, field: Field, as_: As = None, as_json: AsJson = False) -> None:
    """Bevara en uppgift ur standard in om en person; att den lades där antecknas."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.vault.facts import Facts
        from upphandling.interfaces.vault_reading import must_be_allowed
        from upphandling.interfaces.vault_writing import record_kept, record_stored

        reference, known = reference_given(person), _field(field)
        view, subject = "vault.keep", f"person:{reference}"
        sender = must_be_allowed(house, as_, view=view, subject=subject)
        house.must_be_whole()
        facts, value = Facts(house.vault), _fitting(known)
        _must_be_possible(known, value)
        told = {reference: {known: value}}
        facts.must_take(told)
        entry = record_kept(house, sender, view=view, told=told)
        record_stored(house, sender, entry, facts.keep_many(told))
        version = facts.version(reference, known)
        return Reply(
            data={"person": reference, "field": known.value, "version": version},
            text=lambda: print(f"{reference}: {_said(known)} bevarad, nr {version}."),
        )

    answer_from_house(work, as_json=as_json, refresh=False)


@app.command("show")
def show(
    person: Person, as_: As = None, reason: Reason = None, as_json: AsJson = False
) -> None:
    """Visa vad valvet har om en person; att det lästes antecknas."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.vault.facts import Facts
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.vault_reading import (
            must_be_allowed,
            must_reveal,
            record_with_reason,
        )
        from upphandling.interfaces.words import field_word

        reference = reference_given(person)
        view, subject = "vault.show", f"person:{reference}"
        reader = must_be_allowed(house, as_, view=view, subject=subject)
        facts = Facts(house.vault).show(reference)
        fields = [field.value for field in facts]
        must_reveal(reader, view, subject, fields)
        record_with_reason(
            house, reader, view=view, subject=subject, fields=fields, reason=reason
        )
        rows = [{"field": field.value, "value": facts[field]} for field in facts]
        shown = [{**row, "field": field_word(row["field"])} for row in rows]
        columns = {"field": "Uppgift", "value": "Värde"}
        return Reply(
            data={"person": reference, "facts": rows},
            text=lambda: table(reference, columns, shown),
        )

    answer_from_house(work, as_json=as_json)


@app.command("find")
def find(
    personal_number: Annotated[
        bool,
        typer.Option("--personal-number", help="Sök på personnummer från standard in."),
    ] = False,
    as_: As = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Sök en persons referens på personnummer; att det söktes antecknas."""

    def work(house: House) -> Reply:
        from upphandling.application.messages import Fault, Malformed
        from upphandling.infrastructure.vault.facts import FactField, Facts
        from upphandling.interfaces.vault_reading import (
            must_be_allowed,
            record_with_reason,
        )

        if not personal_number:
            raise Malformed([Fault("--personal-number", "saknas")])
        reader = must_be_allowed(house, as_, view="vault.find")
        number = _fitting(FactField.PERSONAL_NUMBER)
        found, unsearched = Facts(house.vault).find(number)
        record_with_reason(
            house,
            reader,
            view="vault.find",
            subject=f"person:{found[0]}" if found else None,
            fields=[FactField.PERSONAL_NUMBER.value],
            reason=reason,
        )
        data = {"persons": found, "unsearched": [part.value for part in unsearched]}
        return Reply(
            data=data,
            text=lambda: _tell_found(data),
            status=Status.DONE if found else Status.FOUND,
        )

    answer_from_house(work, as_json=as_json)


@app.command("list")
def list_kept(
    as_: As = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista om vilka valvet har uppgifter, och vilka slag; inget innehåll, inga anbud."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.vault.listing import (
            listed,
            listed_by_compartment,
        )
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.cli.words import worded_row
        from upphandling.interfaces.vault_reading import (
            may_tell_protected,
            must_be_allowed,
        )

        reader = must_be_allowed(house, as_, view="vault.list")
        columns = {
            "subject": "Gäller",
            "document_class": "Handlingsslag",
            "items": "Uppgifter",
            "destroyed": "Gallrat",
        }
        if may_tell_protected(reader):
            rows = listed_by_compartment(house.database, limit, offset)
            columns["compartment"] = "Fack"
        else:
            rows = listed(house.database, limit, offset)
        shown = [worded_row(row) for row in rows]
        return Reply(data=rows, text=lambda: table("Valvet", columns, shown))

    answer_from_house(work, as_json=as_json)


@app.command("protect")
def protect(person: Person, as_: As = None, as_json: AsJson = False) -> None:
    """Flytta allt om en person till det skyddade facket; att det flyttades antecknas."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.vault.facts import Facts
        from upphandling.interfaces.vault_reading import must_be_allowed
        from upphandling.interfaces.vault_writing import (
            record_protection,
            record_stored,
        )

        reference = reference_given(person)
        view, subject = "vault.protect", f"person:{reference}"
        sender = must_be_allowed(house, as_, view=view, subject=subject, unnamed=True)
        house.must_be_whole()
        facts = Facts(house.vault)
        facts.must_protect()
        entry = record_protection(house, sender, view=view)
        done = facts.protect(reference)
        record_stored(house, sender, entry, [done.line])
        return Reply(
            data={"person": reference, "moved": done.moved},
            text=lambda: print(f"{reference}: {keys_counted(done.moved, 'flyttad')}."),
        )

    answer_from_house(work, as_json=as_json)


def _field(told: str) -> FactField:
    from upphandling.application.messages import Fault, Malformed
    from upphandling.infrastructure.vault.facts import FactField

    if told not in set(FactField):
        raise Malformed([Fault("--field", f"ska vara ett av {', '.join(FactField)}")])
    return FactField(told)


def _fitting(field: FactField) -> str:
    """A value from standard input that fits the field; raises `Malformed`."""
    from upphandling.application.messages import Fault, Malformed
    from upphandling.infrastructure.vault.blind_index import NotANumber, normalised
    from upphandling.infrastructure.vault.facts import FactField

    value = value_given(field.value)
    if field is FactField.PERSONAL_NUMBER:
        try:
            return normalised(value)
        except NotANumber:
            message = "ska vara ett personnummer med tolv siffror"
            raise Malformed([Fault("", message)]) from None
    return value


def _must_be_possible(field: FactField, value: str) -> None:
    """Raise `Malformed` for a number that nobody can have; it is not repeated."""
    from upphandling.application.messages import Fault, Malformed
    from upphandling.domain.personal_number import can_be_somebodys
    from upphandling.infrastructure.vault.facts import FactField

    if field is FactField.PERSONAL_NUMBER and not can_be_somebodys(value):
        message = "är inget personnummer: dagen finns inte eller kontrollsiffran är fel"
        raise Malformed([Fault("", message)])


def _said(field: FactField) -> str:
    from upphandling.interfaces.words import field_word

    return field_word(field.value)


def _tell_found(data: dict[str, Any]) -> None:
    from upphandling.interfaces.words import IN_SWEDISH

    print(", ".join(data["persons"]) or "Ingen har det personnumret i valvet.")
    if data["unsearched"]:
        parts = ", ".join(IN_SWEDISH[part] for part in data["unsearched"])
        print(f"Ej genomsökt, nyckeln saknas till: {parts} fack.")
