"""The command that publishes what customers read of the providers they choose among."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, unique, verbs
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.choice_round import ChoiceRound, NeutralOrder, Presented
from upphandling.domain.configuration import Key, Text
from upphandling.domain.instants import local_date


class Description(Part):
    """En utförare att välja på: avtalet och samma uppgifter som om de andra."""

    agreement: Key
    facts: Annotated[dict[Key, Text], Field(min_length=1)]


class PublishInformation(Command):
    """Publicera jämförbar information om utförarna i en neutral ordning."""

    NAME = "choice_round.publish_information"
    round: Key
    order: NeutralOrder = NeutralOrder.ALPHABETICAL
    seed: Text | None = None
    providers: Annotated[list[Description], Field(min_length=1), unique(by="agreement")]


def publish(command: PublishInformation, cases: Cases, stamp: Stamp) -> None:
    round_ = cases.fetch(ChoiceRound, command.round)
    round_.publish_information(
        stamp,
        order=command.order,
        seed=command.seed,
        entries=tuple(
            _presented(cases, round_, one, stamp) for one in command.providers
        ),
    )


def _presented(
    cases: Cases, round_: ChoiceRound, described: Description, stamp: Stamp
) -> Presented:
    agreement = cases.fetch(Agreement, described.agreement)
    agreement.must_deliver(round_.system, round_.bundle)
    terms = agreement.agreed
    agreement.must_answer_on(max(local_date(stamp.at), terms.starts_on))
    return Presented(
        agreement=agreement.key,
        provider=terms.provider,
        name=terms.name,
        facts=described.facts,
    )


VERBS = verbs((PublishInformation, publish))
