"""What the events of customers and of their choices rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upphandling.domain.agreement import BEGINNINGS, Agreement
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.transition import Transition
from upphandling.interfaces.why.finding import (
    Event,
    Found,
    elsewhere,
    if_any,
    latest_about,
    of_the_system,
    where,
)
from upphandling.interfaces.why.reading import Log, Told
from upphandling.interfaces.why.relations import (
    Ground,
    because,
    begun,
    command,
    fed_by,
    of_system,
    origin,
    rule,
)
from upphandling.interfaces.why.steering import CHOOSING, DEFAULT, FALLS

_ROOM = (Agreement.CapacityAgreed, Agreement.PlacesChanged)
_ENDINGS = (Agreement.Expired, Agreement.WoundUp, Agreement.Rescinded)
_CARE = (
    Customer.Granted,
    Customer.DecisionEnded,
    Customer.DecisionExpired,
    Customer.Moved,
    Customer.Died,
)
_IN_HANDS = (
    CustomerChoice.Registered,
    CustomerChoice.TakenOver,
    CustomerChoice.FellBack,
)


def _notice_of_this_change(log: Log, told: Told) -> Iterator[Found]:
    """The notice that was set since the customer last got a provider."""
    topics = tuple(e.TOPIC for e in (CustomerChoice.NoticeSet, *_IN_HANDS))
    found = log.last(told.case, topics, told.position)
    if found is not None and found.topic == CustomerChoice.NoticeSet.TOPIC:
        yield found


_GRANTED = fed_by(
    "Kunden hade beviljats insatserna",
    Customer.Granted,
    by=if_any(elsewhere(Customer, "customer", Customer.Granted)),
)
_SYSTEM = of_system("Insatserna hör till valfrihetssystemet")
_REGISTERED = begun("Kundens insatser hade förts in", CustomerChoice.Registered)
_CHOSEN = fed_by("Kunden hade valt", CustomerChoice.Chosen)
_AGREEMENT = fed_by(
    "Utföraren hade ett avtal",
    *BEGINNINGS,
    by=elsewhere(Agreement, "agreement"),
)
_PLACES = fed_by(
    "Utföraren hade så många platser",
    *_ROOM,
    by=if_any(elsewhere(Agreement, "agreement", *_ROOM)),
)
_OF_CARE = command("Biståndsbeslutet ändrade kundens insatser", *_CARE)
_THE_DECISION = origin(
    "Det gäller biståndsbeslutet",
    Customer.Granted,
    by=latest_about("decision", Customer.Granted),
)
_QUEUED = because(
    "Kunden stod i kön",
    CustomerChoice.QueueJoined,
    by=latest_about("agreement", CustomerChoice.QueueJoined),
)
_PLACED = because(
    "Det var beslutat att kunden skulle få plats där",
    CustomerChoice.Placed,
    by=latest_about("agreement", CustomerChoice.Placed),
)

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    Customer.Granted: (of_system("Insatserna beviljades inom valfrihetssystemet"),),
    Customer.DecisionBegan: (_THE_DECISION,),
    Customer.DecisionEnded: (_THE_DECISION,),
    Customer.DecisionExpired: (_THE_DECISION,),
    Customer.Executed: (_THE_DECISION,),
    Customer.Interrupted: (_THE_DECISION,),
    Customer.ReportDue: (_THE_DECISION,),
    Customer.Reported: (_THE_DECISION,),
    CustomerChoice.Registered: (_GRANTED, _AGREEMENT, _SYSTEM),
    CustomerChoice.Chosen: (
        fed_by(
            "Valet gjordes i en valomgång",
            ChoiceRound.Opened,
            by=elsewhere(ChoiceRound, "round"),
        ),
        _REGISTERED,
    ),
    CustomerChoice.NoticeSet: (CHOOSING, _CHOSEN),
    CustomerChoice.Placed: (
        command(
            "Platsen följer av ett beslut",
            ChoiceRound.AllocationAdopted,
            Transition.ReassignmentAdopted,
            Agreement.OfferAccepted,
        ),
        _CHOSEN,
        rule(DEFAULT.why, *DEFAULT.to, by=where("basis", "default", DEFAULT.find)),
        _AGREEMENT,
        _PLACES,
        _REGISTERED,
    ),
    CustomerChoice.PlacementWithdrawn: (_PLACED, _REGISTERED),
    CustomerChoice.QueueJoined: (_CHOSEN, _AGREEMENT, _PLACES, _REGISTERED),
    CustomerChoice.QueueLeft: (_QUEUED, _REGISTERED),
    CustomerChoice.TakenOver: (
        _PLACED,
        command(
            "Övertagandet skedde när vågen togs över",
            Transition.WaveTakenOver,
            Transition.CustomerTakenOver,
        ),
        rule(
            "Bytet fick ske tidigast en viss dag",
            CustomerChoice.NoticeSet,
            by=_notice_of_this_change,
        ),
        _AGREEMENT,
        _REGISTERED,
    ),
    CustomerChoice.FellBack: (
        command("Avtalet med den förra utföraren upphörde", *_ENDINGS),
        rule(
            "Det var bestämt vem som då svarar för kunden",
            ChoiceSystem.FallbackNamed,
            by=of_the_system(ChoiceSystem.FallbackNamed, same="bundle"),
        ),
        because(
            "Så hade det avtalet bringats att upphöra",
            *FALLS,
            by=if_any(elsewhere(Agreement, "before", *FALLS)),
        ),
        _AGREEMENT,
        _REGISTERED,
    ),
    CustomerChoice.CareChanged: (_OF_CARE, _REGISTERED),
    CustomerChoice.AreaChanged: (_OF_CARE, _REGISTERED),
    CustomerChoice.CareEnded: (_OF_CARE, _REGISTERED),
    CustomerChoice.EndMoved: (_OF_CARE, _REGISTERED),
    CustomerChoice.Returned: (_OF_CARE, _REGISTERED),
}
