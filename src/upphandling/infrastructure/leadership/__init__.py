"""Who of several instances on one database acts, and which there are."""
