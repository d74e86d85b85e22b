"""What is kept of persons, for how long, and what is left of it when it is destroyed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.simulation.awaits import Data
from tests.simulation.houses import HOUSES
from tests.simulation.letters import DONE
from tests.simulation.municipality import Municipality
from tests.simulation.visit_book import KEPT_YEARS
from tests.town import OFFICER
from tests.vault_key import the_keys
from upphandling.application.destruction import ExecuteDestruction
from upphandling.application.store import Record
from upphandling.application.vault import TOKEN, Destroyed, NotAsStored, NothingKept
from upphandling.bootstrap import House, open_house
from upphandling.domain.base import Role
from upphandling.domain.destruction import Destruction
from upphandling.domain.errors import Refused
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.moving.creating import Beside, create
from upphandling.infrastructure.moving.restoring import restore
from upphandling.infrastructure.vault.destroyed_list import DestroyedList
from upphandling.infrastructure.vault.facts import FactField, Facts
from upphandling.interfaces.access import Reader
from upphandling.interfaces.vault_writing import record_kept, record_stored

PEOPLE = tuple(f"arkiv-{number}" for number in range(1, 7))
FIELDS = (FactField.NAME, FactField.ADDRESS, FactField.PHONE)
IDENTITY, NOTES = "identity", "person_notes"
TERMS: Mapping[str, int] = {IDENTITY: 0, NOTES: 0, "visits": KEPT_YEARS}
WITH_NOTES = "customer:lon-"  # the streams in which something is written of a person
SENDER = Reader(Role.CARE_ADMINISTRATOR, OFFICER)
BACKUPS = 2  # in a life


class Keeping:
    """Persons of whom facts are kept, and destroyed, and never come back.

    `facts` is what is kept now, `ashes` all that ever was destroyed; `notes` are the
    texts of each person, `burnt` those that are gone.
    """

    def __init__(self, town: Municipality) -> None:
        self.town = town
        self.number = 0
        self.facts: dict[str, dict[FactField, str]] = defaultdict(dict)
        self.ashes: set[str] = set()
        self.notes: dict[str, set[str]] = defaultdict(set)
        self.burnt: set[str] = set()
        self.decided: dict[str, Data] = {}
        self.terms: dict[str, int | None] = {}
        self.backup: tuple[Path, dict[str, dict[FactField, str]]] | None = None
        self.backups = 0
        town.watchers.append(self.hear)
        town.looks.append(lambda house: self.wrong_in(house, self.facts))
        for document_class, years in TERMS.items():
            told = _term(document_class, years, "2026-10-01")
            role = Role.ARCHIVIST
            assert town.do("retention.adopt", told, role=role) == DONE, document_class

    def step(self) -> None:
        """Something is kept, destroyed, or looked for."""
        deed = self.town.chance.choices((*DEEDS,), (*DEEDS.values(),))[0]
        deed(self)

    # -- Deeds -------------------------------------------------------------------

    def keep(self) -> None:
        """A fact of somebody, maybe another than the last time."""
        chance = self.town.chance
        who, field = chance.choice(PEOPLE), chance.choice(FIELDS)
        self.number += 1
        value = f"{field}-{who}-{self.number}"
        answer = self.town.errand(lambda house: _kept(house, who, field, value))
        if answer == DONE:
            self.facts[who][field] = value

    def decide(self) -> None:
        """Somebody, or several, of whom one class or both is to go."""
        chance = self.town.chance
        self.number += 1
        known = [*PEOPLE, *sorted(self.notes)]
        some = chance.sample(known, chance.randrange(1, 3))
        told = {
            "destruction": f"gallring-{self.number}",
            "subjects": [f"person:{one}" for one in some],
            "document_classes": chance.choice(([IDENTITY], [NOTES], [IDENTITY, NOTES])),
            "document": "Gallringsbeslut",
            "reason": "Fristen är ute.",
        }
        self.town.do("destruction.decide", told, role=Role.ARCHIVIST)

    def carry_out(self) -> None:
        """A decision is carried out, as `vault forget` does; then nothing is left."""
        if self.decided:
            key = self.town.chance.choice(sorted(self.decided))
            self.town.errand(lambda house: _forgotten(house, key))
            self.look()

    def revoke(self) -> None:
        if self.decided:
            key = self.town.chance.choice(sorted(self.decided))
            told = {"destruction": key, "reason": "Begärt av arkivmyndigheten."}
            self.town.do("destruction.revoke", told, role=Role.ARCHIVIST)

    def change_term(self) -> None:
        """A class is kept for ever from now on, or no longer."""
        document_class = self.town.chance.choice((IDENTITY, NOTES))
        years = 0 if self.terms[document_class] is None else None
        today = self.town.clock.now.date().isoformat()
        told = {**_term(document_class, years, today), "reason": "Ny plan."}
        self.town.do("retention.replace", told, role=Role.ARCHIVIST)

    def back_up(self) -> None:
        """A copy of all of it, which will know less than the list of what is gone."""
        if self.backups == BACKUPS:
            return
        self.backups += 1
        path = self.town.room / f"{self.backups}.backup"
        known = {who: dict(facts) for who, facts in self.facts.items()}
        self.town.errand(lambda house: _backed_up(house, path))
        self.backup = path, known

    # -- What is seen --------------------------------------------------------------

    def hear(self, row: Record) -> Sequence[str]:
        """What a row says of what is kept; what is wrong with it."""
        kind = row.topic.partition(".")[0]
        if row.stream_id.startswith(WITH_NOTES):
            tokens = [found[0] for found in TOKEN.finditer(row.data)]
            self.notes[row.stream_id.partition(":")[2]] |= set(tokens)
        if kind not in ("retention", "destruction"):
            return ()
        data: Data = json.loads(row.data)
        key = row.stream_id.partition(":")[2]
        match row.topic:
            case "retention.adopted" | "retention.replaced":
                self.terms[key] = data["term"]["keep_years"]
            case "destruction.decided":
                self.decided[key] = data
                kept = [self.terms[one] for one in data["document_classes"]]
                return ["what is kept for ever is destroyed"] if None in kept else ()
            case "destruction.revoked":
                del self.decided[key]
            case "destruction.executed":
                if key not in self.decided:
                    return [f"{key} is carried out and was not decided"]
                self._burn(self.decided.pop(key))
        return ()

    def look(self) -> None:
        """What a new house shows is what is kept, and nothing of what is gone."""
        for number in range(HOUSES):
            self.town.houses.bury(number)
        with self.town.houses.using(0) as house:
            self.town.judge([*self.wrong_in(house, self.facts)])

    def bring_back(self) -> None:
        """The last copy, put into a new database beside: what is gone stays gone."""
        if self.backup is None:
            return
        path, known = self.backup
        url = f"sqlite:///{self.town.room}/{path.stem}.db"
        listed = self.town.houses.destroyed
        restore(path, url, Seals(), DestroyedList(listed))
        clock, keys = self.town.skies.told, the_keys()
        with open_house(url, clock=clock, keys=keys, destroyed=listed) as house:
            self.town.judge([*self.wrong_in(house, known)])

    def wrong_in(
        self, house: House, kept: Mapping[str, Mapping[FactField, str]]
    ) -> Sequence[str]:
        """What a house shows that is gone, or does not show that is kept."""
        wrongs, facts = [], Facts(house.vault)
        for who in PEOPLE:
            shown = _shown(facts, who)
            if back := self.ashes.intersection(shown.values()):
                wrongs.append(f"{sorted(back)} of {who} came back")
            elif shown != kept.get(who, {}):
                wrongs.append(f"of {who} is shown {shown}, kept is {kept.get(who)}")
        for token in sorted(self.burnt):
            try:
                wrongs.append(f"{house.vault.text_of(token)} came back")
            except (Destroyed, NotAsStored):  # a copy may be older than the text
                continue
        return wrongs

    def _burn(self, decided: Data) -> None:
        for subject in decided["subjects"]:
            who = subject.partition(":")[2]
            if IDENTITY in decided["document_classes"]:
                self.ashes |= set(self.facts.pop(who, {}).values())
                if self.backup is not None:
                    self.ashes |= set(self.backup[1].pop(who, {}).values())
            if NOTES in decided["document_classes"]:
                self.burnt |= self.notes.pop(who, set())


DEEDS: Mapping[Callable[[Keeping], None], int] = {
    Keeping.keep: 10,
    Keeping.decide: 5,
    Keeping.carry_out: 5,
    Keeping.revoke: 1,
    Keeping.change_term: 1,
    Keeping.back_up: 1,
}
"""What is done, and how often."""


def _term(document_class: str, years: int | None, from_day: str) -> Data:
    return {
        "document_class": document_class,
        "keep_years": years,
        "counted_from": "Från det att insatsen upphörde",
        "legal_basis": "Nämndens dokumenthanteringsplan",
        "reference": "Dokumenthanteringsplan 2026",
        "from_day": from_day,
    }


def _kept(house: House, who: str, field: FactField, value: str) -> str:
    """As `vault keep`: what is about to be kept is told before, and what lies there after."""
    told = {who: {field: value}}
    facts = Facts(house.vault)
    try:
        house.must_be_whole()
        facts.must_take(told)
        entry = record_kept(house, SENDER, view="vault.keep", told=told)
        record_stored(house, SENDER, entry, facts.keep_many(told))
    except Refused as refusal:
        return refusal.rule()
    return DONE


def _forgotten(house: House, key: str) -> str:
    """As `vault forget`; who was stopped before and comes again finds it settled."""
    house.destroyer.must_have_list()
    found = house.engine.session().fetch(Destruction, key)
    keys = house.destroyer.keys_of(found.subjects, found.document_classes)
    try:
        house.engine.handle(
            ExecuteDestruction(destruction=key, keys=list(keys)),
            by=OFFICER,
            role=Role.ARCHIVIST,
        )
    except Refused as refusal:
        return refusal.rule()
    house.destroyer.reconcile()
    return DONE


def _backed_up(house: House, path: Path) -> str:
    path.unlink(missing_ok=True)
    create(house.database, path, Beside(destroyed=house.destroyer.listed))
    return DONE


def _shown(facts: Facts, who: str) -> dict[FactField, str]:
    try:
        return facts.show(who)
    except (Destroyed, NothingKept):
        return {}
