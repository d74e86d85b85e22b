"""The bundle that a granted service belongs to."""

from __future__ import annotations

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Bundle, Service
from upphandling.domain.customer_choice.terms import must_be_of
from upphandling.domain.errors import Refused


class BundleNotSaid(Refused):
    """Insatsen finns i flera paket, ange vilket."""


class ServiceNotOffered(Refused):
    """Inget av valfrihetssystemets paket har insatsen."""


def bundle_of(system: ChoiceSystem, service: Service, said: str | None) -> Bundle:
    """The one bundle with the service, or the one that was said."""
    if said is not None:
        bundle = system.bundle(said)
        must_be_of(bundle, [service])
        return bundle
    having = [one for one in system.settled.bundles if service in one.services]
    if not having:
        raise ServiceNotOffered(service=service, system=system.key)
    if len(having) > 1:
        raise BundleNotSaid(service=service, bundles=[one.key for one in having])
    return having[0]
