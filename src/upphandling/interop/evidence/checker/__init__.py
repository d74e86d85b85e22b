"""The parts of `verify.py`, which is joined from them into the one file of a bundle."""
