"""The clockwork beats again whatever happens, and says so when it cannot."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from structlog.testing import capture_logs

from upphandling.schedules.clockwork import Clockwork, Stalled


def clockwork(beat, *, heartbeat=0.05, watchdog=0.4, **watch):
    return Clockwork(
        lambda _getting_on: beat(),
        stopping=Event(),
        **watch,
        wall_clock=lambda: datetime.now(UTC),
        heartbeat_seconds=heartbeat,
        watchdog_seconds=watchdog,
    )


def run_until(works: Clockwork, done: Event, seconds: float = 10) -> None:
    """Run until something has happened, then stop as SIGTERM would."""

    def stop_when_done() -> None:
        done.wait(seconds)
        works.stop()

    stopper = Thread(target=stop_when_done)
    stopper.start()
    works.run()
    stopper.join()
    assert done.is_set()


def test_it_beats_again_and_again():
    beats, done = [], Event()

    def beat() -> None:
        beats.append(monotonic())
        if len(beats) == 5:
            done.set()

    run_until(clockwork(beat), done)

    assert len(beats) >= 5


def test_a_beat_that_fails_is_not_the_last():
    beats, done = [], Event()

    def beat() -> None:
        beats.append(1)
        if len(beats) == 3:
            done.set()
        message = "the database is away"
        raise OSError(message)

    with capture_logs() as told:  # to draw the traceback may take longer than a beat
        run_until(clockwork(beat), done)

    assert len(beats) >= 3
    assert told[0]["event"] == "sweep_failed"


def test_it_wakes_when_the_next_deadline_is_due_and_never_sleeps_past_a_heartbeat():
    waits, beats, done = [0.01, 60.0], [], Event()

    def beat() -> float | None:
        beats.append(monotonic())
        if len(beats) == 3:
            done.set()
        return waits.pop(0) if waits else None

    run_until(clockwork(beat, heartbeat=0.5, watchdog=3), done)

    assert beats[1] - beats[0] < 0.45
    assert 0.45 < beats[2] - beats[1] < 2


def test_beats_never_overlap():
    inside, most, done, count = [], [], Event(), []

    def beat() -> float:
        inside.append(1)
        most.append(len(inside))
        sleep(0.12)
        inside.pop()
        count.append(1)
        if len(count) == 4:
            done.set()
        return 0

    run_until(clockwork(beat), done)

    assert max(most) == 1


def test_stopping_lets_the_beat_that_runs_end():
    begun, ended = Event(), []

    def beat() -> None:
        begun.set()
        sleep(0.3)
        ended.append(1)

    works = clockwork(beat, heartbeat=5, watchdog=10)
    run_until(works, begun)

    assert ended == [1]


def test_a_beat_that_hangs_is_told_to_the_service_manager():
    release = Event()
    works = clockwork(lambda: release.wait(20) and None, watchdog=0.2)

    try:
        with pytest.raises(Stalled):
            works.run()
    finally:
        release.set()


def test_the_watch_is_kept_beside_the_beats_which_do_not_wait_for_it():
    beats, watching, done = [], Event(), Event()

    def watch() -> None:
        watching.set()
        done.wait(10)  # a long look

    def beat() -> None:
        if watching.is_set():
            beats.append(1)
        if len(beats) == 5:
            done.set()

    run_until(clockwork(beat, watch=watch, watch_seconds=0.1), done)

    assert watching.is_set()


def test_a_watch_that_fails_is_not_the_last():
    watches, done = [], Event()

    def watch() -> None:
        watches.append(1)
        if len(watches) == 3:
            done.set()
        message = "the database is away"
        raise OSError(message)

    with capture_logs() as log:
        run_until(clockwork(lambda: None, watch=watch, watch_seconds=0.05), done)

    assert "watch_failed" in [line["event"] for line in log]


def test_a_beat_that_is_hurried_comes_at_once_or_after_the_one_that_runs():
    beats, inside, done = [], Event(), Event()

    def beat() -> None:
        beats.append(1)
        if len(beats) == 2:
            works.hurry()  # while it runs
        if len(beats) == 3:
            done.set()
        inside.set()

    works = clockwork(beat, heartbeat=60, watchdog=120)
    hurrier = Thread(target=lambda: inside.wait(10) and works.hurry())
    hurrier.start()
    run_until(works, done)
    hurrier.join()

    assert len(beats) == 3


def test_a_long_beat_that_gets_on_is_not_taken_for_one_that_hangs():
    done = Event()

    def beat(getting_on) -> None:
        for _ in range(20):
            getting_on()
            sleep(0.05)
        done.set()

    works = Clockwork(
        beat,
        stopping=Event(),
        wall_clock=lambda: datetime.now(UTC),
        heartbeat_seconds=5,
        watchdog_seconds=0.4,
    )
    run_until(works, done)


def test_the_pulse_is_felt_as_long_as_beats_happen_and_no_longer():
    pulses, release = [], Event()
    works = clockwork(
        lambda: release.wait(20), watchdog=0.4, pulse=lambda: pulses.append(1)
    )

    try:
        with pytest.raises(Stalled):
            works.run()
    finally:
        release.set()

    assert 0 < len(pulses) < 8  # a quarter of the watchdog's patience apart
