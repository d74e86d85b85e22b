"""The vault: personal data, free text and bids, each under a key that can be destroyed."""
