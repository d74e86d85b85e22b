"""Why a bid has its score: what it was compared by, and what it was given."""

from __future__ import annotations

from collections.abc import Iterator

from upphandling.domain.award import Award
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.evaluation import Model
from upphandling.domain.tender import Tender
from upphandling.interfaces.why.question import Kind, Question, Row
from upphandling.interfaces.why.reading import Log, Told
from upphandling.interfaces.why.refusals import NoSuchScore, SealedUntilAward
from upphandling.interfaces.words import value_word

EVALUATED = (Award.Evaluated.TOPIC, Award.Reevaluated.TOPIC)
GIVEN = {
    Tender.BidAssessed.TOPIC: "Anbudet hade prövats mot de obligatoriska kraven",
    Tender.BidScored.TOPIC: "Anbudet hade poängsatts",
    Tender.PriceRead.TOPIC: "Priset hade lästs ur anbudet",
    Tender.CombinationRead.TOPIC: "Priset för flera delar hade lästs ur anbudet",
}
PLACE = "Anbudet {bid} fick plats {rank} i {lot} med {score} ({unit}): {motive}."
UNITS = {
    Model.QUALITY_POINTS: "poäng, högst är bäst",
    Model.RELATIVE_POINTS: "poäng, högst är bäst",
    Model.ABSOLUTE_POINTS: "poäng, högst är bäst",
    Model.PRIORITY: "plats i prioritetsordning",
}
KRONOR = "jämförelsepris i kronor, lägst är bäst"


def score_question(log: Log, award: str, bid: str) -> Question:
    """The question of one bid's score.

    Raises `NoSuchScore`, and of an award that is not decided the same as of one that
    is not there: `SealedUntilAward` while a tender is sealed, else `NoSuchCase`.
    """
    key = award.partition(":")[2]
    if key not in log.secrecy.decided_awards:
        if log.secrecy.told_up_to is None:
            raise NoSuchCase(case=award)
        raise SealedUntilAward
    compared = log.last(award, EVALUATED)
    places = _places(log, compared, bid) if compared else []
    if compared is None or not places:
        raise NoSuchScore(award=key, bid=bid)
    tender = Tender.case_id(str(log.named(f"{award}@1").at("tender")))  # type: ignore[union-attr]
    return Question(
        kind=Kind.SCORE,
        asked=f"Varför fick anbudet {bid} sin poäng i {award}?",
        answer=" ".join(PLACE.format(**place) for place in places),
        starts=[("Så jämfördes anbuden", compared), *_given(log, tender, bid)],
        about={"award": key, "bid": bid, "places": places},
    )


def _places(log: Log, compared: Told, bid: str) -> list[Row]:
    """The bid's places, lot by lot, as they may be shown."""
    shown = log.shown(compared.case, compared.data)
    model = Model(shown["comparison"]["method"]["model"])
    unit = UNITS.get(model, KRONOR)
    return [
        {**row, "score": value_word(row["score"]), "unit": unit}
        for row in shown["evaluation"]["ranking"]
        if row["bid"] == bid
    ]


def _given(log: Log, tender: str, bid: str) -> Iterator[tuple[str, Told]]:
    """The latest of what the bid was given, criterion by criterion and lot by lot."""
    latest: dict[tuple[object, ...], Told] = {}
    for told in log.all(tender, tuple(GIVEN)):
        if told.at("bid") == bid and not log.hides(told):
            about = (told.topic, told.at("criterion"), told.at("lot"))
            latest[about] = told
    for told in latest.values():
        yield GIVEN[told.topic], told
