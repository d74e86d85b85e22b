"""A small file of alternatives, with one of them."""

from __future__ import annotations

TOML = """
title = "Prov"
bundle = "omvardnad"

[[areas]]
key = "norr"
name = "Norr"

[people]
customers = 40
choosing_percent = 60
wishes_each = 2
today = { gamla = 1, egen = 1 }

[[providers]]
agreement = "egen"
name = "Egen regi"
regime = "in_house"
kronor_per_hour = 500

[[providers]]
agreement = "avtal-a"
name = "Utförare A"
regime = "lou"
kronor_per_hour = 400.5

[[alternatives]]
name = "Egen regi"
default = { rule = "in_house", legal_basis = "Beslut § 1" }
"""
