"""Whatever is tried, no supplier is excluded that was not heard."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from tests.domain.tender.excluding import TEN_DAYS, exclude
from tests.domain.tender.stages import HASH, assessed, intend_exclusion
from tests.given import local
from upphandling.domain.base import Role, Stamp
from upphandling.domain.errors import Refused

steps = st.lists(
    st.tuples(
        st.sampled_from(["intend", "comment", "exclude", "drop", "award"]),
        st.sampled_from(["anbud-1", "anbud-2"]),
        st.integers(min_value=0, max_value=15),
    ),
    max_size=40,
)


@settings(deadline=None)
@given_any(steps)
def test_no_sequence_of_acts_excludes_a_supplier_that_was_not_heard(tried):
    tender = assessed(TEN_DAYS)
    at = local("2026-04-07T00:00")
    told: dict[str, datetime] = {}
    heard: set[str] = set()
    for act, key, days in tried:
        at += timedelta(days=days)
        stamp = Stamp(by="x", role=Role.PROCUREMENT_OFFICER, at=at, mandate="4.2")
        try:
            match act:
                case "intend":
                    intend_exclusion(tender, stamp, bid=key)
                    told[key] = at
                    heard.discard(key)
                case "comment":
                    tender.comment_on_exclusion(stamp, bid=key, content_hash=HASH)
                    heard.add(key)
                case "exclude":
                    exclude(tender, stamp, key)
                    assert key in told
                    assert key in heard or at >= told[key] + timedelta(days=10)
                case "drop":
                    tender.drop_exclusion(stamp, bid=key, motive="Utrett.")
                    del told[key]
                case _:
                    tender.conclude(stamp, award="tilldelning-2026")
        except Refused:
            continue
    assert tender.gone <= told.keys()
