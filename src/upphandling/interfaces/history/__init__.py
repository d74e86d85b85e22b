"""The history of a case: every event in Swedish, and what was tried and refused."""
