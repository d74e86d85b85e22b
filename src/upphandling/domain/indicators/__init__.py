"""Indicators (nyckeltal): measures of quality, each by an edition of its definition."""
