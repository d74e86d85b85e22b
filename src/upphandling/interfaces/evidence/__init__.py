"""Evidence of a case for outsiders: what belongs to it, what is withheld, the bundle."""
