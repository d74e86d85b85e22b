"""Whether the clock is believed: the mark it has reached, and each time it was not."""
