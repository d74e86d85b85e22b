"""Verification of a whole log: read by stream, spread over processes."""
