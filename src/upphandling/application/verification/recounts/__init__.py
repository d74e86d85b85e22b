"""How each field that was computed is computed again, kind by kind."""
