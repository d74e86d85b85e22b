"""`upphandling doctor`: everything that a support engineer would look at."""

from __future__ import annotations

from upphandling.interfaces.cli.edge import AsJson, Reply, Status, answer


def doctor(as_json: AsJson = False) -> None:
    """Undersök allt som tjänsten står på, och säg vad som ska göras."""

    def work() -> Reply:
        from upphandling.infrastructure.vitals.check import Status as Grade
        from upphandling.infrastructure.vitals.check import worst
        from upphandling.interfaces.cli.checks_page import page
        from upphandling.interfaces.vitals.doctor import examined
        from upphandling.interfaces.vitals.health import told

        found = list(examined())
        failed = worst(found) is Grade.FAIL
        return Reply(
            data=told(found),
            text=lambda: page(found),
            status=Status.FOUND if failed else Status.DONE,
        )

    answer(work, as_json=as_json)
