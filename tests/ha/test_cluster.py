"""A town on a cluster loses machines, processes and etcd, and not one command."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.ha.callers import Caller, calling, met_by
from tests.ha.cluster import NAMES, Cluster, cluster, until
from tests.ha.figures import Figures
from tests.ha.ledger import Ledger, sealed
from tests.ha.node import KEPT_IN_ETCD
from tests.ha.programs import LONG_TOO, killed
from tests.ha.reckoning import Reckoning
from tests.ha.services import Services, serving
from upphandling.bootstrap import upgrade

pytestmark = pytest.mark.timeout(900)

HANGS = 80  # seconds: until the service that waits for it has started itself anew
WITHOUT_ETCD = KEPT_IN_ETCD["ttl"] + 5  # seconds: a leader without failsafe gives up


class Trial:
    """Everything runs; strike, and see who goes on."""

    def __init__(
        self,
        town: Cluster,
        services: Services,
        callers: list[Caller],
        ledger: Ledger,
    ) -> None:
        self.town, self.services, self.callers = town, services, callers
        self.ledger = ledger
        self.figures = Figures()
        self.through_haproxy = callers[0]

    def struck(self, fault: str, begun: float, remark: str = "") -> None:
        """All go on by themselves; keep for how long they could not."""
        assert self.all_go_on()
        until(self.services.leader, "an instance that leads")
        for caller in self.callers:
            self.figures.add(f"{fault}, {caller.name}", caller.outage(begun), remark)
        self.ledger.seal()

    def all_go_on(self) -> bool:
        """Each client is answered after this moment."""
        for caller in self.callers:
            assert caller.goes_on(), caller.log.read_text()
        return True

    def node_dies(self) -> None:
        """The machine of who leads loses its power, and comes back."""
        until(self.town.whole, "a whole cluster")
        leader, begun = self.town.led(), monotonic()
        leader.strike()
        until(lambda: self.town.leader() not in (None, leader), "a new leader")
        elected = monotonic() - begun
        self.struck("primary's machine dead", begun, f"new primary {elected:.1f} s")
        self.town.revive(leader)

    def switch_over(self) -> None:
        until(self.town.whole, "a whole cluster")
        leader, begun = self.town.led(), monotonic()
        self.town.switch_over()
        until(lambda: self.town.leader() not in (None, leader), "a new leader")
        self.struck("switchover", begun)

    def instance_dies(self) -> None:
        begun = monotonic()
        took = self.services.kill_leader()
        self.struck("leading instance killed", begun, f"another led {took:.1f} s")

    def etcd_dies(self) -> None:
        """No member of etcd is left for longer than a leader may go without it."""
        until(self.town.whole, "a whole cluster")
        leader, begun = self.town.led(), monotonic()
        for node in self.town:
            killed(node.etcd)
        self.instance_dies()
        while monotonic() < begun + WITHOUT_ETCD:
            assert self.all_go_on()
        assert self.town.leader() is leader
        self.town.start_etcd(*NAMES)
        until(self.town.whole, "a whole cluster")
        self.struck(f"etcd dead for {WITHOUT_ETCD} s", begun)


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all is taken down
    with ExitStack() as stack:
        begun = monotonic()
        town = stack.enter_context(cluster())
        upgrade(town.through_haproxy)
        urls = {"haproxy": town.through_haproxy, "hosts": town.by_many_hosts}
        ledger = stack.enter_context(sealed(tmp_path, town.through_haproxy))
        services = stack.enter_context(serving(tmp_path, urls, ledger.settings))
        until(services.leader, "an instance that leads")
        callers = stack.enter_context(calling(tmp_path, urls))
        made = Trial(town, services, callers, ledger)
        made.figures.add("from nothing to a running town", monotonic() - begun)
        yield made


def test_no_answered_command_is_lost(trial: Trial):
    assert trial.all_go_on()
    begun = monotonic()
    trial.node_dies()
    trial.instance_dies()
    trial.switch_over()
    trial.node_dies()
    trial.etcd_dies()
    trial.node_dies()
    trial.switch_over()
    until(trial.town.whole, "a whole cluster")
    reckon(trial, monotonic() - begun)


@pytest.mark.skipif(
    LONG_TOO not in os.environ, reason=f"takes minutes more: {LONG_TOO}=1"
)
def test_nor_by_a_leader_that_hangs_and_wakes_up(trial: Trial):
    """Whoever waits for it itself waits on; the service does not put up with that."""
    until(trial.town.whole, "a whole cluster")
    assert trial.all_go_on()
    leader, begun = trial.town.led(), monotonic()
    leader.signal(signal.SIGSTOP)
    until(lambda: trial.town.leader() not in (None, leader), "a new leader")
    until(trial.services.leader, "an instance that leads")
    assert trial.through_haproxy.goes_on()
    sleep(HANGS - (monotonic() - begun))
    leader.signal(signal.SIGCONT)
    trial.struck(f"primary hung for {HANGS} s", begun)
    until(trial.town.whole, "a whole cluster")
    reckon(trial, monotonic() - begun)


def reckon(trial: Trial, lasted: float) -> None:
    """Stop all, and see that nothing was lost and nothing doubled."""
    reckoning = Reckoning(trial.town)
    for caller in trial.callers:
        caller.stop()
    answered = [one for caller in trial.callers for one in caller.answered()]
    until(reckoning.all_has_fallen, "every deadline")
    for instance in trial.services.instances:
        instance.stop()

    assert reckoning.lost(answered) == set()
    assert reckoning.unasked(answered) == set()
    assert reckoning.doubled() == set()
    assert reckoning.torn() == []
    reckoning.same_everywhere()
    trial.ledger.sealed()
    assert trial.ledger.kept() > 1
    assert trial.ledger.verified()
    median, longest = reckoning.late()
    sent_again = sum(one.tries > 1 for one in answered)
    known = sum(one.repeated for one in answered)
    trial.figures.tell(
        f"{len(answered)} commands answered in {lasted:.0f} s of faults, 0 lost;"
        f" {sent_again} sent again, {known} of them carried out already",
        f"met: {dict(met_by(answered))}",
        f"deadlines fell after {median:.1f} s in the median, {longest:.1f} s at most",
        f"checkpoints compared: {trial.ledger.kept()}",
    )
