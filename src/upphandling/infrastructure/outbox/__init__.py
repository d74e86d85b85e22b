"""What is told others: read from the log, sent at least once, never about bids or people."""
