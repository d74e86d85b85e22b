"""`upphandling config`: what is set, where each value comes from, and whether it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from upphandling.interfaces.cli.edge import AsJson, Reply, Status, answer
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.infrastructure.vitals.check import Check
    from upphandling.setting_sources import Origin
    from upphandling.settings import Settings

app = Verbs("Inställningarna: visa, kontrollera.")

FROM = {
    "environment": "miljön",
    "file": "filen",
    "credential": "systemd",
    "default": "förval",
}


@app.command("show")
def show(as_json: AsJson = False) -> None:
    """Visa varje inställning, och var den kommer ifrån. Lösenord visas aldrig."""

    def work() -> Reply:
        from upphandling.setting_sources import origins, settings_file
        from upphandling.settings import fields, load

        settings = load()
        told = origins(fields())
        rows = [_row(settings, name, told[name]) for name in fields()]
        file = settings_file()
        data = {"file": None if file is None else str(file), "settings": rows}
        return Reply(data=data, text=lambda: _print(data))

    answer(work, as_json=as_json)


@app.command("check")
def check(as_json: AsJson = False) -> None:
    """Kontrollera varje inställning mot maskinen: filer, rättigheter, nycklar, tillägg."""

    def work() -> Reply:
        from upphandling.infrastructure.vitals.check import Status as Grade
        from upphandling.interfaces.cli.checks_page import page

        checks = [*_values(), *_unknown()]
        if not any(one.status is Grade.FAIL for one in checks):
            checks += _held_against_the_machine()
        faults = [one for one in checks if one.status is not Grade.OK]
        return Reply(
            data=[one.as_told() for one in checks],
            text=lambda: page(checks),
            status=Status.FOUND if faults else Status.DONE,
        )

    answer(work, as_json=as_json)


def _row(settings: Settings, name: str, origin: Origin) -> dict[str, Any]:
    from upphandling.setting_sources import variable

    return {
        "setting": name,
        "variable": variable(name),
        "value": _shown(name, settings),
        "source": origin.kind,
        "place": origin.place,
    }


def _shown(name: str, settings: Settings) -> Any:
    """The value without what is secret in it."""
    value = settings.database_url if name == "database" else getattr(settings, name)
    if value in (None, ""):
        return None
    # To the last @: one that stands in a password, unwritten as %40, ends nothing.
    masked = re.sub(r"(?<=//)([^:/\s]*):\S*@", r"\1:***@", str(value))
    return re.sub(r"(?<=password=)[^&\s]*", "***", masked)


def _print(data: dict[str, Any]) -> None:
    from upphandling.interfaces.cli.show import table

    columns = {"variable": "Inställning", "value": "Värde", "from": "Ur"}
    rows = [{**row, "from": FROM[row["source"]]} for row in data["settings"]]
    table(f"Inställningsfil: {data['file'] or 'ingen'}", columns, rows)


def _values() -> list[Check]:
    """A failed check for each value that cannot be used."""
    from upphandling.infrastructure.vitals.check import Check
    from upphandling.settings import BadSetting, load

    try:
        load()
    except BadSetting as bad:
        do = 'Rätta och kör "upphandling config check" igen.'
        return [Check.fail("settings", line, do) for line in str(bad).splitlines()]
    return []


def _unknown() -> list[Check]:
    """A warning for each variable that looks like ours and is not."""
    from upphandling.infrastructure.vitals.check import Check
    from upphandling.setting_sources import unknown_in_environment
    from upphandling.settings import fields

    return [
        Check.warn(
            "settings",
            f"{name} är ingen inställning, och läses inte.",
            "Är den felstavad? Namnen står i docs/cli.md.",
        )
        for name in unknown_in_environment(fields())
    ]


def _held_against_the_machine() -> list[Check]:
    from upphandling.infrastructure.settings_check import settings_checks
    from upphandling.settings import load

    return settings_checks(load())
