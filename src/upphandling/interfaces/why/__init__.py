"""Why: the chain from a fact back to the political decision, every link a named event.

A question is put in words (`asking.py`), its events are found (`providers.py`,
`dates.py`, `scores.py`, `attempts.py`), and each event is followed to what it rests on
(`grounds.py`) until the council's decision is reached or the chain ends (`chain.py`).
"""
