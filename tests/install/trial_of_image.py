"""The container image built, and run as the handbook says: `make test-image`, as root."""

from __future__ import annotations

import json
import os
import shlex
import signal
from collections.abc import Iterator

import pytest

from tests.install.contained import Contained, built, done, missing, podman, told
from tests.interfaces.test_send import SYSTEM

pytestmark = pytest.mark.timeout(900)

ENVELOPE = {
    "command": "choice_system.establish",
    "by": "registrator-1",
    "role": "registrar",
    "mandate": "delegationsordning 4.2",
    "data": SYSTEM,
}
LISTED = ("case", "list", "--as", "registrar:registrator-1")
CASE = "choice_system:provkommun"


@pytest.fixture(scope="module")
def image(tmp_path_factory) -> str:
    """The image on trial: the one given, else that of the tree as it stands."""
    if reason := missing():
        pytest.skip(reason)
    return told("IMAGE") or built(tmp_path_factory.mktemp("context"))


@pytest.fixture(scope="module")
def house(image) -> Iterator[Contained]:
    """A service that has been started as the handbook says."""
    contained = Contained.of(image)
    try:
        contained.start()
        contained.until_ready()
        yield contained
    finally:
        contained.remove()


def run(image: str, *call: str, program: str = "upphandling") -> str:
    """What a program of the image prints, with nothing given."""
    flags = shlex.split(told("RUN_FLAGS"))
    return done("run", "--rm", f"--entrypoint={program}", *flags, image, *call)


def test_the_image_says_how_it_is_run(image):
    (found,) = json.loads(done("image", "inspect", image))

    assert found["User"] == "10001:10001"
    assert found["Config"]["StopSignal"] in {"SIGTERM", "15"}
    assert found["Healthcheck"]["Test"][0] == "CMD"
    assert found["Healthcheck"]["Retries"] == 3  # none said: podman heeds the first
    assert set(found["Config"]["ExposedPorts"]) == {"8480/tcp"}
    assert len(found["Config"]["Volumes"]) == 3


def test_with_nothing_given_it_helps_and_its_settings_hold(image):
    assert "serve" in run(image, "--help")
    assert run(image, "config", "check")


def test_it_is_a_user_of_its_own_and_what_it_was_made_of_is_left_out(image):
    who = run(image, program="id")

    assert who.startswith("uid=10001(upphandling) gid=10001(upphandling)")
    assert run(image, "-c", "test ! -e /made && echo gone", program="sh") == "gone"


def test_it_is_ready_and_healthy_and_cannot_write_its_own_files(house):
    assert house.asked("healthz") == 200
    assert podman("healthcheck", "run", house.name).returncode == 0
    assert "Read-only" in house.inside("touch /opt/upphandling/x").stderr
    assert "CapPrm:\t0000000000000000" in house.inside("cat /proc/1/status").stdout
    doctor = house.verb("doctor")

    assert doctor.returncode == 0, doctor


def test_a_command_is_there_after_a_stop_that_goes_well(house):
    sent = house.verb("send", "-", given=json.dumps(ENVELOPE))
    assert sent.returncode == 0, sent
    done("stop", house.name)
    assert house.state()["ExitCode"] == 0
    done("start", house.name)
    house.until_ready()

    assert CASE in house.verb(*LISTED).stdout


def test_a_backup_is_made_tried_and_restored_into_another_volume(house):
    folder = "/var/backups/upphandling"
    made = house.verb("backup", "create", folder, "--keep", "14")
    assert made.returncode == 0, made
    (backup,) = house.inside(f"ls {folder}/*.backup").stdout.split()
    tried = house.verb("backup", "verify", backup)
    assert tried.returncode == 0, tried

    new = f"{house.name}-new"
    restored = house.alone("backup", "restore", backup, instead=new)
    listed = house.alone(*LISTED, instead=new)

    assert restored.returncode == 0, restored
    assert CASE in listed.stdout


def test_what_is_written_can_be_read_by_the_service_alone(house):
    folders = "/var/lib/upphandling /var/lib/upphandling-vault /var/backups/upphandling"
    written = house.inside(f"find {folders} -printf '%U:%G %m %p\n'").stdout

    assert ".db\n" in written
    assert ".backup\n" in written
    for line in written.splitlines():
        owner, mode, _ = line.split()
        assert owner == "10001:10001", line
        assert int(mode, 8) & 0o077 == 0, line


def test_a_key_comes_as_a_secret_that_nobody_else_can_read(house, tmp_path):
    os.chown(tmp_path, 10001, 10001)
    key, name = tmp_path / "vault-key", f"{house.name}-key"
    call = ("vault", "init", "--municipality", "Staden", "--key", "/keys/vault-key")
    made = house.alone(*call, flags=("--volume", f"{tmp_path}:/keys"))
    assert made.returncode == 0, made
    done("secret", "create", name, key)
    at = ("--env", f"UPPHANDLING_VAULT_KEY=/run/secrets/{name}")
    try:
        open_to_all = house.alone("config", "check", flags=("--secret", name, *at))
        own = ("--secret", f"{name},uid=10001,mode=0400", *at)
        verified = house.alone("vault", "verify", "--as", "auditor:a-1", flags=own)
    finally:
        podman("secret", "rm", name)

    assert open_to_all.returncode == 1, open_to_all
    assert verified.returncode == 0, verified


def test_killed_it_is_started_again(house):
    first = house.state()["Pid"]
    assert first > 1, house.state()  # 0 would be ourselves
    os.kill(first, signal.SIGKILL)
    house.until_another_than(first)
    house.until_ready()

    assert CASE in house.verb(*LISTED).stdout


def test_all_examples_can_be_run_in_it(house):
    played = house.verb("demo")

    assert played.returncode == 0, played
