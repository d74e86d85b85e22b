"""The units under a real systemd, hardened as they are: `make test-systemd`, as root."""

from __future__ import annotations

import json
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.install.booted import PATHS, Booted, booted, missing
from tests.install.machine import wheel
from tests.interfaces.test_send import SYSTEM
from upphandling.interfaces.units.written import hidden_from_services

PACKAGES = Path(sysconfig.get_path("purelib"))
PYTHON = shutil.which(f"python3.{sys.version_info.minor}", path=PATHS)
SEEN = PYTHON is not None and not hidden_from_services(PACKAGES)
REASON = missing() or ("" if SEEN else "no such Python where a service would see it")

pytestmark = [
    pytest.mark.skipif(bool(REASON), reason=REASON),
    pytest.mark.timeout(600),
]

INSTALL = f"""
{PYTHON} -m venv --without-pip /opt/upphandling
echo {PACKAGES} > /opt/upphandling/lib/python3.{sys.version_info.minor}/site-packages/packages.pth
{sys.executable} -m pip --python /opt/upphandling/bin/python install --quiet \
    --no-deps --no-index /opt/upphandling-*.whl
mkdir -p /usr/local/bin
ln -s /opt/upphandling/bin/upphandling /usr/local/bin/upphandling
"""
HANDBOOK = """
upphandling service units --dir /etc
systemd-sysusers
systemd-tmpfiles --create /etc/tmpfiles.d/upphandling.conf
systemctl daemon-reload
systemctl enable --now upphandling upphandling-backup.timer
"""
SIGNER = """
runuser -u upphandling-signer -- env UPPHANDLING_CONFIG=/dev/null upphandling signer init \
    --key /var/lib/upphandling-signer/key --name upphandling.staden.example | tail -n 1
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory) -> Iterator[Booted]:
    """A machine on which the commands of the handbook's first page have been run."""
    folder = tmp_path_factory.mktemp("systemd")
    made, room = wheel(folder), folder / "layer"
    room.mkdir()
    with booted(room) as inside:
        shutil.copy(made, f"/proc/{inside.init}/root/opt/")
        inside.shell(INSTALL)
        inside.shell(HANDBOOK)
        yield inside


def as_service(machine: Booted, *call: str, told: str = ""):
    """A verb by hand, as the handbook says."""
    return machine.run("runuser", "-u", "upphandling", "--", *call, told=told)


def sandboxed(machine: Booted, *call: str) -> None:
    """A verb under the very hardening of the services; it must go well."""
    unit = Path(
        f"/proc/{machine.init}/root/etc/systemd/system/upphandling-backup.service"
    )
    lines = [
        f"ExecStart=/usr/local/bin/upphandling {' '.join(call)}"
        if line.startswith("ExecStart=")
        else line
        for line in unit.read_text(encoding="utf-8").splitlines()
    ]
    trial = unit.with_name("trial.service")
    trial.write_text("\n".join(lines), encoding="utf-8")
    machine.shell("systemctl daemon-reload; systemctl start trial")
    assert machine.shown("trial", "Result") == "success"


def test_the_service_says_when_it_is_ready_and_doctor_finds_nothing_red(machine):
    assert machine.shown("upphandling", "ActiveState") == "active"
    machine.until("upphandling", "StatusText", "leder")  # from its first beat
    doctor = as_service(machine, "upphandling", "doctor")

    assert doctor.returncode == 0, doctor


def test_all_examples_can_be_run_under_the_hardening(machine):
    sandboxed(machine, "demo")


def test_the_signer_waits_for_its_key_and_then_seals(machine):
    machine.shell("systemctl enable --now upphandling-signer")
    assert machine.shown("upphandling-signer", "ConditionResult") == "no"

    public = machine.shell(SIGNER)
    machine.shell(
        f"""echo 'log_key = "{public}"' >> /etc/upphandling/upphandling.toml
        echo 'signer_socket = "/run/upphandling-signer/socket"' \
            >> /etc/upphandling/upphandling.toml
        systemctl start upphandling-signer"""
    )
    machine.until("upphandling-signer", "ActiveState", "active")
    machine.shell("until [ -S /run/upphandling-signer/socket ]; do sleep 0.1; done")
    sealed = as_service(machine, "upphandling", "audit", "checkpoint")

    assert sealed.returncode == 0, sealed
    assert "— upphandling.staden.example" in sealed.stdout


def test_a_secret_in_the_credential_store_reaches_the_service_alone(machine):
    key = "/etc/credstore/upphandling-vault-key"
    machine.shell(f"upphandling vault init --municipality Staden --key {key}")

    sandboxed(machine, "vault", "verify", "--as", "auditor:revisor-1")

    assert as_service(machine, "cat", key).returncode != 0


def test_a_backup_is_made_by_its_unit_and_restored_as_the_handbook_says(machine):
    envelope = {
        "command": "choice_system.establish",
        "by": "registrator-1",
        "role": "registrar",
        "mandate": "delegationsordning 4.2",
        "data": SYSTEM,
    }
    sent = as_service(machine, "upphandling", "send", told=json.dumps(envelope))
    assert sent.returncode == 0, sent
    machine.shell("systemctl start upphandling-backup; systemctl stop upphandling")
    machine.shell(
        """mkdir -m 0700 /var/lib/upphandling-before
        mv /var/lib/upphandling/upphandling.db* /var/lib/upphandling-before/"""
    )
    begun_anew = as_service(machine, "upphandling", "serve")
    assert (
        "LogMissing" in begun_anew.stderr or "har funnits en logg" in begun_anew.stderr
    )
    kept = machine.shell("ls /var/backups/upphandling/*.backup")

    restored = as_service(machine, "upphandling", "backup", "restore", kept)
    machine.shell("systemctl start upphandling")
    shown = as_service(
        machine, "upphandling", "case", "list", "--as", "registrar:registrator-1"
    )

    assert restored.returncode == 0, restored
    assert "choice_system:provkommun" in shown.stdout


def test_a_service_that_is_killed_or_frozen_is_started_again(machine):
    machine.shell(
        r"""mkdir -p /etc/systemd/system/upphandling.service.d
        printf '[Service]\nRestartSec=1\nWatchdogSec=8\n' \
            > /etc/systemd/system/upphandling.service.d/trial.conf
        systemctl daemon-reload
        systemctl restart upphandling"""
    )
    for times, blow in enumerate(("KILL", "STOP"), start=1):
        machine.shell(f"systemctl kill --signal {blow} upphandling")
        machine.until("upphandling", "NRestarts", str(times))
        machine.until("upphandling", "ActiveState", "active")


def test_it_stops_well(machine):
    machine.shell("systemctl stop upphandling")

    assert machine.shown("upphandling", "Result") == "success"
    assert machine.shown("upphandling", "ExecMainStatus") == "0"
