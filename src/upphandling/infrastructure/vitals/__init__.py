"""How the service feels: its notes, its surroundings, its checks and its figures."""
