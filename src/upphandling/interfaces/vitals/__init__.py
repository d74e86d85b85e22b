"""How the service feels, told to those who run it: checks, figures, and over HTTP."""
