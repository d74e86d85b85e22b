"""Which free text goes to the vault, which does not, and that the page about it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from upphandling.application.catalogue import VERBS
from upphandling.application.sealing import PERSON, sealed_fields
from upphandling.domain.configuration import Text

PAGE = Path(__file__).parents[2] / "docs" / "vault.md"
ABOUT_PERSONS = (
    *("agreement", "choice_round", "customer", "customer_choice", "deviation"),
    *("reading", "roster", "transition"),
)
"""The kinds of case whose commands speak of customers, or of who works with them."""

SEALED = {
    "agreement.impose_fine.motive",
    "agreement.lift_stop.reason",
    "agreement.offer_place.reason",
    "agreement.release_withholding.reason",
    "agreement.stop_new_customers.motive",
    "agreement.warn.motive",
    "agreement.withdraw_sanction.motive",
    "agreement.withhold_payment.motive",
    "customer.end_decision.reason",
    "customer.interrupt.reason",
    "customer.report.reason",
    "customer_choice.change_care.reason",
    "customer_choice.inform.about",
    "customer_choice.leave_queue.reason",
    "customer_choice.place.reason",
    "customer_choice.withdraw_placement.reason",
    "deviation.accept_plan.motive",
    "deviation.change_severity.reason",
    "deviation.close.motive",
    "deviation.demand_plan.motive",
    "deviation.hear_provider.answer",
    "deviation.open_hearing.questions",
    "deviation.receive_plan.measures.what",
    "deviation.recheck.findings",
    "deviation.reject_plan.motive",
    "deviation.report.description",
    "follow_up.correct_check.findings.text",
    "follow_up.record_check.findings.text",
    "roster.lift_conflict.reason",
    "tender.declare_conflict.measure",
    "tender.intend_exclusion.circumstances",
    "transition.fail_customer.reason",
    "transition.note_staff_transfer.note",
    "transition.take_over_customer.despite",
}
PLAIN = {
    "about an agreement": {
        *("agreement.agree_capacity.reason", "agreement.agree_shares.reason"),
        "agreement.agree_sanctions.rungs.clause",
        *("agreement.agree_shares.legal_basis", "agreement.change.clause"),
        *("agreement.change.description", "agreement.change.motive"),
        *("agreement.change_licence.source", "agreement.change_places.reason"),
        *("agreement.entrust_in_house.name", "agreement.exercise_option.reason"),
        *("agreement.extend.reason", "agreement.give_notice.reason"),
        *("agreement.publish_change_notice.database", "agreement.register.name"),
        *("agreement.publish_change_notice.notice", "agreement.rescind.grounds"),
        "agreement.state_value.source",
    },
    "about a whole group": {
        *("transition.abandon.reason", "transition.decide_go.despite"),
        *("transition.decide_no_go.reason", "transition.fail_condition.reason"),
        *("transition.meet_condition.evidence", "transition.postpone.reason"),
        *("transition.postpone_wave.reason", "transition.propose_reassignment.seed"),
        *("transition.reassign.reason", "transition.set_condition.text"),
        *("transition.set_handover_items.items.text", "transition.take_over.despite"),
        "choice_round.propose.seed",
    },
    "where a document is filed": {
        "deviation.finish_measure.evidence.reference",
        "deviation.recheck.evidence.reference",
        "deviation.report.origin_reference",
    },
    "public": {
        "choice_round.publish_information.providers.facts",
        "choice_round.publish_information.seed",
    },
    "a word or two": {
        *("choice_round.invite.channel", "choice_round.remind.channel"),
        *("customer_choice.inform.channel", "reading.record.fields"),
        *("reading.record.subject", "reading.record.view"),
    },
    "must work, or be read, without the vault": {
        *("roster.open_break_glass.reason", "roster.review_break_glass.motive"),
        "roster.withdraw_role.reason",
    },
    "the vault's own verbs give a token": {"reading.record.reason"},
}


class _Probe(BaseModel):
    one: Text


def test_every_free_text_about_a_person_is_sealed_or_has_a_ground_for_being_plain():
    sealed, plain = set(), set()
    for name, verb in VERBS.items():
        for path, is_sealed in texts(verb.command, name):
            if is_sealed:
                sealed.add(path)
            elif name.partition(".")[0] in ABOUT_PERSONS or names_one(verb.command):
                plain.add(path)

    assert sealed == SEALED
    assert plain == set().union(*PLAIN.values())


def test_a_new_free_text_is_seen_wherever_it_stands():
    """The search goes into parts and lists, and knows a text however it is wrapped."""

    class Part(BaseModel):
        told: Text | None = None
        many: list[Text] = []

    class Whole(BaseModel):
        parts: list[Part] = []
        number: int = 1

    assert dict(texts(Whole, "a.b")) == {
        "a.b.parts.told": False,
        "a.b.parts.many": False,
    }


@pytest.mark.parametrize("path", sorted(SEALED.union(*PLAIN.values())))
def test_the_page_tells_of_each(path):
    kind, verb, *_, field = path.split(".")
    told = PAGE.read_text(encoding="utf-8")
    names = (f"`{kind}.{verb}`", f"`.{verb}`", f"`{kind}.{verb}.{field}`")

    assert any(name in told for name in names) or f"`{kind}.*`" in told


def names_one(model: type[BaseModel]) -> bool:
    """Whether a command, or any part of it, names a person."""
    return any(name in PERSON for name in model.model_fields) or any(
        names_one(part)
        for field in model.model_fields.values()
        for part in parts(field)
    )


def texts(model: type[BaseModel], path: str) -> Iterator[tuple[str, bool]]:
    """Every field of free text, and whether it is sealed."""
    for name, field in model.model_fields.items():
        here = f"{path}.{name}"
        if name in sealed_fields(model):
            yield here, True
        elif rule(_Probe.model_fields["one"]) in rule(field):
            yield here, False
        for part in parts(field):
            yield from texts(part, here)


def rule(field: FieldInfo) -> str:
    """What a field may hold, as text; of `Text` without its brackets."""
    told = re.sub(r" at 0x[0-9a-f]+", "", f"{field.annotation!r} {field.metadata!r}")
    return told.partition("[")[2].rpartition("]")[0] if field.metadata else told


def parts(field: FieldInfo) -> Iterator[type[BaseModel]]:
    pending = [field.annotation]
    while pending:
        one = pending.pop()
        if isinstance(one, type) and issubclass(one, BaseModel):
            yield one
        pending += getattr(one, "__args__", ())
