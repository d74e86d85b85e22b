"""A log such as a municipality's would be after many years, to measure with.

Tenders are held and awarded, agreements signed, and thousands of customers are
registered, choose, get a place and are taken over, all at the same time. One of
each is lived through by the domain itself; the others are copies under other keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count

from eventsourcing.persistence import StoredEvent

from upphandling.domain.agreement import Agreement, Place, Terms
from upphandling.domain.award import Award, Comparison, Score, Winner
from upphandling.domain.base import Aggregate, Role, Stamp
from upphandling.domain.configuration import Basis, Regime
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.evaluation import Bid, Criterion, Lot, Method, Model
from upphandling.domain.notices import Notice
from upphandling.domain.rulebook import Channel
from upphandling.domain.tender import Assessment, Tender
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.event_log.event_store import EventRecorder

NUMBER = "00000000"  # where a copy gets its own number
TENDERS, CUSTOMERS = 20, 5_000  # at the same time
SYSTEM, BUNDLE, AREA = "orebro-2019", "personlig-omvardnad", "vivalla"
START = datetime(2019, 6, 1, 8, tzinfo=UTC)


def fill(recorder: EventRecorder, size: int) -> None:
    """Put a log of that many events into an empty store, in bulk."""
    left = size
    for events in epochs():
        recorder.insert_events(events[:left])
        left -= min(left, len(events))
        if not left:
            return


def epochs() -> Iterator[list[StoredEvent]]:
    """Events in the order they happen, some thousands at a time, without end."""
    procured, served = tender_story(), customer_story()
    for epoch in count():
        yield [
            *_copies(procured, epoch * TENDERS, TENDERS),
            *_copies(served, epoch * CUSTOMERS, CUSTOMERS),
        ]


def tender_story() -> list[StoredEvent]:
    """One tender with its award and the agreement that came of it."""
    tender_key, award_key = f"hemtjanst-{NUMBER}", f"tilldelning-{NUMBER}"
    lot = Lot(lot="ost", title="Öster", areas=(AREA,), share_percent=12.0)
    quality = Criterion(criterion="kvalitet", title="Kvalitet", max_points=5.0)
    bids = tuple(
        Bid(
            bid=f"anbud-{n}",
            bidder=f"anbudsgivare-{n}",
            name=f"Omsorg {n} AB",
            lots=("ost",),
            content_hash=f"{n:064d}",
        )
        for n in range(3)
    )
    sent = tuple(
        Notice(recipient=bid.bidder, channel=Channel.ELECTRONIC, sent_at=_on(40).at)
        for bid in bids
    )
    tender = Tender.prepare(
        _on(0),
        tender_key,
        system=SYSTEM,
        title="Hemtjänst i tre områden",
        lots=(lot,),
        criteria=(quality,),
    )
    tender.announce(
        _on(1), last_day=date(2019, 6, 20), closes_at=None, notice="", requirements=()
    )
    for bid in bids:
        tender.receive_bid(_on(10), bid=bid)
    tender.close(_on(20))
    tender.open(_on(21), present=("anna", "bo"))
    for place, bid in enumerate(bids):
        assessed = Assessment(failed=(), motive="Uppfyller kraven")
        tender.assess(_on(25), bid=bid.bid, assessment=assessed)
        tender.score(
            _on(26),
            bid=bid.bid,
            criterion="kvalitet",
            points=4.0 - place,
            motive="God",
        )
    award = Award.propose(
        _on(30),
        award_key,
        tender=tender_key,
        system=SYSTEM,
        begun_on=_on(1).at.date(),
        bids=bids,
        comparison=Comparison(
            method=Method(model=Model.QUALITY_POINTS),
            lots=(lot,),
            criteria=(quality,),
            bids=bids,
            scores=tuple(
                Score(bid=bid.bid, criterion="kvalitet", points=4.0 - place)
                for place, bid in enumerate(bids)
            ),
        ),
    )
    winner = Winner(lot="ost", bid="anbud-0")
    award.make(_on(40, by="chef-1"), winners=(winner,), motive="Högst kvalitet")
    tender.conclude(_on(40), award=award_key)
    award.notify(_on(40), notices=sent, stated_last_day=None)
    award.unlock(_on(60))
    agreement = Agreement.sign(
        _on(61),
        f"avtal-{NUMBER}",
        award=award_key,
        lot="ost",
        bid="anbud-0",
        terms=Terms(
            system=SYSTEM,
            provider="anbudsgivare-0",
            name="Omsorg 0 AB",
            regime=Regime.LOU,
            bundle=BUNDLE,
            areas=(AREA,),
            starts_on=date(2020, 2, 1),
            ends_on=date(2024, 1, 31),
            places={AREA: 300},
            share_percent=12.0,
        ),
    )
    agreement.start(_on(260))
    agreement.take_places(_on(261), (Place(customer=f"c{NUMBER}", area=AREA),))
    return _stored(tender, award, agreement)


def customer_story() -> list[StoredEvent]:
    """One customer: registered, chooses, gets a place, is told and taken over."""
    customer = CustomerChoice.register(
        _on(200),
        system=SYSTEM,
        customer=f"c{NUMBER}",
        bundle=BUNDLE,
        area=AREA,
        minutes=420,
        agreement="egen-regi",
        provider="orebro-kommun",
        since=date(2018, 1, 1),
    )
    customer.choose(_on(210), round="varen-2020", wishes=("avtal-1", "avtal-2"))
    customer.place(
        _on(220),
        agreement="avtal-1",
        provider="omsorg-1",
        basis=Basis.CHOICE,
        reason="Förstahandsval, plats finns i området",
    )
    customer.inform(_on(221), about="placering", channel="brev")
    customer.take_over(_on(250), provider="omsorg-1", on=date(2020, 2, 6))
    return _stored(customer)


def _on(day: int, by: str = "anna.andersson") -> Stamp:
    return Stamp(
        by=by,
        role=Role.PROCUREMENT_OFFICER,
        at=START + timedelta(days=day),
        mandate="delegationsordningen 4.2",
    )


def _stored(*cases: Aggregate) -> list[StoredEvent]:
    mapper = EventMapper()
    return [
        mapper.to_stored_event(event)
        for case in cases
        for event in case.collect_events()
    ]


def _copies(
    story: Sequence[StoredEvent], first: int, copies: int
) -> Iterator[StoredEvent]:
    """The story under many keys at once: everybody's first event, then the second."""
    numbers = [f"{number:08d}" for number in range(first, first + copies)]
    for event in story:
        stream, state = event.originator_id, event.state
        assert isinstance(stream, str)
        for number in numbers:
            yield StoredEvent(
                stream.replace(NUMBER, number),
                event.originator_version,
                event.topic,
                state.replace(NUMBER.encode(), number.encode()),
            )
