"""The whole house in one file: backup, and the log moved between databases."""
