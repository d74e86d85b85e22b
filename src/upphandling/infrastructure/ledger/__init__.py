"""The ledger: every row of the log as a leaf of one Merkle tree."""
