"""How the tables of who and where land."""
