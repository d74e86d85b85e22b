"""`upphandling status`: who leads, what lags, what is late, and what stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from upphandling.interfaces.cli.edge import AsJson, Reply, answer_from_house

if TYPE_CHECKING:
    from upphandling.bootstrap import House


def status(as_json: AsJson = False) -> None:
    """Visa hur tjänsten står: ledare, instanser, eftersläpning och försenade frister."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.asked import reader_asked
        from upphandling.interfaces.cli.status_page import data, page
        from upphandling.interfaces.vitals.standing import standing

        found = standing(house, reader_asked())
        return Reply(data=data(found), text=lambda: page(found))

    answer_from_house(work, as_json=as_json, refresh=False)
