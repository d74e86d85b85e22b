"""What a machine with systemd needs to run the house: units, accounts, folders, settings."""
