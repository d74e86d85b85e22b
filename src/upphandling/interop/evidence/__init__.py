"""Evidence that leaves the house: the bundle, its dossier, and how both are checked."""
